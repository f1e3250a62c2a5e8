//! Keywords whose values have an order from weak to strict. Knows nothing of files and scopes.

use std::cmp::Ordering;

use muster_sdk::fits_pattern;

/// Values that are equally strict, such as `yes` and `all` of `AllowTcpForwarding`.
type Equals = &'static [&'static str];

/// A keyword of sshd_config(5) whose values can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keyword {
    /// As sshd_config(5) writes it.
    pub(crate) name: &'static str,
    order: Order,
}

/// What makes one value stricter than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// A few words.
    WeakestFirst(&'static [Equals]),
    /// A list of what is allowed; the word stands for everything, and so does an empty list.
    Allowed(&'static str),
    /// A list of what is asked for or refused.
    Required,
    /// A number; more is stricter.
    AtLeast,
    /// Bits that are taken from permissions.
    Mask,
    /// Something that holds an account or a key back, or `none`. Two of them are not compared.
    Restraint,
}

use Order::{Allowed, AtLeast, Mask, Required, Restraint, WeakestFirst};

const OFF_IS_STRICTER: Order = WeakestFirst(&[&["yes"], &["no"]]);
const ON_IS_STRICTER: Order = WeakestFirst(&[&["no"], &["yes"]]);
const FORWARDING: Order = WeakestFirst(&[&["yes", "all"], &["local", "remote"], &["no"]]);
/// Below `info` sshd does not log who logs in.
const LOGGING: Order = WeakestFirst(&[
    &["quiet"],
    &["fatal"],
    &["error"],
    &["info", "verbose", "debug", "debug1", "debug2", "debug3"],
]);

/// Sorted by name. Of those that a `Match` block may hold, these are missing: the ones that say where keys
/// and principals come from, of which neither value is the stricter one; those with numbers that a rule of
/// their own limits; and those that do not let anybody do more.
const KEYWORDS: &[Keyword] = &[
    keyword("AllowAgentForwarding", OFF_IS_STRICTER),
    keyword("AllowGroups", Allowed("")),
    keyword("AllowStreamLocalForwarding", FORWARDING),
    keyword("AllowTcpForwarding", FORWARDING),
    keyword("AllowUsers", Allowed("")),
    keyword("CASignatureAlgorithms", Allowed("")),
    keyword("ChrootDirectory", Restraint),
    keyword("DenyGroups", Required),
    keyword("DenyUsers", Required),
    keyword("DisableForwarding", ON_IS_STRICTER),
    keyword("ForceCommand", Restraint),
    keyword("GSSAPIAuthentication", OFF_IS_STRICTER),
    keyword("GSSAPIEnablek5users", OFF_IS_STRICTER),
    keyword(
        "GatewayPorts",
        WeakestFirst(&[&["yes"], &["clientspecified"], &["no"]]),
    ),
    keyword("HostbasedAcceptedAlgorithms", Allowed("")),
    keyword("HostbasedAuthentication", OFF_IS_STRICTER),
    keyword("HostbasedUsesNameFromPacketOnly", OFF_IS_STRICTER),
    keyword(
        "IgnoreRhosts",
        WeakestFirst(&[&["no"], &["shosts-only"], &["yes"]]),
    ),
    keyword("KbdInteractiveAuthentication", OFF_IS_STRICTER),
    keyword("KerberosAuthentication", OFF_IS_STRICTER),
    keyword("KerberosUseKuserok", OFF_IS_STRICTER),
    keyword("LogLevel", LOGGING),
    keyword("PasswordAuthentication", OFF_IS_STRICTER),
    keyword("PermitEmptyPasswords", OFF_IS_STRICTER),
    keyword("PermitListen", Allowed("any")),
    keyword("PermitOpen", Allowed("any")),
    keyword(
        "PermitRootLogin",
        WeakestFirst(&[
            &["yes"],
            &["prohibit-password"],
            &["forced-commands-only"],
            &["no"],
        ]),
    ),
    keyword("PermitTTY", OFF_IS_STRICTER),
    keyword(
        "PermitTunnel",
        WeakestFirst(&[&["yes"], &["point-to-point", "ethernet"], &["no"]]),
    ),
    keyword("PermitUserRC", OFF_IS_STRICTER),
    keyword("PubkeyAcceptedAlgorithms", Allowed("")),
    keyword("PubkeyAuthOptions", Required),
    keyword("RequiredRSASize", AtLeast),
    keyword("RevokedKeys", Restraint),
    keyword("StreamLocalBindMask", Mask),
    keyword("StrictModes", ON_IS_STRICTER),
    keyword("X11Forwarding", OFF_IS_STRICTER),
    keyword("X11UseLocalhost", ON_IS_STRICTER),
];

/// The names of all, as policies write them.
pub(crate) const NAMES: [&str; 38] = [
    "AllowAgentForwarding",
    "AllowGroups",
    "AllowStreamLocalForwarding",
    "AllowTcpForwarding",
    "AllowUsers",
    "CASignatureAlgorithms",
    "ChrootDirectory",
    "DenyGroups",
    "DenyUsers",
    "DisableForwarding",
    "ForceCommand",
    "GSSAPIAuthentication",
    "GSSAPIEnablek5users",
    "GatewayPorts",
    "HostbasedAcceptedAlgorithms",
    "HostbasedAuthentication",
    "HostbasedUsesNameFromPacketOnly",
    "IgnoreRhosts",
    "KbdInteractiveAuthentication",
    "KerberosAuthentication",
    "KerberosUseKuserok",
    "LogLevel",
    "PasswordAuthentication",
    "PermitEmptyPasswords",
    "PermitListen",
    "PermitOpen",
    "PermitRootLogin",
    "PermitTTY",
    "PermitTunnel",
    "PermitUserRC",
    "PubkeyAcceptedAlgorithms",
    "PubkeyAuthOptions",
    "RequiredRSASize",
    "RevokedKeys",
    "StreamLocalBindMask",
    "StrictModes",
    "X11Forwarding",
    "X11UseLocalhost",
];

const fn keyword(name: &'static str, order: Order) -> Keyword {
    Keyword { name, order }
}

impl Keyword {
    /// The keyword of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KEYWORDS
            .iter()
            .find(|keyword| keyword.name.eq_ignore_ascii_case(name))
    }

    /// `Greater` when the first value is the stricter one; none when either is not known. A list that is
    /// weaker in one entry is `Less`, whatever the others are.
    pub(crate) fn compare(&self, first: &str, second: &str) -> Option<Ordering> {
        if first == second && !matches!(self.order, WeakestFirst(_)) {
            return Some(Ordering::Equal);
        }
        match self.order {
            WeakestFirst(steps) => {
                let strictness = |value: &str| {
                    steps
                        .iter()
                        .position(|equals| equals.contains(&value.to_ascii_lowercase().as_str()))
                };
                Some(strictness(first)?.cmp(&strictness(second)?))
            }
            Allowed(all) => {
                let is_all = |value: &str| value == all;
                Some(match (is_all(first), is_all(second)) {
                    (true, true) => Ordering::Equal,
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                    (false, false) => inclusion(first, second),
                })
            }
            Required => Some(inclusion(second, first)),
            AtLeast => Some(first.parse::<u64>().ok()?.cmp(&second.parse::<u64>().ok()?)),
            Mask => {
                let bits = |value: &str| u32::from_str_radix(value, 8).ok();
                let (first, second) = (bits(first)?, bits(second)?);
                Some(if first == second {
                    Ordering::Equal
                } else if first & second == second {
                    Ordering::Greater
                } else {
                    Ordering::Less
                })
            }
            Restraint => {
                let holds_back = |value: &str| !value.is_empty() && value != "none";
                Some(holds_back(first).cmp(&holds_back(second)))
            }
        }
    }
}

