//! Who means harm, over raw sockets against the program as it runs: requests that two servers could read in two ways,
//! hosts and addresses made to be believed, headers without end; and what must never stand in what the program says.

use crate::world::{Server, Site, ended};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
/// Stands in requests where nothing but an echo could bring it back.
const EVIL: &str = "evil.example";

/// Everything that comes back on one connection until the other side closes it.
fn sent(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    // The other side may end before all is sent, and then by a reset.
    let _ = stream.write_all(bytes);
    let mut said = Vec::new();
    let mut piece = [0; 16 << 10];
    while let Ok(n @ 1..) = stream.read(&mut piece) {
        said.extend_from_slice(&piece[..n]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// The numbers of the answers on a connection.
fn statuses(said: &str) -> Vec<u16> {
    let answers = said.split("HTTP/1.1 ").skip(1);
    answers
        .map(|answer| {
            answer
                .get(..3)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0)
        })
        .collect()
}

/// A request that lies in the body of another, or behind its end.
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn a_request_that_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_answered() {
    let site = Site::new();
    let server = site.serve();
    let length = HIDDEN.len();
    let post = "POST /error-report HTTP/1.1\r\nHost: x\r\n";
    let chunked = "0\r\n\r\n";
    for (request, expected) in [
        // Lengths that contradict each other, or are none.
        (
            format!("{post}Content-Length: {length}\r\nContent-Length: 0\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("{post}Content-Length: 0, {length}\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("{post}Content-Length: +{length}\r\n\r\n{HIDDEN}"),
            400,
        ),
        (format!("{post}Content-Length: 0x10\r\n\r\n{HIDDEN}"), 400),
        (format!("{post}Content-Length: -1\r\n\r\n{HIDDEN}"), 400),
        (
            format!("{post}Content-Length: 18446744073709551616\r\n\r\n{HIDDEN}"),
            400,
        ),
        (format!("{post}Content-Length:\r\n\r\n{HIDDEN}"), 400),
        // Chunks beside a length, and encodings that one server knows and another does not.
        (
            format!(
                "{post}Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n{chunked}{HIDDEN}"
            ),
            411,
        ),
        (
            format!(
                "{post}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}{HIDDEN}"
            ),
            411,
        ),
        (
            format!("{post}Transfer-Encoding: chunked\r\n\r\n{chunked}{HIDDEN}"),
            411,
        ),
        (
            format!(
                "{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n{chunked}{HIDDEN}"
            ),
            400,
        ),
        (
            format!("{post}Transfer-Encoding: xchunked\r\n\r\n{chunked}{HIDDEN}"),
            400,
        ),
        (
            format!("{post}Transfer-Encoding: identity\r\n\r\n{chunked}{HIDDEN}"),
            400,
        ),
        (
            format!("{post}Transfer-Encoding : chunked\r\n\r\n{chunked}{HIDDEN}"),
            400,
        ),
        (
            format!("{post}Transfer-Encoding:\u{b}chunked\r\n\r\n{chunked}{HIDDEN}"),
            400,
        ),
        (
            format!("{post}X: y\r\n Transfer-Encoding: chunked\r\n\r\n{chunked}{HIDDEN}"),
            400,
        ),
        (
            format!(
                "POST /error-report HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}{HIDDEN}"
            ),
            400,
        ),
        // Hosts.
        (format!("GET / HTTP/1.1\r\n\r\n{HIDDEN}"), 400),
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nHost: {EVIL}\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: x@{EVIL}\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: {EVIL}/x\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: x {EVIL}\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET http://{EVIL}/ HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("CONNECT {EVIL}:443 HTTP/1.1\r\nHost: {EVIL}:443\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}"),
            400,
        ),
        // What is no HTTP.
        (format!("GET /\r\n\r\n{HIDDEN}"), 400),
        (format!("GET / HTTP/7.3\r\nHost: x\r\n\r\n{HIDDEN}"), 400),
        (format!("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}"), 400),
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nX: a\rX-Forwarded-For: b\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nX\r\n\r\n{HIDDEN}"),
            400,
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n{HIDDEN}"),
            400,
        ),
        (format!("G(T / HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}"), 400),
        ("\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03".to_owned(), 400),
        // Too much of something.
        (
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n{HIDDEN}",
                "X: y\r\n".repeat(101)
            ),
            431,
        ),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n{HIDDEN}",
                "y".repeat(200 << 10)
            ),
            431,
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}",
                "y".repeat(70 << 10)
            ),
            414,
        ),
    ] {
        let said = sent(&server, request.as_bytes());
        let shown: String = request.chars().take(120).collect();
        assert_eq!(statuses(&said), [expected], "{shown:?}: {said}");
        assert!(!said.contains(EVIL), "{shown:?}: {said}");
    }
    // Who begins with HTTP/2 is not spoken to at all.
    let said = sent(
        &server,
        format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{HIDDEN}").as_bytes(),
    );
    assert_eq!(said, "");
    assert_eq!(server.get("/readyz").0, 200);
    let said = server.end();
    assert!(
        !said.contains("panicked") && !said.contains("ERROR"),
        "{said}"
    );
}

