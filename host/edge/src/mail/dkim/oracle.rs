//! Random DKIM records: whether there is a key that verifiers take, and how long it is.

use proptest::prelude::*;
use serde_json::json;

use super::parse_key_record;
use crate::mail::oracle::{Comparison, Row, ask, made_up};

type Case = String;

/// 1024 bits, of RFC 6376, appendix C; 512 bits; and that of RFC 8463, appendix A.2.
const KEYS: [&str; 3] = [
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMNk6fi8WFVlEXx7FdMONiwglo9wgqAvkZneEtCLtL/FMWZ6aDAEW/fdrt6eeb2+J6icGKnzTjLNRLmxmwvCKhMCAwEAAQ==",
    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
];

fn record() -> impl Strategy<Value = Case> {
    let version = prop_oneof![4 => Just("v=DKIM1"), 2 => Just(""), 1 => Just("v = DKIM1"), 1 => Just("v=dkim1"), 1 => Just("v=DKIM2"), 1 => Just("V=DKIM1"), 1 => Just("n=a; v=DKIM1")];
    let kind = prop_oneof![3 => Just(""), 3 => Just("k=rsa"), 3 => Just("k=ed25519"), 1 => Just("k=RSA"), 1 => Just("k=dsa"), 1 => Just("k=")];
    let key = (prop::sample::select(KEYS.to_vec()), prop_oneof![8 => Just(""), 1 => Just("cut"), 1 => Just("spaced"), 1 => Just("bad"), 1 => Just("none"), 1 => Just("odd")])
        .prop_map(|(key, how)| match how {
            "cut" => key.chars().take(key.len() - 5).collect(),
            "spaced" => key.replace('A', "A "),
            "bad" => format!("*{key}"),
            "odd" => format!("{key}A"),
            "none" => String::new(),
            _ => key.to_owned(),
        });
    let key = ("[pP]|p |p|p|p", key).prop_map(|(name, key)| format!("{name}={key}"));
    let part = prop_oneof![
        2 => "(s=(\\*|email|tlsrpt|x|email:x|Email)|t=[ysx](:y)?|h=(sha256|sha1|sha1:sha256|SHA256|))",
        2 => "[nxg]=[a-z ]{0,4}",
        1 => "(k=rsa|v=DKIM1|p=|p-x=1|1=a|x|=|)",
    ];
    (
        version,
        kind,
        key,
        prop::collection::vec(part, 0..3),
        any::<bool>(),
        "; ?|;",
        "(;|; |;;)?",
    )
        .prop_map(|(version, kind, key, mut parts, first, separator, end)| {
            parts.insert(if first { 0 } else { parts.len() }, key);
            let head = [version, kind].into_iter().filter(|part| !part.is_empty());
            let all: Vec<String> = head.map(str::to_owned).chain(parts).collect();
            all.join(&separator) + &end
        })
}

/// The value of a tag, however it is written.
fn value(case: &Case, wanted: &str) -> Option<String> {
    case.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == wanted).then(|| value.trim().to_owned())
    })
}

const ROWS: &[Row<Case>] = &[
    Row {
        name: "`h=` without sha256",
        program: "dkimpy",
        applies: |case, _| value(case, "h").is_some_and(|list| !list.contains("sha256")),
    },
    Row {
        name: "`s=` with a list, or another service",
        program: "dkimpy",
        applies: |case, _| value(case, "s").is_some(),
    },
    Row {
        name: "a name of a tag with a hyphen",
        program: "dkimpy",
        applies: |case, _| value(case, "p-x").is_some(),
    },
    Row {
        name: "a version that is not first",
        program: "dkimpy",
        applies: |case, _| {
            let first = case.split(['=', ';']).next().unwrap_or_default();
            value(case, "v").is_some() && first.trim() != "v"
        },
    },
    Row {
        name: "something after the end of the Base64",
        program: "dkimpy",
        applies: |case, _| value(case, "p").is_some_and(|key| key.ends_with("=A")),
    },
    Row {
        name: "a character that is not Base64",
        program: "dkimpy",
        applies: |case, _| value(case, "p").is_some_and(|key| key.contains('*')),
    },
];

#[test]
fn made_up_keys_are_those_that_dkimpy_takes() {
    let cases = made_up(&record());
    let Some(answers) = ask("dkim", cases.iter().map(|record| json!({"record": record}))) else {
        return;
    };
    let mut comparison = Comparison::new(ROWS);
    for (case, theirs) in cases.iter().zip(answers) {
        let key = parse_key_record(case);
        let ours = match (&key.key_type, key.bits) {
            (Some(kind), Some(bits)) => format!("{kind} {bits}"),
            _ => "no key".to_owned(),
        };
        let theirs = &theirs["dkimpy"];
        let theirs = match (theirs["kind"].as_str(), theirs["bits"].as_u64()) {
            (Some(kind), Some(bits)) => format!("{kind} {bits}"),
            _ => "no key".to_owned(),
        };
        comparison.add(case, "dkimpy", &ours, &theirs);
    }
    comparison.finish();
}
