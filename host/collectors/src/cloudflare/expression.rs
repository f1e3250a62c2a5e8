//! Strings in an expression of Cloudflare's Rules language that are secrets in practice: what a
//! header, a cookie, a query or a body is compared with. They are taken out of the expression, which
//! stays one that can be parsed and, as far as a rule judges it, says the same.
//!
//! Only what is compared with a field that is known to hold no secret stays. An expression that is
//! not understood keeps none of its strings.

use std::ops::Range;

use muster_facts::{REDACTED, Secret, Secrets};

use super::tokens::{Token, Word, tokens};

/// A text without what must not be shown, and what that was.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The text.
    pub(super) text: String,
    /// What was taken out, as it is written.
    pub(super) hidden: Vec<String>,
}

impl Shown {
    /// Another text that may repeat what was taken out.
    pub(super) fn without_hidden(&self, text: &str) -> String {
        self.hidden
            .iter()
            .filter(|hidden| hidden.len() >= SHORTEST_REPEATED)
            .fold(text.to_owned(), |text, hidden| {
                text.replace(hidden.as_str(), REDACTED)
            })
    }

    /// Tells the run what was taken out.
    pub(super) fn register(&self, secrets: &Secrets) {
        for written in &self.hidden {
            let plain = unescaped(written);
            for form in [written.as_str(), &plain] {
                let bare = form.trim_matches(['^', '$', '*', '.']);
                let value = bare.rsplit_once('=').map_or(bare, |(_, value)| value);
                let word = value.rsplit_once(' ').map_or(value, |(_, word)| word);
                for part in [form, bare, value, word] {
                    secrets.register(&Secret::new(part));
                }
            }
        }
    }
}

/// Shorter literals are parts of other words: a description is not searched for them.
const SHORTEST_REPEATED: usize = 4;

/// What a string is compared with, the least secret first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// A field that holds no secret: the string stays.
    Public,
    /// An address, which may have secrets in its query.
    Address,
    /// The query, which a request may be known not to have.
    Query,
    Secret,
}

/// Functions whose strings are compared with, or belong to, the fields that stand beside them. A
/// string that is given to another one may be a key.
const COMPARING: [&str; 9] = [
    "all",
    "any",
    "ends_with",
    "len",
    "lower",
    "starts_with",
    "substring",
    "upper",
    "url_decode",
];

/// Request headers that say what is asked for, and by which program.
const PUBLIC_HEADERS: [&str; 12] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "host",
    "origin",
    "upgrade",
    "user-agent",
    "x-forwarded-proto",
];

/// Fields, and beginnings of fields (with a dot at the end), that hold no secret.
const PUBLIC_FIELDS: [&str; 14] = [
    "cf.",
    "http.host",
    "http.request.accepted_languages",
    "http.request.body.mime",
    "http.request.method",
    "http.request.timestamp.",
    "http.request.uri.path",
    "http.request.uri.path.",
    "http.request.version",
    "http.response.code",
    "http.user_agent",
    "http.x_forwarded_for",
    "ip.",
    "ssl",
];

const ADDRESSES: [&str; 3] = ["http.referer", "http.request.full_uri", "http.request.uri"];

const QUERY: &str = "http.request.uri.query";

fn class(field: &str) -> Class {
    let (name, keys) = field.split_once('[').unwrap_or((field, ""));
    let name = name.strip_prefix("raw.").unwrap_or(name);
    if name == "http.request.headers"
        && let Some(header) = keys.split('"').nth(1)
    {
        let header = header.to_ascii_lowercase();
        return match header.as_str() {
            "referer" => Class::Address,
            other if PUBLIC_HEADERS.contains(&other) => Class::Public,
            _ => Class::Secret,
        };
    }
    let public = |known: &&str| match known.strip_suffix('.') {
        Some(_) => name.starts_with(*known),
        None => name == *known,
    };
    if PUBLIC_FIELDS.iter().any(public) || name.ends_with(".names") {
        Class::Public
    } else if ADDRESSES.contains(&name) {
        Class::Address
    } else if name == QUERY {
        Class::Query
    } else {
        Class::Secret
    }
}

/// Takes the secrets out of an expression.
pub(super) fn shown(expression: &str) -> Shown {
    let tokens = tokens(expression);
    let mut shown = Shown::default();
    let mut kept = 0;
    for Judged {
        inner,
        class,
        regex,
        raw,
    } in judged(expression, &tokens)
    {
        let literal = expression.get(inner.clone()).unwrap_or_default();
        let hide = |text: &str| hide(text, regex && class != Class::Secret, raw);
        let replaced = match class {
            Class::Public => continue,
            Class::Address => address(literal, hide, &mut shown.hidden),
            Class::Query | Class::Secret if !says_something(literal) => continue,
            Class::Query | Class::Secret => {
                shown.hidden.push(literal.to_owned());
                hide(literal)
            }
        };
        let before = expression.get(kept..inner.start).unwrap_or_default();
        shown.text.push_str(before);
        shown.text.push_str(&replaced);
        kept = inner.end;
    }
    let rest = expression.get(kept..).unwrap_or_default();
    shown.text.push_str(rest);
    shown
}

/// Takes the values of a query out of an address, such as the pattern of a page rule.
pub(super) fn shown_address(text: &str) -> Shown {
    let mut hidden = Vec::new();
    let text = address(text, |_| REDACTED.to_owned(), &mut hidden);
    Shown { text, hidden }
}

/// `""`, `"*"` and `"^$"` hold no secret, and rules judge by them.
fn says_something(literal: &str) -> bool {
    literal.chars().any(char::is_alphanumeric)
}