#[test]
fn a_body_that_nobody_asked_for_is_never_taken_for_a_request() {
    let site = Site::new();
    let server = site.serve();
    let length = HIDDEN.len();
    for (head, expected) in [
        ("GET /about HTTP/1.1\r\nHost: x\r\nConnection: close", 200),
        ("HEAD /about HTTP/1.1\r\nHost: x\r\nConnection: close", 200),
        ("POST /about HTTP/1.1\r\nHost: x\r\nConnection: close", 405),
        (
            "POST /error-report HTTP/1.1\r\nHost: x\r\nConnection: close",
            403,
        ),
        ("DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close", 405),
        // Told twice, but alike.
        (
            "POST /about HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 34",
            405,
        ),
    ] {
        assert_eq!(length, 34, "the length that is told twice");
        let request = format!("{head}\r\nContent-Length: {length}\r\n\r\n{HIDDEN}");
        let said = sent(&server, request.as_bytes());
        assert_eq!(statuses(&said), [expected], "{head}: {said}");
    }
    // Who promises a body that would be too long is told so before he sends it.
    let request = "POST /error-report HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
                   Connection: close\r\nContent-Length: 99999999\r\n\r\n";
    let said = sent(&server, request.as_bytes());
    assert_eq!(statuses(&said), [413], "{said}");
}

#[test]
fn nothing_that_a_visitor_names_comes_back_as_an_address_or_a_header() {
    let site = Site::new();
    let server = site.serve();
    for head in [
        format!("GET / HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET http://{EVIL}/ HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET /laws/ HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET /feeds/atom HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET /sitemap.xml HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET /.well-known/security.txt HTTP/1.1\r\nHost: {EVIL}"),
        format!("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: {EVIL}\r\nForwarded: host={EVIL}"),
        format!(
            "GET /laws/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: {EVIL}\r\nX-Original-URL: //{EVIL}/"
        ),
        format!("GET / HTTP/1.1\r\nHost: x\r\nReferer: https://{EVIL}/\r\nOrigin: https://{EVIL}"),
        format!("OPTIONS /api/v1/items HTTP/1.1\r\nHost: x\r\nOrigin: https://{EVIL}"),
    ] {
        let said = sent(
            &server,
            format!("{head}\r\nConnection: close\r\n\r\n").as_bytes(),
        );
        assert_eq!(statuses(&said).len(), 1, "{head}: {said}");
        assert!(!said.contains(EVIL), "{head}: {said}");
    }
    for path in [
        "/search?q=%0d%0aSet-Cookie:%20evil=1",
        "/%0d%0aSet-Cookie:%20evil=1",
        "/laws/%0d%0aSet-Cookie:%20evil=1/",
        "/laws/x%0d%0a%0d%0aHTTP/1.1%20200%20OK/",
        "/documents/XT-0001/%0d%0aSet-Cookie:%20evil=1/",
        "/en/%0aSet-Cookie:%20evil=1",
        "//evil.example/",
        "//evil.example/laws/",
        "/\\evil.example/",
        "/..//evil.example/laws/",
    ] {
        let (status, said) = server.get(path);
        let head = said
            .split("\r\n\r\n")
            .next()
            .expect("a head")
            .to_lowercase();
        let mut lines = head.lines();
        let sets = lines.any(|line| line.starts_with("set-cookie"));
        assert!(!sets && statuses(&said).len() == 1, "{path}: {head}");
        let elsewhere = head.lines().any(|line| {
            let to = line.strip_prefix("location: ");
            to.is_some_and(|to| !to.starts_with('/') || to[1..].starts_with(['/', '\\']))
        });
        assert!(!elsewhere, "{path}: {head}");
        assert!(status < 500, "{path}: {status}");
    }
}

