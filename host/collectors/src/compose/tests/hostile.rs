//! Files that are wrong, made to exhaust Muster, or made of anything at all.

use proptest::prelude::*;

use super::super::interpolate;
use super::{FILE, facts, gaps, ports as listed, project, service};

#[test]
fn what_compose_refuses_whole_fails_every_fact_with_its_line() {
    for (text, part) in [
        ("services: [a]\n", "line 1: a mapping"),
        (
            "services:\n  a: {}\n  a: {}\n",
            "line 3: a key appears twice",
        ),
        ("services:\n  a: [\n", "is not YAML"),
        ("a: &x [*x]\n", "inside the value that it refers to"),
        ("include: a.yml\n", "line 1: a list"),
    ] {
        let found = facts(&project(text));
        let error = found.project.unwrap_err();
        assert!(error.reason().contains(part), "{text}: {error:?}");
        assert!(error.reason().starts_with(FILE), "{error:?}");
        assert!(found.ports.is_err() && found.mounts.is_err() && found.gaps.is_err());
    }
}

#[test]
fn what_cannot_be_followed_is_a_gap_of_its_service_or_of_the_project() {
    let rest = "services:\n  web: {ports: ['80:80']}\n";
    for (text, part) in [
        (
            format!("{rest}  a: {{extends: b}}\n  b: {{extends: a}}\n"),
            "a extends: /srv/app/compose.yaml line 3: services extend each other in a circle: a, b, a",
        ),
        (
            format!("{rest}  a: {{extends: c}}\n"),
            "a extends: /srv/app/compose.yaml line 3: the service to extend is not in this file",
        ),
        (
            format!("{rest}  a: {{extends: {{file: gone.yml, service: a}}}}\n"),
            "a extends: /srv/app/compose.yaml line 3: /srv/app/gone.yml does not exist",
        ),
        (
            format!("include: [gone.yml]\n{rest}"),
            "- include: /srv/app/compose.yaml line 1: /srv/app/gone.yml does not exist",
        ),
        (
            format!("include: [compose.yaml]\n{rest}"),
            "- include: /srv/app/compose.yaml line 1: files include each other in a circle: \
             /srv/app/compose.yaml, /srv/app/compose.yaml",
        ),
        (
            format!("include: ['https://example.com/app.git']\n{rest}"),
            "- include: /srv/app/compose.yaml line 1: what is not a file of this host",
        ),
        (
            format!("include: ['${{UNSET}}.yml']\n{rest}"),
            "- include: /srv/app/compose.yaml line 1: a variable",
        ),
    ] {
        let system = project(&text);
        let found = gaps(&system);
        assert!(
            found.iter().any(|gap| gap.starts_with(part)),
            "{text}: {found:?}"
        );
        assert!(listed(&system)[0].starts_with("web *:80->80/tcp"), "{text}");
    }
}

#[test]
fn bombs_are_small() {
    let mut laughs = "x-a0: &a0 {ports: ['80:80']}\n".to_owned();
    for level in 1..60 {
        let last = level - 1;
        laughs += &format!(
            "x-a{level}: &a{level} [{}]\n",
            vec![format!("*a{last}"); 9].join(",")
        );
    }
    assert!(facts(&project(&laughs)).project.is_ok());
    for bomb in [
        "[".repeat(1 << 20),
        "{a: ".repeat(1 << 18),
        "- ".repeat(1 << 20),
        "? ".repeat(1 << 20),
        (0..200).fold("x-b0: &b0 []\n".to_owned(), |text, n| {
            text + &format!("x-b{}: &b{} [*b{n}]\n", n + 1, n + 1)
        }),
        format!(
            "services: {{a: {{ports: [{}]}}}}",
            "'1-65535',".repeat(2000)
        ),
        format!("a: [{}]", "1,".repeat(1 << 20)),
        format!(
            "x-x: &x [{}]\nservices:\n{}",
            "'80:80',".repeat(50_000),
            (0..900)
                .map(|n| format!("  s{n}: {{ports: *x, volumes: *x}}\n"))
                .collect::<String>()
        ),
    ] {
        let found = facts(&project(&bomb));
        let gaps = found.gaps.unwrap_or_default();
        assert!(found.project.is_err() || found.ports.is_err() || !gaps.is_empty());
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
        let entry = format!("{host}{published}:{target}/udp");
        let found = listed(&service(&format!("ports: ['{entry}']")));
        let address = address.map_or("*".to_owned(), |address| address.to_string());
        prop_assert_eq!(found, [format!("web {address}:{published}->{target}/udp @3")]);
    }

    #[test]
    fn quoted_values_are_read_back(value in "[^'\r\\\\\0]{0,40}") {
        let text = format!("A=1\nB='{value}' # note\nC=3\n");
        let mut variables = interpolate::Variables::default();
        variables.add_files(&[("/srv/app/.env".into(), text)]).unwrap();
        prop_assert_eq!(variables.get("A").unwrap(), Some("1"));
        prop_assert_eq!(variables.get("B").unwrap(), Some(value.as_str()));
        prop_assert_eq!(variables.get("C").unwrap(), Some("3"));
    }
}
