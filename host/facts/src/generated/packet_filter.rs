// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:firewall/packet-filter`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A program or service that owns rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Manager {
    /// As the program is called, such as `ufw`, `firewalld`, `docker`, `podman` or `fail2ban`;
    /// `nftables`, `iptables` or `ip6tables` for rules that no known program made.
    pub name: String,
    /// What its rules are for. One of `firewall`, `containers`, `bans` (single addresses are
    /// refused) or `network` (a VPN and the like).
    pub purpose: String,
    /// Whether it has rules in force now (or would have, for a target that is not running).
    pub active: bool,
    /// Whether it comes up at boot; none when that could not be told.
    #[cfg_attr(feature = "component", component(name = "enabled-on-boot"))]
    pub enabled_on_boot: Option<bool>,
    /// Where the boot state is decided.
    pub source: Option<Source>,
}

impl Manager {
    /// What `purpose` can be.
    pub const PURPOSE: Vocabulary = Vocabulary {
        field: "packet-filter.manager.purpose",
        words: &["firewall", "containers", "bans", "network"],
        beginnings: &[],
    };
    /// A word of `purpose`.
    pub const PURPOSE_FIREWALL: &str = "firewall";
    /// A word of `purpose`.
    pub const PURPOSE_CONTAINERS: &str = "containers";
    /// A word of `purpose`.
    pub const PURPOSE_BANS: &str = "bans";
    /// A word of `purpose`.
    pub const PURPOSE_NETWORK: &str = "network";
}

impl Words for Manager {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PURPOSE, &mut self.purpose, visit);
        self.enabled_on_boot.visit(visit);
        self.source.visit(visit);
    }
}

/// `filter-overview`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct FilterOverview {
    /// What the verdicts rest on. Any of `nft`, `iptables`, `ip6tables`, `iptables-legacy`,
    /// `ufw-files`, `nft-files`, `firewalld-files`, `rules-v4` and `rules-v6` (saved rules of
    /// iptables), `compose` or `kernel` (it has no packet filter loaded).
    pub basis: Vec<String>,
    /// `managers`
    pub managers: Vec<Manager>,
    /// Whether any rule or policy filters inbound packets, per family.
    #[cfg_attr(feature = "component", component(name = "filters-ipv4"))]
    pub filters_ipv4: bool,
    /// `filters-ipv6`
    #[cfg_attr(feature = "component", component(name = "filters-ipv6"))]
    pub filters_ipv6: bool,
    /// Addresses of the host to which no router sends packets from the internet: private ones at
    /// an interface without a default route, such as that of a VPN. Canonical text form; empty
    /// where the host's addresses are not known.
    #[cfg_attr(feature = "component", component(name = "unrouted-addresses"))]
    pub unrouted_addresses: Vec<String>,
}

impl FilterOverview {
    /// What `basis` can be.
    pub const BASIS: Vocabulary = Vocabulary {
        field: "packet-filter.filter-overview.basis",
        words: &["nft", "iptables", "ip6tables", "iptables-legacy", "ufw-files", "nft-files", "firewalld-files", "rules-v4", "rules-v6", "compose", "kernel"],
        beginnings: &[],
    };
    /// A word of `basis`.
    pub const BASIS_NFT: &str = "nft";
    /// A word of `basis`.
    pub const BASIS_IPTABLES: &str = "iptables";
    /// A word of `basis`.
    pub const BASIS_IP6TABLES: &str = "ip6tables";
    /// A word of `basis`.
    pub const BASIS_IPTABLES_LEGACY: &str = "iptables-legacy";
    /// A word of `basis`.
    pub const BASIS_UFW_FILES: &str = "ufw-files";
    /// A word of `basis`.
    pub const BASIS_NFT_FILES: &str = "nft-files";
    /// A word of `basis`.
    pub const BASIS_FIREWALLD_FILES: &str = "firewalld-files";
    /// A word of `basis`.
    pub const BASIS_RULES_V4: &str = "rules-v4";
    /// A word of `basis`.
    pub const BASIS_RULES_V6: &str = "rules-v6";
    /// A word of `basis`.
    pub const BASIS_COMPOSE: &str = "compose";
    /// A word of `basis`.
    pub const BASIS_KERNEL: &str = "kernel";
}

impl Words for FilterOverview {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::BASIS, &mut self.basis, visit);
        self.managers.visit(visit);
        self.unrouted_addresses.visit(visit);
    }
}

