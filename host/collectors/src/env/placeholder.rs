//! Values that say by themselves that they must be replaced: marks such as `<…>`, documentation
//! domains, and instructions in words. Pure; decides by the value alone.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::value;
use super::words::{self, Words};

/// Parts of a value that say that it must be replaced, with `-` for whatever joins the words.
const PARTS: &[&str] = &[
    "change-me",
    "change-in-production",
    "change-it",
    "change-this",
    "do-not-use",
    "dont-use",
    "fill-in",
    "fill-me",
    "generate-a",
    "generate-strong",
    "insert-your",
    "must-be-changed",
    "not-for-production",
    "paste-your",
    "put-strong",
    "put-your",
    "replace-in-production",
    "replace-me",
    "replace-this",
    "replace-with",
    "set-me",
    "should-be-changed",
    "to-be-changed",
    "to-be-replaced",
    "your-secret",
    "yoursecret",
];

/// Words that an instruction begins with.
const VERBS: &[&str] = &[
    "add",
    "change",
    "choose",
    "configure",
    "create",
    "edit",
    "enter",
    "fetch",
    "fill",
    "find",
    "generate",
    "get",
    "insert",
    "modify",
    "obtain",
    "paste",
    "pick",
    "please",
    "provide",
    "put",
    "replace",
    "specify",
    "supply",
    "type",
    "update",
    "use",
    "write",
];

/// Words of which one makes a verb before it an instruction, whatever the key is.
const OBJECTS: &[&str] = &[
    "a",
    "an",
    "any",
    "before",
    "db",
    "domain",
    "email",
    "from",
    "here",
    "host",
    "id",
    "in",
    "it",
    "key",
    "long",
    "me",
    "my",
    "name",
    "new",
    "of",
    "own",
    "pass",
    "password",
    "random",
    "secret",
    "secure",
    "some",
    "something",
    "strong",
    "the",
    "this",
    "to",
    "token",
    "url",
    "user",
    "username",
    "value",
    "via",
    "with",
    "you",
    "your",
];

/// Words that are a placeholder alone or between separators.
const MARKS: &[&str] = &[
    "fixme",
    "todo",
    "tbd",
    "replaceme",
    "changeme",
    "changethis",
    "placeholder",
];

/// Nouns behind `your`, `my` or nothing in names of hosts that nobody has registered for others.
const EXAMPLE_LABELS: &[&str] = &[
    "company",
    "domain",
    "domainname",
    "host",
    "hostname",
    "server",
    "site",
    "website",
    "organization",
    "app",
    "mail",
    "email",
    "name",
    "instance",
    "subdomain",
];

/// Host names that RFC 2606 reserves for documentation.
const EXAMPLE_DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];

/// Longer values are data.
const LONGEST: usize = 512;

/// Whether a value says by itself that it must be replaced.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    if value.len() > LONGEST || value.starts_with("-----BEGIN ") {
        return false;
    }
    let small = value.to_ascii_lowercase();
    is_marked(&small) || is_example_host(&small) || is_instruction(value, &small)
}

/// Whether the value of a secret is an instruction to replace it.
pub(super) fn is_instruction_for_secret(value: &str) -> bool {
    if value.len() > LONGEST || matches!(value::shape(value), "jwt" | "pem" | "url") {
        return false;
    }
    let Some(words) = Words::all_known(value) else {
        return false;
    };
    let instructs = |word: &str| {
        MARKS.contains(&word)
            || [
                "change",
                "changed",
                "replace",
                "replaced",
                "generate",
                "generated",
                "insert",
            ]
            .contains(&word)
            || (words.count() > 2
                && (VERBS.contains(&word) || ["here", "must", "should"].contains(&word)))
    };
    words.count() > 1 && words.iter().any(instructs)
}

