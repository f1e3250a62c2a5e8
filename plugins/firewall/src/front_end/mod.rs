//! How the firewall of this host is told what to let in: the commands of a fix.

mod drift;
mod firewalld;
mod iptables;
mod nft;
mod order;
#[cfg(test)]
mod tests;
mod ufw;

use muster_sdk::distribution::Family;
use muster_sdk::packet_filter::{Decision, FilterOverview, Manager};
use muster_sdk::{Distribution, Source};

use crate::explanation;
use crate::family::IPV6;
use crate::ports::Ports;

/// What people change rules with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Program {
    Ufw,
    Firewalld,
    Iptables,
    Nft,
}

/// The firewall of a host, and how its distribution names things.
#[derive(Clone, Debug)]
pub(crate) struct FrontEnd {
    distribution: Distribution,
    /// The firewall that is in force; none where none is.
    active: Option<Program>,
    /// The firewall that is installed, if nothing of it is in force.
    idle: Option<Program>,
    has_docker: bool,
}

impl FrontEnd {
    pub(crate) fn of_host(overview: &FilterOverview) -> Self {
        Self::of(overview, Distribution::of_host())
    }

    pub(crate) fn of(overview: &FilterOverview, distribution: Distribution) -> Self {
        let of = |active: bool| {
            let known = |manager: &&Manager| manager.active == active;
            overview
                .managers
                .iter()
                .filter(known)
                .filter_map(program)
                .min()
        };
        Self {
            distribution,
            active: of(true),
            idle: of(false),
            has_docker: overview
                .managers
                .iter()
                .any(|manager| manager.active && manager.name == "docker"),
        }
    }

    /// Whether a firewall has rules in force.
    pub(crate) const fn is_in_force(&self) -> bool {
        self.active.is_some()
    }