/// A rule, policy or file line that took part in a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Decision {
    /// The rule in the syntax of its own tool, such as `tcp dport 22 accept`; where no rule and no
    /// policy decides, a clause that begins with `nothing `.
    pub text: String,
    /// `source`
    pub source: Source,
}

impl Words for Decision {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// One range of ports that all get the same verdict for a new connection from the internet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Reach {
    /// One of `ipv4` or `ipv6`.
    pub family: String,
    /// One of `tcp` or `udp`.
    pub protocol: String,
    /// `first-port`
    #[cfg_attr(feature = "component", component(name = "first-port"))]
    pub first_port: u16,
    /// `last-port`
    #[cfg_attr(feature = "component", component(name = "last-port"))]
    pub last_port: u16,
    /// One of `open` (any internet address gets through), `limited` (only the listed sources do),
    /// `filtered` (dropped), `refused` (rejected) or `unknown` (a match that could not be
    /// evaluated decides).
    pub verdict: String,
    /// Whether the accepting rule has a rate limit or another condition on time or state.
    pub conditional: bool,
    /// One of `input` (the host itself) or `forward` (a container or another machine behind it).
    pub path: String,
    /// `ADDRESS:PORT` after destination NAT.
    #[cfg_attr(feature = "component", component(name = "forwarded-to"))]
    pub forwarded_to: Option<String>,
    /// For `limited`: the source prefixes that get through.
    pub sources: Vec<String>,
    /// The deciding rule first, then the jumps that led to it.
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: Vec<Decision>,
    /// For `unknown`: what stopped the evaluation, as a clause without a full stop.
    #[cfg_attr(feature = "component", component(name = "unknown-because"))]
    pub unknown_because: Option<String>,
}

impl Reach {
    /// What `family` can be.
    pub const FAMILY: Vocabulary = Vocabulary {
        field: "packet-filter.reach.family",
        words: &["ipv4", "ipv6"],
        beginnings: &[],
    };
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "packet-filter.reach.protocol",
        words: &["tcp", "udp"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "packet-filter.reach.verdict",
        words: &["open", "limited", "filtered", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_LIMITED: &str = "limited";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
    /// What `path` can be.
    pub const PATH: Vocabulary = Vocabulary {
        field: "packet-filter.reach.path",
        words: &["input", "forward"],
        beginnings: &[],
    };
    /// A word of `path`.
    pub const PATH_INPUT: &str = "input";
    /// A word of `path`.
    pub const PATH_FORWARD: &str = "forward";
}

impl Words for Reach {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::FAMILY, &mut self.family, visit);
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        crate::vocabulary::visit_texts(&Self::PATH, &mut self.path, visit);
        self.forwarded_to.visit(visit);
        self.sources.visit(visit);
        self.decided_by.visit(visit);
        self.unknown_because.visit(visit);
    }
}

/// A container port published on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PublishedPort {
    /// Service or container name, or the target address where no name is known.
    pub owner: String,
    /// The profiles that would start the service, none of which is enabled; empty for one that
    /// starts, and for a rule in force. See `muster:compose`, `service.waits-for`.
    #[cfg_attr(feature = "component", component(name = "waits-for"))]
    pub waits_for: Vec<String>,
    /// Host address it is bound to; `0.0.0.0` and `::` mean every address.
    pub address: String,
    /// One of `tcp`, `udp` or `sctp`.
    pub protocol: String,
    /// Host port; 0 where one is picked when the container starts.
    pub port: u16,
    /// Port inside the container.
    #[cfg_attr(feature = "component", component(name = "container-port"))]
    pub container_port: Option<u16>,
    /// One of `compose` (declared) or `nat` (a DNAT rule in force).
    pub basis: String,
    /// Which program publishes it, such as `docker` or `podman`; none where a rule leads to it
    /// that no known program made.
    pub publisher: Option<String>,
    /// Whether a new connection from the internet gets through. One of `open`, `limited`,
    /// `filtered`, `refused`, `unknown` or `local` (it is bound to a loopback address).
    pub verdict: String,
    /// Whether packets are translated ahead of the host's input rules, which do not see them then.
    /// Else a process of the host listens, and those rules judge.
    pub translated: bool,
    /// What the host firewall's own input rules say about the same port. One of `open`, `limited`,
    /// `filtered`, `refused` or `unknown`.
    #[cfg_attr(feature = "component", component(name = "input-verdict"))]
    pub input_verdict: String,
    /// `source`
    pub source: Source,
    /// `decided-by`
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: Vec<Decision>,
    /// See `reach`.
    #[cfg_attr(feature = "component", component(name = "unknown-because"))]
    pub unknown_because: Option<String>,
}