/// Marks around a value, or in place of one.
fn is_marked(small: &str) -> bool {
    let inside = |open: &str, close: &str| {
        small
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .filter(|inside| inside.contains(|c: char| c.is_ascii_alphabetic()))
    };
    let in_words = |inside: &&str| {
        inside
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" _-.,'()/:".contains(&byte))
    };
    let instructs = |inside: &str| {
        let first = Words::of(inside.split([' ', '-', '_']).next().unwrap_or_default());
        let verb = first
            .iter()
            .next()
            .is_some_and(|word| VERBS.contains(&word));
        verb && inside.contains([' ', '-', '_'])
    };
    let bracketed = [
        ("[", "]"),
        ("{", "}"),
        ("{{", "}}"),
        ("%", "%"),
        ("%%", "%%"),
        ("@", "@"),
    ]
    .into_iter()
    .filter_map(|(open, close)| inside(open, close))
    .filter(in_words)
    .any(|inside| {
        let words = Words::of(inside);
        words.are_all_known()
            && words.iter().any(|word| !word.is_empty())
            && (words.count() > 1 || words::is_about_secrets(inside))
    });
    inside("<", ">").is_some_and(|inside| !inside.contains(['<', '>', '@']))
        || (small.len() > 4 && inside("__", "__").is_some())
        || bracketed
        || inside("[", "]").is_some_and(instructs)
        || holds_angle(small)
        || is_elided(small)
        || small
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| {
                MARKS.contains(&word) || (word.len() >= 3 && word.bytes().all(|byte| byte == b'x'))
            })
}

/// A name in angle brackets inside the value, as in `/<directory>/data`; neither the address behind a
/// name (`Shop <a@b.de>`) nor a tag of HTML.
fn holds_angle(small: &str) -> bool {
    if small.contains("</") || small.contains("/>") || small.contains("<br>") {
        return false;
    }
    small.split('<').skip(1).any(|after| {
        after.split_once('>').is_some_and(|(name, _)| {
            name.len() >= 2
                && name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b" _-.".contains(&byte))
        })
    })
}

/// Dots, stars or question marks in place of what is left out.
fn is_elided(small: &str) -> bool {
    let only =
        |marks: &[char]| small.chars().count() >= 3 && small.chars().all(|c| marks.contains(&c));
    only(&['.', '…'])
        || only(&['*'])
        || only(&['?'])
        || only(&['-'])
        || only(&['_'])
        || small.contains("****")
        || (small.len() <= 24
            && small.len() > 3
            && (small.ends_with("...") || small.ends_with('…')))
}

fn is_instruction(value: &str, small: &str) -> bool {
    /// Shorter parts without a separator are parts of other words.
    const SHORTEST_BARE: usize = 9;
    static JOINED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| any_of(PARTS));
    static BARE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let long = PARTS.iter().filter(|part| part.len() >= SHORTEST_BARE);
        any_of(long.map(|part| part.replace('-', "")))
    });
    let joined: String = small
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let bare: String = joined.chars().filter(|c| *c != '-').collect();
    let holds = |parts: &Option<AhoCorasick>, text: &str| {
        parts.as_ref().is_some_and(|parts| parts.is_match(text))
    };
    if holds(&JOINED, &joined) || holds(&BARE, &bare) || starts_with_your(small) {
        return true;
    }
    if !VERBS.iter().any(|verb| bare.starts_with(verb)) {
        return false;
    }
    let words = Words::of(value);
    let mut iter = words.iter();
    let first = iter.next().unwrap_or_default();
    let second = iter.next().unwrap_or_default();
    VERBS.contains(&first)
        && words.are_all_known()
        && ((OBJECTS.contains(&second) && is_glued_or_long(value, words.count()))
            || (words.count() >= 4 && words.iter().any(|word| OBJECTS.contains(&word))))
}

/// A search for any of some texts, which is made in little time and is for texts as short as values.
fn any_of(texts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .prefilter(false)
        .build(texts)
        .ok()
}

/// Whether words stand together as in a name (`changeUser`), or make up a sentence. Two words of a
/// sentence are a text (`Add user`), and so is a title in capitals.
fn is_glued_or_long(value: &str, count: usize) -> bool {
    count >= 3 || !value.contains(' ')
}

