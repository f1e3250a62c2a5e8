//! Things in a text that look like secrets whatever stands around them: tokens whose vendors give them a
//! beginning of their own, private keys, and passwords in addresses. Pure.
//!
//! What is known to be made up, published or a placeholder is left out, as is what is meant to be public.

mod private_key;

use std::ops::Range;

use muster_facts::strength;

use self::private_key::is_base64;
use crate::env;

/// A match, by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// A word of `secret-match.kind` of `muster:repository`, and of `secret-count.kind` of `muster:logs`.
    pub(crate) kind: &'static str,
    /// Counted from 1.
    pub(crate) line: u32,
    /// The secret itself, which must not leave the collector.
    pub(crate) secret: Range<usize>,
}

/// A vendor's token: its beginning, what may follow, and how much of it.
struct Form {
    kind: &'static str,
    start: &'static [u8],
    rest: fn(u8) -> bool,
    /// Of the rest.
    shortest: usize,
    longest: usize,
}

const fn form(
    kind: &'static str,
    start: &'static [u8],
    rest: fn(u8) -> bool,
    shortest: usize,
    longest: usize,
) -> Form {
    Form {
        kind,
        start,
        rest,
        shortest,
        longest,
    }
}

/// As the vendors document them. What is for tests (`sk_test_`) or for browsers (`pk_live_`, `AIza`) is not
/// here: it is in public places on purpose.
const FORMS: [Form; 29] = [
    form("stripe", b"sk_live_", is_alphanumeric, 16, 250),
    form("stripe", b"rk_live_", is_alphanumeric, 16, 250),
    form("stripe", b"whsec_", is_base64, 24, 250),
    form("sendgrid", b"SG.", is_url_base64, 60, 70),
    form("aws", b"AKIA", is_base32, 16, 16),
    form("aws", b"ASIA", is_base32, 16, 16),
    form("github", b"ghp_", is_alphanumeric, 36, 250),
    form("github", b"gho_", is_alphanumeric, 36, 250),
    form("github", b"ghu_", is_alphanumeric, 36, 250),
    form("github", b"ghs_", is_alphanumeric, 36, 250),
    form("github", b"ghr_", is_alphanumeric, 36, 250),
    form("github", b"github_pat_", is_word, 60, 250),
    form("gitlab", b"glpat-", is_url_base64, 20, 300),
    form("gitlab", b"gldt-", is_url_base64, 20, 300),
    form("gitlab", b"glrt-", is_url_base64, 20, 300),
    form("slack", b"xoxb-", is_dashed, 20, 250),
    form("slack", b"xoxp-", is_dashed, 20, 250),
    form("slack", b"xapp-", is_dashed, 20, 250),
    form(
        "slack",
        b"https://hooks.slack.com/services/T",
        is_path,
        30,
        100,
    ),
    form("anthropic", b"sk-ant-", is_url_base64, 40, 250),
    form("openai", b"sk-proj-", is_url_base64, 40, 250),
    form("openai", b"sk-svcacct-", is_url_base64, 40, 250),
    form("npm", b"npm_", is_alphanumeric, 36, 36),
    form("pypi", b"pypi-AgEI", is_url_base64, 50, 1000),
    form("docker-hub", b"dckr_pat_", is_url_base64, 27, 27),
    form("docker-hub", b"dckr_oat_", is_url_base64, 27, 100),
    form("digitalocean", b"dop_v1_", is_hexadecimal, 64, 64),
    // The key of Cloudflare's origin certificates.
    form("cloudflare", b"v1.0-", is_dashed, 160, 200),
    form("age-key", b"AGE-SECRET-KEY-1", is_alphanumeric, 58, 58),
];

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_base32(byte: u8) -> bool {
    byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte)
}

fn is_url_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

fn is_dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/'
}

fn is_hexadecimal(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// The longest token of claims that is looked at.
const LONGEST_JWT: usize = 4096;

/// The longest password in an address.
const LONGEST_PASSWORD: usize = 256;

/// Names of Cloudflare's variables, whose tokens have no beginning of their own.
const CLOUDFLARE_NAMES: [&str; 4] = ["CLOUDFLARE", "CF_API", "CF_TOKEN", "CF_DNS"];

/// Every match of a text, in their order.
pub(crate) fn matches(text: &[u8]) -> Vec<Match> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut line_start = 0;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if *byte == b'\n' {
            found.extend(cloudflare(text, line_start..at, line));
            line += 1;
            line_start = at + 1;
        }
        let match_here = match byte {
            b'-' => private_key::at(text, at),
            b':' => password(text, at).map(|range| ("url-password", range)),
            b'e' if begins_word(text, at) => jwt(text, at).map(|range| ("jwt", range)),
            b's' | b'r' | b'w' | b'S' | b'A' | b'g' | b'x' | b'h' | b'n' | b'p' | b'd' | b'v'
                if begins_word(text, at) =>
            {
                token(text, at)
            }
            _ => None,
        };
        if let Some((kind, secret)) = match_here {
            at = secret.end.max(at + 1);
            found.push(Match { kind, line, secret });
            // What a key goes over are lines, too.
            let passed = found.last().map(|found| found.secret.clone());
            let passed = passed.and_then(|range| text.get(range)).unwrap_or_default();
            let ends = passed.iter().filter(|byte| **byte == b'\n').count();
            line += u32::try_from(ends).unwrap_or(u32::MAX);
        } else {
            at += 1;
        }
    }
    found.extend(cloudflare(text, line_start..text.len(), line));
    found
}

