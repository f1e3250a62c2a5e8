//! What could not be evaluated, grouped by what would have to change: without rights or without a network, many rules
//! have many reasons, but few causes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;

use crate::gap::{core, denied};
use crate::view::{FindingView, by_reason};

/// What the walk through all files says about a directory that this user may not enter.
const NOT_ENTERED: &str = " cannot be entered by this user";

/// Directories that are named before the rest is counted; the findings themselves name all.
const MOST_NAMED: usize = 3;

/// Findings that could not be evaluated, grouped by cause, in the order in which the causes first appear. These have
/// one cause:
///
/// - what a file or command is needed for that may not be read, and what lies below a directory that may not;
/// - all directories that the walk through all files may not enter;
/// - all questions to a server that does not answer;
/// - a reason, and what is not known for it: `It is not known whether …: the reason`.
pub(crate) fn by_cause<'a>(
    findings: &[&'a FindingView],
) -> Vec<(Cow<'a, str>, Vec<&'a FindingView>)> {
    let reasons = by_reason(findings);
    let texts: Vec<&str> = reasons.iter().map(|(reason, _)| *reason).collect();
    causes(&texts)
        .into_iter()
        .map(|(reason, members)| {
            let theirs = members.into_iter().filter_map(|place| reasons.get(place));
            let findings = theirs.flat_map(|(_, findings)| findings.iter().copied());
            (reason, findings.collect())
        })
        .collect()
}

/// Reasons of one cause.
struct Group<'a> {
    /// The text for all of them.
    told: &'a str,
    key: String,
    /// The indexes of its reasons in the list of all.
    members: Vec<usize>,
}

fn causes<'a>(reasons: &[&'a str]) -> Vec<(Cow<'a, str>, Vec<usize>)> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (member, reason) in reasons.iter().enumerate() {
        let told = told(reason);
        let key = key(told);
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.members.push(member),
            None => groups.push(Group {
                told,
                key,
                members: vec![member],
            }),
        }
    }
    let roots: Vec<usize> = (0..groups.len())
        .map(|place| root(place, &groups, &places))
        .collect();
    for (place, root) in roots
        .iter()
        .enumerate()
        .filter(|(place, root)| place != *root)
    {
        let members = groups
            .get_mut(place)
            .map(|group| std::mem::take(&mut group.members));
        if let Some(group) = groups.get_mut(*root) {
            group.members.extend(members.unwrap_or_default());
        }
    }
    groups
        .into_iter()
        .filter(|group| !group.members.is_empty())
        .map(|group| {
            let told = match directories(&group, reasons) {
                Some(told) => Cow::Owned(told),
                None => Cow::Borrowed(group.told),
            };
            (told, group.members)
        })
        .collect()
}

