//! What a host is for, as what it runs shows: a router, a desktop, a database server.

use muster_facts::{
    Domain, Fact, FactError, Facts, PacketFilterFacts, SysctlFacts, UnitsFacts, sockets,
};

/// What a host can be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Router,
    Desktop,
    Database,
}

/// The kernel's switches for passing on packets of other machines.
const FORWARDING: [&str; 2] = ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"];

/// Programs that learn routes, hand out addresses, or let machines into a network. Those that forward for their own
/// containers, virtual machines or tunnels make no router: `kernel/ip-forward` knows them.
const ROUTING: [&str; 16] = [
    "babeld",
    "bird",
    "bird2",
    "bird6",
    "dhcpd",
    "frr",
    "gobgpd",
    "hostapd",
    "isc-dhcp-server",
    "kea",
    "kea-dhcp4",
    "kea-dhcp4-server",
    "odhcpd",
    "quagga",
    "radvd",
    "zebra",
];

/// What asks at the screen who logs in; all of them come up as `display-manager` on Debian and Red Hat.
const DISPLAY_MANAGERS: [&str; 12] = [
    "display-manager",
    "gdm",
    "gdm3",
    "greetd",
    "lightdm",
    "lxdm",
    "ly",
    "plasmalogin",
    "sddm",
    "slim",
    "wdm",
    "xdm",
];

/// Programs that keep data for others, `@` behind one that has an instance for each of its clusters.
const DATABASES: [&str; 26] = [
    "arangodb3",
    "cassandra",
    "clickhouse-server",
    "couchdb",
    "elasticsearch",
    "influxdb",
    "keydb-server",
    "mariadb",
    "mariadb@",
    "mongod",
    "mssql-server",
    "mysql",
    "mysqld",
    "mysqld@",
    "neo4j",
    "opensearch",
    "postgresql",
    "postgresql-",
    "postgresql@",
    "redis",
    "redis-server",
    "redis-server@",
    "redis@",
    "scylla-server",
    "valkey",
    "valkey-server",
];

/// Their processes, as the kernel cuts the names.
const DATABASE_PROCESSES: [&str; 13] = [
    "arangod",
    "clickhouse-serv",
    "influxd",
    "keydb-server",
    "mariadbd",
    "mongod",
    "mysqld",
    "postgres",
    "postmaster",
    "redis-server",
    "scylla",
    "sqlservr",
    "valkey-server",
];

/// Their ports, for where nobody may see whose a socket is: SQL Server, Oracle, MySQL, PostgreSQL, CouchDB, Redis,
/// Cassandra, Elasticsearch and MongoDB.
const DATABASE_PORTS: [u16; 9] = [1433, 1521, 3306, 5432, 5984, 6379, 9042, 9200, 27017];

/// What shows that a host has a role, or what is so instead, as a sentence.
pub(crate) enum Evidence {
    For(String),
    Against(String),
}

impl Role {
    /// The facts that show it.
    pub(crate) const fn domains(self) -> &'static [Domain] {
        match self {
            Self::Router => &[Domain::Units, Domain::PacketFilter, Domain::Sysctl],
            Self::Desktop => &[Domain::Units],
            Self::Database => &[Domain::Units, Domain::Sockets],
        }
    }

    /// Parameters of the kernel that have to be collected for it.
    pub(crate) const fn sysctl(self) -> &'static [&'static str] {
        match self {
            Self::Router => &FORWARDING,
            Self::Desktop | Self::Database => &[],
        }
    }

    /// Whether a host has it.
    ///
    /// # Errors
    /// Nothing shows that it has it, and something that would could not be found out.
    pub(crate) fn judge(self, facts: &Facts) -> Fact<Evidence> {
        let by_unit = in_use(facts.units.as_ref(), self.units());
        if let Ok(Some(unit)) = &by_unit {
            return Ok(Evidence::For(format!(
                "{}: {unit} is in use.",
                self.called()
            )));
        }
        let by_other = match self {
            Self::Router => forwards(facts.packet_filter.as_ref(), facts.sysctl.as_ref()),
            Self::Desktop => Ok(None),
            Self::Database => listens(facts),
        };
        if let Ok(Some(sign)) = &by_other {
            return Ok(Evidence::For(format!("{}: {sign}.", self.called())));
        }
        by_unit.and(by_other)?;
        Ok(Evidence::Against(self.denied().to_owned()))
    }

    const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Router => &ROUTING,
            Self::Desktop => &DISPLAY_MANAGERS,
            Self::Database => &DATABASES,
        }
    }

    const fn called(self) -> &'static str {
        match self {
            Self::Router => "The host is a router",
            Self::Desktop => "The host is a desktop",
            Self::Database => "The host is a database server",
        }
    }

    const fn denied(self) -> &'static str {
        match self {
            Self::Router => "The host is not a router.",
            Self::Desktop => "The host is not a desktop: nothing asks at its screen who logs in.",
            Self::Database => "The host is not a database server.",
        }
    }
}

