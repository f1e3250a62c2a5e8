//! Headers as they are sent, and made-up ones against a second reading of the grammar.
#![expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says how many cases there are"
)]

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::*;

fn promise(age: i64, subdomains: bool) -> Option<Promise> {
    Some(Promise { age, subdomains })
}

#[test]
fn a_header_is_read_as_browsers_do() {
    for (header, expected) in [
        (
            "max-age=31536000; includeSubDomains",
            promise(31_536_000, true),
        ),
        ("INCLUDESUBDOMAINS;;Max-Age = \"5\" ;", promise(5, true)),
        ("max-age=\"\\5\"", promise(5, false)),
        ("max-age=1;\tpreload", promise(1, false)),
        (
            "max-age=1; x=\"a; includeSubDomains, \\\" b\"",
            promise(1, false),
        ),
        ("max-age=99999999999999999999", promise(i64::MAX, false)),
        ("; max-age=0", promise(0, false)),
        // Two headers that a proxy joined.
        (
            "max-age=1; includeSubDomains, max-age=1; includeSubDomains",
            None,
        ),
        ("max-age=1, max-age=1", None),
        ("max-age=1; max-age=1", None),
        ("max-age=1; includeSubDomains; IncludeSubdomains", None),
        ("max-age=1; preload; preload", None),
        ("max-age=1 includeSubDomains", None),
        ("max-age=1; includeSubDomains=1", None),
        ("max-age=1; includeSubDomains=", None),
        ("max-age: 1", None),
        ("max-age", None),
        ("max-age=", None),
        ("max-age=\"\"", None),
        ("max-age=\"1", None),
        ("max-age=soon", None),
        ("max-age=+1", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=1; =x", None),
        ("max-age=1; includ\u{e9}", None),
        ("includeSubDomains", None),
        ("", None),
    ] {
        assert_eq!(Promise::read(header).ok(), expected, "{header}");
    }
}

/// The second reading: one state for each place in the grammar, one character at a time.
fn second(header: &str) -> Option<Promise> {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Directive,
        Name,
        AfterName,
        Value,
        Token,
        Quoted,
        Escaped,
        AfterValue,
    }
    let separators = "()<>@,;:\\\"/[]?={} \t";
    let mut at = At::Directive;
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    for c in header.chars() {
        let blank = c == ' ' || c == '\t';
        let word = ('!'..='~').contains(&c) && !separators.contains(c);
        let last = found.last_mut();
        at = match at {
            At::Directive if blank || c == ';' => At::Directive,
            At::Directive if word => {
                found.push((c.to_string(), None));
                At::Name
            }
            At::Name if word => {
                last?.0.push(c);
                At::Name
            }
            At::Name | At::AfterName if blank => At::AfterName,
            At::Name | At::AfterName if c == '=' => {
                last?.1 = Some(String::new());
                At::Value
            }
            At::Name | At::AfterName | At::Token | At::AfterValue if c == ';' => At::Directive,
            At::Value if blank => At::Value,
            At::Value if c == '"' => At::Quoted,
            At::Value | At::Token if word => {
                last?.1.as_mut()?.push(c);
                At::Token
            }
            At::Quoted if c == '"' => At::AfterValue,
            At::Quoted if c == '\\' => At::Escaped,
            At::Quoted | At::Escaped => {
                last?.1.as_mut()?.push(c);
                At::Quoted
            }
            At::Token | At::AfterValue if blank => At::AfterValue,
            At::Directive | At::Name | At::AfterName | At::Value | At::Token | At::AfterValue => {
                return None;
            }
        };
    }
    if matches!(at, At::Value | At::Quoted | At::Escaped) {
        return None;
    }
    for (name, _) in &mut found {
        name.make_ascii_lowercase();
    }
    let all =
        |wanted: &str| -> Vec<_> { found.iter().filter(|(name, _)| name == wanted).collect() };
    if found.iter().any(|(name, _)| all(name).len() > 1) {
        return None;
    }
    let [(_, Some(age))] = all("max-age")[..] else {
        return None;
    };
    let digits = !age.is_empty() && age.chars().all(|c| c.is_ascii_digit());
    let subdomains = match all("includesubdomains")[..] {
        [] => false,
        [(_, None)] => true,
        _ => return None,
    };
    digits.then(|| Promise {
        age: age.parse().unwrap_or(i64::MAX),
        subdomains,
    })
}

/// Directives that are right, each at most once, in any order; in two of five headers with one of
/// another kind or separator among them.
fn headers() -> impl Strategy<Value = String> {
    let right = vec![
        prop_oneof!["[Mm]ax-[Aa]ge ?= ?[0-9]{1,9}", "max-age=\"[0-9]{1,3}\""].boxed(),
        "(include|INCLUDE)[Ss]ub[Dd]omains".boxed(),
        Just("preload".to_owned()).boxed(),
        "x=\"[a;,= ]{0,3}(\\\\[\"\\\\])?\"".boxed(),
    ];
    let wrong = prop_oneof![
        "max-age(=[0-9]{0,2}|=\"[0-9a+. ]{0,2}\"?|=[+-][0-9])?",
        "includeSubDomains( ?=[a-z0-9]{0,1})?",
        "[ -~\u{e9}]{0,4}",
        "y=\"[0-9a;,= \\\\]{0,3}\"?",
    ];
    let all = right.len();
    (
        right,
        prop::sample::subsequence((0..all).collect::<Vec<_>>(), 1..=all).prop_shuffle(),
    )
        .prop_map(|(right, order)| order.into_iter().map(|at| right[at].clone()).collect())
        .prop_flat_map(move |header: Vec<String>| {
            let other =
                prop_oneof![3 => Just(None), 2 => (0..=header.len(), wrong.clone()).prop_map(Some)];
            let separator = prop_oneof![30 => "; ?|;[ \t];", 1 => ", ", 1 => " "];
            (Just(header), other, prop::collection::vec(separator, 6))
        })
        .prop_map(|(mut header, other, separators)| {
            if let Some((at, wrong)) = other {
                header.insert(at, wrong);
            }
            let last = header.len() - 1;
            let parts = header.into_iter().zip(separators).enumerate();
            parts
                .map(|(at, (part, separator))| match at {
                    at if at == last => part,
                    _ => part + &separator,
                })
                .collect()
        })
}

#[test]
fn made_up_headers_are_read_alike_twice() {
    let cases = std::env::var("MUSTER_ORACLE_CASES")
        .ok()
        .map_or(2_000, |cases| cases.parse().unwrap());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    // The same cases in every run.
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut valid = 0;
    TestRunner::new_with_rng(config, random)
        .run(&headers(), |header| {
            prop_assert_eq!(Promise::read(&header).ok(), second(&header), "{}", header);
            Ok(())
        })
        .unwrap();
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), random);
    for _ in 0..200 {
        let header = headers().new_tree(&mut runner).unwrap().current();
        valid += u32::from(second(&header).is_some());
    }
    // The comparison is about something only where both kinds are there.
    assert!((20..180).contains(&valid), "{valid} of 200 are valid");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        prop_assert_eq!(Promise::read(&text).ok(), second(&text));
    }
}
