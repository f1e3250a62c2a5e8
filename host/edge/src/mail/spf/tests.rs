//! Evaluation against recorded answers.

use muster_facts::mail::SpfPolicy;

use super::evaluation::{COUNTED_LOOKUPS, NOBODY};
use super::*;
use crate::mail::tests::asked;

/// The policy of example.com, with these lines in its zone and in example.net.
fn evaluated(lines: &[String]) -> Fact<SpfPolicy> {
    let answers = format!(
        "$ZONE example.com.\n$ZONE example.net.\n{}",
        lines.join("\n")
    );
    asked(answers, async |resolver| {
        policy(resolver, "example.com").await
    })
}

fn spf(name: &str, record: &str) -> String {
    format!("{name}. TXT \"v=spf1 {record}\"")
}

fn spf_of(lines: &[String]) -> SpfPolicy {
    evaluated(lines).unwrap()
}

fn problem(lines: &[String]) -> String {
    spf_of(lines).problem.unwrap()
}

/// Terms `aN:` with addresses behind them.
fn addresses(count: usize) -> (String, Vec<String>) {
    let terms: Vec<String> = (0..count).map(|n| format!("a:a{n}.example.net")).collect();
    let lines = (0..count).map(|n| format!("a{n}.example.net. A 192.0.2.{n}"));
    (terms.join(" "), lines.collect())
}

#[test]
fn follows_includes_and_the_redirect() {
    let policy = spf_of(&[
        spf(
            "example.com",
            "include:a.example.net redirect=%{d1}.example.net",
        ),
        spf("a.example.net", "ip4:192.0.2.0/24 ?all"),
        spf("com.example.net", "mx -all"),
        "com.example.net. MX 10 mail.example.net.".to_owned(),
    ]);
    assert_eq!(policy.verdict, "ok");
    assert_eq!((policy.lookups, policy.void_lookups), (3, 0));
    assert_eq!(policy.all.as_deref(), Some("-"));
    assert_eq!(policy.included, ["a.example.net", "com.example.net"]);
}

#[test]
fn an_included_all_does_not_decide() {
    let policy = spf_of(&[
        spf("example.com", "include:a.example.net"),
        spf("a.example.net", "-all"),
    ]);
    assert_eq!(policy.all, None);
}

#[test]
fn the_eleventh_lookup_is_one_too_many_wherever_it_stands() {
    let (terms, lines) = addresses(9);
    let under = |record: &str| {
        let mut all = lines.clone();
        all.push(spf(
            "example.com",
            &format!("include:i.example.net {record} -all"),
        ));
        all.push(spf("i.example.net", &format!("{terms} -all")));
        spf_of(&all)
    };
    assert_eq!((under("").verdict.as_str(), under("").lookups), ("ok", 10));
    let over = under("ptr");
    assert_eq!(over.problem.as_deref(), Some("too-many-lookups"));
    assert_eq!(over.lookups, 11);
    assert!(over.message.unwrap().contains("`ptr`"));
}

#[test]
fn the_third_lookup_that_finds_nothing_is_one_too_many() {
    let two = "a:x.example.net exists:y.example.net";
    let ok = spf_of(&[spf("example.com", &format!("{two} -all"))]);
    assert_eq!((ok.verdict.as_str(), ok.void_lookups), ("ok", 2));
    let over = spf_of(&[spf("example.com", &format!("{two} mx:z.example.net -all"))]);
    assert_eq!(over.problem.as_deref(), Some("too-many-void-lookups"));
}

#[test]
fn what_is_wrong_below_is_wrong_above() {
    let include = spf("example.com", "include:a.example.net -all");
    let redirect = spf("example.com", "redirect=a.example.net");
    let twice = [spf("a.example.net", "-all"), spf("a.example.net", "~all")];
    for (lines, code) in [
        (vec![include.clone()], "include-without-record"),
        (vec![redirect.clone()], "redirect-without-record"),
        (
            vec![include.clone(), spf("a.example.net", "ip4:x")],
            "syntax",
        ),
        (
            vec![include.clone(), twice[0].clone(), twice[1].clone()],
            "multiple-records",
        ),
        (
            vec![include, spf("a.example.net", "include:example.com")],
            "loop",
        ),
        (
            vec![redirect, spf("a.example.net", "redirect=a.example.net")],
            "loop",
        ),
    ] {
        assert_eq!(problem(&lines), code);
    }
}

