//! Files that are wrong, made to exhaust Muster, or made of anything at all.

use proptest::prelude::*;

use super::super::{interpolate, ports};
use super::{FILE, facts, project, service};

#[test]
fn what_is_not_followed_fails_every_fact_with_its_line() {
    for (text, part) in [
        ("include: [a.yml]\n", "line 1: `include`"),
        (
            "services:\n  a: {extends: {file: b.yml, service: a}}\n",
            "line 2: `extends`",
        ),
        (
            "services:\n  a: {extends: b}\n  b: {extends: a}\n",
            "circle",
        ),
        (
            "services:\n  a: {extends: c}\n",
            "line 2: the service to extend",
        ),
        ("services: [a]\n", "line 1: a mapping"),
        (
            "services:\n  a: {}\n  a: {}\n",
            "line 3: a key stands twice",
        ),
        (
            "services: !override\n  a: {}\n",
            "line 1: Muster does not know this tag",
        ),
        (
            "services:\n  a: !hunter2 {}\n",
            "line 2: Muster does not know this tag",
        ),
        ("services: {}\n---\nservices: {}\n", "second YAML document"),
        ("services:\n  a: [\n", "is not YAML"),
        ("a: &x [*x]\n", "inside what it stands for"),
    ] {
        let found = facts(&project(text));
        let error = found.project.unwrap_err();
        assert!(error.reason().contains(part), "{text}: {error:?}");
        assert!(error.reason().starts_with(FILE), "{error:?}");
        assert!(found.ports.is_err() && found.mounts.is_err());
    }
}

#[test]
fn bombs_are_small() {
    let mut laughs = "a0: &a0 {ports: ['80:80']}\n".to_owned();
    for level in 1..60 {
        let last = level - 1;
        laughs += &format!(
            "a{level}: &a{level} [{}]\n",
            vec![format!("*a{last}"); 9].join(",")
        );
    }
    assert!(facts(&project(&laughs)).project.is_ok());
    for bomb in [
        "[".repeat(1 << 20),
        "{a: ".repeat(1 << 18),
        "- ".repeat(1 << 20),
        "? ".repeat(1 << 20),
        (0..200).fold("b0: &b0 []\n".to_owned(), |text, n| {
            text + &format!("b{}: &b{} [*b{n}]\n", n + 1, n + 1)
        }),
        format!("services: {{a: {{ports: [{}]}}}}", "'1-65535',".repeat(100)),
        format!("a: [{}]", "1,".repeat(1 << 20)),
        format!(
            "x: &x [{}]\nservices:\n{}",
            "'80:80',".repeat(50_000),
            (0..900)
                .map(|n| format!("  s{n}: {{ports: *x, volumes: *x}}\n"))
                .collect::<String>()
        ),
    ] {
        let found = facts(&project(&bomb));
        assert!(found.project.is_err() || found.ports.is_err());
    }
}

proptest! {
    #[test]
    fn no_file_makes_the_collector_panic(text in "(?s).{0,200}", env in "(?s).{0,100}") {
        facts(&project(&text).file("/srv/app/.env", env.clone()));
        facts(&service(&text).file("/srv/app/.env", env));
    }

    #[test]
    fn no_file_of_yaml_words_makes_the_collector_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("services:"), Just("ports:"), Just("- "), Just("\n"), Just("  "), Just("&a "),
                Just("*a"), Just("<<: "), Just("!reset "), Just("80:80"), Just("["), Just("]"),
                Just("{"), Just("}"), Just("'"), Just("extends: "), Just("a: "), Just("${A:-1}"),
            ],
            0..40,
        ),
    ) {
        facts(&project(&words.concat()));
    }

    #[test]
    fn a_short_port_is_read_back(
        address in proptest::option::of(any::<std::net::IpAddr>()),
        published in 1_u16..,
        target in 1_u16..,
    ) {
        let host = match address {
            Some(std::net::IpAddr::V6(ipv6)) => format!("[{ipv6}]:"),
            Some(std::net::IpAddr::V4(ipv4)) => format!("{ipv4}:"),
            None => String::new(),
        };
        let pairs = ports::short(&format!("{host}{published}:{target}/udp")).unwrap().pairs();
        prop_assert_eq!(pairs, Some(vec![(Some(published), target)]));
    }

    #[test]
    fn quoted_values_are_read_back(value in "[^'\r]{0,40}") {
        let text = format!("A=1\nB='{value}' # note\nC=3\n");
        let variables = interpolate::Variables::parse(&text).unwrap();
        prop_assert_eq!(variables.get("A").unwrap(), Some("1"));
        prop_assert_eq!(variables.get("B").unwrap(), Some(value.as_str()));
        prop_assert_eq!(variables.get("C").unwrap(), Some("3"));
    }
}
