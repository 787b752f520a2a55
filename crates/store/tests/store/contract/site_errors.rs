//! Reports of errors on the site.

use crate::home::Home;
use law::Digest;
use law::site_error::{ErrorKind, State};
use store::seal::Part;
use store::site_error::{By, OpenOnly, SiteErrorRow};

const NOW: i64 = 1_795_399_200;

/// An open report; the same `n` gives the same row.
fn report(n: u32) -> SiteErrorRow {
    SiteErrorRow {
        id: format!("00000000-0000-7000-8000-{n:012}"),
        number: format!("2026-{n:05}"),
        state: State::Received,
        kind: ErrorKind::Wording,
        received_at: NOW + i64::from(n),
        forwarded_at: None,
        closed_at: None,
        erased_at: None,
        receipt: Digest::of(format!("receipt {n}").as_bytes()),
        code: Digest::of(format!("code {n}").as_bytes()),
        written: Digest::of(b"written"),
        replied: None,
        written_salt: Some(vec![1; 16]),
        page: None,
        what: Some("“二十曰”应当是“二十日”；'; DROP TABLE site_error; --".into()),
        contact: None,
        replied_salt: None,
        forwarded_to: None,
        answer: None,
    }
}

fn closed(n: u32, at: i64) -> SiteErrorRow {
    SiteErrorRow {
        state: State::Answered,
        forwarded_at: Some(NOW + 50),
        closed_at: Some(at),
        replied: Some(Digest::of(b"replied")),
        page: Some("/laws".into()),
        contact: Some("0000-0000000".into()),
        replied_salt: Some(vec![2; 16]),
        forwarded_to: Some("县教育局".into()),
        answer: Some("已改。".into()),
        ..report(n)
    }
}

pub(crate) async fn a_report_comes_back_as_it_was_written(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    tx.insert_site_error(&report(1)).await.unwrap();
    tx.insert_site_error(&report(2)).await.unwrap();
    assert_eq!(
        tx.touched().into_iter().collect::<Vec<_>>(),
        [
            (Part::SiteError, report(1).id),
            (Part::SiteError, report(2).id)
        ]
    );
    tx.update_site_error(&closed(1, NOW + 100)).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let first = reader.site_error(By::Number("2026-00001")).await.unwrap();
    assert_eq!(first, Some(closed(1, NOW + 100)));
    let receipt = By::Receipt(report(2).receipt);
    assert_eq!(reader.site_error(receipt).await.unwrap(), Some(report(2)));
    assert_eq!(reader.site_error(By::Number("1")).await.unwrap(), None);
    let open = reader.site_errors(OpenOnly::Yes).await.unwrap();
    assert_eq!(open, [report(2)]);
    assert_eq!(reader.site_errors(OpenOnly::No).await.unwrap().len(), 2);
    let ids = reader.site_error_ids().await.unwrap();
    assert_eq!(ids, [report(1).id, report(2).id]);
    let of = reader.site_error_of(&report(2).id).await.unwrap();
    assert_eq!(of, Some(report(2)));
}

pub(crate) async fn a_number_and_a_receipt_are_given_once(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    tx.insert_site_error(&report(1)).await.unwrap();
    tx.commit().await.unwrap();
    for twin in [
        SiteErrorRow {
            number: report(1).number,
            ..report(2)
        },
        SiteErrorRow {
            receipt: report(1).receipt,
            ..report(2)
        },
    ] {
        let mut tx = store.write().await.unwrap();
        let twice = tx.insert_site_error(&twin).await.unwrap_err();
        assert!(twice.is_duplicate(), "{twice}");
    }
}

pub(crate) async fn what_was_closed_long_ago_comes_first_and_once(home: Home) {
    let store = home.open().await;
    let mut tx = store.write().await.unwrap();
    let erased = SiteErrorRow {
        erased_at: Some(NOW + 9),
        ..closed(4, NOW + 1)
    };
    for row in [closed(1, NOW + 30), closed(2, NOW + 20), report(3), erased] {
        tx.insert_site_error(&row).await.unwrap();
    }
    let due = tx.site_errors_closed_before(NOW + 30, 9).await.unwrap();
    assert_eq!(due, [closed(2, NOW + 20)]);
    let due = tx.site_errors_closed_before(NOW + 31, 9).await.unwrap();
    assert_eq!(due, [closed(2, NOW + 20), closed(1, NOW + 30)]);
    let due = tx.site_errors_closed_before(NOW + 31, 1).await.unwrap();
    assert_eq!(due.len(), 1);
}