#[test]
fn a_name_that_exists_for_whoever_asks_lets_everybody_pass() {
    let names = |addresses: &[&str]| {
        let mut lines = vec![spf("example.com", "exists:%{i}.a.example.net -all")];
        lines.extend(
            addresses
                .iter()
                .map(|address| format!("{address}.a.example.net. A 127.0.0.2")),
        );
        spf_of(&lines)
    };
    let [one, other] = NOBODY.map(|address| address.to_string());
    let everybody = names(&[&one, &other]);
    assert_eq!(everybody.open_to.len(), 2);
    assert_eq!(
        everybody.opened_by,
        ["example.com: exists:%{i}.a.example.net"]
    );
    // A list of addresses.
    assert!(names(&["203.0.113.7"]).open_to.is_empty());
    assert!(names(&[&one]).open_to.is_empty());
    // What was not recorded is not said to exist.
    assert!(
        spf_of(&[spf("example.com", "exists:%{i}.a.example.org -all")])
            .open_to
            .is_empty()
    );
}

#[test]
fn a_macro_that_needs_a_message_is_counted_and_not_followed() {
    let policy = spf_of(&[spf(
        "example.com",
        "exists:%{ir}.%{v}.example.net include:%{l}.example.net -all",
    )]);
    assert_eq!((policy.verdict.as_str(), policy.lookups), ("ok", 2));
    assert!(policy.macros && policy.included.is_empty());
}

#[test]
fn more_than_ten_mail_servers_are_too_many() {
    let mut lines = vec![spf("example.com", "mx -all")];
    lines.extend((0..11).map(|n| format!("example.com. MX {n} m{n}.example.com.")));
    assert_eq!(problem(&lines), "too-many-mail-servers");
}

#[test]
fn without_an_answer_there_is_no_verdict() {
    let lines = [
        spf("example.com", "include:slow.example.net -all"),
        "slow.example.net. TXT timeout".to_owned(),
    ];
    let policy = spf_of(&lines);
    assert_eq!(policy.verdict, "temperror");
    assert!(policy.message.unwrap().contains("slow.example.net TXT"));
    assert_eq!((policy.records.len(), policy.all), (1, None));
    let own = ["example.com. TXT timeout".to_owned()];
    assert!(
        evaluated(&own)
            .unwrap_err()
            .reason()
            .contains("example.com TXT")
    );
}

#[test]
fn a_tree_of_includes_without_end_is_left() {
    let mut lines = vec![spf("example.com", "include:a0.example.net")];
    for n in 0..200 {
        let next = n + 1;
        lines.push(spf(
            &format!("a{n}.example.net"),
            &format!("include:a{next}.example.net include:a{next}.example.net"),
        ));
    }
    assert_eq!(spf_of(&lines).lookups, COUNTED_LOOKUPS);
}

#[test]
fn no_record_is_no_problem_of_spf() {
    let policy = spf_of(&["example.com. TXT \"hello\"".to_owned()]);
    assert_eq!((policy.verdict.as_str(), policy.problem), ("none", None));
}

/// The families that are open to too many, with the shares.
fn open(lines: &[String]) -> Vec<(String, u32)> {
    spf_of(lines).open_to
}

fn families(open: &[(&str, u32)]) -> Vec<(String, u32)> {
    open.iter()
        .map(|(family, percent)| ((*family).to_owned(), *percent))
        .collect()
}

#[test]
fn everybody_passes_by_any_mechanism() {
    let everybody = families(&[("IPv4", 100), ("IPv6", 100)]);
    let addresses = [
        "example.com. A 192.0.2.1".to_owned(),
        "example.com. AAAA 2001:db8::1".to_owned(),
        "example.com. MX 10 example.com.".to_owned(),
    ];
    for (record, expected) in [
        ("ip4:0.0.0.0/0 -all", families(&[("IPv4", 100)])),
        ("IP4:203.0.113.7/0 ~all", families(&[("IPv4", 100)])),
        (
            "ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all",
            families(&[("IPv4", 100)]),
        ),
        ("ip4:0.0.0.0/1 a/1 -all", families(&[("IPv4", 100)])),
        ("ip4:128.0.0.0/1 -all", families(&[("IPv4", 43)])),
        ("ip6:::/0 -all", families(&[("IPv6", 100)])),
        ("ip6:2000::/3 -all", families(&[("IPv6", 100)])),
        ("a/0 -all", families(&[("IPv4", 100)])),
        ("a:example.com/0//0 -all", everybody.clone()),
        ("a//0 ?all", families(&[("IPv6", 100)])),
        ("mx/0 -all", families(&[("IPv4", 100)])),
        ("mx:example.com//0 -all", families(&[("IPv6", 100)])),
        ("exists:example.com -all", everybody.clone()),
        ("exists:%{d} -all", everybody.clone()),
        ("+all", everybody.clone()),
        (
            "-ip4:10.0.0.0/8 +ip4:0.0.0.0/0 -all",
            families(&[("IPv4", 99)]),
        ),
        // Of what was decided before, nothing passes any more.
        ("-ip4:0.0.0.0/0 ip4:0.0.0.0/1 a/0 -all", vec![]),
        (
            "~ip4:0.0.0.0/1 ip4:0.0.0.0/0 -all",
            families(&[("IPv4", 43)]),
        ),
        ("?ip4:0.0.0.0/0 ?exists:example.com -all", vec![]),
        ("?all", vec![]),
        ("-all ip4:0.0.0.0/0", vec![]),
        ("exists:none.example.com a:none.example.com/0 -all", vec![]),
        (
            "exists:%{i}.example.com include:%{l}.example.com ptr -all",
            vec![],
        ),
        ("a mx ip4:17.0.0.0/8 ip6:2a00::/12 -all", vec![]),
    ] {
        let mut lines = vec![spf("example.com", record)];
        lines.extend(addresses.clone());
        assert_eq!(open(&lines), expected, "{record}");
    }
}