fn begins_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// How many bytes from there on are such bytes.
fn length_of(text: &[u8], at: usize, longest: usize, fits: fn(u8) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default().iter();
    rest.take(longest + 1)
        .take_while(|byte| fits(**byte))
        .count()
}

fn token(text: &[u8], at: usize) -> Option<(&'static str, Range<usize>)> {
    let rest = text.get(at..)?;
    let form = FORMS.iter().find(|form| rest.starts_with(form.start))?;
    let start = at + form.start.len();
    let length = length_of(text, start, form.longest, form.rest);
    if !(form.shortest..=form.longest).contains(&length) {
        return None;
    }
    let whole = std::str::from_utf8(text.get(at..start + length)?).ok()?;
    let random = whole.get(form.start.len()..)?;
    is_credible(random).then_some((form.kind, at..start + length))
}

/// Whether something is random enough to be what it looks like, and not the example of a documentation.
fn is_credible(random: &str) -> bool {
    /// Of 16 random characters of 32, fewer are different once in ten thousand times.
    const FEWEST_DIFFERENT: usize = 8;
    /// In decimal orders of magnitude: more than anybody tries out over a network.
    const FEWEST_GUESSES: f64 = 10.0;
    let mut different: Vec<u8> = random.bytes().collect();
    different.sort_unstable();
    different.dedup();
    let small = random.to_ascii_lowercase();
    let is_marked = [
        "example",
        "xxxx",
        "placeholder",
        "redacted",
        "dummy",
        "0123456789",
        "1234567890",
        "abcdefgh",
    ]
    .iter()
    .any(|mark| small.contains(mark));
    different.len() >= FEWEST_DIFFERENT
        && !is_marked
        && strength::estimate(random).magnitude >= FEWEST_GUESSES
}

/// Three parts of Base64 with dots between them, the first two of which hold objects of JSON (RFC 7519).
fn jwt(text: &[u8], at: usize) -> Option<Range<usize>> {
    if !text.get(at..)?.starts_with(b"eyJ") {
        return None;
    }
    let length = length_of(text, at, LONGEST_JWT, is_url_base64);
    let whole = std::str::from_utf8(text.get(at..at + length)?).ok()?;
    let whole = whole.trim_end_matches('.');
    let mut parts = whole.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let decoded = |part: &str| data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).ok();
    let object = |part: &str| -> Option<serde_json::Map<String, serde_json::Value>> {
        serde_json::from_slice(&decoded(part)?).ok()
    };
    if object(header)?.get("alg").and_then(|alg| alg.as_str()) == Some("none") {
        return None;
    }
    let claims = object(claims)?;
    let says =
        |key: &str, value: &str| claims.get(key).and_then(|found| found.as_str()) == Some(value);
    // Supabase's key for browsers and the example of jwt.io are in public places.
    let is_public =
        says("role", "anon") || says("iss", "supabase-demo") || says("name", "John Doe");
    let is_signed = signature.len() >= 40 && is_credible(signature);
    (is_signed && !is_public).then_some(at..at + whole.len())
}

/// `://USER:PASSWORD@`, from the colon before the slashes.
fn password(text: &[u8], at: usize) -> Option<Range<usize>> {
    let user = at + 3;
    if text.get(at..user)? != b"://"
        || !at
            .checked_sub(1)
            .is_some_and(|before| text.get(before).is_some_and(u8::is_ascii_alphanumeric))
    {
        return None;
    }
    let of_user = |byte: u8| byte.is_ascii_graphic() && !b":/@?#\"'`<>\\ ${}()[]".contains(&byte);
    let colon = user
        + text
            .get(user..)?
            .iter()
            .take(LONGEST_PASSWORD)
            .take_while(|byte| of_user(**byte))
            .count();
    if text.get(colon) != Some(&b':') {
        return None;
    }
    let start = colon + 1;
    let of_password =
        |byte: u8| byte.is_ascii_graphic() && !b"/@?#\"'`<>\\ ${}()[]|".contains(&byte);
    let length = text
        .get(start..)?
        .iter()
        .take(LONGEST_PASSWORD)
        .take_while(|byte| of_password(**byte))
        .count();
    let end = start + length;
    if text.get(end) != Some(&b'@') {
        return None;
    }
    let password = std::str::from_utf8(text.get(start..end)?).ok()?;
    let decoded = env::percent_decoded(password);
    let password = decoded.as_deref().unwrap_or(password);
    (is_credible(password) && !env::is_placeholder(password)).then_some(start..end)
}

