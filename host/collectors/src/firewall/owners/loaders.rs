//! What loads rules at boot that no firewall program owns: the services of distributions, and
//! scripts and units that call `nft` or `iptables-restore` themselves.

use std::path::Path;

use muster_facts::Source;
use muster_target::{Kind, System};

use crate::firewall::model::ruleset::{Ruleset, Table};
use crate::firewall::owners::scripts::{self, Tool};
use crate::firewall::sources::nft::script as nft_script;
use crate::readers::boot::{Boot, Start};

/// A service that loads rules from a file.
#[derive(Clone, Copy, Debug)]
pub(in crate::firewall) struct Loader {
    /// Its name.
    pub(in crate::firewall) service: &'static str,
    /// The files that it may read, by distribution; empty when it makes the rules in another way.
    pub(in crate::firewall) files: &'static [&'static str],
    /// Settings, each a file and a variable, that have it save what is in force when it stops.
    pub(in crate::firewall) saved_by: &'static [(&'static str, &'static str)],
    /// Settings of OpenRC, each a file and a variable, that name the file which it reads.
    pub(in crate::firewall) named_by: &'static [(&'static str, &'static str)],
    /// Whether it loads a file for each IP version, of which one may not be there.
    pub(in crate::firewall) is_of_both: bool,
}

const LOADER: Loader = Loader {
    service: "",
    files: &[],
    saved_by: &[],
    named_by: &[],
    is_of_both: false,
};

/// Those of nft rules: Debian and Arch, Red Hat, Alpine, Gentoo.
pub(in crate::firewall) const NFTABLES: [Loader; 2] = [
    Loader {
        service: "nftables",
        files: &[
            "/etc/nftables.conf",
            "/etc/sysconfig/nftables.conf",
            "/etc/nftables.nft",
            "/var/lib/nftables/rules-save",
        ],
        saved_by: &[("/etc/conf.d/nftables", "SAVE_ON_STOP")],
        named_by: &[
            ("/etc/conf.d/nftables", "rules_file"),
            ("/etc/conf.d/nftables", "NFTABLES_SAVE"),
        ],
        ..LOADER
    },
    Loader {
        service: "nftables-restore",
        files: &["/var/lib/nftables/rules-save"],
        ..LOADER
    },
];

/// Those of IPv4 rules of iptables.
pub(in crate::firewall) const IPTABLES: [Loader; 4] = [
    Loader {
        service: "netfilter-persistent",
        files: &["/etc/iptables/rules.v4"],
        is_of_both: true,
        ..LOADER
    },
    Loader {
        service: "iptables-persistent",
        files: &["/etc/iptables/rules.v4"],
        is_of_both: true,
        ..LOADER
    },
    // Red Hat's iptables-services, Alpine, Arch, Gentoo.
    Loader {
        service: "iptables",
        files: &[
            "/etc/sysconfig/iptables",
            "/etc/iptables/rules-save",
            "/etc/iptables/iptables.rules",
            "/var/lib/iptables/rules-save",
        ],
        saved_by: &[
            ("/etc/sysconfig/iptables-config", "IPTABLES_SAVE_ON_STOP"),
            ("/etc/conf.d/iptables", "SAVE_ON_STOP"),
        ],
        named_by: &[("/etc/conf.d/iptables", "IPTABLES_SAVE")],
        ..LOADER
    },
    Loader {
        service: "iptables-restore",
        files: &["/var/lib/iptables/rules-save"],
        ..LOADER
    },
];

