//! Strings in an expression of Cloudflare's Rules language that are secrets in practice: what a
//! header, a cookie, a query or a body is compared with. They are taken out of the expression, which
//! stays one that can be parsed and, as far as a rule judges it, says the same.
//!
//! Only what is compared with a field that is known to hold no secret stays. An expression that is
//! not understood keeps none of its strings.

use std::ops::Range;

use muster_facts::{REDACTED, Secret, Secrets};

use super::shown_address::{Compared, address, says_something, whole};
use super::tokens::{Operator, Token, Word, tokens};

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
            let bytes = of_bytes(written).unwrap_or_default();
            for form in [written.as_str(), &plain, &bytes] {
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
    /// A path, which has secrets in practice only where it is written with more than a path.
    Path,
    /// An address, which may have secrets in its query.
    Address,
    /// The query, which a request may be known not to have.
    Query,
    Secret,
}

/// Functions whose strings are compared with, or belong to, the fields that stand beside them. A
/// string that is given to another one may be a key.
const COMPARING: [&str; 12] = [
    "all",
    "any",
    "cidr",
    "cidr6",
    "ends_with",
    "len",
    "lower",
    "starts_with",
    "substring",
    "to_string",
    "upper",
    "url_decode",
];

/// Indices, and numbers that functions take, have fewer digits than secrets.
const LONGEST_INDEX: usize = 6;

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
const PUBLIC_FIELDS: [&str; 15] = [
    "cf.",
    "http.host",
    "http.request.accepted_languages",
    "http.request.body.mime",
    "http.request.body.size",
    "http.request.body.truncated",
    "http.request.method",
    "http.request.timestamp.",
    "http.request.uri.path.",
    "http.request.version",
    "http.response.code",
    "http.user_agent",
    "http.x_forwarded_for",
    "ip.",
    "ssl",
];

const ADDRESSES: [&str; 3] = ["http.referer", "http.request.full_uri", "http.request.uri"];

