mod mistakes;

use std::path::Path;

use muster_target::{Command, System as _};
use proptest::prelude::*;

use super::*;

const PAGE: &str = "# Title

## Why

```sh
not a test
```

## Tests

```file /etc/shared mode=0600 owner=0:33
x
```

### One

```file /etc/one
a
```

```expect
fail sshd/Port at /etc/one:1 \"says why\"
  fix: Say less,
  fix: and mean it
pass sshd/Other
```

### Two

````policy
[targets]
````

```expect
error ssh/port
```
";

fn parse(markdown: &str) -> Page {
    Page::parse(markdown, &Fixtures::default()).unwrap()
}

fn mistake(markdown: &str) -> SpecError {
    Page::parse(markdown, &fixtures()).unwrap_err()
}

fn fixtures() -> Fixtures {
    let file = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    [
        (
            "zone.md",
            "# A zone\n\n```answers dns\n$ZONE example.com.\n```\n",
        ),
        (
            "web.md",
            "```fixture zone\n```\n\n```policy\n[targets]\ndomain = \"example.com\"\n```\n",
        ),
        ("circle.md", "```fixture circle\n```\n"),
        ("empty.md", "Nothing.\n"),
        ("expects.md", "text\n\n```expect\npass a\n```\n"),
        ("broken.md", "```file /a\n```\n\n```nonsense x\n```\n"),
        (
            "certificates/expired.pem",
            "-----BEGIN-----\nA\n-----END-----\n",
        ),
        (
            "certificates/issuer.pem",
            "-----BEGIN-----\nB\n-----END-----\n",
        ),
    ]
    .into_iter()
    .map(file)
    .collect()
}

/// The text of a file of the case's host.
fn text(case: &Case, path: &str) -> String {
    case.system.read_text(Path::new(path)).unwrap()
}

#[test]
fn shared_blocks_belong_to_every_case() {
    let page = parse(PAGE);
    let names: Vec<_> = page.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["One", "Two"]);
    for case in &page.cases {
        let metadata = case.system.metadata(Path::new("/etc/shared")).unwrap();
        assert_eq!((metadata.mode, metadata.gid), (0o600, 33));
    }
    assert_eq!(page.cases[0].expected.len(), 2);
    assert!(page.cases[0].expected[0].has_fix());
    assert_eq!(page.cases[1].policy, "[targets]\n");
    let one = Path::new("/etc/one");
    assert!(page.cases[1].system.read_text(one).is_err());
}

#[test]
fn a_case_stands_on_hosts_of_the_page_and_on_fixtures() {
    let page = Page::parse(
        "## Tests
### Host app
```file /srv/app
APP=1
```
### Host strict (on app, web)
```policy
[targets]
name = \"strict\"
```
### It is on (on strict)
```file /srv/more
```
```expect
pass a
```
### It is on (as is usual)
```expect
pass a
```
",
        &fixtures(),
    )
    .unwrap();
    let names: Vec<_> = page.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["It is on", "It is on (as is usual)"]);
    let case = &page.cases[0];
    assert_eq!(text(case, "/srv/app"), "APP=1\n");
    assert_eq!(text(case, "/srv/more"), "");
    let zone = case.system.recorded_answers("dns");
    assert_eq!(zone, Some("$ZONE example.com.\n"));
    let policy: toml::Table = case.policy.parse().unwrap();
    let targets = policy["targets"].as_table().unwrap();
    assert_eq!(targets["domain"].as_str(), Some("example.com"));
    assert_eq!(targets["name"].as_str(), Some("strict"));
    assert!(page.cases[1].policy.is_empty());
    let used: Vec<_> = page.fixtures.iter().map(String::as_str).collect();
    assert_eq!(used, ["web.md", "zone.md"]);
}

#[test]
fn later_blocks_add_to_answers_and_members_and_replace_the_rest() {
    let page = parse(
        "## Tests
```answers dns
$ZONE example.com.
```
```file /srv/zone.json mode=0640
{\"a\": 1, \"b\": {\"c\": 2}}
```
```policy
[targets]
name = \"a\"
domain = \"example.com\"
```
### One
```answers dns
example.com. A 192.0.2.1
```
```json /srv/zone.json
{\"b\": {\"d\": null}, \"e\": true}
```
```policy
[targets]
name = \"b\"
```
```file /etc/x
1
```
```file /etc/x
2
```
",
    );
    let case = &page.cases[0];
    let answers = case.system.recorded_answers("dns").unwrap();
    assert_eq!(answers, "$ZONE example.com.\nexample.com. A 192.0.2.1\n");
    let path = Path::new("/srv/zone.json");
    let found: serde_json::Value = serde_json::from_str(&text(case, "/srv/zone.json")).unwrap();
    let expected = serde_json::json!({"a": 1, "b": {"d": null}, "e": true});
    assert_eq!(found, expected);
    assert_eq!(case.system.metadata(path).unwrap().mode, 0o640);
    assert_eq!(text(case, "/etc/x"), "2\n");
    let policy: toml::Table = case.policy.parse().unwrap();
    assert_eq!(policy["targets"]["name"].as_str(), Some("b"));
    assert_eq!(policy["targets"]["domain"].as_str(), Some("example.com"));
}

#[test]
fn servers_show_certificates_by_name() {
    let page = Page::parse(
        "## Tests
### One
```answers tls
https: 200
certificates: expired issuer
shown-to: rsa
```
```file /srv/x
certificates: expired
```
",
        &fixtures(),
    )
    .unwrap();
    let case = &page.cases[0];
    assert_eq!(
        case.system.recorded_answers("tls").unwrap(),
        "https: 200\n-----BEGIN-----\nA\n-----END-----\n-----BEGIN-----\nB\n-----END-----\nshown-to: rsa\n"
    );
    // Only what is answered over TLS has certificates.
    assert_eq!(text(case, "/srv/x"), "certificates: expired\n");
}