/// Those of IPv6 rules of iptables.
pub(in crate::firewall) const IP6TABLES: [Loader; 4] = [
    Loader {
        service: "netfilter-persistent",
        files: &["/etc/iptables/rules.v6"],
        is_of_both: true,
        ..LOADER
    },
    Loader {
        service: "iptables-persistent",
        files: &["/etc/iptables/rules.v6"],
        is_of_both: true,
        ..LOADER
    },
    Loader {
        service: "ip6tables",
        files: &[
            "/etc/sysconfig/ip6tables",
            "/etc/iptables/rules6-save",
            "/etc/iptables/ip6tables.rules",
            "/var/lib/ip6tables/rules-save",
        ],
        saved_by: &[
            ("/etc/sysconfig/ip6tables-config", "IP6TABLES_SAVE_ON_STOP"),
            ("/etc/conf.d/ip6tables", "SAVE_ON_STOP"),
        ],
        named_by: &[("/etc/conf.d/ip6tables", "IP6TABLES_SAVE")],
        ..LOADER
    },
    Loader {
        service: "ip6tables-restore",
        files: &["/var/lib/ip6tables/rules-save"],
        ..LOADER
    },
];

/// Those of both, which make rules of files that Muster does not read.
const OF_BOTH: [Loader; 6] = [
    not_read("ferm"),
    not_read("firehol"),
    not_read("arno-iptables-firewall"),
    // Advanced Policy Firewall, mostly on Red Hat.
    not_read("apf"),
    // What starts the scripts of Firewall Builder.
    not_read("fwbuilder"),
    not_read("vuurmuur"),
];

const fn not_read(service: &'static str) -> Loader {
    Loader { service, ..LOADER }
}

/// The services that make rules of files that Muster does not read.
pub(in crate::firewall) fn not_in_files() -> impl Iterator<Item = &'static str> {
    OF_BOTH.iter().map(|loader| loader.service)
}

/// Whether anything loads the rules of a tool at boot. Scripts are only looked into for rules that
/// are there.
#[must_use]
pub(in crate::firewall) fn start(
    system: &dyn System,
    boot: &Boot,
    tool: Tool,
    active: bool,
) -> Start {
    let (loaders, of_both): (&[Loader], &[Loader]) = match tool {
        Tool::Nft => (&NFTABLES, &[]),
        Tool::Iptables => (&IPTABLES, &OF_BOTH),
        Tool::Ip6tables => (&IP6TABLES, &OF_BOTH),
    };
    let mut answer = None;
    for loader in loaders.iter().chain(of_both) {
        match boot.start(loader.service) {
            Start::Yes(link) => match missing(system, loader) {
                None => return Start::Yes(link),
                Some(file) => answer = Some(Start::No(Source::file(file))),
            },
            Start::No(_) | Start::Unknown => {}
        }
    }
    if active && let Some(script) = scripts::loading(system, boot, tool) {
        return Start::Yes(script);
    }
    answer.unwrap_or_else(|| match loaders.first() {
        Some(loader) => boot.start(loader.service),
        None => Start::Unknown,
    })
}

/// Whether the file that a service of nft loads at boot declares a table; none where no such service
/// starts, or its file is not there or not understood.
#[must_use]
pub(in crate::firewall) fn declares(system: &dyn System, boot: &Boot) -> Option<Declared> {
    let loader = NFTABLES
        .iter()
        .find(|loader| matches!(boot.start(loader.service), Start::Yes(_)))?;
    let exists = |file: &&&str| system.metadata(Path::new(file)).is_ok();
    let file = loader.files.iter().find(exists)?;
    let ruleset = nft_script::read_nft_script(system, file).ok()?;
    Some(Declared { file, ruleset })
}

/// What a file of nft declares.
pub(in crate::firewall) struct Declared {
    /// The file.
    pub(in crate::firewall) file: &'static str,
    ruleset: Ruleset,
}

impl Declared {
    /// Whether it has a table of this family and name.
    #[must_use]
    pub(in crate::firewall) fn has(&self, table: &Table) -> bool {
        let mut tables = self.ruleset.tables.iter();
        tables.any(|known| known.family == table.family && known.name == table.name)
    }
}

/// The file that a service would load, where it has none. A recording need not hold it.
fn missing(system: &dyn System, loader: &Loader) -> Option<&'static str> {
    let exists = |file: &&str| system.metadata(Path::new(file)).is_ok();
    if system.kind() == Kind::Recording || loader.files.iter().any(exists) {
        return None;
    }
    loader.files.first().copied()
}
