//! The head of a file `InRelease` or `Release`: what a repository says of itself. Pure.

use std::collections::BTreeMap;

use crate::packages::updates::apt::published;

/// Debian's are good for a week; some are good for a year, and are not published again before something changes.
const SOON: i64 = 14 * 86_400;

/// What pins are compared with, and how old it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Release {
    pub(super) origin: String,
    pub(super) label: String,
    pub(super) suite: String,
    pub(super) codename: String,
    pub(super) version: String,
    /// Whether nothing of it is installed unless somebody asks for it, and whether it is updated then.
    pub(super) is_manual: bool,
    pub(super) is_updated: bool,
    /// In seconds since 1970-01-01 UTC; none where it does not say.
    pub(super) published: Option<i64>,
    /// Whether it is good for some days only, so that it is published again within them.
    pub(super) expires: bool,
    /// The files that it names, with their sizes.
    files: BTreeMap<String, u64>,
}

impl Release {
    pub(super) fn parse(text: &str) -> Self {
        let mut found = Self::default();
        let mut is_list = false;
        let mut good_until = None;
        for line in text.lines() {
            if line.starts_with(' ') {
                let mut words = line.split_ascii_whitespace().skip(1);
                let size = words.next().and_then(|size| size.parse().ok());
                if let (true, Some(size), Some(name)) = (is_list, size, words.next()) {
                    found.files.insert(name.to_owned(), size);
                }
                continue;
            }
            let Some((field, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            let field = field.to_ascii_lowercase();
            is_list = matches!(field.as_str(), "md5sum" | "sha1" | "sha256" | "sha512");
            match field.as_str() {
                "origin" => value.clone_into(&mut found.origin),
                "label" => value.clone_into(&mut found.label),
                "suite" => value.clone_into(&mut found.suite),
                "codename" => value.clone_into(&mut found.codename),
                "version" => value.clone_into(&mut found.version),
                "notautomatic" => found.is_manual = is_yes(value),
                "butautomaticupgrades" => found.is_updated = is_yes(value),
                "date" => found.published = published(value),
                "valid-until" => good_until = published(value),
                _ => {}
            }
        }
        let days = good_until.zip(found.published);
        found.expires = days.is_some_and(|(until, since)| until.saturating_sub(since) <= SOON);
        found
    }

    /// Whether it has a file, packed or not, in which there is something.
    pub(super) fn has(&self, name: &str) -> bool {
        if let Some(size) = self.files.get(name) {
            return *size > 0;
        }
        let packed = format!("{name}.");
        let mut after = self.files.range(packed.clone()..);
        after
            .next()
            .is_some_and(|(found, _)| found.starts_with(&packed))
    }
}

fn is_yes(value: &str) -> bool {
    value.eq_ignore_ascii_case("yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_says_what_it_is_and_what_it_has() {
        let release = Release::parse(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: Debian Backports\nSuite: stable-backports\n\
             NotAutomatic: yes\nButAutomaticUpgrades: yes\nDate: Wed, 03 Jun 2026 09:12:44 UTC\n\
             Valid-Until: Wed, 10 Jun 2026 09:12:44 UTC\nSHA256:\n a 0 contrib/binary-amd64/Packages\n \
             b 20 contrib/binary-amd64/Packages.xz\n c 20 main/binary-amd64/Packages.xz\n",
        );
        assert_eq!(release.origin, "Debian Backports");
        assert!(release.is_manual && release.is_updated && release.expires);
        assert_eq!(release.published, Some(1_780_477_964));
        assert!(release.has("main/binary-amd64/Packages"));
        assert!(!release.has("contrib/binary-amd64/Packages"));
        assert!(!release.has("main/binary-i386/Packages"));
    }
}
