#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;

const DAY: Date = Date::constant(2026, 11, 23);

fn put(cache: &Cache, address: &str, stamp: Stamp, size: usize) {
    cache.put(
        Encoding::Plain,
        address.to_owned(),
        stamp,
        Arc::new(kept(size)),
    );
}

fn has(cache: &Cache, address: &str, stamp: Stamp) -> bool {
    cache.get(Encoding::Plain, address, stamp).is_some()
}

fn kept(size: usize) -> Kept {
    Kept {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        etag: HeaderValue::from_static("\"x\""),
        bytes: vec![b'a'; size].into(),
    }
}

#[test]
fn a_new_revision_or_day_empties_the_shelf_and_an_old_one_is_not_put_back() {
    let cache = Cache::bounded(1 << 20);
    let old = Stamp {
        revision: 1,
        day: DAY,
        notice_is_over: false,
    };
    let new = Stamp {
        revision: 2,
        day: DAY,
        notice_is_over: false,
    };
    put(&cache, "/", old, 10);
    assert!(has(&cache, "/", old));
    assert!(!has(&cache, "/", new));
    put(&cache, "/laws", new, 10);
    assert!(!has(&cache, "/", old));
    put(&cache, "/", old, 10);
    assert!(!has(&cache, "/", old));
    let tomorrow = Stamp {
        day: DAY.tomorrow().unwrap(),
        ..new
    };
    assert!(!has(&cache, "/laws", tomorrow));
    let over = Stamp {
        notice_is_over: true,
        ..new
    };
    assert!(!has(&cache, "/laws", over));
    put(&cache, "/laws", over, 10);
    put(&cache, "/laws", new, 10);
    assert!(!has(&cache, "/laws", new));
}

#[test]
fn memory_is_bounded_and_the_oldest_goes_first() {
    let each = kept(10).charge("10");
    let cache = Cache::bounded(9 * each);
    let stamp = Stamp {
        revision: 1,
        day: DAY,
        notice_is_over: false,
    };
    for n in 0..20 {
        put(&cache, &n.to_string(), stamp, 10);
    }
    assert!(!has(&cache, "0", stamp));
    assert!(has(&cache, "19", stamp));
    assert!(cache.shelf().bytes <= 9 * each);
    put(&cache, "huge", stamp, 2 * each);
    assert!(!has(&cache, "huge", stamp));
}

#[test]
fn a_browser_gets_gzip_only_where_it_takes_it() {
    let wants = |value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        wanted(&headers)
    };
    assert_eq!(wants("gzip, deflate, br"), Encoding::Gzip);
    assert_eq!(wants("br;q=1.0, *;q=0.1"), Encoding::Gzip);
    assert_eq!(wants("gzip;q=0"), Encoding::Plain);
    assert_eq!(wants("identity"), Encoding::Plain);
    assert_eq!(wanted(&HeaderMap::new()), Encoding::Plain);
}

#[test]
fn a_tag_is_compared_with_each_that_is_named() {
    let etag = HeaderValue::from_static("\"abc-gz\"");
    for (asked, same) in [
        ("\"abc-gz\"", true),
        ("\"x\", W/\"abc-gz\"", true),
        ("*", true),
        ("\"abc\"", false),
        ("", false),
    ] {
        assert_eq!(
            is_same(&HeaderValue::from_static(asked), &etag),
            same,
            "{asked}"
        );
    }
}

#[test]
fn many_small_answers_under_long_addresses_stay_within_the_bound() {
    let stamp = Stamp {
        revision: 1,
        day: DAY,
        notice_is_over: false,
    };
    let most = 64 << 10;
    let mut cache = Cache::bounded(most);
    let address = |n: usize| format!("/laws?q={n:0>500}");
    for n in 0..1000 {
        put(&cache, &address(n), stamp, 1);
        put(&cache, &address(n), stamp, 2);
    }
    let held = cache.shelf();
    assert_eq!(held.len(), held.order.len());
    assert!(held.len() * (2 * 508 + OVERHEAD) <= most);
    let charges: usize = held.plain.iter().map(|(key, kept)| kept.charge(key)).sum();
    assert_eq!(held.bytes, charges);
    drop(held);
    cache.entries = 3;
    put(&cache, "/", stamp, 1);
    assert_eq!(cache.shelf().len(), 3);
}

#[test]
fn an_address_is_kept_only_with_queries_that_its_route_asks_for() {
    for (query, kept) in [
        ("", false),
        ("&kind=document", false),
        ("kind=document&&after=x", false),
        ("after=x&kind=document", true),
        ("kind", true),
        ("x=1", false),
        ("kind=document&x=1", false),
        ("kind=a&kind=b", false),
        ("%6bind=a", false),
    ] {
        assert_eq!(asks_only(query, &["kind", "after"]), kept, "{query}");
    }
}

#[test]
fn an_address_is_kept_only_as_it_is_written_here() {
    for (path, kept) in [
        ("/laws", true),
        ("/agencies/%E5%85%AC", true),
        ("/%6Caws", false),
        ("/documents/%58T-0001", false),
        ("/laws%2Fx", false),
        ("/laws%", false),
    ] {
        assert_eq!(is_written_plainly(path), kept, "{path}");
    }
}

#[test]
fn a_tag_says_more_than_a_time_and_no_time_stands_for_what_has_none() {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let tag = HeaderValue::from_static("\"a\"");
    let other = HeaderValue::from_static("\"b\"");
    for (tagged, since, changed, is_met) in [
        (None, Some(9), Some(9), true),
        (None, Some(8), Some(9), false),
        (None, Some(9), None, false),
        (None, None, Some(9), false),
        (Some(&tag), Some(8), Some(9), true),
        (Some(&other), Some(9), Some(9), false),
    ] {
        let asked = Condition {
            tag: tagged.cloned(),
            since: since.map(at),
        };
        let says = format!("{tagged:?} {since:?} {changed:?}");
        assert_eq!(asked.is_met(&tag, changed.map(at)), is_met, "{says}");
    }
}

#[test]
fn what_is_gone_stays_gone_whatever_the_browser_has() {
    for asked in ["*", "\"x\""] {
        let asked = HeaderValue::from_static(asked);
        let gone = Kept {
            status: StatusCode::GONE,
            ..kept(10)
        };
        let asked = Condition {
            tag: Some(asked),
            since: None,
        };
        assert_eq!(gone.send(&asked, None).status(), StatusCode::GONE);
        let there = kept(10).send(&asked, None);
        assert_eq!(there.status(), StatusCode::NOT_MODIFIED);
    }
}
