//! Facts for the tests of this crate.

use muster_sdk::testing::sample;
use muster_sdk::{Finding, FindingRecord, Source, Status, env};

use crate::bound_file::BoundFile;
use crate::shown_value::truth;

/// A file `/etc/app.env` with these keys.
pub(crate) fn file<const N: usize>(keys: [env::Key; N]) -> BoundFile {
    BoundFile::new(
        env::EnvFile {
            path: "/etc/app.env".to_owned(),
            state: "present".to_owned(),
            mode: Some(0o600),
            uid: Some(0),
            gid: Some(0),
            owner: Some("root".to_owned()),
            group: Some("root".to_owned()),
            acl_extended: Some(false),
            dialects: ["compose", "shell", "python-dotenv"]
                .map(str::to_owned)
                .to_vec(),
            source: source(None),
            ..sample()
        },
        keys.to_vec(),
    )
}

/// A key with a value that the facts do not show.
pub(crate) fn key(name: &str) -> env::Key {
    env::Key {
        name: name.to_owned(),
        source: source(Some(1)),
        status: "set".to_owned(),
        quoting: "none".to_owned(),
        length: "32-63".to_owned(),
        shape: "opaque".to_owned(),
        ..sample()
    }
}

/// A key without a value.
pub(crate) fn empty(name: &str) -> env::Key {
    env::Key {
        status: "empty".to_owned(),
        length: "0".to_owned(),
        ..key(name)
    }
}

/// A key with a value that the facts show.
pub(crate) fn shown(name: &str, value: &str) -> env::Key {
    env::Key {
        boolean: truth(value),
        value: Some(value.to_owned()),
        ..key(name)
    }
}

/// A strong secret of a class of equal values.
pub(crate) fn secret(name: &str, equality: u32) -> env::Key {
    env::Key {
        secret: true,
        strength: Some("strong".to_owned()),
        equality: Some(equality),
        ..key(name)
    }
}

/// A part of a value, of a class of equal values.
pub(crate) fn component(name: &str, equality: u32) -> env::Component {
    env::Component {
        name: name.to_owned(),
        status: "set".to_owned(),
        equality: Some(equality),
        ..sample()
    }
}

/// `fail /etc/app.env#KEY`, one line per finding.
pub(crate) fn lines(findings: Vec<Finding>) -> Vec<String> {
    findings
        .into_iter()
        .map(|finding| {
            let FindingRecord {
                status, subject, ..
            } = finding.into();
            let word = match status {
                Status::Pass => "pass",
                Status::Fail => "fail",
                Status::NotApplicable(_) => "not-applicable",
                Status::Manual(_) => "manual",
                Status::Error(_) => "error",
            };
            format!("{word} {subject}")
        })
        .collect()
}

/// The message of the only finding.
pub(crate) fn message(findings: Vec<Finding>) -> String {
    let [finding] = <[Finding; 1]>::try_from(findings).unwrap();
    FindingRecord::from(finding).message
}

fn source(line: Option<u32>) -> Source {
    Source {
        line,
        ..Source::file("/etc/app.env")
    }
}