impl PublishedPort {
    /// What `protocol` can be.
    pub const PROTOCOL: Vocabulary = Vocabulary {
        field: "packet-filter.published-port.protocol",
        words: &["tcp", "udp", "sctp"],
        beginnings: &[],
    };
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
    /// What `basis` can be.
    pub const BASIS: Vocabulary = Vocabulary {
        field: "packet-filter.published-port.basis",
        words: &["compose", "nat"],
        beginnings: &[],
    };
    /// A word of `basis`.
    pub const BASIS_COMPOSE: &str = "compose";
    /// A word of `basis`.
    pub const BASIS_NAT: &str = "nat";
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "packet-filter.published-port.verdict",
        words: &["open", "limited", "filtered", "refused", "unknown", "local"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_LIMITED: &str = "limited";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
    /// A word of `verdict`.
    pub const VERDICT_LOCAL: &str = "local";
    /// What `input_verdict` can be.
    pub const INPUT_VERDICT: Vocabulary = Vocabulary {
        field: "packet-filter.published-port.input-verdict",
        words: &["open", "limited", "filtered", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_OPEN: &str = "open";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_LIMITED: &str = "limited";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_FILTERED: &str = "filtered";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_REFUSED: &str = "refused";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for PublishedPort {
    fn visit(&mut self, visit: Visit<'_>) {
        self.waits_for.visit(visit);
        crate::vocabulary::visit_texts(&Self::PROTOCOL, &mut self.protocol, visit);
        self.container_port.visit(visit);
        crate::vocabulary::visit_texts(&Self::BASIS, &mut self.basis, visit);
        self.publisher.visit(visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        crate::vocabulary::visit_texts(&Self::INPUT_VERDICT, &mut self.input_verdict, visit);
        self.source.visit(visit);
        self.decided_by.visit(visit);
        self.unknown_because.visit(visit);
    }
}

/// What becomes of a new connection that has to do with the loopback interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct LoopbackVerdict {
    /// One of `ipv4` or `ipv6`.
    pub family: String,
    /// Which it is. One of `inside` (it comes in by `lo`) or `forged` (it comes in by another interface, and its
    /// sender's address is one of `lo`).
    pub connection: String,
    /// See `reach`. One of `open`, `filtered`, `refused` or `unknown`.
    pub verdict: String,
    /// `decided-by`
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: Vec<Decision>,
    /// See `reach`.
    #[cfg_attr(feature = "component", component(name = "unknown-because"))]
    pub unknown_because: Option<String>,
}

impl LoopbackVerdict {
    /// What `family` can be.
    pub const FAMILY: Vocabulary = Vocabulary {
        field: "packet-filter.loopback-verdict.family",
        words: &["ipv4", "ipv6"],
        beginnings: &[],
    };
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// What `connection` can be.
    pub const CONNECTION: Vocabulary = Vocabulary {
        field: "packet-filter.loopback-verdict.connection",
        words: &["inside", "forged"],
        beginnings: &[],
    };
    /// A word of `connection`.
    pub const CONNECTION_INSIDE: &str = "inside";
    /// A word of `connection`.
    pub const CONNECTION_FORGED: &str = "forged";
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "packet-filter.loopback-verdict.verdict",
        words: &["open", "filtered", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for LoopbackVerdict {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::FAMILY, &mut self.family, visit);
        crate::vocabulary::visit_texts(&Self::CONNECTION, &mut self.connection, visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        self.decided_by.visit(visit);
        self.unknown_because.visit(visit);
    }
}

/// Ports at which others get in after the next boot than do now, or of which that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BootChange {
    /// What a new connection to them meets now.
    pub now: Reach,
    /// What it will meet there, with the line of the file that decides.
    #[cfg_attr(feature = "component", component(name = "at-boot"))]
    pub at_boot: Reach,
}

impl Words for BootChange {
    fn visit(&mut self, visit: Visit<'_>) {
        self.now.visit(visit);
        self.at_boot.visit(visit);
    }
}

/// What loads rules at boot from files that Muster follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BootLoader {
    /// The firewall as `manager.name` has it: `ufw`, `nftables`, `iptables` or `ip6tables`.
    pub name: String,
    /// The file that it loads, or of several the one that people change.
    pub file: Source,
}

impl Words for BootLoader {
    fn visit(&mut self, visit: Visit<'_>) {
        self.file.visit(visit);
    }
}

/// What firewalls load at boot, compared with what is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct BootComparison {
    /// At least one.
    pub loaders: Vec<BootLoader>,
    /// Scripts and units of the host's own that add rules at boot, as far as they matter: what they
    /// add is in no file.
    pub scripts: Vec<Source>,
    /// Tables and chains in force that no file has and no known program makes; only where the changes
    /// are so because they are gone after the next boot.
    pub unclaimed: Vec<Source>,
    /// `changes`
    pub changes: Vec<BootChange>,
}

impl Words for BootComparison {
    fn visit(&mut self, visit: Visit<'_>) {
        self.loaders.visit(visit);
        self.scripts.visit(visit);
        self.unclaimed.visit(visit);
        self.changes.visit(visit);
    }
}

/// A rule that blocks and never meets a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ShadowedRule {
    /// The chain with its table, such as `inet filter input`.
    pub chain: String,
    /// `rule`
    pub rule: Decision,
    /// The first one before it, in the same chain, that takes all of its packets.
    pub by: Decision,
    /// What that one does with them. One of `accept` or `return` (they leave the chain).
    pub verdict: String,
}

impl ShadowedRule {
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "packet-filter.shadowed-rule.verdict",
        words: &["accept", "return"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_ACCEPT: &str = "accept";
    /// A word of `verdict`.
    pub const VERDICT_RETURN: &str = "return";
}

impl Words for ShadowedRule {
    fn visit(&mut self, visit: Visit<'_>) {
        self.rule.visit(visit);
        self.by.visit(visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
    }
}

/// Answers to the functions of `muster:firewall/packet-filter`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketFilterFacts {
    /// `overview`
    pub overview: Fact<FilterOverview>,
    /// For both families.
    pub loopback: Fact<Vec<LoopbackVerdict>>,
    /// The whole port space as ranges, for both families and protocols, in order.
    pub reachability: Fact<Vec<Reach>>,
    /// `published-ports`
    pub published_ports: Fact<Vec<PublishedPort>>,
    /// Rules of administrators and of ufw that block, and that come too late. Only what is certain: rules before
    /// them that Muster does not understand in full, and in a long chain some with few packets, are passed over.
    pub shadowed_rules: Fact<Vec<ShadowedRule>>,
    /// What the next boot changes, where a file may have been changed since the rules were loaded: the rules
    /// in force, with those of each firewall as its files have them. What programs such as Docker, fail2ban
    /// and Tailscale have added is taken to come back, and sets that a file leaves empty or that forget their
    /// elements to be filled again. None where nothing starts at boot that loads rules from files which Muster
    /// follows, or what it loads is saved when it stops.
    pub boot_rules: Fact<Option<BootComparison>>,
    /// The rules by which packets of other machines leave with an address of this host, as on a router:
    /// those of an administrator or a firewall. What programs make for their own containers, virtual
    /// machines or tunnels is not among them.
    pub source_translations: Fact<Vec<Decision>>,
}

impl DomainFacts for PacketFilterFacts {
    const DOMAIN: Domain = Domain::PacketFilter;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.packet_filter.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            loopback: Err(error.clone()),
            reachability: Err(error.clone()),
            published_ports: Err(error.clone()),
            shadowed_rules: Err(error.clone()),
            boot_rules: Err(error.clone()),
            source_translations: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.loopback.as_ref().map_or(0, Vec::len)
            + self.reachability.as_ref().map_or(0, Vec::len)
            + self.published_ports.as_ref().map_or(0, Vec::len)
            + self.shadowed_rules.as_ref().map_or(0, Vec::len)
            + self.source_translations.as_ref().map_or(0, Vec::len)
    }
}

impl Words for PacketFilterFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.loopback.visit(visit);
        self.reachability.visit(visit);
        self.published_ports.visit(visit);
        self.shadowed_rules.visit(visit);
        self.boot_rules.visit(visit);
        self.source_translations.visit(visit);
    }
}