/// The topmost group above this one, or this one itself. Each step leads to a shorter key, so there is an end.
fn root(place: usize, groups: &[Group<'_>], places: &HashMap<String, usize>) -> usize {
    let mut at = place;
    while let Some(next) = groups.get(at).and_then(|group| above(group, places)) {
        at = next;
    }
    at
}

/// The group that has this one's reason, or the directory that contains its file.
fn above(group: &Group<'_>, places: &HashMap<String, usize>) -> Option<usize> {
    if denied(group.told).is_some() {
        let mut path = group.key.as_str();
        while let Some((directory, _)) = path.rsplit_once('/') {
            if let Some(place) = places.get(directory) {
                return Some(*place);
            }
            path = directory;
        }
        return None;
    }
    group.told.match_indices(": ").find_map(|(at, colon)| {
        let reason = group.told.get(at + colon.len()..)?;
        places.get(&key(reason)).copied()
    })
}

/// A reason's text, without what it means for one rule.
fn told(reason: &str) -> &str {
    let reason = core(reason);
    server(reason).unwrap_or(reason)
}

/// `192.0.2.53:53 cannot be reached` of a reason such as `shop.example A: 192.0.2.53:53 cannot be reached`.
fn server(reason: &str) -> Option<&str> {
    reason.match_indices(": ").find_map(|(at, colon)| {
        let rest = reason.get(at + colon.len()..)?;
        let (first, _) = rest.split_once(' ')?;
        first.parse::<SocketAddr>().ok().map(|_| rest)
    })
}

/// What reasons of one cause have in common, whether or not they are sentences of their own.
fn key(reason: &str) -> String {
    if is_not_entered(reason) {
        return NOT_ENTERED.to_owned();
    }
    if let Some(read) = denied(reason) {
        return read.to_owned();
    }
    let reason = reason.trim_end_matches('.');
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn is_not_entered(reason: &str) -> bool {
    reason.starts_with('/') && reason.contains(NOT_ENTERED)
}

/// Several directories that may not be entered, in one sentence.
fn directories(group: &Group<'_>, reasons: &[&str]) -> Option<String> {
    let (_, way_out) = group
        .told
        .split_once(NOT_ENTERED)
        .filter(|_| group.key == NOT_ENTERED)?;
    let theirs = group.members.iter().filter_map(|place| reasons.get(*place));
    let names: BTreeSet<&str> = theirs
        .filter_map(|reason| reason.split_once(NOT_ENTERED))
        .map(|(name, _)| name)
        .collect();
    if names.len() < 2 {
        return None;
    }
    let named: Vec<&str> = names.iter().take(MOST_NAMED).copied().collect();
    Some(format!(
        "{} directories{NOT_ENTERED}, such as {}{way_out}",
        names.len(),
        named.join(", "),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of these reasons' causes, and how many reasons each has.
    fn told_of(reasons: &[&str]) -> Vec<(String, usize)> {
        causes(reasons)
            .into_iter()
            .map(|(told, members)| (told.into_owned(), members.len()))
            .collect()
    }

    fn one(told: &str, members: usize) -> Vec<(String, usize)> {
        vec![(told.to_owned(), members)]
    }

    #[test]
    fn a_server_that_does_not_answer_is_one_cause_whatever_was_asked() {
        let reasons = [
            "It is not known where shop.example leads: shop.example A: 192.0.2.53:53 cannot be reached.",
            "shop.example NS: 192.0.2.53:53 cannot be reached",
            "192.0.2.53:53 cannot be reached.",
        ];
        assert_eq!(
            told_of(&reasons),
            one("192.0.2.53:53 cannot be reached.", 3)
        );
        let others = [
            "shop.example A: 192.0.2.53:53 cannot be reached",
            "shop.example A: [2001:db8::53]:53 cannot be reached",
            "shop.example A: the name is too long",
        ];
        assert_eq!(told_of(&others).len(), 3);
    }

    #[test]
    fn directories_that_may_not_be_entered_are_one_cause() {
        let reasons = ["/root", "/lost+found", "/run/sudo", "/root"]
            .map(|path| format!("{path} cannot be entered by this user; run Muster as root."));
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        assert_eq!(
            told_of(&reasons),
            one(
                "3 directories cannot be entered by this user, such as /lost+found, /root, /run/sudo; run Muster \
                 as root.",
                4
            )
        );
        assert_eq!(
            told_of(reasons.get(..1).unwrap()),
            one(
                "/root cannot be entered by this user; run Muster as root.",
                1
            )
        );
    }

    #[test]
    fn what_lies_below_a_directory_that_may_not_be_read_follows_from_it() {
        let reasons = [
            "/root/.ssh/authorized_keys: permission denied; run Muster as root",
            "/root/.ssh: permission denied; run Muster as root",
            "/root/.sshd: permission denied; run Muster as root",
        ];
        assert_eq!(
            told_of(&reasons),
            [(reasons[1].to_owned(), 2), (reasons[2].to_owned(), 1)]
        );
    }

    #[test]
    fn what_is_not_known_for_a_reason_stands_with_it() {
        let reasons = [
            "It is not known whether it is rotated: /opt/shop/Caddyfile does not exist.",
            "/opt/shop/Caddyfile does not exist",
            "No engine answers, so nobody knows.",
            "no engine answers, so nobody knows",
            "It is not known whether it is up: nobody was asked",
            "",
        ];
        assert_eq!(
            told_of(&reasons),
            [
                (reasons[1].to_owned(), 2),
                (reasons[2].to_owned(), 2),
                (reasons[4].to_owned(), 1),
                (String::new(), 1)
            ]
        );
    }
}