#[test]
fn everybody_passes_by_an_included_record_that_lets_them() {
    for (record, other, expected) in [
        ("include:a.example.net -all", "+all", true),
        ("include:a.example.net -all", "ip4:0.0.0.0/0 -all", true),
        ("include:a.example.net -all", "include:b.example.net", true),
        ("include:a.example.net -all", "redirect=b.example.net", true),
        ("redirect=a.example.net", "ip4:0.0.0.0/0 -all", true),
        ("exists:%{o} -all", "-all", false),
        ("include:a.example.net -all", "exists:%{o} -all", true),
        ("include:a.example.net -all", "exists:none.%{o} -all", false),
        ("-include:a.example.net ~all", "+all", false),
        ("?include:a.example.net -all", "+all", false),
        ("include:a.example.net -all", "?all", false),
        ("include:a.example.net -all", "-all", false),
        (
            "include:a.example.net -all",
            "-ip4:0.0.0.0/0 -ip6:::/0 +all",
            false,
        ),
    ] {
        let policy = spf_of(&[
            spf("example.com", record),
            spf("a.example.net", other),
            spf("b.example.net", "all"),
            "example.com. MX 10 mail.example.com.".to_owned(),
            match record {
                "exists:%{o} -all" => "mail.example.com. A 192.0.2.1".to_owned(),
                _ => "example.com. A 192.0.2.1".to_owned(),
            },
        ]);
        assert_eq!(!policy.open_to.is_empty(), expected, "{record}, {other}");
        assert_eq!(!policy.opened_by.is_empty(), expected, "{record}, {other}");
    }
    let policy = spf_of(&[
        spf("example.com", "include:a.example.net ip4:192.0.2.7 -all"),
        spf("a.example.net", "ip4:192.0.2.8 +all"),
    ]);
    assert_eq!(policy.opened_by, ["a.example.net: +all"]);
}

#[test]
fn a_record_may_let_nobody_pass() {
    let mx = "example.com. MX 0 .".to_owned();
    for (record, nobody) in [
        ("-all", true),
        ("?all", true),
        ("-ip4:192.0.2.7 ~a ?ptr -all", true),
        ("mx a exists:none.example.com -all", true),
        ("include:a.example.net -all", true),
        ("redirect=a.example.net", true),
        ("ip4:192.0.2.7 -all", false),
        ("exists:%{i}.example.com -all", false),
        ("ptr -all", false),
        ("+all", false),
        ("mx:b.example.net -all", false),
        ("redirect=%{l}.example.net", false),
        ("ip4:x -all", false),
    ] {
        let policy = spf_of(&[
            spf("example.com", record),
            spf("a.example.net", "-all"),
            mx.clone(),
            "b.example.net. MX 10 mail.b.example.net.".to_owned(),
        ]);
        assert_eq!(policy.allows_nobody, nobody, "{record}");
    }
    let none = spf_of(&["example.com. TXT \"hello\"".to_owned(), mx]);
    assert!(!none.allows_nobody);
}

#[test]
fn servers_are_asked_for_only_where_their_networks_are_large() {
    let lines = |record: &str| {
        [
            spf("example.com", record),
            "example.com. MX 10 mail.elsewhere.org.".to_owned(),
        ]
    };
    assert_eq!(spf_of(&lines("mx/24 -all")).verdict, "ok");
    let policy = spf_of(&lines("mx/0 -all"));
    assert_eq!(policy.verdict, "temperror");
    assert!(policy.message.unwrap().contains("mail.elsewhere.org"));
}
