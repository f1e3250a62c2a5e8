use std::net::IpAddr;

use proptest::prelude::*;

use super::{Caller, Expression, Path, Request, Truth, applies};

const STRIPE: [IpAddr; 2] = [
    IpAddr::V4(std::net::Ipv4Addr::new(3, 18, 12, 63)),
    IpAddr::V4(std::net::Ipv4Addr::new(54, 187, 216, 72)),
];

const WEBHOOK: Request<'static> = Request {
    method: Some("POST"),
    host: "api.example.com",
    path: Path::Exact("/v1/payments/stripe/webhook"),
    query: false,
    caller: Caller::Among(&STRIPE),
};

const ADMIN: Request<'static> = Request {
    method: None,
    host: "api.example.com",
    path: Path::Below("/v1/admin/"),
    query: true,
    caller: Caller::Stranger,
};

/// `+` always, `-` never, `~` depends, `?` unknown.
fn sign(truth: &Truth) -> char {
    match truth {
        Truth::Always => '+',
        Truth::Never => '-',
        Truth::Depends(_) => '~',
        Truth::Unknown(_) => '?',
    }
}

#[track_caller]
fn decided(request: &Request<'_>, cases: &[(char, &str)]) {
    for (expected, text) in cases {
        let truth = applies(text, request);
        assert_eq!(sign(&truth), *expected, "{text}: {truth:?}");
    }
}