/// What the target cannot have, it does not use either.
fn unless_unsupported<T>(fact: Fact<Option<T>>) -> Fact<Option<T>> {
    match fact {
        Err(FactError::Unsupported(_)) => Ok(None),
        other => other,
    }
}

fn missing() -> FactError {
    FactError::Failed("what decides it was not collected".to_owned())
}

/// The first of these units that runs, or that something starts.
fn in_use(facts: Option<&UnitsFacts>, names: &[&str]) -> Fact<Option<String>> {
    let all = match facts.map(|facts| &facts.units) {
        Some(Ok(all)) => all,
        Some(Err(error)) => return unless_unsupported(Err(error.clone())),
        None => return Err(missing()),
    };
    let mut unclear = None;
    for unit in all {
        let own = std::iter::once(&unit.name).chain(&unit.aliases);
        let mut own = own.map(|name| name.strip_suffix(".service").unwrap_or(name));
        if !own.any(|name| names.iter().any(|known| is_named(name, known))) {
            continue;
        }
        match unit.in_use() {
            Some(true) => return Ok(Some(unit.name.clone())),
            Some(false) => {}
            None => unclear = Some(&unit.name),
        }
    }
    match unclear {
        Some(name) => Err(FactError::Failed(format!(
            "it is not known whether {name} is started at boot"
        ))),
        None => Ok(None),
    }
}

/// `postgresql@15-main` and `postgresql-16` are known by what they begin with. The unit with nothing behind the `@`
/// is only the model of those that run.
fn is_named(name: &str, known: &str) -> bool {
    match name.strip_prefix(known) {
        Some("") => true,
        Some(rest) if known.ends_with('@') => !rest.is_empty(),
        Some(rest) => known.ends_with('-') && rest.starts_with(|c: char| c.is_ascii_digit()),
        None => false,
    }
}

/// Whether boot lets packets of other machines through, and a rule gives them the host's address.
fn forwards(
    filter: Option<&PacketFilterFacts>,
    kernel: Option<&SysctlFacts>,
) -> Fact<Option<String>> {
    let rules = match filter.map(|filter| &filter.source_translations) {
        Some(Ok(rules)) => Ok(rules.first()),
        Some(Err(error)) => unless_unsupported(Err(error.clone())),
        None => Err(missing()),
    };
    if matches!(rules, Ok(None)) {
        return Ok(None);
    }
    let kernel = kernel.ok_or_else(missing)?;
    let mut is_set = Ok(false);
    for name in FORWARDING {
        match kernel.at_boot.get(name) {
            Some(Ok(boot)) => {
                let value = boot
                    .effective
                    .as_ref()
                    .and_then(|line| line.value.as_deref());
                if value.is_some_and(|value| value.trim() != "0") {
                    is_set = Ok(true);
                    break;
                }
            }
            Some(Err(FactError::Unsupported(_))) => {}
            Some(Err(error)) => is_set = Err(error.clone()),
            None => is_set = Err(missing()),
        }
    }
    if !is_set? {
        return Ok(None);
    }
    let sign = |rule: &muster_facts::packet_filter::Decision| {
        format!("it forwards what `{}` translates", rule.text)
    };
    rules.map(|rule| rule.map(sign))
}

/// A database that listens.
fn listens(facts: &Facts) -> Fact<Option<String>> {
    let listeners = match facts.sockets.as_ref().map(|sockets| &sockets.listeners) {
        Some(Ok(listeners)) => listeners,
        Some(Err(error)) => return unless_unsupported(Err(error.clone())),
        None => return Err(missing()),
    };
    let is_database = |one: &&sockets::Listener| match &one.process {
        Some(process) => DATABASE_PROCESSES.contains(&process.as_str()),
        None => {
            one.protocol == sockets::Listener::PROTOCOL_TCP && DATABASE_PORTS.contains(&one.port)
        }
    };
    Ok(listeners
        .iter()
        .find(is_database)
        .map(|one| match &one.process {
            Some(process) => format!("{process} listens at port {}", one.port),
            None => format!("something listens at port {}", one.port),
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_by_its_name_or_as_an_instance() {
        assert!(is_named("postgresql@15-main", "postgresql@"));
        assert!(is_named("postgresql-16", "postgresql-"));
        assert!(is_named("redis", "redis"));
        assert!(!is_named("postgresql-backup", "postgresql-"));
        assert!(!is_named("postgresqlx", "postgresql"));
        assert!(!is_named("redis-exporter", "redis"));
    }
}