/// A token of 40 characters or a key of 37 hexadecimal digits behind the name of one of Cloudflare's
/// variables.
fn cloudflare(text: &[u8], range: Range<usize>, line: u32) -> Option<Match> {
    /// A line of a minified file holds anything.
    const LONGEST_LINE: usize = 300;
    let written = std::str::from_utf8(text.get(range.clone())?).ok()?;
    let (name, _) = written
        .split_once(['=', ':'])
        .filter(|_| written.len() <= LONGEST_LINE)?;
    let name_in_capitals = name.to_ascii_uppercase();
    let is_named = CLOUDFLARE_NAMES
        .iter()
        .any(|known| name_in_capitals.contains(known));
    if !is_named
        || !["TOKEN", "KEY"]
            .iter()
            .any(|word| name_in_capitals.contains(word))
    {
        return None;
    }
    let value = written.get(name.len() + 1..)?;
    let start = value.find(|c: char| c.is_ascii_alphanumeric())?;
    let word = value.get(start..)?;
    let end = word
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(word.len());
    let word = word.get(..end)?;
    let fits = word.len() == 40 || (word.len() == 37 && word.bytes().all(is_hexadecimal));
    let from = range.start + name.len() + 1 + start;
    (fits && is_credible(word)).then_some(Match {
        kind: "cloudflare",
        line,
        secret: from..from + end,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with `@` for what no scanner of this repository should find in it.
    fn kinds(text: &str) -> Vec<(&'static str, u32)> {
        let text = text.replace('~', "");
        let found = matches(text.as_bytes());
        found
            .into_iter()
            .map(|found| (found.kind, found.line))
            .collect()
    }

    #[test]
    fn finds_what_vendors_hand_out() {
        for (text, kind) in [
            ("key = \"sk_~live_51HkQz7r5Qeb9tWz2xv8LmNc3\"", "stripe"),
            (
                "STRIPE_WEBHOOK_SECRET=whsec_~8LmNc3HkQz7r5Qeb9tWz2xvPq",
                "stripe",
            ),
            (
                "SG.~q7Rz5tWx2vLmNc3HkQzP8A.4r5Qeb9tWz2xv8LmNc3HkQz7rPqYtUwXaSdFgHjKlZxc",
                "sendgrid",
            ),
            ("aws: AKIA~QZ7R5QEB2TWZ3XVM", "aws"),
            ("token ghp_~7r5Qeb9tWz2xv8LmNc3HkQzPqYtUwXaSdFgH", "github"),
            ("x=glpat-~7r5Qeb9tWz2xv8LmNc3H", "gitlab"),
            ("dckr_pat_~7r5Qeb9tWz2xv8LmNc3HkQzPqYt", "docker-hub"),
            (
                "DATABASE_URL=postgres://shop:7r5Qeb9t~Wz2xv8Lm@db/shop",
                "url-password",
            ),
            (
                "CLOUDFLARE_API_TOKEN: 7r5Qeb9tWz2xv8Lm~Nc3HkQzPqYtUwXaSdFgHj1Kl",
                "cloudflare",
            ),
        ] {
            assert_eq!(kinds(text), [(kind, 1)], "{text}");
            assert_eq!(kinds(&format!("\n\n{text}\n")), [(kind, 3)], "{text}");
        }
    }

    #[test]
    fn leaves_alone_what_is_made_up_or_public() {
        for text in [
            "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
            "sk_test_51HkQz7r5Qeb9tWz2xv8LmNc3",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_000000000000000000000000000000000000",
            "mask_live_51HkQz7r5Qeb9tWz2xv8LmNc3",
            "postgres://shop:postgres@db/shop",
            "postgres://user:password@localhost",
            "https://${USER}:${PASSWORD}@host",
            "https://user:<password>@host",
            "https://host:8443/a@b",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
            "CLOUDFLARE_API_TOKEN=${TOKEN}",
            "CLOUDFLARE_API_TOKEN=your-cloudflare-api-token-goes-right-here",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_signed_token_of_claims_is_one() {
        let part = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        let token = format!(
            "{}.{}.{}",
            part("{\"alg\":\"HS256\"}"),
            part("{\"role\":\"service_role\"}"),
            "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
        );
        assert_eq!(kinds(&format!("KEY={token}\n")), [("jwt", 1)]);
        let open = token.replace(
            &part("{\"role\":\"service_role\"}"),
            &part("{\"role\":\"anon\"}"),
        );
        assert_eq!(kinds(&open), []);
    }

    #[test]
    fn lines_are_counted_behind_a_key() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let text = format!(
            "a\n-----BEGIN ~PRIVATE KEY-----\n{body}\n{body}\n-----END PRIVATE KEY-----\nAKIA~QZ7R5QEB2TWZ3XVM\n"
        );
        assert_eq!(kinds(&text), [("private-key", 2), ("aws", 6)]);
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(text: Vec<u8>) {
            for found in matches(&text) {
                prop_assert!(text.get(found.secret).is_some());
            }
        }

        #[test]
        fn no_beginning_breaks_it(text in "(sk_live_|://a:|eyJ|-----BEGIN PRIVATE KEY-----|CF_API_KEY=|[a-zA-Z0-9@.\n]{1,9}){0,12}") {
            for found in matches(text.as_bytes()) {
                prop_assert!(text.get(found.secret).is_some());
            }
        }
    }
}