/// `Greater` where the first list has nothing that the second one does not have.
fn inclusion(first: &str, second: &str) -> Ordering {
    match (is_within(first, second), is_within(second, first)) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, _) => Ordering::Less,
    }
}

/// Whether each entry of a list is one of another, or fits a pattern there. What is taken out of a pattern
/// has to be taken out of it here too.
fn is_within(list: &str, of: &str) -> bool {
    let entries = |text: &str| -> Vec<String> {
        text.split([' ', ','])
            .filter(|entry| !entry.is_empty() && *entry != "none")
            .map(str::to_owned)
            .collect()
    };
    let (list, of) = (entries(list), entries(of));
    let is_taken_out = |entry: &String| entry.starts_with('!');
    let mut taken_out = of.iter().filter(|entry| is_taken_out(entry));
    taken_out.all(|entry| list.contains(entry))
        && list
            .iter()
            .filter(|entry| !is_taken_out(entry))
            .all(|entry| {
                of.contains(entry)
                    || of
                        .iter()
                        .any(|pattern| !is_taken_out(pattern) && fits_pattern(pattern, entry))
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_listed_once_and_in_its_place() {
        let names: Vec<&str> = KEYWORDS.iter().map(|keyword| keyword.name).collect();
        assert_eq!(names, NAMES);
        assert!(NAMES.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_list_is_weaker_when_it_allows_what_the_other_does_not() {
        for (name, first, second, order) in [
            ("AllowUsers", "*", "ana", Ordering::Less),
            ("AllowUsers", "ana", "", Ordering::Greater),
            ("AllowUsers", "", "ana", Ordering::Less),
            ("AllowUsers", "ana", "ana ben", Ordering::Greater),
            ("AllowUsers", "cleo", "ana ben", Ordering::Less),
            ("AllowUsers", "ops-ana", "ops-*", Ordering::Greater),
            ("AllowUsers", "ops-ana", "ops-* !ops-ana", Ordering::Less),
            ("DenyUsers", "ben", "ana", Ordering::Less),
            ("DenyUsers", "ana ben", "ana", Ordering::Greater),
            ("PermitOpen", "any", "db:5432", Ordering::Less),
            ("PermitOpen", "none", "any", Ordering::Greater),
            ("PermitOpen", "db:5432", "none", Ordering::Less),
            (
                "PubkeyAcceptedAlgorithms",
                "a,b,ssh-rsa",
                "a b",
                Ordering::Less,
            ),
            (
                "PubkeyAuthOptions",
                "none",
                "verify-required",
                Ordering::Less,
            ),
            ("RequiredRSASize", "1024", "2048", Ordering::Less),
            ("StreamLocalBindMask", "0000", "0177", Ordering::Less),
            ("StreamLocalBindMask", "00", "0", Ordering::Equal),
            ("ForceCommand", "none", "internal-sftp", Ordering::Less),
            ("ForceCommand", "/bin/a", "/bin/b", Ordering::Equal),
            ("LogLevel", "QUIET", "INFO", Ordering::Less),
            ("LogLevel", "info", "verbose", Ordering::Equal),
        ] {
            let found = Keyword::named(name).unwrap().compare(first, second);
            assert_eq!(found, Some(order), "{name} {first:?} {second:?}");
        }
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
