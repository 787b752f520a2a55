//! The words of the law: what is stored has a name of its own, and what is shown is a Chinese word of its own.

use law::agency::{AgencyKind, AgencyLevel};
use law::calendar::{Arranged, Day};
use law::clock::{Channel, Consulted, Waiting, Zero};
use law::item::column::Column;
use law::item::relation::Relation;
use law::item::validity::Status;
use law::privacy::Kind;
use law::remedy::{Body, Path};
use law::request::{Act, Decision, State};
use law::site_error::ErrorKind;
use law::site_health::{Severity, Sourcing};
use law::text::{Level, Role};

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Each is a word, and none is that of another.
fn are_words<'a>(words: impl IntoIterator<Item = &'a str>) {
    let mut words: Vec<&str> = words.into_iter().collect();
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all, "{words:?}");
    assert!(words.iter().all(|word| word.contains(is_han)), "{words:?}");
}

/// Each is a name that a database and an address take, and none is that of another.
fn are_names<'a>(names: impl IntoIterator<Item = &'a str>) {
    let mut names: Vec<&str> = names.into_iter().collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
    let is_name = |name: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
    };
    assert!(names.iter().all(is_name), "{names:?}");
}

macro_rules! named {
    ($($kind:ty),*) => {$(
        are_names(<$kind>::ALL.iter().map(|it| it.id()));
        for it in <$kind>::ALL {
            assert_eq!(<$kind>::from_id(it.id()), Some(it));
        }
        assert_eq!(<$kind>::from_id("no such name"), None);
    )*};
}

macro_rules! worded {
    ($($kind:ty),*) => {$(
        are_words(<$kind>::ALL.iter().map(|it| it.zh()));
        are_names(<$kind>::ALL.iter().map(|it| it.id()));
    )*};
}

#[test]
fn a_stored_name_leads_back_to_what_it_names() {
    named!(
        AgencyKind,
        AgencyLevel,
        Channel,
        Column,
        Decision,
        ErrorKind,
        Level,
        Relation,
        Role,
        Status
    );
}

#[test]
fn everything_has_a_word_and_a_name_of_its_own() {
    worded!(
        Act,
        AgencyKind,
        AgencyLevel,
        Channel,
        Column,
        Decision,
        ErrorKind,
        Kind,
        Relation,
        Severity,
        State,
        Status
    );
    are_words(Relation::ALL.iter().map(|it| it.zh_inverse()));
    let sourcing = [Sourcing::Read, Sourcing::Secondary, Sourcing::Own];
    are_words(sourcing.map(Sourcing::zh));
    are_names(sourcing.map(Sourcing::id));
}

#[test]
fn what_has_no_list_has_words_too() {
    are_words([Day::Working.zh(), Day::Weekend.zh()]);
    are_words([Arranged::Off.zh(), Arranged::Worked.zh()]);
    are_words([
        Zero::Receipt.zh(),
        Zero::Correction.zh(),
        Zero::Payment.zh(),
    ]);
    are_words([
        Waiting::Correction.zh(),
        Waiting::Payment.zh(),
        Waiting::Opinion.zh(),
        Waiting::Reasons.zh(),
    ]);
    are_words([
        Consulted::ThirdParty.zh(),
        Consulted::CoAgency.zh(),
        Consulted::OtherAgency.zh(),
    ]);
    let paths = [Path::None, Path::Choice, Path::ReviewFirst];
    are_words(paths.map(Path::zh));
    are_names(paths.map(Path::id));
    let bodies = [
        Body::OwnGovernment,
        Body::HigherGovernment,
        Body::Itself,
        Body::HigherDepartment,
        Body::OwnGovernmentOrHigherDepartment,
        Body::FounderOrItsGovernment,
        Body::ManagingMinistry,
        Body::Manager,
    ];
    are_words(bodies.map(Body::zh));
    are_names(bodies.map(Body::id));
    let mut groups: Vec<&str> = Decision::ALL.iter().map(|it| it.group().zh()).collect();
    groups.dedup();
    are_words(groups);
    let stated = Decision::ALL.iter().flat_map(|it| it.states());
    let mut stated: Vec<&str> = stated.map(|it| it.zh()).collect();
    stated.sort_unstable();
    stated.dedup();
    assert!(10 < stated.len());
    are_words(stated);
}
