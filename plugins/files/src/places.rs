//! Directories in which something was found, as the rules tell of them. Knows no rule.

use muster_sdk::{
    Finding, NotEvaluated, account_name, fits_pattern, mode_and_owner, shell_word, tree,
};

/// What a finding is about that is about the whole host.
pub(crate) const HOST: &str = "/";

/// Those that a path may be left out by, and those that it has to lie in.
pub(crate) struct Scope<'a> {
    pub(crate) below: &'a [String],
    pub(crate) allowed: &'a [String],
}

impl Scope<'_> {
    pub(crate) fn is_allowed(&self, path: &str) -> bool {
        self.allowed.iter().any(|pattern| holds(pattern, path))
    }

    fn is_within(&self, path: &str) -> bool {
        self.below.iter().any(|pattern| holds(pattern, path))
    }

    /// The place without what is allowed; none where nothing is left of it.
    fn rest_of(&self, mut place: tree::Place) -> Option<tree::Place> {
        let is_told_whole = place.total == place.examples.len() as u64;
        place.examples.retain(|one| !self.is_allowed(&one.path));
        if is_told_whole {
            place.total = place.examples.len() as u64;
        }
        let is_left = place.total > 0 && !self.is_allowed(&place.path);
        // Of a place the directory itself may be within, or what is in it, as `/etc` is in `/`.
        let is_within = self.is_within(&place.path)
            || place.examples.iter().any(|one| self.is_within(&one.path))
            // Whoever can write to the root can replace every directory.
            || place.examples.iter().any(|one| one.path == HOST);
        (is_left && is_within).then_some(place)
    }
}

/// What is found in each directory, by `judge`, and what could not be walked through; one pass where there is neither.
pub(crate) fn findings(
    hits: tree::Hits,
    scope: &Scope<'_>,
    judge: impl Fn(&tree::Place) -> Finding,
    pass: impl FnOnce() -> String,
) -> Result<Vec<Finding>, NotEvaluated> {
    let walk = tree::overview()?;
    let places = hits.places.into_iter();
    let places: Vec<tree::Place> = places.filter_map(|place| scope.rest_of(place)).collect();
    let mut findings: Vec<Finding> = places
        .iter()
        .map(|place| {
            judge(place)
                .observed(observed(place))
                .of_file(place.path.clone())
        })
        .collect();
    findings.extend(holes(&walk, &findings));
    if hits.elsewhere > 0 && !findings.iter().any(|finding| finding.subject() == HOST) {
        findings.push(Finding::error(
            HOST,
            format!(
                "{} more are in other directories. Muster names only the directories with the most; fix those and \
                 run it again",
                hits.elsewhere
            ),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::pass(HOST, pass()).at(walk.source, "was walked through"));
    }
    Ok(findings)
}

/// An error for each directory that could not be walked through, unless something was found there anyway.
pub(crate) fn holes(walk: &tree::Walk, known: &[Finding]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for hole in &walk.holes {
        let is_known = |finding: &Finding| finding.subject() == hole.path;
        if !known.iter().chain(&findings).any(is_known) {
            findings.push(Finding::error(
                &hole.path,
                format!("{} {}.", hole.path, hole.reason),
            ));
        }
    }
    findings
}

/// Where the walk went, for a sentence.
pub(crate) fn roots() -> Result<String, NotEvaluated> {
    Ok(tree::overview()?.roots.join(", "))
}

/// A file with its mode, owner and group, of which each has a name, where there is one, and a number.
pub(crate) fn with_rights(
    path: &str,
    mode: u32,
    owner: (Option<&str>, u32),
    group: (Option<&str>, u32),
) -> String {
    let (owner, group) = (
        account_name(owner.0, owner.1),
        account_name(group.0, group.1),
    );
    format!("{path} {}", mode_and_owner(mode, &owner, &group))
}

fn observed(place: &tree::Place) -> String {
    let shown = place.examples.iter().map(|one| {
        let (owner, group) = (one.owner.as_deref(), one.group.as_deref());
        with_rights(&one.path, one.mode, (owner, one.uid), (group, one.gid))
    });
    let mut lines: Vec<String> = shown.collect();
    let more = place.total.saturating_sub(lines.len() as u64);
    if more > 0 {
        lines.push(if lines.is_empty() {
            counted(more)
        } else {
            format!("and {more} more")
        });
    }
    lines.join("\n")
}

/// `3 files or directories`.
pub(crate) fn counted(total: u64) -> String {
    match total {
        1 => "1 file or directory".to_owned(),
        total => format!("{total} files or directories"),
    }
}

/// `in /srv/data`, or `below the home /home/shop`.
pub(crate) fn place_words(path: &str, is_home: bool) -> String {
    if is_home {
        format!("below the home {path}")
    } else {
        format!("in {path}")
    }
}

/// A command that finds what is in a place itself, and all that is below a home.
pub(crate) fn find_command(path: &str, is_home: bool) -> String {
    let depth = if is_home { "" } else { " -maxdepth 1" };
    format!("find {} -mindepth 1{depth} -xdev", shell_word(path))
}

/// Whether a pattern stands for a path, or for a directory that it lies in; `*` stands for a part of one name.
fn holds(pattern: &str, path: &str) -> bool {
    let mut names = path.split('/').filter(|name| !name.is_empty());
    let mut patterns = pattern.split('/').filter(|name| !name.is_empty());
    patterns.all(|pattern| names.next().is_some_and(|name| fits_pattern(pattern, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_holds_what_is_below_it() {
        assert!(holds("/", "/etc"));
        assert!(holds("/srv/*/uploads", "/srv/shop/uploads/a"));
        assert!(holds("/srv", "/srv"));
        assert!(!holds("/srv", "/srv2"));
        assert!(!holds("/srv/shop", "/srv"));
    }
}
