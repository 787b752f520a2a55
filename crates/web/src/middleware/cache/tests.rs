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
        route: UNROUTED,
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

mod at_once {
    use super::super::making::{Making, Outcome, Waited};
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    const STAMP: Stamp = Stamp {
        revision: 1,
        day: DAY,
        notice_is_over: false,
    };

    fn now<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    fn mine(making: &Making, stamp: Stamp) -> super::super::making::Maker<'_> {
        match now(making.wait(Encoding::Plain, "/", stamp)) {
            Some(Waited::Mine(maker)) => maker,
            _ => panic!("nobody else makes it"),
        }
    }

    #[tokio::test]
    async fn who_asks_meanwhile_gets_what_the_first_made() {
        let making = Making::default();
        let maker = mine(&making, STAMP);
        let second = making.wait(Encoding::Plain, "/", STAMP);
        let third = making.wait(Encoding::Plain, "/", STAMP);
        let (mut second, mut third) = (pin!(second), pin!(third));
        assert!(now(second.as_mut()).is_none());
        assert!(now(third.as_mut()).is_none());
        maker.done(Outcome::Kept(Arc::new(kept(7))));
        for waited in [second.await, third.await] {
            assert!(matches!(waited, Waited::Kept(kept) if kept.bytes.len() == 7));
        }
        assert_eq!(making.len(), 0, "nothing stays behind");
    }

    #[tokio::test]
    async fn where_the_first_goes_away_one_of_those_who_wait_makes_it() {
        let making = Making::default();
        let maker = mine(&making, STAMP);
        let second = making.wait(Encoding::Plain, "/", STAMP);
        let third = making.wait(Encoding::Plain, "/", STAMP);
        let (mut second, mut third) = (pin!(second), pin!(third));
        assert!(now(second.as_mut()).is_none());
        assert!(now(third.as_mut()).is_none());
        drop(maker);
        let Some(Waited::Mine(maker)) = now(second.as_mut()) else {
            panic!("the second takes its place");
        };
        assert!(now(third.as_mut()).is_none(), "the third waits on");
        maker.done(Outcome::ForOne);
        assert!(matches!(third.await, Waited::Alone));
    }

    #[test]
    fn other_addresses_encodings_and_stamps_wait_for_nobody() {
        let making = Making::default();
        let old = mine(&making, STAMP);
        let packed = now(making.wait(Encoding::Gzip, "/", STAMP));
        assert!(matches!(packed, Some(Waited::Mine(_))));
        let other = now(making.wait(Encoding::Plain, "/laws", STAMP));
        assert!(matches!(other, Some(Waited::Mine(_))));
        let newer = Stamp {
            revision: 2,
            ..STAMP
        };
        let new = mine(&making, newer);
        // The older one does not end what the newer began.
        old.done(Outcome::ForOne);
        assert!(now(making.wait(Encoding::Plain, "/", newer)).is_none());
        drop(new);
    }
}