#[test]
fn one_exact_request_is_decided() {
    decided(
        &WEBHOOK,
        &[
            ('+', "true"),
            ('-', "not true"),
            (
                '+',
                r#"http.request.uri.path eq "/v1/payments/stripe/webhook""#,
            ),
            (
                '+',
                r#"http.request.uri.path == "/v1/payments/stripe/webhook""#,
            ),
            (
                '-',
                r#"http.request.uri.path ne "/v1/payments/stripe/webhook""#,
            ),
            ('+', r#"(http.request.uri.path contains "/stripe")"#),
            ('+', r#"starts_with(http.request.uri.path, "/v1/")"#),
            ('+', r#"ends_with(lower(http.request.uri.path), "webhook")"#),
            (
                '+',
                r#"http.request.uri.path in {"/a" "/v1/payments/stripe/webhook"}"#,
            ),
            ('+', r#"http.request.uri.path wildcard "/V1/*/WEBHOOK""#),
            (
                '-',
                r#"http.request.uri.path strict wildcard "/V1/*/WEBHOOK""#,
            ),
            ('+', r#"http.request.uri.path strict wildcard r"/v1/*""#),
            ('+', r#"http.request.uri.path matches "^/v1/.*""#),
            ('-', r#"http.request.uri.path ~ "^/v1$""#),
            ('+', r#"http.request.uri.path matches "^/v[12]/""#),
            (
                '+',
                r#"http.request.uri.path matches "(?i)^/v1/.*/(WEBHOOK|hook)$""#,
            ),
            ('-', r#"http.request.uri.path matches "^/v[23]/""#),
            ('?', r#"http.request.uri.path matches "^/v(1""#),
            ('?', r#"http.request.uri.path matches "^/(v1|[redacted])/""#),
            (
                '+',
                r#"http.request.full_uri wildcard "https://api.example.com/*""#,
            ),
            (
                '+',
                r#"http.host eq "api.example.com" and http.request.method eq "POST""#,
            ),
            (
                '-',
                r#"http.host eq "www.example.com" and cf.threat_score gt 10"#,
            ),
            (
                '~',
                r#"http.host eq "api.example.com" && cf.threat_score > 10"#,
            ),
            (
                '+',
                r#"http.host eq "api.example.com" or cf.threat_score gt 10"#,
            ),
            ('+', r#"http.request.uri eq "/v1/payments/stripe/webhook""#),
            ('+', r#"http.request.uri.query eq """#),
            ('+', "ssl"),
            ('-', "not ssl"),
        ],
    );
}

#[test]
fn a_path_of_which_the_beginning_is_known_is_decided_as_far_as_it_goes() {
    decided(
        &ADMIN,
        &[
            ('+', r#"starts_with(http.request.uri.path, "/v1/admin")"#),
            ('+', r#"http.request.uri.path contains "/admin/""#),
            ('~', r#"http.request.uri.path contains "/users""#),
            ('-', r#"http.request.uri.path eq "/v1/admin""#),
            ('~', r#"http.request.uri.path eq "/v1/admin/users""#),
            ('~', r#"ends_with(http.request.uri.path, ".php")"#),
            ('+', r#"http.request.uri.path wildcard "/v1/admin*""#),
            ('+', r#"http.request.uri.path wildcard "*/admin/*""#),
            ('~', r#"http.request.uri.path wildcard "/v1/admin/*/edit""#),
            ('-', r#"http.request.uri.path wildcard "/v2/*""#),
            ('+', r#"http.request.uri.path matches "^/v1/admin""#),
            ('+', r#"http.request.uri.path matches "^/v1/admin.*""#),
            ('-', r#"http.request.uri.path matches "^/v1/admin$""#),
            (
                '+',
                r#"http.request.uri.path matches "^/v[0-9]+/(admin|login)/""#,
            ),
            ('?', r#"http.request.uri.path matches "^/v[0-9]+/login/""#),
            ('?', r#"http.request.uri.path matches "^/v[0-9]/admin/.*$""#),
            ('~', r#"http.request.method eq "GET""#),
            ('?', r#"http.request.uri.path lt "/v1/b""#),
        ],
    );
}

#[test]
fn a_stranger_is_on_no_list() {
    decided(
        &ADMIN,
        &[
            ('+', "not ip.src in {203.0.113.7 198.51.100.0/24}"),
            ('-', "ip.src eq 203.0.113.7"),
            ('+', "not ip.src in $office"),
            ('~', "not cf.bot_management.verified_bot"),
            ('+', "not cf.tls_client_auth.cert_verified"),
            ('~', "cf.bot_management.score lt 30"),
            ('-', "ip.src in $office"),
            ('?', "ip.src in $cf.anonymizer"),
            ('~', "ip.src in {0.0.0.0/0}"),
            ('~', "ip.src in {1.0.0.0..9.0.0.0}"),
            ('-', "ip.src in {2001:db8::/32 10.0.0.1..10.0.0.9}"),
            ('~', r#"ip.geoip.country ne "DE""#),
            ('~', "cf.client.bot"),
        ],
    );
}

#[test]
fn known_senders_are_looked_up() {
    decided(
        &WEBHOOK,
        &[
            ('+', "ip.src in {3.18.12.63 54.187.216.72}"),
            ('+', "ip.src in {3.0.0.0/8 54.0.0.0/8}"),
            ('~', "ip.src in {3.18.12.63}"),
            ('-', "ip.src in {192.0.2.0/24}"),
            ('-', "ip.src in {::/0}"),
            ('?', "ip.src in $stripe"),
            (
                '-',
                r#"ip.src in $stripe and http.host eq "www.example.com""#,
            ),
        ],
    );
}

#[test]
fn precedence_is_not_and_xor_or() {
    decided(
        &WEBHOOK,
        &[
            ('+', "true or false and false"),
            ('-', "not true and true"),
            ('+', "not (true and false)"),
            ('+', "true xor false and true"),
            ('-', "true ^^ true"),
            ('+', "not not true"),
            ('+', "!(false) && true || false"),
        ],
    );
}

#[test]
fn what_is_not_evaluated_is_said_and_not_guessed() {
    decided(
        &WEBHOOK,
        &[
            ('?', r#"any(http.request.headers["x-key"][*] eq "1")"#),
            ('?', r#"not any(http.request.headers.names[*] eq "a")"#),
            ('~', r#"http.request.headers["x-key"][0] eq "1""#),
            ('?', r#"concat(http.host, http.request.uri.path) eq "x""#),
            ('?', "len(http.request.uri.path) gt 10"),
            ('?', "http.host eq 5"),
            ('?', "http.host"),
            ('?', ""),
            ('?', "http.host eq"),
            ('?', "(true"),
            ('?', "true)"),
            ('?', "true false"),
            ('?', r#"http.host eq "open"#),
            ('?', r#"http.host strict "x""#),
            ('?', "http.host § 1"),
        ],
    );
}

#[test]
fn strings_are_unescaped() {
    decided(
        &Request {
            path: Path::Exact("/a\"b\\c*"),
            ..WEBHOOK
        },
        &[
            ('+', r#"http.request.uri.path eq "/a\"b\\c*""#),
            ('+', r##"http.request.uri.path eq r#"/a"b\c*"#"##),
            ('+', r#"http.request.uri.path eq "\x2fa\"b\134c*""#),
            (
                '+',
                r##"http.request.uri.path strict wildcard r#"/a"b\\c\*"#"##,
            ),
            ('?', r#"http.request.uri.path eq "\q""#),
        ],
    );
}

#[test]
fn a_deep_or_long_expression_is_refused() {
    for text in [
        format!("{}true{}", "(".repeat(5000), ")".repeat(5000)),
        "not ".repeat(4000) + "true",
        "lower(".repeat(2000),
        "a".repeat(20_000),
    ] {
        assert!(matches!(applies(&text, &WEBHOOK), Truth::Unknown(_)));
    }
}

#[test]
fn literals_are_listed() {
    let text =
        r#"starts_with(http.request.uri.path, "/a") or http.host in {"b"} or ip.src eq 1.1.1.1"#;
    let expression = Expression::parse(text).unwrap();
    assert_eq!(expression.literals(), ["/a", "b"]);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in ".{0,200}") {
        let _ = applies(&text, &ADMIN);
        let _ = applies(&text, &WEBHOOK);
    }

    #[test]
    fn nothing_made_of_tokens_is_too_strange(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "true", "not", "and", "or", "xor", "(", ")", "{", "}", "in", "eq", "contains",
                "strict", "wildcard", "http.host", "http.request.uri.path", "ip.src", "\"/v1\"",
                "1.1.1.1", "$list", "lower(", "starts_with(", ",", "matches", "r\"a\"",
            ]),
            0..40,
        )
    ) {
        let _ = applies(&words.join(" "), &ADMIN);
    }

    /// What is said of all paths below one is true of each.
    #[test]
    fn an_open_path_agrees_with_every_path_in_it(
        rest in "[a-z/.]{0,8}",
        operator in proptest::sample::select(vec![
            "eq", "ne", "contains", "wildcard", "strict wildcard", "matches",
        ]),
        literal in "(/v1)?(/admin)?[a-z/*^$.]{0,4}",
    ) {
        let text = format!("http.request.uri.path {operator} {literal:?}");
        let path = format!("/v1/admin/{rest}");
        let one = applies(&text, &Request { path: Path::Exact(&path), ..ADMIN });
        match applies(&text, &ADMIN) {
            all @ (Truth::Always | Truth::Never) => prop_assert_eq!(all, one),
            Truth::Depends(_) | Truth::Unknown(_) => {}
        }
    }

    /// De Morgan: what is decided stays the same in other words.
    #[test]
    fn other_words_mean_the_same(
        left in proptest::sample::select(vec!["true", "false", "cf.bot", "ip.src in $a"]),
        right in proptest::sample::select(vec!["true", "false", "cf.bot", "any(x)"]),
    ) {
        let one = applies(&format!("not ({left} and {right})"), &ADMIN);
        let other = applies(&format!("not {left} or not {right}"), &ADMIN);
        prop_assert_eq!(one, other);
    }
}

#[test]
fn of_two_fields_the_one_that_says_who_asks_is_named() {
    for (asked, expression) in [
        (true, r#"http.request.uri.path contains "/users""#),
        (true, r#"http.request.method eq "POST""#),
        (
            true,
            r#"http.request.method eq "POST" and http.request.uri.query contains "a""#,
        ),
        (
            false,
            r#"http.request.method eq "POST" and ip.src.country eq "XX""#,
        ),
        (
            false,
            r#"http.request.uri.path contains "/users" and ip.src.country eq "XX""#,
        ),
        (
            false,
            r#"ip.src.country eq "XX" or http.request.uri.path contains "/users""#,
        ),
        (false, r#"http.user_agent contains "curl""#),
    ] {
        let truth = applies(expression, &ADMIN);
        assert_eq!(
            truth.depends_on_what_is_asked(),
            asked,
            "{expression}: {truth:?}"
        );
    }
}

#[test]
fn the_pattern_of_a_page_rule_is_for_all_or_some_of_a_host() {
    for (expected, pattern) in [
        ('+', "*example.com/*"),
        ('+', "example.com/*"),
        ('+', "https://example.com/*"),
        ('+', "*EXAMPLE.com*"),
        ('+', "*"),
        ('~', "example.com"),
        ('~', "example.com/"),
        ('~', "*example.com/api/*"),
        ('+', "HTTP*://example.com/*"),
        ('+', "*://example.com/*"),
        ('-', "http://example.com/*"),
        ('-', "www.example.com/*"),
        ('-', "*.example.com/*"),
        ('-', "example.net/*"),
    ] {
        let truth = super::page_fits(pattern, "https", "example.com");
        assert_eq!(sign(&truth), expected, "{pattern}");
    }
}
