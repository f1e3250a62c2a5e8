//! Until when the releases of distributions get security updates that nobody has to pay for.

/// The end of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The last day: year, month, day.
    On(i32, u32, u32),
    /// There are no releases that end.
    Rolling,
    /// It is not in the table.
    Unknown,
}

/// As `ID` and the beginning of `VERSION_ID` in os-release(5) have them. From the distributions' own pages
/// (`debian.org/releases` with `wiki.debian.org/LTS`, `ubuntu.com/about/release-cycle`,
/// `access.redhat.com/support/policy/updates/errata`, `docs.fedoraproject.org`, `alpinelinux.org/releases`,
/// `suse.com/lifecycle`, `en.opensuse.org/Lifetime`, `aws.amazon.com/amazon-linux-2/faqs`), as of June 2026.
const ENDS: [(&str, &str, End); 49] = [
    ("almalinux", "8", End::On(2029, 3, 1)),
    ("almalinux", "9", End::On(2032, 5, 31)),
    ("almalinux", "10", End::On(2035, 5, 31)),
    ("alpine", "3.19", End::On(2025, 11, 1)),
    ("alpine", "3.20", End::On(2026, 4, 1)),
    ("alpine", "3.21", End::On(2026, 11, 1)),
    ("alpine", "3.22", End::On(2027, 5, 1)),
    ("alpine", "3.23", End::On(2027, 11, 1)),
    ("amzn", "2", End::On(2026, 6, 30)),
    ("amzn", "2023", End::On(2029, 6, 30)),
    ("centos", "7", End::On(2024, 6, 30)),
    ("centos", "8", End::On(2024, 5, 31)),
    ("centos", "9", End::On(2027, 5, 31)),
    ("centos", "10", End::On(2030, 1, 1)),
    ("debian", "9", End::On(2022, 6, 30)),
    ("debian", "10", End::On(2024, 6, 30)),
    ("debian", "11", End::On(2026, 8, 31)),
    ("debian", "12", End::On(2028, 6, 30)),
    ("debian", "13", End::On(2030, 6, 30)),
    ("fedora", "41", End::On(2025, 12, 15)),
    ("fedora", "42", End::On(2026, 5, 13)),
    ("fedora", "43", End::On(2026, 12, 2)),
    ("ol", "7", End::On(2024, 12, 31)),
    ("ol", "8", End::On(2029, 7, 31)),
    ("ol", "9", End::On(2032, 6, 30)),
    ("ol", "10", End::On(2035, 6, 30)),
    ("opensuse-leap", "15.5", End::On(2024, 12, 31)),
    ("opensuse-leap", "15.6", End::On(2026, 4, 30)),
    ("opensuse-leap", "16.0", End::On(2027, 10, 31)),
    ("raspbian", "11", End::On(2026, 8, 31)),
    ("raspbian", "12", End::On(2028, 6, 30)),
    ("rhel", "7", End::On(2024, 6, 30)),
    ("rhel", "8", End::On(2029, 5, 31)),
    ("rhel", "9", End::On(2032, 5, 31)),
    ("rhel", "10", End::On(2035, 5, 31)),
    ("rocky", "8", End::On(2029, 5, 31)),
    ("rocky", "9", End::On(2032, 5, 31)),
    ("rocky", "10", End::On(2035, 5, 31)),
    ("sles", "15.5", End::On(2024, 12, 31)),
    ("sles", "15.6", End::On(2025, 12, 31)),
    ("sles", "15.7", End::On(2031, 7, 31)),
    ("sles", "16.0", End::On(2027, 11, 30)),
    ("ubuntu", "18.04", End::On(2023, 5, 31)),
    ("ubuntu", "20.04", End::On(2025, 5, 31)),
    ("ubuntu", "22.04", End::On(2027, 4, 30)),
    ("ubuntu", "24.04", End::On(2029, 5, 31)),
    ("ubuntu", "25.04", End::On(2026, 1, 15)),
    ("ubuntu", "25.10", End::On(2026, 7, 31)),
    ("ubuntu", "26.04", End::On(2031, 5, 31)),
];

/// Those that are updated forever, by their `ID`.
const ROLLING: [&str; 7] = [
    "arch",
    "artix",
    "gentoo",
    "manjaro",
    "opensuse-microos",
    "opensuse-tumbleweed",
    "void",
];

/// When a release ends. `9.6` is of the release `9`, and `3.22.1` of `3.22`.
pub(crate) fn end_of(id: &str, version: &str) -> End {
    if ROLLING.contains(&id) {
        return End::Rolling;
    }
    let is_of = |release: &str| {
        version
            .strip_prefix(release)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    ENDS.iter()
        .find(|(known, release, _)| *known == id && is_of(release))
        .map_or(End::Unknown, |(_, _, end)| *end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_found_by_its_beginning() {
        assert_eq!(end_of("debian", "12"), End::On(2028, 6, 30));
        assert_eq!(end_of("rocky", "9.6"), End::On(2032, 5, 31));
        assert_eq!(end_of("alpine", "3.22.1"), End::On(2027, 5, 1));
        assert_eq!(end_of("amzn", "2"), End::On(2026, 6, 30));
        assert_eq!(end_of("amzn", "2023"), End::On(2029, 6, 30));
        assert_eq!(end_of("arch", ""), End::Rolling);
    }

    #[test]
    fn what_is_not_listed_is_unknown() {
        for (id, version) in [
            ("debian", "14"),
            ("debian", ""),
            ("alpine", "3.2"),
            ("my", "1"),
        ] {
            assert_eq!(end_of(id, version), End::Unknown, "{id} {version}");
        }
    }

    #[test]
    fn the_table_is_sorted_by_name_and_every_day_is_one() {
        assert!(ENDS.is_sorted_by_key(|(id, ..)| *id));
        for (id, release, end) in ENDS {
            let End::On(year, month, day) = end else {
                panic!("{id} {release} has no date");
            };
            let date = chrono::NaiveDate::from_ymd_opt(year, month, day);
            assert!(date.is_some(), "{id} {release}");
        }
    }
}
