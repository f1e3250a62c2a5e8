//! Parameters that every network interface has, and what the kernel makes of that of `all` and that of the
//! interface, see ip-sysctl.rst of Linux. Knows no rule.

/// How the two are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Combination {
    /// It is on where either is; of levels the higher.
    Higher,
    /// It is on where both are; of levels the lower.
    Lower,
    /// Both on an interface that forwards, either on another.
    LowerWhereForwarding,
    /// That of the interface alone.
    Own,
    /// That of the interface alone, and never on one that forwards.
    OwnUnlessForwarding,
}

const COMBINATIONS: [(&str, Combination); 12] = [
    (
        "net.ipv4.conf.all.accept_redirects",
        Combination::LowerWhereForwarding,
    ),
    ("net.ipv4.conf.all.accept_source_route", Combination::Lower),
    ("net.ipv4.conf.all.secure_redirects", Combination::Higher),
    ("net.ipv4.conf.all.send_redirects", Combination::Higher),
    ("net.ipv4.conf.all.shared_media", Combination::Higher),
    ("net.ipv4.conf.all.log_martians", Combination::Higher),
    ("net.ipv4.conf.all.proxy_arp", Combination::Higher),
    ("net.ipv4.conf.all.rp_filter", Combination::Higher),
    ("net.ipv4.conf.all.arp_ignore", Combination::Higher),
    (
        "net.ipv6.conf.all.accept_redirects",
        Combination::OwnUnlessForwarding,
    ),
    ("net.ipv6.conf.all.accept_source_route", Combination::Lower),
    ("net.ipv6.conf.all.accept_ra", Combination::Own),
];

/// What an interface does, by the parameter of `all` and its own. None where the two are not put together,
/// or one of them is not a number.
pub(crate) fn effective(name: &str, all: &str, own: &str, forwarding: bool) -> Option<String> {
    let (_, combination) = COMBINATIONS.iter().find(|(known, _)| *known == name)?;
    let (all, own): (i64, i64) = (all.parse().ok()?, own.parse().ok()?);
    let value = match combination {
        Combination::Higher => all.max(own),
        Combination::Lower => all.min(own),
        Combination::LowerWhereForwarding if forwarding => all.min(own),
        Combination::LowerWhereForwarding => all.max(own),
        Combination::OwnUnlessForwarding if forwarding => 0,
        Combination::Own | Combination::OwnUnlessForwarding => own,
    };
    Some(value.to_string())
}

/// Whether what an interface does depends on its own parameter as well.
pub(crate) fn is_combined(name: &str) -> bool {
    COMBINATIONS.iter().any(|(known, _)| *known == name)
}

/// The same parameter of `default`, of `all`.
pub(crate) fn of_default(name: &str) -> String {
    name.replacen(".all.", ".default.", 1)
}

/// The same parameter of all interfaces, as a pattern.
pub(crate) fn of_every(name: &str) -> String {
    name.replacen(".all.", ".*.", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_puts_both_together() {
        let value = |name: &str, all, own, forwarding| {
            effective(&format!("net.ipv4.conf.all.{name}"), all, own, forwarding)
        };
        assert_eq!(value("rp_filter", "0", "2", false).as_deref(), Some("2"));
        assert_eq!(
            value("accept_source_route", "0", "1", false).as_deref(),
            Some("0")
        );
        assert_eq!(
            value("accept_redirects", "0", "1", false).as_deref(),
            Some("1")
        );
        assert_eq!(
            value("accept_redirects", "0", "1", true).as_deref(),
            Some("0")
        );
        assert_eq!(
            value("send_redirects", "0", "1", true).as_deref(),
            Some("1")
        );
        assert_eq!(value("tag", "0", "1", true), None);
        let six =
            |forwarding| effective("net.ipv6.conf.all.accept_redirects", "0", "1", forwarding);
        assert_eq!(six(false).as_deref(), Some("1"));
        assert_eq!(six(true).as_deref(), Some("0"));
    }

    #[test]
    fn names_of_the_others_follow() {
        let name = "net.ipv4.conf.all.rp_filter";
        assert_eq!(of_default(name), "net.ipv4.conf.default.rp_filter");
        assert_eq!(of_every(name), "net.ipv4.conf.*.rp_filter");
    }
}
