//! Whether a firewall is active, for every rule that asks: something filters inbound packets, and it
//! is not only what guards containers or bans single addresses.

use muster_sdk::packet_filter::{FilterOverview, Manager};

use crate::program;

/// Who protects the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Nothing filters inbound packets.
    Nobody,
    /// What filters does not belong to a firewall.
    OthersAlone,
    /// A firewall, by a rule or by a policy.
    Firewall,
}

/// What filters inbound packets.
#[derive(Debug)]
pub(crate) struct Protection {
    /// Who protects the host.
    pub(crate) by: By,
    /// Owners of rules that are in force, firewalls or not.
    pub(crate) in_force: Vec<Manager>,
    /// Owners that are installed and have nothing in force.
    pub(crate) idle: Vec<Manager>,
    ipv4: bool,
    ipv6: bool,
}

impl Protection {
    /// Judges what the packet filter does. Either IP version is enough: the rules on the default say
    /// what the other one lets in.
    pub(crate) fn of(overview: FilterOverview) -> Self {
        let (in_force, idle): (Vec<Manager>, Vec<Manager>) = overview
            .managers
            .into_iter()
            .partition(|manager| manager.active);
        let others_alone = !in_force.is_empty() && !in_force.iter().any(program::is_firewall);
        let by = match overview.filters_ipv4 || overview.filters_ipv6 {
            _ if others_alone => By::OthersAlone,
            false => By::Nobody,
            true => By::Firewall,
        };
        Self {
            by,
            in_force,
            idle,
            ipv4: overview.filters_ipv4,
            ipv6: overview.filters_ipv6,
        }
    }

    /// The IP versions that are filtered, as people write them.
    pub(crate) fn versions(&self) -> Vec<&'static str> {
        [("IPv4", self.ipv4), ("IPv6", self.ipv6)]
            .into_iter()
            .filter_map(|(name, filtered)| filtered.then_some(name))
            .collect()
    }

    /// The firewalls whose rules are in force.
    pub(crate) fn firewalls(self) -> Vec<Manager> {
        self.in_force
            .into_iter()
            .filter(program::is_firewall)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{manager, overview};

    #[test]
    fn one_ip_version_is_enough_and_docker_is_not() {
        let by = |managers, ipv4, ipv6| Protection::of(overview(managers, ipv4, ipv6)).by;
        let named = |name| manager(name, true, None);
        assert_eq!(by(vec![named("iptables")], false, true), By::Firewall);
        assert_eq!(by(vec![named("docker")], true, false), By::OthersAlone);
        assert_eq!(
            by(vec![named("docker"), named("iptables")], true, false),
            By::Firewall
        );
        assert_eq!(by(vec![named("nftables")], false, false), By::Nobody);
        // Whichever it is, it filters.
        assert_eq!(by(Vec::new(), true, false), By::Firewall);
    }
}
