#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;

const DAY: Date = Date::constant(2026, 11, 23);

fn key(address: &str) -> Key {
    Key {
        address: address.into(),
        variant: Variant::default(),
        encoding: Encoding::Plain,
    }
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
    cache.put(key("/"), old, kept(10));
    assert!(cache.get(&key("/"), old).is_some());
    assert!(cache.get(&key("/"), new).is_none());
    cache.put(key("/laws"), new, kept(10));
    assert!(cache.get(&key("/"), old).is_none());
    cache.put(key("/"), old, kept(10));
    assert!(cache.get(&key("/"), old).is_none());
    let tomorrow = Stamp {
        day: DAY.tomorrow().unwrap(),
        ..new
    };
    assert!(cache.get(&key("/laws"), tomorrow).is_none());
    let over = Stamp {
        notice_is_over: true,
        ..new
    };
    assert!(cache.get(&key("/laws"), over).is_none());
    cache.put(key("/laws"), over, kept(10));
    cache.put(key("/laws"), new, kept(10));
    assert!(cache.get(&key("/laws"), new).is_none());
}

#[test]
fn memory_is_bounded_and_the_oldest_goes_first() {
    let each = kept(10).charge(&key("10"));
    let cache = Cache::bounded(9 * each);
    let stamp = Stamp {
        revision: 1,
        day: DAY,
        notice_is_over: false,
    };
    for n in 0..20 {
        cache.put(key(&n.to_string()), stamp, kept(10));
    }
    assert!(cache.get(&key("0"), stamp).is_none());
    assert!(cache.get(&key("19"), stamp).is_some());
    assert!(cache.shelf().bytes <= 9 * each);
    cache.put(key("huge"), stamp, kept(2 * each));
    assert!(cache.get(&key("huge"), stamp).is_none());
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
        cache.put(key(&address(n)), stamp, kept(1));
        cache.put(key(&address(n)), stamp, kept(2));
    }
    let held = cache.shelf();
    assert_eq!(held.kept.len(), held.order.len());
    assert!(held.kept.len() * (2 * 508 + OVERHEAD) <= most);
    let charges: usize = held.kept.iter().map(|(key, kept)| kept.charge(key)).sum();
    assert_eq!(held.bytes, charges);
    drop(held);
    cache.entries = 3;
    cache.put(key("/"), stamp, kept(1));
    assert_eq!(cache.shelf().kept.len(), 3);
}

#[test]
fn an_address_is_kept_only_with_queries_that_its_route_asks_for() {
    for (query, kept) in [
        ("", true),
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
