//! Keywords whose values have an order from weak to strict. Knows nothing of files and scopes.

use std::cmp::Ordering;

/// Values that are equally strict, such as `yes` and `all` of `AllowTcpForwarding`.
type Equals = &'static [&'static str];

/// A keyword of sshd_config(5) whose values can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keyword {
    /// As sshd_config(5) writes it.
    pub(crate) name: &'static str,
    weakest_first: &'static [Equals],
}

const OFF_IS_STRICTER: &[Equals] = &[&["yes"], &["no"]];
const ON_IS_STRICTER: &[Equals] = &[&["no"], &["yes"]];
const FORWARDING: &[Equals] = &[&["yes", "all"], &["local", "remote"], &["no"]];

/// Sorted by name.
const KEYWORDS: &[Keyword] = &[
    keyword("AllowAgentForwarding", OFF_IS_STRICTER),
    keyword("AllowStreamLocalForwarding", FORWARDING),
    keyword("AllowTcpForwarding", FORWARDING),
    keyword("DisableForwarding", ON_IS_STRICTER),
    keyword("GatewayPorts", &[&["yes"], &["clientspecified"], &["no"]]),
    keyword("HostbasedAuthentication", OFF_IS_STRICTER),
    keyword("IgnoreRhosts", &[&["no"], &["shosts-only"], &["yes"]]),
    keyword("KbdInteractiveAuthentication", OFF_IS_STRICTER),
    keyword("PasswordAuthentication", OFF_IS_STRICTER),
    keyword("PermitEmptyPasswords", OFF_IS_STRICTER),
    keyword(
        "PermitRootLogin",
        &[
            &["yes"],
            &["prohibit-password"],
            &["forced-commands-only"],
            &["no"],
        ],
    ),
    keyword(
        "PermitTunnel",
        &[&["yes"], &["point-to-point", "ethernet"], &["no"]],
    ),
    keyword("StrictModes", ON_IS_STRICTER),
    keyword("X11Forwarding", OFF_IS_STRICTER),
];

/// The names of all, as policies write them.
pub(crate) const NAMES: [&str; 14] = [
    "AllowAgentForwarding",
    "AllowStreamLocalForwarding",
    "AllowTcpForwarding",
    "DisableForwarding",
    "GatewayPorts",
    "HostbasedAuthentication",
    "IgnoreRhosts",
    "KbdInteractiveAuthentication",
    "PasswordAuthentication",
    "PermitEmptyPasswords",
    "PermitRootLogin",
    "PermitTunnel",
    "StrictModes",
    "X11Forwarding",
];

const fn keyword(name: &'static str, weakest_first: &'static [Equals]) -> Keyword {
    Keyword {
        name,
        weakest_first,
    }
}

impl Keyword {
    /// The keyword of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KEYWORDS
            .iter()
            .find(|keyword| keyword.name.eq_ignore_ascii_case(name))
    }

    /// `Greater` when the first value is the stricter one; none when either is not known.
    pub(crate) fn compare(&self, first: &str, second: &str) -> Option<Ordering> {
        let strictness = |value: &str| {
            self.weakest_first
                .iter()
                .position(|equals| equals.contains(&value))
        };
        Some(strictness(first)?.cmp(&strictness(second)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_can_be_named() {
        let names: Vec<&str> = KEYWORDS.iter().map(|keyword| keyword.name).collect();
        assert_eq!(names, NAMES);
    }

    #[test]
    fn root_login_has_four_steps() {
        let root = Keyword::named("permitrootlogin").unwrap();
        let steps = ["yes", "prohibit-password", "forced-commands-only", "no"];
        for pair in steps.windows(2) {
            assert_eq!(root.compare(pair[0], pair[1]), Some(Ordering::Less));
        }
        assert_eq!(root.compare("no", "maybe"), None);
    }

    #[test]
    fn some_values_are_equally_strict_and_some_keywords_are_stricter_when_on() {
        let compare = |name, first, second| {
            Keyword::named(name)
                .unwrap()
                .compare(first, second)
                .unwrap()
        };
        assert!(compare("AllowTcpForwarding", "all", "yes").is_eq());
        assert!(compare("AllowTcpForwarding", "local", "yes").is_gt());
        assert!(compare("StrictModes", "yes", "no").is_gt());
        assert!(compare("PasswordAuthentication", "yes", "no").is_lt());
    }
}