/// What stands for a string. A regular expression that a rule may read as plain text stays one: in it
/// brackets are escaped.
fn hide(literal: &str, readable: bool, raw: bool) -> String {
    let regex_only = ['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|'];
    let body = literal.strip_prefix('^').unwrap_or(literal);
    let end = if body.ends_with('$') { "$" } else { "" };
    let body = body.strip_suffix('$').unwrap_or(body);
    if !readable || body.contains(regex_only) || body.contains('\\') {
        return REDACTED.to_owned();
    }
    let start = if literal.starts_with('^') { "^" } else { "" };
    let backslash = if raw { r"\" } else { r"\\" };
    let word = REDACTED.trim_matches(['[', ']']);
    format!("{start}{backslash}[{word}{backslash}]{end}")
}

fn address(literal: &str, hide: impl Fn(&str) -> String, hidden: &mut Vec<String>) -> String {
    let Some((path, query)) = literal.split_once('?') else {
        return literal.to_owned();
    };
    let pairs = query.split('&').map(|pair| {
        let (name, value) = match pair.split_once('=') {
            Some((name, value)) => (format!("{name}="), value),
            None => (String::new(), pair),
        };
        let bare = value.trim_end_matches(['*', '$']);
        if !says_something(bare) {
            return format!("{name}{value}");
        }
        hidden.push(bare.to_owned());
        let after = value.get(bare.len()..).unwrap_or_default();
        format!("{name}{}{after}", hide(bare))
    });
    let pairs: Vec<String> = pairs.collect();
    format!("{path}?{}", pairs.join("&"))
}

/// A string of the expression, and what it is compared with.
struct Judged {
    /// Where it stands, without its quotation marks.
    inner: Range<usize>,
    class: Class,
    /// Whether it is a regular expression.
    regex: bool,
    /// Whether it has no escapes.
    raw: bool,
}

/// What stands between one pair of parentheses.
#[derive(Default)]
struct Frame<'a> {
    function: Option<&'a str>,
    /// What was named last, with which the next string is compared.
    operand: Option<Class>,
    /// The most secret of all that is named.
    worst: Option<Class>,
    /// Whether an operator stands before what comes next.
    compares: bool,
    regex: bool,
    /// Strings that are arguments of the function.
    arguments: Vec<usize>,
}

impl Frame<'_> {
    fn name(&mut self, class: Class) {
        self.operand = Some(class);
        self.worst = self.worst.max(Some(class));
        self.compares = false;
    }

    fn begin_anew(&mut self) {
        self.operand = None;
        self.compares = false;
        self.regex = false;
    }

    /// What the strings are that are given to the function.
    fn of_arguments(&self) -> Class {
        match (self.function, self.worst) {
            (Some(function), Some(worst)) if COMPARING.contains(&function) => worst,
            _ => Class::Secret,
        }
    }
}

fn judged(expression: &str, tokens: &[Token]) -> Vec<Judged> {
    let mut judged: Vec<Judged> = Vec::new();
    let mut frames = vec![Frame::default()];
    let mut called = None;
    let mut set = false;
    for token in tokens {
        let function = called.take();
        let Some(frame) = frames.last_mut() else {
            break;
        };
        match token {
            Token::Word(span) => {
                let text = expression.get(span.clone()).unwrap_or_default();
                match Word::of(text) {
                    Word::Connective => frame.begin_anew(),
                    Word::Operator { regex } => {
                        frame.compares = true;
                        frame.regex = regex;
                    }
                    Word::Plain => {}
                    Word::Name => {
                        called = Some(text);
                        frame.name(class(text));
                    }
                }
            }
            Token::Symbol("(") => {
                if function.is_some() {
                    // The name was not that of a field.
                    frame.operand = None;
                }
                frames.push(Frame {
                    function,
                    ..Frame::default()
                });
            }
            Token::Symbol(")") => {
                if let Some(closed) = frames.pop() {
                    let class = closed.of_arguments();
                    for index in &closed.arguments {
                        if let Some(one) = judged.get_mut(*index) {
                            one.class = class;
                        }
                    }
                    if frames.is_empty() {
                        // A parenthesis that nothing opened.
                        frames.push(Frame::default());
                    }
                    if let Some(outer) = frames.last_mut() {
                        outer.name(closed.worst.unwrap_or(Class::Secret));
                    }
                }
            }
            Token::Symbol("{") => set = true,
            Token::Symbol("}") => {
                set = false;
                frame.compares = false;
            }
            Token::Symbol(",") if !set => frame.begin_anew(),
            Token::Symbol("==" | "!=" | "<=" | ">=" | "<" | ">" | "=" | "&") => {
                frame.compares = true;
                frame.regex = false;
            }
            Token::Symbol("~") => {
                frame.compares = true;
                frame.regex = true;
            }
            Token::Symbol("&&" | "||" | "^^" | "!") => frame.begin_anew(),
            Token::Symbol(_) => {}
            Token::Text { inner, raw } => {
                if frame.function.is_some() && !frame.compares {
                    frame.arguments.push(judged.len());
                }
                judged.push(Judged {
                    inner: inner.clone(),
                    class: frame
                        .operand
                        .filter(|_| frame.compares)
                        .unwrap_or(Class::Secret),
                    regex: frame.regex,
                    raw: *raw,
                });
                frame.compares = set;
            }
        }
    }
    judged
}

/// A string without its escapes, as far as they are understood.
fn unescaped(written: &str) -> String {
    let mut plain = String::new();
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
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
}
