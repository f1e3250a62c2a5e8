//! The programs that put rules into the packet filter, by what gives each of them away. Knows names,
//! not rules.

use crate::firewall::model::ruleset::{Rule, Ruleset, Table};

/// What a program's rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Purpose {
    /// It guards the host.
    Firewall,
    /// It leads to containers and other machines behind the host, and guards these.
    Containers,
    /// It refuses single addresses, and lets in all else.
    Bans,
    /// It connects the host to a network of its own.
    Network,
}

impl Purpose {
    /// The word of the facts.
    #[must_use]
    pub(in crate::firewall) const fn as_str(self) -> &'static str {
        match self {
            Self::Firewall => "firewall",
            Self::Containers => "containers",
            Self::Bans => "bans",
            Self::Network => "network",
        }
    }
}

/// A program.
#[derive(Clone, Copy, Debug)]
pub(in crate::firewall) struct Program {
    /// As people call it.
    pub(in crate::firewall) name: &'static str,
    /// What its rules are for.
    pub(in crate::firewall) purpose: Purpose,
    /// How the names of its own nft tables begin.
    tables: &'static [&'static str],
    /// How the names of its chains, sets and interfaces begin.
    marks: &'static [&'static str],
    /// Chains that tell that every rule of their table is its own.
    whole: &'static [&'static str],
    /// The services that load its rules at boot, under any of these names.
    pub(in crate::firewall) services: &'static [&'static str],
}

const NONE: Program = Program {
    name: "",
    purpose: Purpose::Containers,
    tables: &[],
    marks: &[],
    whole: &[],
    services: &[],
};

/// Docker, whose publishing is modelled.
pub(in crate::firewall) const DOCKER: &str = "docker";

/// Podman, whose publishing is modelled.
pub(in crate::firewall) const PODMAN: &str = "podman";

/// The names are those that each program's own source uses. Firewalls are first: the first one
/// with rules in force is said to be the host's.
pub(in crate::firewall) const PROGRAMS: [Program; 17] = [
    Program {
        name: "ufw",
        purpose: Purpose::Firewall,
        marks: &["ufw-", "ufw6-"],
        services: &["ufw"],
        ..NONE
    },
    Program {
        name: "firewalld",
        purpose: Purpose::Firewall,
        tables: &["firewalld"],
        marks: &["INPUT_ZONES", "FORWARD_IN_ZONES", "PREROUTING_ZONES"],
        whole: &["INPUT_ZONES", "FORWARD_IN_ZONES", "PREROUTING_ZONES"],
        services: &["firewalld"],
    },
    Program {
        name: "shorewall",
        purpose: Purpose::Firewall,
        whole: &["shorewall"],
        services: &[
            "shorewall",
            "shorewall6",
            "shorewall-lite",
            "shorewall6-lite",
        ],
        ..NONE
    },
    Program {
        name: "csf",
        purpose: Purpose::Firewall,
        whole: &["LOCALINPUT", "LOGDROPIN"],
        services: &["csf"],
        ..NONE
    },
    Program {
        name: "pve-firewall",
        purpose: Purpose::Firewall,
        tables: &["proxmox-firewall"],
        marks: &["PVEFW-"],
        services: &["pve-firewall", "proxmox-firewall"],
        ..NONE
    },
    Program {
        name: DOCKER,
        purpose: Purpose::Containers,
        tables: &["docker-bridges"],
        marks: &["DOCKER", "docker"],
        services: &["docker", "snap.docker.dockerd"],
        ..NONE
    },
    Program {
        name: PODMAN,
        purpose: Purpose::Containers,
        tables: &["netavark"],
        marks: &["NETAVARK", "CNI-", "podman", "cni-podman"],
        services: &["podman-restart", "podman"],
        ..NONE
    },
    Program {
        name: "kubernetes",
        purpose: Purpose::Containers,
        tables: &["kube-proxy", "calico"],
        marks: &["KUBE-", "cali-", "CILIUM_", "FLANNEL-"],
        services: &["kubelet", "k3s"],
        ..NONE
    },
    Program {
        name: "libvirt",
        purpose: Purpose::Containers,
        tables: &["libvirt_network"],
        marks: &["LIBVIRT_", "virbr"],
        services: &["libvirtd", "virtnetworkd"],
        ..NONE
    },
    Program {
        name: "lxd",
        purpose: Purpose::Containers,
        tables: &["lxd"],
        marks: &["lxdbr", "lxcbr"],
        services: &["snap.lxd.daemon", "lxd", "lxc-net"],
        ..NONE
    },
    Program {
        name: "incus",
        purpose: Purpose::Containers,
        tables: &["incus"],
        marks: &["incusbr"],
        services: &["incus"],
        ..NONE
    },
    Program {
        name: "fail2ban",
        purpose: Purpose::Bans,
        tables: &["f2b-"],
        marks: &["f2b-", "fail2ban-"],
        services: &["fail2ban"],
        ..NONE
    },
    Program {
        name: "crowdsec",
        purpose: Purpose::Bans,
        tables: &["crowdsec"],
        marks: &["CROWDSEC_CHAIN", "crowdsec"],
        services: &["crowdsec-firewall-bouncer", "cs-firewall-bouncer"],
        ..NONE
    },
    Program {
        name: "sshguard",
        purpose: Purpose::Bans,
        tables: &["sshguard"],
        marks: &["sshguard"],
        services: &["sshguard"],
        ..NONE
    },
    Program {
        name: "reaction",
        purpose: Purpose::Bans,
        tables: &["reaction"],
        marks: &["reaction"],
        services: &["reaction"],
        ..NONE
    },
    Program {
        name: "tailscale",
        purpose: Purpose::Network,
        marks: &["ts-input", "ts-forward", "ts-postrouting", "tailscale"],
        services: &["tailscaled"],
        ..NONE
    },
    Program {
        name: "wg-quick",
        purpose: Purpose::Network,
        tables: &["wg-quick-"],
        ..NONE
    },
];