#[test]
fn a_policy_knows_its_lines_while_it_is_one_block_of_the_page() {
    let page = Page::parse(
        "## Tests
### One
```policy
gate = \"low\"
```
### Of a fixture (on web)
### Two
```policy
gate = \"low\"
```
```policy
gate = \"high\"
```
",
        &fixtures(),
    )
    .unwrap();
    let lines: Vec<_> = page.cases.iter().map(|case| case.policy_line).collect();
    assert_eq!(lines, [Some(4), None, None]);
}

#[test]
fn what_may_be_missing_says_why_and_what_is_left_alone_is_of_the_host() {
    let page = parse(
        "## Tests
```optional dns.lookups
It guesses.
```
### A
### B
```optional dns.dnssec
It guesses.
```
",
    );
    let optional = |case: usize| page.cases[case].optional.iter().collect::<Vec<_>>();
    assert_eq!(optional(0), ["dns.lookups"]);
    assert_eq!(optional(1), ["dns.dnssec", "dns.lookups"]);
    for (block, says) in [
        (
            "```optional dns.lookups\n```",
            "why the rule judges without dns.lookups",
        ),
        ("```optional dns\nIt guesses.\n```", "`DOMAIN.FUNCTION`"),
        ("```unread policy\n```", "take `unread` out"),
    ] {
        let error = mistake(&format!("## Tests\n### A\n{block}\n"));
        assert_eq!(error.line, 3, "{error}");
        assert!(error.message.contains(says), "{error}");
    }
}

/// Lines of which pages are made, whole and broken.
fn any_line() -> impl Strategy<Value = String> {
    let lines = [
        "## Tests",
        "## Why",
        "### A",
        "### A (on zone)",
        "### A (on b)",
        "### Host b",
        "### Host b (on b)",
        "```",
        "````",
        "```fixture web",
        "```fixture circle",
        "```expect",
        "fail a",
        "  fix: b",
        "  fix:",
        "```file /a",
        "```json /a",
        "{\"a\": 1}",
        "```denied /a",
        "```unread link /b -> /a",
        "```answers tls",
        "certificates: expired",
        "certificates: c",
        "```policy",
        "[targets]",
        "name = \"a\"",
        "```optional a.b",
        "text",
        "",
    ];
    prop_oneof![
        9 => prop::sample::select(lines.map(str::to_owned).to_vec()),
        1 => ".{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_page_is_read_or_refused_with_a_line_of_its_own(
        lines in prop::collection::vec(any_line(), 0..30)
    ) {
        let markdown = format!("## Tests\n{}\n", lines.join("\n"));
        let count = markdown.lines().count();
        match Page::parse(&markdown, &fixtures()) {
            Ok(page) => {
                let nothing = vec![Vec::new(); page.cases.len()];
                let (updated, _) = crate::update(&markdown, &page, &nothing);
                prop_assert!(Page::parse(&updated, &fixtures()).is_ok(), "{updated}");
                for case in &page.cases {
                    prop_assert!(case.line >= 1 && case.end <= count);
                    for expectation in &case.expected {
                        prop_assert!(expectation.line > case.line);
                        prop_assert!(expectation.line + expectation.height <= case.end);
                    }
                }
            }
            Err(error) => prop_assert!((1..=count).contains(&error.line), "{error}"),
        }
    }
}

#[test]
fn a_block_is_read_once_a_collector_sees_it() {
    let page = Page::parse(
        "## Tests
```file /etc/shared
```
### Reads
```file /etc/d/a
```
```link /srv/link -> /etc/d
```
```command nft list
```
```answers tls
```
```unread file /etc/other
```
### Replaces (on zone)
```file /etc/shared
```
",
        &fixtures(),
    )
    .unwrap();
    let [reads, replaces] = page.cases.as_slice() else {
        panic!("two cases");
    };
    let watched = reads.watched();
    watched.read_text(Path::new("/srv/link/a")).unwrap();
    watched.run(&Command::new("nft", ["list"])).unwrap();
    let first = reads.reading(watched);
    let [complaint] = &first.complaints()[..] else {
        panic!("{:?}", first.complaints());
    };
    assert!(
        complaint.starts_with("no collector reads `answers tls` (line 11);"),
        "{complaint}"
    );

    // Whoever lists a directory sees what is in it, and not what a link there leads to.
    let watched = reads.watched();
    watched.list(Path::new("/srv")).unwrap();
    watched.list(Path::new("/etc")).unwrap();
    watched.recorded_answers("tls");
    let complaints = reads.reading(watched).complaints();
    let [file, command, left_alone] = complaints.as_slice() else {
        panic!("{complaints:?}");
    };
    assert!(
        file.contains("no collector reads `file /etc/d/a` (line 5)"),
        "{file}"
    );
    assert!(command.contains("`command nft list`"), "{command}");
    assert_eq!(left_alone, "a collector reads `file /etc/other` (line 13)");

    let watched = replaces.watched();
    watched.metadata(Path::new("/etc/shared")).unwrap();
    let second = replaces.reading(watched);
    assert!(second.complaints().is_empty());
    let complaints = page.complaints(&[first, second]);
    let [page, fixture] = complaints.as_slice() else {
        panic!("{complaints:?}");
    };
    assert!(page.contains("no case that stands on it"), "{page}");
    assert!(page.contains("`file /etc/shared` (line 2)"), "{page}");
    assert!(
        fixture.contains("`answers dns` (fixtures/zone.md:3)"),
        "{fixture}"
    );
}