#[test]
fn no_address_leads_out_of_the_site() {
    let site = Site::new();
    fs::write(site.folder.path().join("page.md"), "GEHEIM-1").expect("a file");
    let server = site.serve();
    for path in [
        "/../../../../etc/passwd",
        "/assets/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/assets/%252e%252e%252fetc%252fpasswd",
        "/assets//etc/passwd",
        "/assets/%00",
        "/downloads/../gongkai.toml",
        "/downloads/..%2fgongkai.toml",
        "/downloads/..%2fregister.sqlite",
        "/downloads/%2e%2e%2f%2e%2e%2fpage.md",
        "/documents/XT-0001/2026-00001/files/..%2f..%2fgongkai.toml",
        "/documents/XT-0001/2026-00001/files/%2fetc%2fpasswd",
        "/sitemap/..%2fgongkai.toml",
        "/gongkai.toml",
        "/register.sqlite",
        "/.git/config",
        "/.env",
    ] {
        let (status, said) = server.get(path);
        assert!((400..500).contains(&status), "{path}: {status}");
        for secret in ["root:", "operator =", "SQLite format", "GEHEIM-1"] {
            assert!(!said.contains(secret), "{path}: {secret}");
        }
    }
}

/// What a visitor says of himself or asks for, each with a word that can be found again.
const TELLING: &str = "Host: x\r\nUser-Agent: GEHEIM-agent\r\nReferer: https://x.example/?q=GEHEIM-referer\r\n\
                       Cookie: a=GEHEIM-cookie\r\nAuthorization: Basic GEHEIM-password\r\n\
                       X-Forwarded-For: 203.0.113.77\r\nConnection: close\r\n";

#[test]
fn nothing_of_who_asks_and_what_for_stands_in_what_the_program_says() {
    let site = Site::new();
    let server = site.serve();
    for line in [
        "GET /search?q=GEHEIM-search HTTP/1.1",
        "GET /search?q=GEHEIM%ff HTTP/1.1",
        "GET /search?q=GEHEIM-page&page=GEHEIM HTTP/1.1",
        "GET /api/v1/search?q=GEHEIM-api HTTP/1.1",
        "GET /api/v1/suggest?q=GEHEIM-suggest HTTP/1.1",
        "GET /feeds/atom/search?q=GEHEIM-feed HTTP/1.1",
        "GET /GEHEIM-nowhere HTTP/1.1",
        "GET /error-report/receipt/GEHEIM-ticket HTTP/1.1",
        "GET /documents/XT-0001/GEHEIM/text.pdf HTTP/1.1",
        "DELETE /GEHEIM-delete HTTP/1.1",
        "CONNECT GEHEIM.example:443 HTTP/1.1",
        "GEHEIM",
    ] {
        sent(&server, format!("{line}\r\n{TELLING}\r\n").as_bytes());
    }
    let form = "key=GEHEIM&page=%2FGEHEIM&kind=link&what=GEHEIM-what&contact=GEHEIM-contact";
    server.send("/error-report", form);
    server.send("/error-report/progress", "number=GEHEIM&code=GEHEIM");
    // One who goes away in the middle of it.
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    let _ = stream.write_all(b"GET /search?q=GEHEIM-half HTTP/1.1\r\nHost: GEHEIM");
    let _ = stream.shutdown(Shutdown::Both);
    drop(stream);
    assert_eq!(server.get("/readyz").0, 200);
    let said = server.end();
    for personal in ["GEHEIM", "203.0.113.77"] {
        assert!(!said.contains(personal), "{said}");
    }
}

/// The port of something that is no database and no object store, and says so at once.
fn something_else() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        }
    });
    port
}

#[test]
fn a_secret_of_the_settings_is_said_by_no_command() {
    let site = Site::new();
    let port = something_else();
    let key = site.folder.path().join("objects.key");
    fs::write(&key, "GEHEIM-key").expect("a file");
    let key = key.to_string_lossy();
    let objects = format!(
        "[objects]\nendpoint = \"http://127.0.0.1:{port}\"\nbucket = \"b\"\nregion = \"r\"\n\
         access_key = \"a\"\nsecret_key_file = \"{key}\"\n"
    );
    let at = format!("gk:GEHEIM-word@127.0.0.1:{port}/gk");
    let database = |address: &str| format!("database = \"{address}\"\n");
    for settings in [
        database(&format!("postgres://{at}")),
        database(&format!("postgres://{at}?sslmode=wrong")),
        database("postgres://gk:GEHEIM-word@127.0.0.1:99999/gk"),
        database(&format!("mysql://{at}")),
        database(&format!("postgres://{at}")) + "prot = 1\n",
        format!("database = \"postgres://{at}\nport = 1\n"),
        objects,
    ] {
        fs::write(site.data().join("gongkai.toml"), &settings).expect("a file");
        for words in [
            &["serve", "--port", "0", "--listen", "192.0.2.1"][..],
            &["verify"],
            &["doctor"],
        ] {
            let (_, said) = ended(&mut site.command(words));
            assert!(!said.contains("GEHEIM"), "{settings}{words:?}: {said}");
        }
    }
}