impl Program {
    /// Whether a table is its own, or has one of its chains.
    #[must_use]
    pub(in crate::firewall) fn is_in(&self, table: &Table) -> bool {
        self.owns(table)
            || table
                .chains
                .keys()
                .any(|name| self.marks.iter().any(|mark| name.starts_with(mark)))
    }

    /// Whether every rule of a table is its own.
    #[must_use]
    pub(in crate::firewall) fn owns(&self, table: &Table) -> bool {
        let named = self
            .tables
            .iter()
            .any(|begin| table.name.starts_with(begin));
        named
            || self
                .whole
                .iter()
                .any(|chain| table.chains.contains_key(*chain))
    }

    /// Whether a word of a rule names one of its chains, sets or interfaces.
    fn is_named(&self, word: &str) -> bool {
        self.marks.iter().any(|mark| word.starts_with(mark))
            || (self.name == DOCKER && is_docker_bridge(word))
    }
}

/// The firewalls whose files Muster reads.
const READ_FROM_FILES: [&str; 2] = ["ufw", "firewalld"];

/// The services of the firewalls that make their rules of files that Muster does not read.
pub(in crate::firewall) fn not_in_files() -> impl Iterator<Item = &'static str> {
    PROGRAMS
        .iter()
        .filter(|program| program.purpose == Purpose::Firewall)
        .filter(|program| !READ_FROM_FILES.contains(&program.name))
        .flat_map(|program| program.services)
        .copied()
}

/// The programs whose sets any rule names: a ban list may be a rule in somebody else's chain. Each rule
/// is looked at once for all of them, because a host may have tens of thousands.
#[must_use]
pub(in crate::firewall) fn banning(ruleset: &Ruleset) -> Vec<&'static str> {
    let mut left: Vec<&Program> = PROGRAMS
        .iter()
        .filter(|program| program.purpose == Purpose::Bans)
        .collect();
    let mut found = Vec::new();
    let chains = ruleset
        .tables
        .iter()
        .flat_map(|table| table.chains.values());
    let rules = chains.flat_map(|chain| &chain.rules);
    for word in rules.flat_map(|rule| words(&rule.text)) {
        left.retain(|program| {
            let named = program.is_named(word);
            found.extend(named.then_some(program.name));
            !named
        });
    }
    found
}

/// The program that all rules of a table belong to.
#[must_use]
pub(in crate::firewall) fn owner(table: &Table) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.owns(table))
}

/// The program that made a rule in a table that is not its own.
#[must_use]
pub(in crate::firewall) fn maker(rule: &Rule) -> Option<&'static Program> {
    maker_of_text(&rule.text, None)
}

/// The same by the text of the rule, without one program.
#[must_use]
pub(in crate::firewall) fn maker_of_text(
    text: &str,
    except: Option<&str>,
) -> Option<&'static Program> {
    let words: Vec<&str> = words(text).collect();
    PROGRAMS
        .iter()
        .filter(|program| except != Some(program.name))
        .find(|program| words.iter().any(|word| program.is_named(word)))
}

/// The program that makes chains of such a name.
#[must_use]
pub(in crate::firewall) fn maker_of_chain(chain: &str) -> Option<&'static Program> {
    PROGRAMS
        .iter()
        .find(|program| program.marks.iter().any(|mark| chain.starts_with(*mark)))
}

/// The program that publishes what the rules of a chain translate; none for rules that an
/// administrator wrote.
#[must_use]
pub(in crate::firewall) fn publisher(table: &Table, chain: &str) -> Option<&'static str> {
    let program = owner_of_chain(table, chain)?;
    (program.purpose == Purpose::Containers).then_some(program.name)
}

/// The program that a chain belongs to.
#[must_use]
pub(in crate::firewall) fn owner_of_chain(table: &Table, chain: &str) -> Option<&'static Program> {
    owner(table).or_else(|| maker_of_chain(chain))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '@' | ',' | '{' | '}'))
        .filter(|word| !word.is_empty())
}

/// The bridge of a network that Docker made: `br-` and the first twelve digits of its number.
fn is_docker_bridge(word: &str) -> bool {
    word.strip_prefix("br-")
        .is_some_and(|rest| rest.len() == 12 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}
