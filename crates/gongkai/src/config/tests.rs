#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;

fn refused(config: &Config) -> String {
    config.check().unwrap_err().to_string()
}

#[test]
fn a_base_is_a_path_that_needs_no_escapes() {
    for base in ["", "/xxgk", "/a/b-c_d.e~f"] {
        assert!(is_base(base), "{base}");
    }
    for base in [
        "xxgk", "/", "/xxgk/", "/a//b", "/../a", "/a?b", "/a#b", "/信息", "/a b", "/%41",
    ] {
        assert!(!is_base(base), "{base}");
    }
}

#[test]
fn a_number_outside_its_bounds_is_named_with_them() {
    let readers = Readers {
        seconds: Some(0),
        ..Readers::default()
    };
    let says = refused(&Config {
        readers,
        ..Config::default()
    });
    assert!(
        says.contains("readers.seconds") && says.contains("1 到 600"),
        "{says}"
    );
}

#[test]
fn what_is_not_said_has_its_default_and_what_is_said_counts() {
    assert_eq!(Readers::default().limits(), reader::Limits::default());
    let readers = Readers {
        memory_mib: Some(512),
        files: Some(7),
        ..Readers::default()
    };
    let expected = reader::Limits {
        memory: 512 * MIB,
        documents: 7,
        ..reader::Limits::default()
    };
    assert_eq!(readers.limits(), expected);
}

#[test]
fn numbers_of_the_audit_count_where_they_are_said() {
    assert_eq!(Audit::default().limits(), Limits::default());
    let audit = Audit {
        empty_columns: Some(2),
        ..Audit::default()
    };
    assert_eq!(audit.limits().empty_columns, 2);
    assert_eq!(audit.limits().home_days, Limits::default().home_days);
    let says = refused(&Config {
        audit: Audit {
            home_days: Some(0),
            ..Audit::default()
        },
        ..Config::default()
    });
    assert!(says.contains("audit.home_days"), "{says}");
}

#[test]
fn the_defaults_of_readers_are_within_their_bounds() {
    let limits = reader::Limits::default();
    let readers = Readers {
        processes: Some(limits.processes),
        seconds: Some(limits.wall.as_secs()),
        memory_mib: Some(limits.memory / MIB),
        file_mib: Some(limits.input / MIB),
        result_mib: Some(limits.output / MIB),
        files: Some(limits.documents),
    };
    let config = Config {
        readers,
        ..Config::default()
    };
    config.check().unwrap();
}

#[test]
fn an_address_of_a_database_is_not_repeated_for_its_password() {
    let says = refused(&Config {
        database: "mysql://u:secret@h/d".into(),
        ..Config::default()
    });
    assert!(
        says.contains("postgres://") && !says.contains("secret"),
        "{says}"
    );
}

#[test]
fn a_user_is_found_by_number_among_those_of_the_system() {
    let users = "root:x:0:0:root:/root:/bin/bash\nbroken\ngk:x:1000:1000::/home/gk:/bin/sh\n";
    assert_eq!(user_of(users, 1000).as_deref(), Some("gk"));
    assert_eq!(user_of(users, 0).as_deref(), Some("root"));
    assert_eq!(user_of(users, 4711), None);
    assert_eq!(user_of(":x:5:5::/:/bin/sh", 5), None);
}

#[test]
fn the_default_that_is_told_is_the_one_that_holds() {
    let config = Config::default();
    let (doors, readers) = (config.visitors.limits(), config.readers.limits());
    let (forms, audit) = (config.forms(), config.audit.limits());
    for (key, holds) in [
        ("visitors.connections", doors.connections as u64),
        ("visitors.per_address", doors.per_address as u64),
        (
            "visitors.farewell_seconds",
            config.visitors.farewell().as_secs(),
        ),
        ("errors.answer_days", forms.terms.answer.into()),
        ("errors.forward_days", forms.terms.forward.into()),
        ("errors.keep_days", forms.keep_days.into()),
        ("errors.per_network", forms.per_network.into()),
        ("errors.per_site", forms.per_site.into()),
        ("search.keep_months", config.search.keep_months().into()),
        ("readers.seconds", readers.wall.as_secs()),
        ("readers.memory_mib", readers.memory / MIB),
        ("readers.file_mib", readers.input / MIB),
        ("readers.result_mib", readers.output / MIB),
        ("readers.files", readers.documents.into()),
        ("audit.home_days", audit.home_days.into()),
        ("audit.news_days", audit.news_days.into()),
        ("audit.policy_months", audit.policy_months.into()),
        ("audit.stale_columns", audit.stale_columns.into()),
        ("audit.long_months", audit.long_months.into()),
        ("audit.long_columns", audit.long_columns.into()),
        ("audit.empty_columns", audit.empty_columns.into()),
        ("audit.page_seconds", audit.page_seconds.into()),
        ("audit.reach_seconds", audit.reach_seconds.into()),
        ("audit.interpret_days", audit.interpret_days.into()),
        ("audit.guide_months", audit.guide_months.into()),
        ("audit.channels_least", audit.channels_least.into()),
        ("audit.channels_most", audit.channels_most.into()),
    ] {
        let setting = settings::SETTINGS.iter().find(|it| it.key == key);
        let told = setting.unwrap().default.told();
        assert_eq!(told, holds.to_string(), "{key}");
    }
}

#[test]
fn the_template_sets_nothing_and_each_of_its_examples_can_be_used() {
    let template = settings::template();
    assert_eq!(
        written::parse::<Config>(&template, settings::forms()),
        Ok(Config::default())
    );
    let lines = template.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') => rest,
        _ => "",
    });
    let all = lines.collect::<Vec<_>>().join("\n");
    let config: Config = written::parse(&all, settings::forms()).unwrap();
    config.check().unwrap();
    let table = toml::Table::try_from(&config).unwrap();
    for setting in settings::SETTINGS {
        assert!(
            settings::value(&table, setting.key).is_some(),
            "{}",
            setting.key
        );
    }
}