/// `your-key`, `your_domain.com`, `yourpassword`, `sk-your-key`, and the same behind a vendor's prefix or
/// in a host.
fn starts_with_your(small: &str) -> bool {
    small
        .split(|c: char| "/:@. ".contains(c))
        .enumerate()
        .any(|(at, part)| {
            let bare = [
                "sk-", "sk_test_", "sk_live_", "pk_", "ghp_", "xoxb-", "my-", "the-",
            ]
            .iter()
            .find_map(|prefix| part.strip_prefix(prefix))
            .unwrap_or(part);
            let Some(after) = bare.strip_prefix("your") else {
                return false;
            };
            let rest = after.trim_start_matches(['-', '_']);
            let separated = rest.len() < after.len() && !rest.is_empty();
            // In a sentence `your` says nothing: `Your shop`.
            let spaced = after.is_empty() && at == 0 && small.starts_with("your ");
            let noun = Words::of(rest);
            spaced
                || separated
                || (!rest.is_empty() && noun.are_all_known() && noun.count() <= 3 && rest != "s")
        })
}

/// Whether a documentation domain is the host of a URL, an address or a name, or one that stands for
/// the reader's own (`mydomain.com`, `domain.tld`).
fn is_example_host(small: &str) -> bool {
    let reserved = EXAMPLE_DOMAINS.iter().any(|domain| {
        small.match_indices(domain).any(|(at, _)| {
            let before = small.get(..at).and_then(|text| text.chars().next_back());
            let after = small
                .get(at + domain.len()..)
                .and_then(|text| text.chars().next());
            before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                && after.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '.')
        })
    });
    reserved
        || small
            .split(|c: char| "/:@ ,;\"'<>[]".contains(c))
            .any(is_stand_in)
}

fn is_stand_in(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let [.., label, last] = labels.as_slice() else {
        return false;
    };
    let last_is_stand_in = matches!(*last, "tld" | "example");
    let noun = ["your", "my"]
        .iter()
        .find_map(|owner| label.strip_prefix(owner))
        .map(|rest| rest.trim_start_matches(['-', '_']));
    let owned = noun.is_some_and(|noun| EXAMPLE_LABELS.contains(&noun));
    let generic = matches!(
        *last,
        "com" | "net" | "org" | "tld" | "local" | "io" | "dev"
    );
    (last_is_stand_in && !label.is_empty())
        || (owned && generic)
        || (*label == "domain" && generic && *last != "dev" && *last != "io")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_to_be_replaced() {
        for value in [
            "<your key>",
            "__SET_ME__",
            "Change-Me-Now",
            "your-key-here",
            "sk_live_xxxxxxxx",
            "https://api.example.com/x",
            "noreply@example.org",
            "/<directory-path>/shop",
            "changeUser",
            "[generate it with openssl]",
            "{{ secret_key }}",
            "%PASSWORD%",
            "postgres://<user>:<password>@db/x",
            "replaceThisValue",
            "generate-a-random-string",
            "PUT_STRONG_PASSWORD_HERE",
            "sk-...",
            "********",
            "yourdomain.com",
            "your_password",
            "yourpassword",
            "auth.domain.tld",
            "insert key here",
            "Enter your API key here",
            "get_a_key_from_aws",
            "REPLACE_WITH_A_LONG_RANDOM_STRING",
            "sk-your-key",
            "TODO",
            "thisisasecretthatshouldbechanged",
            "https://your-domain.com/x",
            "fill_in_your_secret",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn leaves_what_is_meant() {
        for value in [
            "behaviour-your-own",
            "https://myexample.com",
            "https://example.com.site.de",
            "replace",
            "update",
            "get-or-create",
            "create",
            "Shop <mail@bookshop.dev>",
            "Use our shop",
            "[\"a\"]",
            "[a]",
            "{}",
            "change",
            "create-drop",
            "<b>bold</b>",
            "Your",
            "add",
            "https://domain.dev",
            "insert",
            "update user",
            "a...b",
            "xx",
            "fetch",
            "youruba",
            "set-only",
            "write-through",
            "50%",
            "user@bookshop.dev",
            "/srv/app/data",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn an_instruction_may_stand_anywhere_in_a_secret() {
        for value in [
            "must be 32 characters long",
            "MySecretKeyShouldBeChanged",
            "secret-to-be-generated",
            "long-random-string-here",
        ] {
            assert!(is_instruction_for_secret(value), "{value}");
        }
        for value in [
            "kX9vQ2mL7pR4tY8wA1bC5dE6fG3h",
            "change",
            "correct-horse-battery-staple",
        ] {
            assert!(!is_instruction_for_secret(value), "{value}");
        }
    }
}