    /// How to take back the rules that open ports. They may be another program's than the firewall's.
    pub(crate) fn close<'d>(
        &self,
        ports: &Ports,
        decisions: impl Iterator<Item = &'d [Decision]>,
    ) -> String {
        let mut told: Vec<String> = Vec::new();
        for decisions in decisions {
            let Some(first) = decisions.first() else {
                continue;
            };
            let how = match self.whose(decisions) {
                Program::Ufw => ufw::close(&first.text),
                Program::Firewalld => firewalld::close(decisions, ports),
                Program::Nft | Program::Iptables if first.source.kind == Source::KIND_FILE => {
                    let rule = explanation::rule(first);
                    if opens_more(&first.text, ports) {
                        format!(
                            "Change {rule} so that it does not let in {ports}, and reload the file"
                        )
                    } else {
                        format!("Remove {rule} from that file and reload it")
                    }
                }
                Program::Iptables => self.delete(first, ports),
                Program::Nft => self.take_out(first, ports),
            };
            if !told.contains(&how) {
                told.push(how);
            }
        }
        told.join("; ")
    }

    /// How to let connections to a port in.
    pub(crate) fn open(&self, ports: &Ports) -> String {
        match self.active.unwrap_or_else(|| self.recommended()) {
            Program::Ufw => ufw::open(ports),
            Program::Firewalld => firewalld::open(ports),
            Program::Iptables => self.open_in_iptables(ports),
            Program::Nft => self.open_in_nft(ports),
        }
    }

    /// How to let connections to a port in that these rules keep out: behind them, another rule would change nothing.
    pub(crate) fn open_past(&self, ports: &Ports, decisions: &[Decision]) -> String {
        let is_of_user = |decision: &Decision| {
            ["ufw-user-", "ufw6-user-"]
                .iter()
                .any(|chain| decision.text.contains(chain))
        };
        let open = self.open(ports);
        if self.active == Some(Program::Ufw) && decisions.iter().any(is_of_user) {
            return format!(
                "find the rule that keeps it out in `ufw status numbered`, remove it with `ufw delete NUMBER`, then \
                 run {open}"
            );
        }
        open
    }

    /// How to set up the firewall that the host has, or one that is at home there, without locking
    /// oneself out.
    pub(crate) fn set_up(&self, open: &[Ports]) -> String {
        let program = self.idle.unwrap_or_else(|| self.recommended());
        let lines = if program == Program::Firewalld {
            self.set_up_firewalld(self.idle.is_some(), open)
        } else {
            self.set_up_ufw(self.idle == Some(Program::Ufw), open)
        };
        format!(
            "First allow SSH and everything else that is public, so that you do not lock yourself \
             out:\n\n```sh\n{}\n```\n",
            lines.join("\n")
        )
    }

    /// How to have the rules of a firewall loaded at boot.
    pub(crate) fn load_at_boot(&self, name: &str) -> String {
        let distribution = &self.distribution;
        match name {
            "ufw" => format!("`{} && ufw enable`", distribution.enable("ufw")),
            "nftables" => self.load_nftables_at_boot(),
            "iptables" | "ip6tables" => self.load_iptables_at_boot(name),
            other => format!("`{}`", distribution.enable(other)),
        }
    }

    /// The firewall that is in force, or else one that is there, or would be.
    fn program(&self) -> Program {
        self.active
            .or(self.idle)
            .unwrap_or_else(|| self.recommended())
    }

    /// How to have the firewall drop what no rule is about.
    pub(crate) fn deny_by_default(&self, family: &str) -> String {
        match self.program() {
            Program::Ufw => ufw::DENY.to_owned(),
            Program::Firewalld => firewalld::reset_target(""),
            Program::Iptables => self.deny_in_iptables(family),
            Program::Nft => self.deny_in_nft(),
        }
    }

    /// How connections within the host are let in, and those that pretend to be kept out.
    pub(crate) fn settle_loopback(&self, family: &str) -> String {
        let addresses = if family == IPV6 { "::1" } else { "127.0.0.0/8" };
        match self.program() {
            Program::Ufw => ufw::settle_loopback(addresses),
            Program::Firewalld => firewalld::settle_loopback(family, addresses),
            Program::Iptables => self.settle_loopback_in_iptables(family, addresses),
            Program::Nft => self.settle_loopback_in_nft(family, addresses),
        }
    }

    /// What Docker offers beside another publication: no other program has the chain.
    pub(crate) const fn or_drop_published(&self) -> &'static str {
        if self.has_docker {
            ", or drop it in the chain DOCKER-USER"
        } else {
            ""
        }
    }

    /// The firewall that the distribution comes with, or that its documentation begins with.
    const fn recommended(&self) -> Program {
        match self.distribution.family() {
            Family::RedHat | Family::Suse => Program::Firewalld,
            Family::Debian | Family::Alpine | Family::Arch | Family::Gentoo | Family::Other => {
                Program::Ufw
            }
        }
    }

    /// Who made a rule: the program whose chains or files it is in, or that its text names.
    fn whose(&self, decisions: &[Decision]) -> Program {
        let names = |word: &str| {
            decisions
                .iter()
                .any(|decision| decision.text.contains(word) || decision.source.name.contains(word))
        };
        let by_nft = || {
            let first = decisions.first();
            first.is_some_and(|first| first.source.name.starts_with("nft"))
        };
        if ["ufw-", "ufw6-", "/etc/ufw/", ufw::DEFAULTS]
            .into_iter()
            .any(names)
        {
            Program::Ufw
        } else if names("filter_IN_") || names("IN_public") || names("INPUT_ZONES") {
            Program::Firewalld
        } else if by_nft() || self.active == Some(Program::Nft) {
            Program::Nft
        } else {
            Program::Iptables
        }
    }
}

/// Whether the text of a rule names more ports than these, which would close with it.
fn opens_more(text: &str, ports: &Ports) -> bool {
    let Some((_, named)) = text.split_once("dport") else {
        return false;
    };
    // `dport 22`, `dport { 22, 80 }`, `--dports 22,80`.
    let named = named.strip_prefix('s').unwrap_or(named).trim_start();
    let end = if named.starts_with('{') { '}' } else { ' ' };
    let named = named.split(end).next().unwrap_or_default();
    named.trim_matches(['{', ' ']).replace(':', "-") != ports.range()
}

/// The front end that a manager of rules is.
fn program(manager: &Manager) -> Option<Program> {
    match manager.name.as_str() {
        "ufw" => Some(Program::Ufw),
        "firewalld" => Some(Program::Firewalld),
        "iptables" | "ip6tables" => Some(Program::Iptables),
        "nftables" => Some(Program::Nft),
        _ => None,
    }
}
