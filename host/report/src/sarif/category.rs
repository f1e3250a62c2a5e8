//! The category of a run: an upload replaces the one before it of the same category, and no other.

use std::borrow::Cow;

use muster_facts::Target;
use muster_outcomes::{Selection, Severity, sha256};

/// Longest part of a category that is written out. GitHub shows it beside an alert.
const LONGEST_PART: usize = 60;

/// Hexadecimal digits that tell apart what would look alike.
const DIGITS: usize = 8;

/// The kind of a target that is not looked at any more.
pub(crate) const RETIRED: &str = "retired";

/// The host in paths: its name, and a part of its machine where the name alone could be that of two.
pub(crate) fn host(target: &Target) -> Cow<'_, str> {
    match &target.machine {
        Some(_) => format!("{}-{}", target.name, digits(&target.identity())).into(),
        None => target.name.as_str().into(),
    }
}

/// `muster/HOST/policy=NAME/`, with what narrows the scan after it.
///
/// GitHub's upload action makes everything but letters, digits and underscores an underscore, in
/// capitals, and then refuses two uploads of one name: what it would take for something else gets a
/// part of a hash.
pub(crate) fn category(
    target: &Target,
    selection: &Selection,
    min_severity: Option<Severity>,
) -> String {
    let mut parts = vec![
        "muster".to_owned(),
        named(target),
        format!("policy={}", distinct(&selection.policy)),
    ];
    // An image knows nothing of the network, so it is another scan than that of the host.
    if target.is_image() {
        parts.push("root".to_owned());
    }
    let narrowed = [("only", &selection.only), ("skip", &selection.skip)]
        .into_iter()
        .filter(|(_, patterns)| !patterns.is_empty())
        .map(|(name, patterns)| format!("{name}={}", patterns.join(",")))
        .chain(min_severity.map(|severity| format!("min-severity={severity}")));
    parts.extend(narrowed.map(|part| distinct(&part)));
    format!("{}/", parts.join("/"))
}

/// A host that is gone, by its name or by what stands for it in the category: that ends with digits,
/// and is taken as it is.
fn named(target: &Target) -> String {
    let host = host(target);
    let has_digits = host.rsplit_once('-').is_some_and(|(_, digits)| {
        digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if target.kind == RETIRED && has_digits {
        return host.into_owned();
    }
    distinct(&host)
}

/// The category that somebody chose, as the one that GitHub reads: all before the last slash.
pub(crate) fn chosen(text: &str) -> String {
    format!("{}/", text.trim_end_matches('/'))
}

/// A text that no other is taken for: itself where it is plain, else with a part of its hash.
fn distinct(text: &str) -> String {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if text.len() <= LONGEST_PART && text.split('-').all(is_word) {
        return text.to_owned();
    }
    let visible = |c: char| if c.is_ascii_graphic() { c } else { '-' };
    let shown: String = text.chars().take(LONGEST_PART).map(visible).collect();
    format!("{shown}-{}", digits(text))
}

fn digits(text: &str) -> String {
    sha256(text.as_bytes()).chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn target(name: &str, machine: Option<&str>) -> Target {
        Target {
            name: name.to_owned(),
            machine: machine.map(str::to_owned),
            kind: "live".to_owned(),
        }
    }

    fn of(name: &str, policy: &str, only: &[&str], skip: &[&str]) -> String {
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        let selection = Selection::new(policy, owned(only), owned(skip));
        category(&target(name, None), &selection, None)
    }

    /// What GitHub's upload action takes a category for.
    fn folded(category: &str) -> String {
        category
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect()
    }

    #[test]
    fn a_plain_name_is_itself() {
        assert_eq!(
            of("web-1", "nightly", &[], &[]),
            "muster/web-1/policy=nightly/"
        );
        assert_eq!(
            of("web-1", "nightly", &["ssh/*"], &[]),
            format!(
                "muster/web-1/policy=nightly/only=ssh/*-{}/",
                digits("only=ssh/*")
            )
        );
    }

    #[test]
    fn patterns_count_in_any_order() {
        assert_eq!(
            of("web-1", "p", &["ssh/*", "env/*", "ssh/*"], &[]),
            of("web-1", "p", &["env/*", "ssh/*"], &[])
        );
    }

    #[test]
    fn what_the_action_folds_together_is_told_apart() {
        let mut seen = BTreeSet::new();
        for name in [
            "web-1", "web_1", "web.1", "WEB-1", "Web-1", "web 1", "web--1", "wéb-1",
        ] {
            assert!(seen.insert(folded(&of(name, "p", &[], &[]))), "{name}");
        }
        assert_ne!(
            folded(&of("web-1", "x", &[], &[])),
            folded(&of("web", "1-x", &[], &[]))
        );
        for policy in ["p", "P", "p_", "edge", "vps-production", "vps_production"] {
            seen.insert(folded(&of("db-1", policy, &[], &[])));
        }
        for (only, skip) in [("ssh/*", ""), ("ssh/a", ""), ("", "ssh/*"), ("", "")] {
            let some = |text: &'static str| if text.is_empty() { vec![] } else { vec![text] };
            seen.insert(folded(&of("db-2", "p", &some(only), &some(skip))));
        }
        assert_eq!(seen.len(), 8 + 6 + 4);
    }

    #[test]
    fn machines_of_one_name_are_told_apart_in_category_and_path() {
        let of = |machine: &str| {
            let target = target("localhost", Some(machine));
            let category = category(&target, &Selection::default(), None);
            (host(&target).into_owned(), category)
        };
        assert_ne!(of("00").0, of("01").0);
        assert_ne!(of("00").1, of("01").1);
    }

    #[test]
    fn a_host_is_retired_by_what_stands_for_it() {
        let of = |name: &str, kind: &str| {
            let target = Target {
                kind: kind.to_owned(),
                ..target(name, None)
            };
            category(&target, &Selection::default(), None)
        };
        for name in ["web-1", "WEB_1", "web--1", "a b"] {
            let whole = of(name, "live");
            assert_eq!(of(name, RETIRED), whole);
            let part = whole.split('/').nth(1).unwrap();
            assert_eq!(of(part, RETIRED), whole);
        }
        assert_ne!(of("web-1", "root"), of("web-1", "live"));
    }

    #[test]
    fn a_lower_bound_is_a_narrower_scan() {
        let selection = Selection::new("p", Vec::new(), Vec::new());
        let of = |min| category(&target("web-1", None), &selection, min);
        assert_ne!(of(None), of(Some(Severity::High)));
        assert_ne!(of(Some(Severity::Low)), of(Some(Severity::High)));
    }

    #[test]
    fn a_chosen_category_is_taken_as_it_is() {
        assert_eq!(chosen("team/web"), "team/web/");
        assert_eq!(chosen("team/web/"), "team/web/");
    }
}
