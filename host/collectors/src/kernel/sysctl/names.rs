//! Names of kernel parameters, and the files of `/proc/sys` that they stand for. Pure.

use muster_names::patterns::{any_name_matches, is_wild};

/// The longest that a path may be, `PATH_MAX`.
const LONGEST: usize = 4096;

/// A name as its path below `/proc/sys`: which of `.` and `/` comes first stands between the parts, and
/// the other is in the name of an interface, see sysctl.d(5).
pub(super) fn normalised(name: &str) -> String {
    let swap = |c| match c {
        '.' => '/',
        '/' => '.',
        c => c,
    };
    let swapped: String = match name.chars().find(|c| matches!(c, '.' | '/')) {
        Some('.') => name.chars().map(swap).collect(),
        Some(_) | None => name.to_owned(),
    };
    let parts: Vec<&str> = swapped
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    parts.join("/")
}

/// The path of a parameter that a rule names; none where it does not name one.
pub(super) fn path_of(name: &str) -> Option<String> {
    let path = normalised(name);
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '@');
    let is_name = path.contains('/')
        && path.len() < LONGEST
        && path.chars().all(is_plain)
        && !path.split('/').any(|part| part == "..");
    is_name.then_some(path)
}

/// Whether a line with this name, as a path, is about a parameter.
pub(super) fn stands_for(pattern: &str, path: &str) -> bool {
    if !is_pattern(pattern) {
        return pattern == path;
    }
    let mut parts = path.split('/');
    let fits = |pattern: &str| parts.next().is_some_and(|part| part_fits(part, pattern));
    pattern.split('/').all(fits) && parts.next().is_none()
}

/// Whether a name stands for several parameters, see `string_is_glob` of systemd.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

fn part_fits(part: &str, pattern: &str) -> bool {
    if is_wild(pattern) {
        any_name_matches(part, pattern)
    } else {
        part == pattern
    }
}

/// Whether the value of a parameter is a secret, whatever it looks like.
pub(super) fn is_confidential(path: &str) -> bool {
    // Boot and machine identifiers, keys that sign cookies of TCP, and the secret of stable addresses.
    path.starts_with("kernel/random/") || path.ends_with("_key") || path.ends_with("secret")
}

/// A parameter that every network interface has, by that of `all`.
pub(super) struct Interfaces<'a> {
    /// `net/ipv4/conf`.
    pub(super) directory: &'a str,
    name: &'a str,
}

impl<'a> Interfaces<'a> {
    /// None for a parameter that is not that of `all`.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let (directory, name) = path.split_once("/conf/all/")?;
        let length = directory.len() + "/conf".len();
        matches!(directory, "net/ipv4" | "net/ipv6").then_some(Self {
            directory: path.get(..length)?,
            name,
        })
    }

    /// The same parameter of one interface, or of `default`.
    pub(super) fn of_one(&self, interface: &str) -> String {
        format!("{}/{interface}/{}", self.directory, self.name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_separator_says_which_it_is() {
        for (name, path) in [
            ("kernel.sysrq", "kernel/sysrq"),
            ("kernel/sysrq", "kernel/sysrq"),
            (
                "net.ipv4.conf.eth0/100.rp_filter",
                "net/ipv4/conf/eth0.100/rp_filter",
            ),
            (
                "net/ipv4/conf/eth0.100/rp_filter",
                "net/ipv4/conf/eth0.100/rp_filter",
            ),
            ("/net//ipv4/./ip_forward/", "net/ipv4/ip_forward"),
            ("sysrq", "sysrq"),
        ] {
            assert_eq!(normalised(name), path, "{name}");
        }
    }

    #[test]
    fn only_the_name_of_a_parameter_is_looked_up() {
        assert_eq!(path_of("kernel.sysrq").as_deref(), Some("kernel/sysrq"));
        for name in [
            "",
            "sysrq",
            "../etc/shadow",
            "kernel/../../etc",
            "net.ipv4.conf.*.rp_filter",
            "a.b\nc",
        ] {
            assert_eq!(path_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_star_stands_for_one_part() {
        let path = "net/ipv4/conf/eth0/rp_filter";
        assert!(stands_for("net/ipv4/conf/*/rp_filter", path));
        assert!(stands_for("net/ipv4/conf/eth?/rp_filter", path));
        assert!(!stands_for("net/*/rp_filter", path));
        assert!(!stands_for("net/ipv4/conf/*", path));
        assert!(!stands_for("*", path));
    }

    #[test]
    fn a_parameter_of_all_interfaces_is_one_of_each() {
        let found = Interfaces::of("net/ipv6/conf/all/accept_ra").unwrap();
        assert_eq!(found.directory, "net/ipv6/conf");
        assert_eq!(found.of_one("eth0.1"), "net/ipv6/conf/eth0.1/accept_ra");
        assert!(Interfaces::of("net/ipv4/conf/default/accept_ra").is_none());
        assert!(Interfaces::of("net/ipv4/ip_forward").is_none());
    }

    #[test]
    fn keys_and_identifiers_are_confidential() {
        for path in [
            "net/ipv4/tcp_fastopen_key",
            "net/ipv6/conf/all/stable_secret",
            "kernel/random/boot_id",
        ] {
            assert!(is_confidential(path), "{path}");
        }
        assert!(!is_confidential("kernel/randomize_va_space"));
    }

    proptest! {
        #[test]
        fn a_path_is_its_own_name(name in "[a-z0-9./*_-]{0,40}") {
            let path = normalised(&name);
            // Unless its first part has a dot, which is then taken for a separator.
            if !path.split('/').next().unwrap_or_default().contains('.') {
                prop_assert_eq!(normalised(&path), path.clone());
            }
            let _ = path_of(&name);
            prop_assert!(is_pattern(&path) || stands_for(&path, &path));
        }
    }
}
