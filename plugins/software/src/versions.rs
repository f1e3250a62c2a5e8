//! Versions of packages, compared as their managers do: deb-version(7), rpm-version(7), pacman's vercmp(8), and the
//! order of apk, in which `_rc` comes before a release and `_p` after it.
//!
//! A limit without an epoch or a release is compared without: nobody who asks for OpenSSH 9.6 thinks of them.

use std::cmp::Ordering;

use muster_sdk::packages::Database;
use muster_versions::{dpkg, rpm};

/// Whether a version is at least another, as this manager orders them; none for a manager that is not known here.
pub(crate) fn is_at_least(manager: &str, version: &str, least: &str) -> Option<bool> {
    let by: fn(&str, &str) -> Ordering = match manager {
        Database::MANAGER_DPKG => dpkg::compare_parts,
        Database::MANAGER_APK => by_apk,
        Database::MANAGER_RPM | Database::MANAGER_PACMAN => rpm::compare_parts,
        _ => return None,
    };
    let [
        (epoch, version, release),
        (least_epoch, least, least_release),
    ] = [parts(version), parts(least)];
    let order = match (epoch, least_epoch) {
        (_, None) => Ordering::Equal,
        (epoch, Some(least)) => epoch.unwrap_or_default().cmp(&least),
    };
    let order = order.then_with(|| by(version, least));
    let order = order.then_with(|| match (release, least_release) {
        (_, None) => Ordering::Equal,
        (release, Some(least)) => by(release.unwrap_or_default(), least),
    });
    Some(order != Ordering::Less)
}

/// Epoch, version and release of `1:2.39.5-0+deb12u2`.
fn parts(version: &str) -> (Option<u64>, &str, Option<&str>) {
    let (epoch, rest) = match version.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => {
            (epoch.parse().ok(), rest)
        }
        _ => (None, version),
    };
    match rest.rsplit_once('-') {
        Some((version, release)) => (epoch, version, Some(release)),
        None => (epoch, rest, None),
    }
}

/// apk: what comes before a release is written with a word.
fn by_apk(one: &str, other: &str) -> Ordering {
    let spelt = |version: &str| {
        ["alpha", "beta", "pre", "rc"]
            .iter()
            .fold(version.to_owned(), |version, word| {
                version.replace(&format!("_{word}"), &format!("~{word}"))
            })
    };
    dpkg::compare_parts(&spelt(one), &spelt(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_met(manager: &str, version: &str, least: &str) -> bool {
        is_at_least(manager, version, least).unwrap()
    }

    #[test]
    fn each_manager_has_its_own_order() {
        for (manager, older, newer) in [
            ("dpkg", "1.0~rc1", "1.0"),
            ("dpkg", "1.0", "1.0a"),
            ("dpkg", "1.0a", "1.0+b"),
            ("dpkg", "1.9", "1.10"),
            ("dpkg", "1.0-1", "1.0-1+deb12u1"),
            ("dpkg", "0:2.0-1", "1:1.0-1"),
            ("rpm", "1.0~rc1-1", "1.0-1"),
            ("rpm", "1.0-1", "1.0^git1-1"),
            ("rpm", "1.0^git1-1", "1.0.1-1"),
            ("rpm", "1.0a-1", "1.0.1-1"),
            ("rpm", "1.9-1.el9", "1.10-1.el9"),
            ("rpm", "5.14.0-362.el9", "5.14.0-427.el9"),
            ("apk", "1.2_rc1-r0", "1.2-r0"),
            ("apk", "1.2-r0", "1.2_p1-r0"),
            ("apk", "9.9_p1-r2", "9.9_p2-r0"),
            ("apk", "1.2-r9", "1.2-r10"),
            ("pacman", "0:1.2-1", "1:1.0-1"),
        ] {
            assert!(is_met(manager, newer, older), "{manager} {newer} {older}");
            assert!(!is_met(manager, older, newer), "{manager} {older} {newer}");
            assert!(is_met(manager, older, older), "{manager} {older}");
        }
        assert_eq!(is_at_least("portage", "1", "1"), None);
    }

    #[test]
    fn a_limit_without_epoch_or_release_is_compared_without() {
        assert!(is_met("dpkg", "1:9.6p1-3ubuntu13", "9.6"));
        assert!(!is_met("dpkg", "1:2.39.5-0+deb12u2", "3.0"));
        assert!(is_met("rpm", "1:3.0.7-27.el9", "3.0.7"));
        assert!(!is_met("rpm", "3.0.7-27.el9", "3.0.7-28"));
        assert!(is_met("apk", "3.5.1-r0", "3.5"));
    }

    #[test]
    fn numbers_have_any_length() {
        assert!(is_met(
            "dpkg",
            "100000000000000000000000000000",
            "99999999999999999999999999999"
        ));
        assert!(is_met("rpm", "0010", "10"));
    }
}