const PATH: &str = "http.request.uri.path";

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
    } else if name == PATH {
        Class::Path
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
        fragment,
        raw,
        quoted,
    } in judged(expression, &tokens)
    {
        let literal = expression.get(inner.clone()).unwrap_or_default();
        let hide = |text: &str| hide(text, regex && class != Class::Secret, raw);
        let compared = Compared {
            fragment,
            question_is_operator: regex && class == Class::Path,
        };
        let replaced = match class {
            Class::Public if literal.contains("://") => whole(literal, &mut shown.hidden),
            Class::Public => continue,
            _ if !says_something(literal) => continue,
            _ if !quoted => {
                shown.hidden.push(literal.to_owned());
                // Where no value can stand, the rest must not become an expression.
                if fragment {
                    REDACTED.to_owned()
                } else {
                    format!("\"{REDACTED}\"")
                }
            }
            Class::Path | Class::Address => address(literal, compared, hide, &mut shown.hidden),
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
    let text = whole(text, &mut hidden);
    Shown { text, hidden }
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

/// A string of the expression, and what it is compared with.
struct Judged {
    /// Where it stands, without its quotation marks.
    inner: Range<usize>,
    class: Class,
    /// Whether it is a regular expression.
    regex: bool,
    /// Whether it may be compared with a part of the field; of a word, whether no value can stand
    /// in its place.
    fragment: bool,
    /// Whether it has no escapes.
    raw: bool,
    /// Whether it stands between quotation marks.
    quoted: bool,
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
    /// Whether anything was compared here.
    compared: bool,
    operator: Operator,
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
        self.operator = Operator::Whole;
    }

    fn compare(&mut self, operator: Operator) {
        self.compares = true;
        self.compared = true;
        self.operator = operator;
    }

    /// What the next value is; a value that no operator leads in may be anything.
    fn value_class(&self) -> Class {
        self.operand
            .filter(|_| self.compares)
            .unwrap_or(Class::Secret)
    }

    /// After a value nothing is known of what is compared next, but within a set.
    fn end_value(&mut self, set: bool) {
        if !set {
            self.begin_anew();
        }
    }

    fn word(&self, inner: Range<usize>) -> Judged {
        Judged {
            inner,
            class: self.value_class(),
            regex: false,
            fragment: !self.compares,
            raw: true,
            quoted: false,
        }
    }

    /// Whether a word cannot be a secret where it stands: a truth value, the name of a list, the
    /// index of a field, or the length or place that a function takes.
    fn keeps(&self, word: &str, set: bool) -> bool {
        let index = |c: char| c.is_ascii_digit() || "[]*".contains(c);
        let short = word.len() <= LONGEST_INDEX;
        match word {
            "true" | "false" => true,
            _ if word.starts_with('$') => self.operator == Operator::List && !set,
            _ if word.starts_with('[') => short && word.chars().all(index),
            _ => {
                let number = word
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-');
                self.function.is_some() && !self.compares && !set && short && number
            }
        }
    }

    /// What the function or the parentheses stand for.
    fn result(&self) -> Class {
        match (self.function, self.worst) {
            (_, Some(_)) if self.compared => Class::Secret,
            // How long a secret is, is none.
            (Some("len"), Some(_)) => Class::Public,
            (Some(function), _) if !COMPARING.contains(&function) => Class::Secret,
            (_, worst) => worst.unwrap_or(Class::Secret),
        }
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
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        let function = called.take();
        let Some(frame) = frames.last_mut() else {
            break;
        };
        match token {
            Token::Word(span) => {
                let text = expression.get(span.clone()).unwrap_or_default();
                match Word::of(text) {
                    Word::Connective => frame.begin_anew(),
                    Word::Operator(operator) => frame.compare(operator),
                    Word::Plain if frame.keeps(text, set) => {}
                    Word::Name if is_field(text) => frame.name(class(text)),
                    Word::Name if is_function(text, tokens.peek().copied()) => {
                        called = Some(text);
                        frame.name(Class::Secret);
                    }
                    Word::Plain | Word::Name => {
                        if frame.value_class() > Class::Public {
                            judged.push(frame.word(span.clone()));
                        }
                        frame.end_value(set);
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
                            one.fragment = closed.function != Some("starts_with");
                        }
                    }
                    if frames.is_empty() {
                        // A parenthesis that nothing opened.
                        frames.push(Frame::default());
                    }
                    if let Some(outer) = frames.last_mut() {
                        outer.name(closed.result());
                        outer.worst = outer.worst.max(closed.worst);
                    }
                }
            }
            Token::Symbol("{") => set = frame.compares,
            Token::Symbol("}") => {
                set = false;
                frame.end_value(set);
            }
            Token::Symbol(",") if !set => frame.begin_anew(),
            Token::Symbol("==" | "!=" | "<=" | ">=" | "<" | ">" | "=" | "&") => {
                frame.compare(Operator::Whole);
            }
            Token::Symbol("~") => frame.compare(Operator::Regex),
            Token::Symbol("&&" | "||" | "^^" | "!") => frame.begin_anew(),
            Token::Symbol(_) => {}
            Token::Text { inner, raw } => {
                if frame.function.is_some() && !frame.compares {
                    frame.arguments.push(judged.len());
                }
                judged.push(Judged {
                    inner: inner.clone(),
                    class: frame.value_class(),
                    regex: frame.operator == Operator::Regex,
                    fragment: matches!(frame.operator, Operator::Part | Operator::Regex),
                    raw: *raw,
                    quoted: true,
                });
                frame.end_value(set);
            }
        }
    }
    judged
}

/// The beginnings of the names of fields.
const FIELD_ROOTS: [&str; 8] = ["cf", "http", "icmp", "ip", "raw", "ssl", "tcp", "udp"];

fn is_field(name: &str) -> bool {
    let root = name.split('.').next().unwrap_or_default();
    FIELD_ROOTS.contains(&root) && (name.contains('.') || name == "ssl")
}

fn is_function(name: &str, next: Option<&Token>) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    next == Some(&Token::Symbol("(")) && name.bytes().all(plain)
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

/// The text of a byte literal, `6b:58`.
fn of_bytes(written: &str) -> Option<String> {
    let digits = |pair: &str| {
        (pair.len() == 2)
            .then(|| u8::from_str_radix(pair, 16).ok())
            .flatten()
    };
    let bytes: Option<Vec<u8>> = written.split(':').map(digits).collect();
    String::from_utf8(bytes?).ok()
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
}
