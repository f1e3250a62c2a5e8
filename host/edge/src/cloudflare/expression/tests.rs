//! What of an expression is shown.

use super::*;

fn text(expression: &str) -> String {
    shown(expression).text
}

#[test]
fn what_headers_cookies_queries_and_bodies_are_compared_with_is_hidden() {
    for (expression, expected) in [
        (
            r#"http.request.headers["x-origin-auth"][0] eq "S3cr3t" and http.host eq "a.de""#,
            r#"http.request.headers["x-origin-auth"][0] eq "[redacted]" and http.host eq "a.de""#,
        ),
        (
            r#"any(http.request.headers["x"][*] == "S3cr3t")"#,
            r#"any(http.request.headers["x"][*] == "[redacted]")"#,
        ),
        (
            r#"any(lower(http.request.headers["x"][*])[*] contains "S3cr3t")"#,
            r#"any(lower(http.request.headers["x"][*])[*] contains "[redacted]")"#,
        ),
        (
            r#"(http.cookie contains "session=S3cr3t") or ip.src eq 192.0.2.1"#,
            r#"(http.cookie contains "[redacted]") or ip.src eq 192.0.2.1"#,
        ),
        (
            r#"http.request.uri.args["key"][0] in {"S3cr3t" "S3cr3t2"} and http.request.uri.path in {"/a" "/b"}"#,
            r#"http.request.uri.args["key"][0] in {"[redacted]" "[redacted]"} and http.request.uri.path in {"/a" "/b"}"#,
        ),
        (
            r##"http.request.body.raw matches r#"to"S3cr3t.*"# && cf.bot_management.score lt 30"##,
            r##"http.request.body.raw matches r#"[redacted]"# && cf.bot_management.score lt 30"##,
        ),
        (
            r#"starts_with(http.cookie, "S3cr3t") and starts_with(http.request.uri.path, "/v1")"#,
            r#"starts_with(http.cookie, "[redacted]") and starts_with(http.request.uri.path, "/v1")"#,
        ),
        (
            r#"not is_timed_hmac_valid_v0("S3cr3t", http.request.uri, 100, http.request.timestamp.sec, 8)"#,
            r#"not is_timed_hmac_valid_v0("[redacted]", http.request.uri, 100, http.request.timestamp.sec, 8)"#,
        ),
        (
            r#"lookup_json_string(http.request.body.raw, "S3cr3tKey") eq "S3cr3t""#,
            r#"lookup_json_string(http.request.body.raw, "[redacted]") eq "[redacted]""#,
        ),
        (
            r#"http.request.headers["x"][0] eq "a\"S3cr3t" and http.request.method eq "POST""#,
            r#"http.request.headers["x"][0] eq "[redacted]" and http.request.method eq "POST""#,
        ),
        (
            r#"http.request.full_uri wildcard "https://a.de/hook?token=S3cr3t*""#,
            r#"http.request.full_uri wildcard "https://a.de/hook?token=[redacted]*""#,
        ),
        (
            r#""S3cr3t" eq http.cookie"#,
            r#""[redacted]" eq http.cookie"#,
        ),
        (r#"http.cookie eq "S3cr3t"#, r#"http.cookie eq "[redacted]"#),
        (r#"@ ("S3cr3t""#, r#"@ ("[redacted]""#),
        (r#") eq "S3cr3t""#, r#") eq "[redacted]""#),
    ] {
        assert_eq!(text(expression), expected);
    }
}

#[test]
fn what_holds_no_secret_stays() {
    for expression in [
        r#"http.host in {"a.de" "b.de"} and not ip.src in $office"#,
        r#"ip.src.country eq "DE" or ip.geoip.country in {"AT" "CH"}"#,
        r#"lower(http.request.uri.path) contains "/admin" and http.user_agent contains "curl""#,
        r#"http.request.uri.path matches "^/v1/.*$" and http.request.method in {"GET" "POST"}"#,
        r#"any(http.request.headers.names[*] == "x-origin-auth")"#,
        r#"any(http.request.headers["content-type"][*] contains "json")"#,
        r#"http.request.uri.query eq "" or http.request.uri.query wildcard "*""#,
        r#"http.request.uri wildcard "/hook?*""#,
        r#"cf.client.bot or cf.verified_bot_category eq "Search Engine Crawler""#,
        "ip.src in {192.0.2.0/24 2001:db8::/32} and ssl",
        "true",
    ] {
        assert_eq!(text(expression), expression);
        assert_eq!(shown(expression).hidden, Vec::<String>::new());
    }
}

#[test]
fn what_cannot_be_told_from_a_secret_is_hidden() {
    for (expression, expected) in [
        (
            r#"http.request.uri contains "token=S3cr3t""#,
            r#"http.request.uri contains "[redacted]""#,
        ),
        (
            r#"http.request.uri matches "token=S3cr3t.*""#,
            r#"http.request.uri matches "[redacted]""#,
        ),
        (
            r#"http.request.full_uri contains "&key=S3cr3t""#,
            r#"http.request.full_uri contains "[redacted]""#,
        ),
        (
            r#"http.request.uri wildcard "*token=S3cr3t*""#,
            r#"http.request.uri wildcard "[redacted]""#,
        ),
        (
            r#"http.request.uri contains "%3Ftoken%3DS3cr3t""#,
            r#"http.request.uri contains "%3Ftoken%3D[redacted]""#,
        ),
        (
            r#"http.request.uri contains "/login;jsessionid=S3cr3t""#,
            r#"http.request.uri contains "/login;jsessionid=[redacted]""#,
        ),
        (
            r##"http.request.uri eq "/hook#S3cr3t""##,
            r##"http.request.uri eq "/hook#[redacted]""##,
        ),
        (
            r#"http.request.uri.path eq "/x?token=S3cr3t""#,
            r#"http.request.uri.path eq "/x?token=[redacted]""#,
        ),
        (
            r#"http.referer contains "https://u:S3cr3t@a.de/""#,
            r#"http.referer contains "https://[redacted]@a.de/""#,
        ),
        (
            r#"http.user_agent contains "https://u:S3cr3t@a.de""#,
            r#"http.user_agent contains "https://[redacted]@a.de""#,
        ),
        ("http.cookie eq 'S3cr3t'", "http.cookie eq '[redacted]'"),
        (
            r#"http.request.headers["x"][0] eq S3cr3t"#,
            r#"http.request.headers["x"][0] eq "[redacted]""#,
        ),
        (
            "http.cookie contains 6b:58:39",
            r#"http.cookie contains "[redacted]""#,
        ),
        (
            r#"lookup_json_integer(http.request.body.raw, "pin") eq 98765432"#,
            r#"lookup_json_integer(http.request.body.raw, "[redacted]") eq "[redacted]""#,
        ),
        (
            r#"http.cookie eq "" S3cr3t"#,
            r#"http.cookie eq "" [redacted]"#,
        ),
        (
            r#"http.host in {"a"} == "S3cr3t""#,
            r#"http.host in {"a"} == "[redacted]""#,
        ),
        (
            r#"http.host{"S3cr3t" "S3cr3t"}"#,
            r#"http.host{"[redacted]" "[redacted]"}"#,
        ),
        (
            r#"concat(http.host, "S3cr3t") eq "S3cr3t""#,
            r#"concat(http.host, "[redacted]") eq "[redacted]""#,
        ),
        (
            r#"regex_replace(http.host, "a", "S3cr3t") eq "S3cr3t""#,
            r#"regex_replace(http.host, "[redacted]", "[redacted]") eq "[redacted]""#,
        ),
        (
            r#"(http.host eq "a") == "S3cr3t""#,
            r#"(http.host eq "a") == "[redacted]""#,
        ),
        (
            r#"http.host eq "a" == "S3cr3t""#,
            r#"http.host eq "a" == "[redacted]""#,
        ),
    ] {
        assert_eq!(text(expression), expected);
    }
}

#[test]
fn names_programs_and_pieces_that_look_like_a_secret_are_hidden() {
    for (expression, expected) in [
        (
            r#"http.request.uri.args["kX9vQ2mL7pR4tY8w"][0] eq "1""#,
            r#"http.request.uri.args["[redacted]"][0] eq "[redacted]""#,
        ),
        (
            r#"any(http.request.headers.names[*] == "x-kX9vQ2mL7pR4tY8w")"#,
            r#"any(http.request.headers.names[*] == "[redacted]")"#,
        ),
        (
            r#"len(http.request.cookies["kX9vQ2mL7pR4tY8w"]) gt 0"#,
            r#"len(http.request.cookies["[redacted]"]) gt 0"#,
        ),
        (
            r#"http.user_agent contains "acme kX9vQ2mL7pR4tY8w""#,
            r#"http.user_agent contains "[redacted]""#,
        ),
        (
            r#"http.request.uri contains "kX9vQ2mL7pR4tY8w""#,
            r#"http.request.uri contains "[redacted]""#,
        ),
        (
            r#"http.request.uri.path contains "kX9vQ2mL7pR4tY8w""#,
            r#"http.request.uri.path contains "[redacted]""#,
        ),
    ] {
        assert_eq!(text(expression), expected);
        assert_eq!(shown(expected).text, expected);
    }
}

#[test]
fn words_that_are_no_secrets_stay() {
    for expression in [
        "len(http.cookie) gt 3 and http.request.body.size gt 1000",
        "ip.src in {192.0.2.1 2001:db8::1} or ip.src in $office_list",
        "http.request.uri.query in $queries and cf.threat_score gt 10",
        "substring(http.cookie, 0, 12) eq \"\" and not ssl",
        r#"http.request.uri.path matches "^/v[12]/?(admin|api)""#,
        r#"http.request.uri contains "/hook" and http.request.uri eq "/v1/a""#,
        r#"lower(http.host) eq "a.de" and (http.request.uri.path eq "/a")"#,
    ] {
        assert_eq!(text(expression), expression);
    }
}

#[test]
fn the_text_of_a_byte_literal_is_registered() {
    let secrets = Secrets::default();
    let value = "kX9vQ2mL7pR4tY8wA1bC5dE6";
    let bytes: Vec<String> = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    shown(&format!("http.cookie contains {}", bytes.join(":"))).register(&secrets);
    assert_eq!(secrets.scrub(value), REDACTED);
}

#[test]
fn a_regular_expression_on_a_query_stays_as_plain_as_it_was() {
    assert_eq!(
        text(r#"http.request.uri.query matches "^token=S3cr3t$""#),
        r#"http.request.uri.query matches "^\\[redacted\\]$""#
    );
    assert_eq!(
        text(r#"http.request.uri.query matches "token=(S3cr3t)?""#),
        r#"http.request.uri.query matches "[redacted]""#
    );
}

#[test]
fn a_description_that_repeats_a_secret_loses_it() {
    let shown = shown(r#"http.cookie contains "key=S3cr3t""#);
    assert_eq!(
        shown.without_hidden("Let in key=S3cr3t"),
        "Let in [redacted]"
    );
    assert_eq!(shown.without_hidden("Let in all"), "Let in all");
}

#[test]
fn the_run_knows_what_was_hidden() {
    let secrets = Secrets::default();
    let value = "kX9vQ2mL7pR4tY8wA1bC5dE6";
    shown(&format!(r#"http.cookie contains "session={value}""#)).register(&secrets);
    assert_eq!(secrets.scrub(value), REDACTED);
}

#[test]
fn the_pattern_of_a_page_rule_keeps_its_path() {
    let shown = shown_address("a.de/hook?token=S3cr3t&b=*");
    assert_eq!(shown.text, "a.de/hook?token=[redacted]&b=*");
}

proptest::proptest! {
    #[test]
    fn no_expression_is_too_strange(text in "[a-z.\"#r(){}\\[\\]\\\\ =é,&|]{0,60}") {
        let _ = shown(&text);
    }
}
