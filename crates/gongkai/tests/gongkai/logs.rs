//! 日志 — what is written down says what happened under the number that the visitor sees, and nothing of the visitor.

use crate::world::{Site, year};
use std::fs;

/// A word that stands in no page: wherever it is found, somebody's words were written down.
const PLANTED: &str = "plantedword";

const PAGE: &str = "+++
kind = \"document\"
agency = \"XT-0001\"
slug = \"renwu\"
title = \"关于任务分工的通知\"
published_at = \"2026-03-04 10:00\"
attachments = [\"tasks.csv\"]
+++

各学校：

任务见附件。
";

fn settings(site: &Site, log: &str) {
    let text = format!("operator = \"示例经办\"\n[log]\n{log}\n");
    site.settle(&text);
}

/// The value of a header of an answer.
fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let lines = answer.lines();
    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    values.next().unwrap_or_default().trim()
}

/// Asks for what a visitor may ask, with a planted word wherever one can stand; gives the numbers of the requests.
fn visit(server: &crate::world::Server) -> Vec<String> {
    let mut numbers = Vec::new();
    for path in [
        "/".to_owned(),
        format!("/search?q={PLANTED}"),
        format!("/en/laws?q={PLANTED}&{PLANTED}={PLANTED}"),
        format!("/{PLANTED}"),
        format!("/documents/{PLANTED}/{PLANTED}?{PLANTED}"),
        format!("/error-report/receipt/{PLANTED}"),
        format!("/api/v1/search?q={PLANTED}"),
        format!("/search/suggest?q={PLANTED}"),
    ] {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {PLANTED}.example\r\nUser-Agent: {PLANTED}\r\nCookie: {PLANTED}={PLANTED}\r\n\
             Referer: http://{PLANTED}.example/{PLANTED}\r\nX-Forwarded-For: 198.51.100.77\r\nX-Request-Id: {PLANTED}\r\n\
             Authorization: Bearer {PLANTED}\r\nConnection: close\r\n\r\n"
        );
        let (_, answer) = server.ask(&request);
        numbers.push(header(&answer, "x-request-id").to_owned());
    }
    let (status, made_up) = server.ask(&format!(
        "{PLANTED} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!(status, 405, "{made_up}");
    numbers.push(header(&made_up, "x-request-id").to_owned());
    let form = server.get("/error-report").1;
    let key = form.split("name=\"key\" value=\"").nth(1).expect("a key");
    let key = key.split('"').next().expect("a key");
    let sent = format!("key={key}&kind=link&what={PLANTED}&contact={PLANTED}");
    let (status, answer) = server.send("/error-report", &sent);
    assert_eq!(status, 303, "{answer}");
    let (_, wrong) = server.send(&format!("/{PLANTED}"), PLANTED);
    for answer in [answer, wrong] {
        numbers.push(header(&answer, "x-request-id").to_owned());
    }
    assert!(
        numbers.iter().all(|number| number.len() == 17),
        "{numbers:?}"
    );
    numbers
}

#[test]
fn every_request_is_told_under_its_number_and_nothing_of_who_asked() {
    let site = Site::new();
    settings(&site, "level = \"debug\"\nform = \"json\"\nrequests = true");
    let server = site.serve();
    let numbers = visit(&server);
    let log = server.end();
    assert!(
        !log.contains(PLANTED) && !log.contains("198.51.100.77"),
        "{log}"
    );
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    for number in numbers {
        let told = lines.iter().filter(|line| line["operation"] == number);
        let told: Vec<_> = told.filter(|line| line["target"] == "requests").collect();
        assert_eq!(told.len(), 1, "{number}: {log}");
        assert!(told[0]["status"].is_u64(), "{:?}", told[0]);
    }
    let routes: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["route"].as_str())
        .collect();
    for route in ["/", "/search", "/laws", "none", "/error-report"] {
        assert!(routes.contains(&route), "{route}: {routes:?}");
    }
}

/// Every address of the table of routes, with planted words for all that a reader may write in it.
fn everywhere() -> Vec<String> {
    let source = include_str!("../../../web/src/routes.rs");
    let (_, table) = source.split_once("ROUTES: &[Route] = &[").expect("a table");
    let (table, _) = table.split_once("\n];").expect("its end");
    let routes = table.split('"').skip(1).step_by(2);
    let routes = routes.filter(|text| text.starts_with('/'));
    let written = routes.map(|route| {
        let part = |part: &str| {
            let is_written = part.starts_with('{');
            if is_written { PLANTED } else { part }.to_owned()
        };
        let parts: Vec<String> = route.split('/').map(part).collect();
        let queries = [
            "q", "kind", "agency", "from", "to", "on", "cursor", "after", "page",
        ];
        let queries = queries.map(|name| format!("{name}={PLANTED}")).join("&");
        format!("{}?{queries}&{PLANTED}", parts.join("/"))
    });
    let written: Vec<String> = written.collect();
    assert!(60 < written.len(), "{written:?}");
    written
}

/// Sends planted words to every address: asked for, as a form and as a body of another form.
fn plant(server: &crate::world::Server) {
    for path in everywhere() {
        let host = &server.address;
        server.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ));
        server.send(
            &path,
            &format!("q={PLANTED}&what={PLANTED}&{PLANTED}={PLANTED}"),
        );
        server.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n\"{PLANTED}\"",
            PLANTED.len() + 2
        ));
    }
}

#[test]
fn nothing_that_is_sent_to_any_address_is_written_down_or_counted_by_its_words() {
    for form in ["text", "json"] {
        let site = Site::new();
        let log =
            format!("level = \"debug\"\nform = \"{form}\"\nrequests = true\n[metrics]\nport = 0");
        settings(&site, &log);
        let server = site.serve();
        visit(&server);
        plant(&server);
        let at = server.others.first().cloned();
        // In a log for programs its address stands in a line.
        if let Some(at) = at {
            let (status, numbers) = crate::world::get_at(&at, "/metrics");
            assert!(status == 200 && !numbers.contains(PLANTED), "{numbers}");
        }
        let log = server.end();
        assert!(!log.contains(PLANTED), "{log}");
    }
}

#[test]
fn errors_of_ours_say_nothing_of_what_was_sent_either() {
    let site = Site::new();
    settings(&site, "level = \"debug\"\nrequests = true");
    let server = site.serve();
    visit(&server);
    // What was a register and an index is none any more, while the site is open.
    let data = site.data();
    for file in [
        "register.sqlite-wal",
        "register.sqlite-shm",
        "register.sqlite",
    ] {
        let file = data.join(file);
        if let Ok(bytes) = fs::read(&file) {
            fs::write(&file, vec![b'x'; bytes.len()]).expect("a file");
        }
    }
    for file in fs::read_dir(data.join("index"))
        .expect("the index")
        .flatten()
    {
        if file.path().is_file() {
            fs::write(file.path(), "x").expect("a file");
        }
    }
    plant(&server);
    let form = format!(
        "key=00000000-0000-0000-0000-000000000000&kind=link&what={PLANTED}&contact={PLANTED}"
    );
    server.send("/error-report", &form);
    server.send(
        "/error-report/progress",
        &format!("number={PLANTED}&code={PLANTED}"),
    );
    let log = server.end();
    assert!(log.contains("ERROR"), "nothing went wrong: {log}");
    assert!(!log.contains(PLANTED), "{log}");
}

#[test]
fn requests_are_told_only_where_that_is_wanted() {
    let site = Site::new();
    settings(&site, "level = \"debug\"");
    let server = site.serve();
    visit(&server);
    let log = server.end();
    assert!(!log.contains(PLANTED) && !log.contains("answered"), "{log}");
}

#[test]
fn an_error_of_ours_is_found_in_the_log_by_the_number_on_its_page() {
    let site = Site::new();
    settings(&site, "form = \"json\"");
    let page = site.folder.path().join("renwu.md");
    fs::write(&page, PAGE).expect("a file");
    let table = "任务,单位\n".repeat(10_000);
    fs::write(site.folder.path().join("tasks.csv"), table).expect("a file");
    site.run(&["import", "pages", &page.to_string_lossy()]);
    fs::remove_dir_all(site.data().join("files/released")).expect("large files");
    let server = site.serve();
    let address = format!("/documents/XT-0001/{}-00002/files/tasks.csv", year());
    let (status, answer) = server.get(&address);
    assert!(status == 500 || status == 503, "{answer}");
    let number = header(&answer, "x-request-id").to_owned();
    let (_, page) = answer.split_once("\r\n\r\n").expect("a page");
    assert!(page.contains(&number), "{page}");
    let log = server.end();
    let line = log.lines().find(|line| line.contains(&number));
    let line: serde_json::Value = serde_json::from_str(line.expect(&log)).expect("JSON");
    assert_eq!(line["level"], "ERROR");
    assert_eq!(line["route"], "/documents/{code}/{tail}/files/{name}");
    assert!(line["cause"].is_string() && line["code"].is_string());
}
