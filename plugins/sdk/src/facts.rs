// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! What a plugin can ask for: a module for each fact interface, and a constant for each word that
//! the contract lists.

use crate::words::{Unlisted, Words, check, known};

/// Which machine this is.
pub mod host {
    use crate::bindings::muster::host::host as imports;
    pub use imports::{FactError, Source, HostIdentity, Address, Container, WirelessInterface};
    use crate::recall;

    /// `identity`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn identity() -> crate::Fact<HostIdentity> {
        recall::answer("host.identity", "", || super::known(imports::identity()))
    }

    /// The container that the target is; none for a machine with a kernel of its own, virtual or not.
    /// `unsupported` for an image without a kernel, as one of a container is.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn surrounding_container() -> crate::Fact<Option<Container>> {
        recall::answer("host.surrounding-container", "", || super::known(imports::surrounding_container()))
    }

    /// Addresses of the running host; `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn addresses() -> crate::Fact<Vec<Address>> {
        recall::answer("host.addresses", "", || super::known(imports::addresses()))
    }

    /// `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn wireless_interfaces() -> crate::Fact<Vec<WirelessInterface>> {
        recall::answer("host.wireless-interfaces", "", || super::known(imports::wireless_interfaces()))
    }
}

/// Which kernel runs, which are installed, and whether something waits for a restart of the host. `unsupported` for a
/// container, whose kernel is that of the machine that runs it, and for a target that is not running.
pub mod kernels {
    use crate::bindings::muster::host::kernels as imports;
    pub use imports::{FactError, Source, Kernel, Request};
    use crate::recall;

    /// The release of the running kernel.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn running() -> crate::Fact<String> {
        recall::answer("kernels.running", "", imports::running)
    }

    /// The kernels below `/boot` and `/lib/modules`; empty where the kernel comes from outside.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn installed_kernels() -> crate::Fact<Vec<Kernel>> {
        recall::answer("kernels.installed-kernels", "", || super::known(imports::installed_kernels()))
    }

    /// `restart-request`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn restart_request() -> crate::Fact<Option<Request>> {
        recall::answer("kernels.restart-request", "", || super::known(imports::restart_request()))
    }
}

/// The cryptographic policy that Red Hat and its derivatives have for all programs, see crypto-policies(7). `unsupported` for
/// a distribution that has none.
pub mod crypto_policy {
    use crate::bindings::muster::host::crypto_policy as imports;
    pub use imports::{FactError, Source, Policy, Property, OptOut};
    use crate::recall;

    /// What is to be in force.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn configured() -> crate::Fact<Policy> {
        recall::answer("crypto-policy.configured", "", || super::known(imports::configured()))
    }

    /// What is: another one until `update-crypto-policies` runs.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn in_force() -> crate::Fact<Policy> {
        recall::answer("crypto-policy.in-force", "", || super::known(imports::in_force()))
    }

    /// `properties`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn properties() -> crate::Fact<Vec<Property>> {
        recall::answer("crypto-policy.properties", "", || super::known(imports::properties()))
    }

    /// `opt-outs`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn opt_outs() -> crate::Fact<Vec<OptOut>> {
        recall::answer("crypto-policy.opt-outs", "", || super::known(imports::opt_outs()))
    }
}

/// Environment files (dotenv), key by key. No value leaves the collector: what a rule sees is
/// status, classes and equality. Only keys on a short list of non-secret names carry their value.
pub mod env {
    use crate::bindings::muster::env::env as imports;
    pub use imports::{FactError, Source, Problem, EnvFile, Reading, Component, Key, Environment};
    use crate::recall;

    /// The environment files of this target, in the order in which the project binds them.
    /// Empty when the project binds none.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn files() -> crate::Fact<Vec<EnvFile>> {
        recall::answer("env.files", "", || super::known(imports::files()))
    }

    /// All keys of one bound file, in the order of their winning definitions. An error when the
    /// file could not be read; an empty list when the file is missing (see `files`).
    /// Asked with `path` of `files`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn keys(path: &str) -> crate::Fact<Vec<Key>> {
        recall::answer("env.keys", path, || super::known(imports::keys(path)))
    }

    /// One key of one bound file. Asked with `path` of `files`, `name` of `keys`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_key(path: &str, name: &str) -> crate::Fact<Option<Key>> {
        super::known(imports::find_key(path, name))
    }

    /// Names that the application's reference file (`targets.env-reference`) defines.
    /// None when the project names no reference.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn reference_keys() -> crate::Fact<Option<Vec<String>>> {
        recall::answer("env.reference-keys", "", imports::reference_keys)
    }

    /// What the bound Compose file gives to its services, in their order. Empty when the project binds
    /// none.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn environments() -> crate::Fact<Vec<Environment>> {
        recall::answer("env.environments", "", || super::known(imports::environments()))
    }
}

/// The OpenSSH server's effective configuration, with the place of each winning line.
pub mod sshd {
    use crate::bindings::muster::ssh::sshd as imports;
    pub use imports::{FactError, Source, SshdServer, Setting, MatchBlock, ShadowedLine, Problem, Disagreement, PortMention, HostKey};
    use crate::recall;

    /// `server`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn server() -> crate::Fact<SshdServer> {
        recall::answer("sshd.server", "", || super::known(imports::server()))
    }

    /// Effective settings in the global scope and in blocks that every connection meets, such as
    /// `Match User *`, sorted by keyword. Where sshd was started in another
    /// way than it will be the next time, or runs more than once, a keyword whose values differ stands
    /// here once for each: what applies now comes first.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings() -> crate::Fact<Vec<Setting>> {
        recall::answer("sshd.settings", "", || super::known(imports::settings()))
    }

    /// The first effective setting of a keyword in the global scope; none for a keyword this version
    /// does not have. Asked with `keyword` of `settings`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_setting(keyword: &str) -> crate::Fact<Option<Setting>> {
        recall::answer("sshd.find-setting", keyword, || super::known(imports::find_setting(keyword)))
    }

    /// `match-blocks`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn match_blocks() -> crate::Fact<Vec<MatchBlock>> {
        recall::answer("sshd.match-blocks", "", || super::known(imports::match_blocks()))
    }

    /// `shadowed-lines`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn shadowed_lines() -> crate::Fact<Vec<ShadowedLine>> {
        recall::answer("sshd.shadowed-lines", "", || super::known(imports::shadowed_lines()))
    }

    /// `problems`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn problems() -> crate::Fact<Vec<Problem>> {
        recall::answer("sshd.problems", "", || super::known(imports::problems()))
    }

    /// `disagreements`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn disagreements() -> crate::Fact<Vec<Disagreement>> {
        recall::answer("sshd.disagreements", "", || super::known(imports::disagreements()))
    }

    /// The keys of `HostKey` whose files are there; sshd does without the others.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn host_keys() -> crate::Fact<Vec<HostKey>> {
        recall::answer("sshd.host-keys", "", || super::known(imports::host_keys()))
    }

    /// Of programs that come up at boot.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn port_mentions() -> crate::Fact<Vec<PortMention>> {
        recall::answer("sshd.port-mentions", "", || super::known(imports::port_mentions()))
    }
}

/// The packet filter, evaluated: not its text, but which port a new connection gets through to.
pub mod packet_filter {
    use crate::bindings::muster::firewall::packet_filter as imports;
    pub use imports::{FactError, Source, Manager, FilterOverview, Decision, Reach, PublishedPort, LoopbackVerdict, BootChange, BootLoader, BootComparison, ShadowedRule};
    use crate::recall;

    /// `overview`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<FilterOverview> {
        recall::answer("packet-filter.overview", "", || super::known(imports::overview()))
    }

    /// For both families.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn loopback() -> crate::Fact<Vec<LoopbackVerdict>> {
        recall::answer("packet-filter.loopback", "", || super::known(imports::loopback()))
    }

    /// The whole port space as ranges, for both families and protocols, in order.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn reachability() -> crate::Fact<Vec<Reach>> {
        recall::answer("packet-filter.reachability", "", || super::known(imports::reachability()))
    }

    /// The range that holds one port. `family` is `ipv4` or `ipv6`, `protocol` is `tcp` or `udp`.
    /// Asked with `family`, `protocol`, `first-port` of `reachability`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_reach(family: &str, protocol: &str, port: u16) -> crate::Fact<Reach> {
        super::known(imports::find_reach(family, protocol, port))
    }

    /// `published-ports`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn published_ports() -> crate::Fact<Vec<PublishedPort>> {
        recall::answer("packet-filter.published-ports", "", || super::known(imports::published_ports()))
    }

    /// Rules of administrators and of ufw that block, and that come too late. Only what is certain: rules before
    /// them that Muster does not understand in full, and in a long chain some with few packets, are passed over.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn shadowed_rules() -> crate::Fact<Vec<ShadowedRule>> {
        recall::answer("packet-filter.shadowed-rules", "", || super::known(imports::shadowed_rules()))
    }

    /// What the next boot changes, where a file may have been changed since the rules were loaded: the rules
    /// in force, with those of each firewall as its files have them. What programs such as Docker, fail2ban
    /// and Tailscale have added is taken to come back, and sets that a file leaves empty or that forget their
    /// elements to be filled again. None where nothing starts at boot that loads rules from files which Muster
    /// follows, or what it loads is saved when it stops.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn boot_rules() -> crate::Fact<Option<BootComparison>> {
        recall::answer("packet-filter.boot-rules", "", || super::known(imports::boot_rules()))
    }

    /// The rules by which packets of other machines leave with an address of this host, as on a router:
    /// those of an administrator or a firewall. What programs make for their own containers, virtual
    /// machines or tunnels is not among them.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn source_translations() -> crate::Fact<Vec<Decision>> {
        recall::answer("packet-filter.source-translations", "", || super::known(imports::source_translations()))
    }
}

/// Listening sockets, from procfs.
pub mod sockets {
    use crate::bindings::muster::firewall::sockets as imports;
    pub use imports::{FactError, Source, Listener};
    use crate::recall;

    /// Every TCP socket in LISTEN and every unconnected UDP socket; `unsupported` for a target
    /// that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn listeners() -> crate::Fact<Vec<Listener>> {
        recall::answer("sockets.listeners", "", || super::known(imports::listeners()))
    }
}

/// The Docker Compose project on the host, as far as other domains need it.
pub mod compose {
    use crate::bindings::muster::compose::compose as imports;
    pub use imports::{FactError, Source, Service, ComposeProject, Mount, PortRange, Port, Gap};
    use crate::recall;

    /// None when the policy binds no compose file. A bound file that does not exist is an error,
    /// except where only a built-in pack names it and nothing on the target runs containers.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn project() -> crate::Fact<Option<ComposeProject>> {
        recall::answer("compose.project", "", imports::project)
    }

    /// Without those that `gaps` names.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn mounts() -> crate::Fact<Vec<Mount>> {
        recall::answer("compose.mounts", "", || super::known(imports::mounts()))
    }

    /// What mounts of named volumes come to that are a path of the host under another name (`driver_opts` with
    /// `o: bind`): binds of that path. Without those that `gaps` names, whose part is `driver_opts`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn volume_binds() -> crate::Fact<Vec<Mount>> {
        recall::answer("compose.volume-binds", "", || super::known(imports::volume_binds()))
    }

    /// Without those that `gaps` names.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn ports() -> crate::Fact<Vec<Port>> {
        recall::answer("compose.ports", "", || super::known(imports::ports()))
    }

    /// `gaps`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn gaps() -> crate::Fact<Vec<Gap>> {
        recall::answer("compose.gaps", "", || super::known(imports::gaps()))
    }
}

/// Files and directories, seen from outside: type, owner and mode.
pub mod paths {
    use crate::bindings::muster::files::paths as imports;
    pub use imports::{FactError, Source, Ancestor, Entry, Gap};
    use crate::recall;

    /// Of the paths that the project names (`targets.directories`, `targets.files`, and whatever other
    /// setting is a path of the host), of what lies beside its environment files like a copy of one, of the
    /// sources of the Compose project's bind mounts, and of a few that most hosts have, such as
    /// `/etc/shadow` and `/run/docker.sock`. Sorted by path.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn entries() -> crate::Fact<Vec<Entry>> {
        recall::answer("paths.entries", "", || super::known(imports::entries()))
    }

    /// `gaps`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn gaps() -> crate::Fact<Vec<Gap>> {
        recall::answer("paths.gaps", "", imports::gaps)
    }

    /// None for a path that is not looked at. Asked with `path` of `entries`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_entry(path: &str) -> crate::Fact<Option<Entry>> {
        recall::answer("paths.find-entry", path, || super::known(imports::find_entry(path)))
    }
}

/// What one walk through the file systems of the host finds. It enters those that are on the host's own disks, each
/// once, and follows no link. It does not enter `/proc`, `/run` and other file systems in memory, what is mounted from
/// elsewhere, and what belongs to containers, virtual machines and snapshots. A function is `failed` for a recording of
/// a host through which nobody walked.
pub mod tree {
    use crate::bindings::muster::files::tree as imports;
    pub use imports::{FactError, Source, Skipped, Hole, Walk, Found, Place, Hits, SetIdFile, LogFile};
    use crate::recall;

    /// `overview`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Walk> {
        recall::answer("tree.overview", "", || super::known(imports::overview()))
    }

    /// Files that every account can write to, and directories of that kind in which one can replace what belongs to
    /// another, because they have no sticky bit. What lies below `/tmp` and `/var/tmp` is left out.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn world_writable() -> crate::Fact<Hits> {
        recall::answer("tree.world-writable", "", || super::known(imports::world_writable()))
    }

    /// Files and directories of an account or a group that no file of the target knows. Numbers that systemd gives to
    /// running services and containers, and those that `/etc/subuid` and `/etc/subgid` lend, count as known.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unowned() -> crate::Fact<Hits> {
        recall::answer("tree.unowned", "", || super::known(imports::unowned()))
    }

    /// What knows of more accounts or groups than the files, such as `sss`; then what is unowned is not certain.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn directory_services() -> crate::Fact<Vec<String>> {
        recall::answer("tree.directory-services", "", imports::directory_services)
    }

    /// Sorted by path; at most 2,000. Without those on file systems where the bits have no effect.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn set_id_files() -> crate::Fact<Vec<SetIdFile>> {
        recall::answer("tree.set-id-files", "", || super::known(imports::set_id_files()))
    }

    /// Sorted by path; `failed` where there are more than 2,000, or the walk does not get there.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn log_files() -> crate::Fact<Vec<LogFile>> {
        recall::answer("tree.log-files", "", || super::known(imports::log_files()))
    }
}

/// Which packages are installed.
pub mod packages {
    use crate::bindings::muster::packages::packages as imports;
    pub use imports::{FactError, Source, Database, KnownPackage};
    use crate::recall;

    /// `unsupported` where there is no database that Muster knows.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Database> {
        recall::answer("packages.overview", "", || super::known(imports::overview()))
    }

    /// Sorted by name; of several architectures one, and of several versions the last.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn packages() -> crate::Fact<Vec<KnownPackage>> {
        recall::answer("packages.packages", "", || super::known(imports::packages()))
    }

    /// Asked with `name` of `packages`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_package(name: &str) -> crate::Fact<Option<KnownPackage>> {
        recall::answer("packages.find-package", name, || super::known(imports::find_package(name)))
    }
}

/// Pending package updates, by the lists that the package manager last fetched. Nothing is fetched, and no package
/// manager is run.
pub mod updates {
    use crate::bindings::muster::packages::updates as imports;
    pub use imports::{FactError, Source, Index, PendingUpdate};
    use crate::recall;

    /// `unsupported` where the distribution does not say which updates are for security.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Index> {
        recall::answer("updates.overview", "", || super::known(imports::overview()))
    }

    /// Updates for security, sorted by name.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn pending_updates() -> crate::Fact<Vec<PendingUpdate>> {
        recall::answer("updates.pending-updates", "", || super::known(imports::pending_updates()))
    }
}

/// All updates that the package manager would choose, for security or not, by the lists that it last fetched and by what
/// its configuration prefers. Nothing is fetched, and no package manager is run. What depends on other packages is not
/// worked out: one of them may be left for later.
pub mod upgrades {
    use crate::bindings::muster::packages::upgrades as imports;
    pub use imports::{FactError, Source, PackageLists, Upgrade};
    use crate::recall;

    /// An error where the lists of a repository are missing or cannot be read.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<PackageLists> {
        recall::answer("upgrades.overview", "", || super::known(imports::overview()))
    }

    /// Of the packages that the selected rules name, sorted by name.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn upgrades() -> crate::Fact<Vec<Upgrade>> {
        recall::answer("upgrades.upgrades", "", || super::known(imports::upgrades()))
    }
}

/// Services, and the sockets, timers and paths that start them, of systemd or OpenRC.
pub mod units {
    use crate::bindings::muster::init::units as imports;
    pub use imports::{FactError, Source, Manager, Unit};
    use crate::recall;

    /// `unsupported` where no init is installed, as in an image of a container.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Manager> {
        recall::answer("units.overview", "", || super::known(imports::overview()))
    }

    /// Services and what starts them, sorted by name.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn units() -> crate::Fact<Vec<Unit>> {
        recall::answer("units.units", "", || super::known(imports::units()))
    }

    /// The unit of this name or alias, with or without `.service`. Asked with `name` of `units`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_unit(name: &str) -> crate::Fact<Option<Unit>> {
        recall::answer("units.find-unit", name, || super::known(imports::find_unit(name)))
    }
}

/// The time on the host, and what keeps it right.
pub mod clock {
    use crate::bindings::muster::clock::clock as imports;
    pub use imports::{FactError, Source, Daemon, TimeSource, RunAs};
    use crate::recall;

    /// The time by the host's clock, in seconds since 1970-01-01 UTC, when collection began.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn now() -> crate::Fact<i64> {
        recall::answer("clock.now", "", imports::now)
    }

    /// Those that are installed.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn daemons() -> crate::Fact<Vec<Daemon>> {
        recall::answer("clock.daemons", "", || super::known(imports::daemons()))
    }

    /// What the files of each program name, whether it is started or not.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn sources() -> crate::Fact<Vec<TimeSource>> {
        recall::answer("clock.sources", "", || super::known(imports::sources()))
    }

    /// What chrony is told to go on as; none where nothing says so, and it is the account that its package made.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn chrony_account() -> crate::Fact<Option<RunAs>> {
        recall::answer("clock.chrony-account", "", || super::known(imports::chrony_account()))
    }

    /// Whether the clock is kept in step with another; `unsupported` for a target that is not running,
    /// and for a container, whose clock is another machine's.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn synchronised() -> crate::Fact<bool> {
        recall::answer("clock.synchronised", "", imports::synchronised)
    }
}

/// The services of the Compose project, beside their mounts and ports: the model that Compose
/// itself makes of all files, service by service and key by key.
pub mod services {
    use crate::bindings::muster::compose::services as imports;
    pub use imports::{FactError, Source, Definition, Setting, EnvFileEntry, Acceptance, ProjectFile, Unknown};
    use crate::recall;

    /// One for each project; empty when there is none.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn acceptances() -> crate::Fact<Vec<Acceptance>> {
        recall::answer("services.acceptances", "", || super::known(imports::acceptances()))
    }

    /// `definitions`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn definitions() -> crate::Fact<Vec<Definition>> {
        recall::answer("services.definitions", "", || super::known(imports::definitions()))
    }

    /// Without those that `unknowns` names.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings() -> crate::Fact<Vec<Setting>> {
        recall::answer("services.settings", "", || super::known(imports::settings()))
    }

    /// `env-file-entries`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn env_file_entries() -> crate::Fact<Vec<EnvFileEntry>> {
        recall::answer("services.env-file-entries", "", || super::known(imports::env_file_entries()))
    }

    /// Of the projects that could be loaded, in the order in which Compose merges them.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn project_files() -> crate::Fact<Vec<ProjectFile>> {
        recall::answer("services.project-files", "", || super::known(imports::project_files()))
    }

    /// `unknowns`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unknowns() -> crate::Fact<Vec<Unknown>> {
        recall::answer("services.unknowns", "", || super::known(imports::unknowns()))
    }
}

/// What the DNS says about the configured names.
pub mod dns {
    use crate::bindings::muster::dns::dns as imports;
    pub use imports::{FactError, Source, DnsOverview, Entry, Answer, Lookup, Security, Referral};
    use crate::recall;

    /// None when the project names no domain.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Option<DnsOverview>> {
        recall::answer("dns.overview", "", imports::overview)
    }

    /// Every question that was asked for the domain and the names: A, AAAA and CNAME of each name;
    /// CAA of each name and of the names above it, up to the domain, or to the last two labels of
    /// a name that lies elsewhere; CAA, MX, NS, TXT and DS of the domain; A and AAAA of the
    /// domain's name servers.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn lookups() -> crate::Fact<Vec<Lookup>> {
        recall::answer("dns.lookups", "", || super::known(imports::lookups()))
    }

    /// Of the domain.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn dnssec() -> crate::Fact<Option<Security>> {
        recall::answer("dns.dnssec", "", || super::known(imports::dnssec()))
    }

    /// One for each server of the parent zone that the project names
    /// (`targets.edge.parent-servers`); empty when it names none.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn referrals() -> crate::Fact<Vec<Referral>> {
        recall::answer("dns.referrals", "", || super::known(imports::referrals()))
    }
}

/// What the DNS says about who may send mail for a domain: SPF, DKIM and DMARC.
pub mod mail {
    use crate::bindings::muster::mail::mail as imports;
    pub use imports::{FactError, Source, SpfPolicy, DkimKey, DkimSelector, DmarcPolicy, Sender};
    use crate::recall;

    /// Empty when the project names no domain and no environment file names a sender.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn senders() -> crate::Fact<Vec<Sender>> {
        recall::answer("mail.senders", "", || super::known(imports::senders()))
    }
}

/// What a TLS client sees of the configured names, at the address the DNS gives and at the host
/// itself.
pub mod tls {
    use crate::bindings::muster::tls::tls as imports;
    pub use imports::{FactError, Source, Certificate, Verification, TlsVersion, HttpsAnswer, HttpAnswer, Observation, Endpoint};
    use crate::recall;

    /// When the endpoints were asked, in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn asked_at() -> crate::Fact<i64> {
        recall::answer("tls.asked-at", "", imports::asked_at)
    }

    /// Empty when the project names no domain.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn endpoints() -> crate::Fact<Vec<Endpoint>> {
        recall::answer("tls.endpoints", "", || super::known(imports::endpoints()))
    }
}

/// How a zone is configured at Cloudflare.
pub mod cloudflare {
    use crate::bindings::muster::cloudflare::cloudflare as imports;
    pub use imports::{FactError, Source, Zone, Setting, DnsRecord, EdgeRule, CertificatePack, Refusal};
    use crate::recall;

    /// None when the project names no zone.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Option<Zone>> {
        recall::answer("cloudflare.overview", "", || super::known(imports::overview()))
    }

    /// `settings`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings() -> crate::Fact<Vec<Setting>> {
        recall::answer("cloudflare.settings", "", || super::known(imports::settings()))
    }

    /// `dns-records`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn dns_records() -> crate::Fact<Vec<DnsRecord>> {
        recall::answer("cloudflare.dns-records", "", || super::known(imports::dns_records()))
    }

    /// All rules of a phase; an empty list when the zone has none. One of
    /// `http_request_firewall_custom`, `http_request_firewall_managed`, `http_ratelimit`,
    /// `http_config_settings` or `page-rules`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn edge_rules(phase: &str) -> crate::Fact<Vec<EdgeRule>> {
        recall::answer("cloudflare.edge-rules", phase, || super::known(imports::edge_rules(phase)))
    }

    /// `certificate-packs`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn certificate_packs() -> crate::Fact<Vec<CertificatePack>> {
        recall::answer("cloudflare.certificate-packs", "", || super::known(imports::certificate_packs()))
    }

    /// `refusals`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn refusals() -> crate::Fact<Vec<Refusal>> {
        recall::answer("cloudflare.refusals", "", imports::refusals)
    }

    /// Permissions of the token, where it may read them itself; none where it may not.
    /// `unsupported` for an export, which may come from another token.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn token_permissions() -> crate::Fact<Option<Vec<String>>> {
        recall::answer("cloudflare.token-permissions", "", imports::token_permissions)
    }

    /// Cloudflare's published address ranges, in CIDR notation.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn address_ranges() -> crate::Fact<Vec<String>> {
        recall::answer("cloudflare.address-ranges", "", imports::address_ranges)
    }
}

/// Backups, by what they leave behind.
pub mod backups {
    use crate::bindings::muster::backups::backups as imports;
    pub use imports::{FactError, Source, Place, SuccessMarker, Artefact};
    use crate::recall;

    /// None when the project does not name a directory.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Option<Place>> {
        recall::answer("backups.overview", "", || super::known(imports::overview()))
    }

    /// When the facts were collected, by the host's clock, in seconds since 1970-01-01 UTC;
    /// `unsupported` for an image, which has no clock.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn asked_at() -> crate::Fact<i64> {
        recall::answer("backups.asked-at", "", imports::asked_at)
    }

    /// None when the project does not name one.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn marker() -> crate::Fact<Option<SuccessMarker>> {
        recall::answer("backups.marker", "", || super::known(imports::marker()))
    }

    /// In the directory and one below it, links left out, the newest first and those whose time is not
    /// known last; at most 1,000.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn artefacts() -> crate::Fact<Vec<Artefact>> {
        recall::answer("backups.artefacts", "", || super::known(imports::artefacts()))
    }
}

/// What the application's own endpoints answer over HTTP. Only what rules compare is taken out of an
/// answer: no text of a body, no value of a header, and no query of an address leaves the collector.
pub mod probes {
    use crate::bindings::muster::http::probes as imports;
    pub use imports::{FactError, Source, Redirect, Cookie, Check, Document, Answer, Probe};
    use crate::recall;

    /// One for each endpoint and manner, in the order of the settings. Empty when the project names no
    /// endpoint. `authenticated` is only there where the command line lets the credentials be sent
    /// (`--authenticate`), or the recording has the answer.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn probes() -> crate::Fact<Vec<Probe>> {
        recall::answer("probes.probes", "", || super::known(imports::probes()))
    }
}

/// Caddy, by its Caddyfile. Nothing of what it holds of secrets is a fact: no password hash, no value of a
/// header, and no value of a variable that the project does not show.
pub mod caddy {
    use crate::bindings::muster::proxy::caddy as imports;
    pub use imports::{FactError, Source, Caddyfile, GlobalOption, Server, Address, Site, Log, Condition, Route, HeaderOperation, Upstream, RouteTrust, Gap};
    use crate::recall;

    /// None where there is no Caddy. A Caddyfile that is named and does not exist is an error, and so is
    /// that of a service which is nowhere on the host.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn configuration() -> crate::Fact<Option<Caddyfile>> {
        recall::answer("caddy.configuration", "", || super::known(imports::configuration()))
    }

    /// The public host names (`targets.edge.web-names`), in the order given.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn public_names() -> crate::Fact<Vec<String>> {
        recall::answer("caddy.public-names", "", imports::public_names)
    }

    /// `options`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn options() -> crate::Fact<Vec<GlobalOption>> {
        recall::answer("caddy.options", "", || super::known(imports::options()))
    }

    /// `servers`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn servers() -> crate::Fact<Vec<Server>> {
        recall::answer("caddy.servers", "", || super::known(imports::servers()))
    }

    /// `sites`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn sites() -> crate::Fact<Vec<Site>> {
        recall::answer("caddy.sites", "", || super::known(imports::sites()))
    }

    /// `logs`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn logs() -> crate::Fact<Vec<Log>> {
        recall::answer("caddy.logs", "", || super::known(imports::logs()))
    }

    /// `routes`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn routes() -> crate::Fact<Vec<Route>> {
        recall::answer("caddy.routes", "", || super::known(imports::routes()))
    }

    /// `header-operations`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn header_operations() -> crate::Fact<Vec<HeaderOperation>> {
        recall::answer("caddy.header-operations", "", || super::known(imports::header_operations()))
    }

    /// `upstreams`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn upstreams() -> crate::Fact<Vec<Upstream>> {
        recall::answer("caddy.upstreams", "", || super::known(imports::upstreams()))
    }

    /// `route-trusts`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn route_trusts() -> crate::Fact<Vec<RouteTrust>> {
        recall::answer("caddy.route-trusts", "", || super::known(imports::route_trusts()))
    }

    /// `gaps`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn gaps() -> crate::Fact<Vec<Gap>> {
        recall::answer("caddy.gaps", "", || super::known(imports::gaps()))
    }
}

/// Jobs of cron, anacron and systemd's timers. What a job is given as arguments stays in the collector.
pub mod jobs {
    use crate::bindings::muster::schedule::jobs as imports;
    pub use imports::{FactError, Source, Scheduler, Call, Job, UnreadPlace};
    use crate::recall;

    /// What starts jobs; `unsupported` where no init is installed, as in an image of a container.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn schedulers() -> crate::Fact<Vec<Scheduler>> {
        recall::answer("jobs.schedulers", "", || super::known(imports::schedulers()))
    }

    /// All jobs that were found, sorted by name.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn jobs() -> crate::Fact<Vec<Job>> {
        recall::answer("jobs.jobs", "", || super::known(imports::jobs()))
    }

    /// Places in which there may be more.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_places() -> crate::Fact<Vec<UnreadPlace>> {
        recall::answer("jobs.unread-places", "", || super::known(imports::unread_places()))
    }
}

/// What logrotate is configured to do, as it reads its configuration.
pub mod rotation {
    use crate::bindings::muster::logs::rotation as imports;
    pub use imports::{FactError, Source, Program, Pattern, Stanza, IgnoredPart, Rotator, SharedFile, UnknownRotator};
    use crate::recall;

    /// `overview`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Program> {
        recall::answer("rotation.overview", "", || super::known(imports::overview()))
    }

    /// In the order in which logrotate reads them; empty where there is no configuration.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn stanzas() -> crate::Fact<Vec<Stanza>> {
        recall::answer("rotation.stanzas", "", || super::known(imports::stanzas()))
    }

    /// `ignored-parts`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn ignored_parts() -> crate::Fact<Vec<IgnoredPart>> {
        recall::answer("rotation.ignored-parts", "", || super::known(imports::ignored_parts()))
    }

    /// `shared-files`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn shared_files() -> crate::Fact<Vec<SharedFile>> {
        recall::answer("rotation.shared-files", "", || super::known(imports::shared_files()))
    }

    /// `unknown-rotators`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unknown_rotators() -> crate::Fact<Vec<UnknownRotator>> {
        recall::answer("rotation.unknown-rotators", "", || super::known(imports::unknown_rotators()))
    }
}

/// Which variables the Compose projects are filled in from, what their containers get, and where a secret
/// is written into a Compose file. Names, places and classes; no value.
pub mod variables {
    use crate::bindings::muster::compose::variables as imports;
    pub use imports::{FactError, Source, Reference, Variable, Literal, Unknown};
    use crate::recall;

    /// In the order of the services.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn references() -> crate::Fact<Vec<Reference>> {
        recall::answer("variables.references", "", || super::known(imports::references()))
    }

    /// Without those of the environment files that `unknowns` names.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn variables() -> crate::Fact<Vec<Variable>> {
        recall::answer("variables.variables", "", || super::known(imports::variables()))
    }

    /// `literals`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn literals() -> crate::Fact<Vec<Literal>> {
        recall::answer("variables.literals", "", || super::known(imports::literals()))
    }

    /// `unknowns`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unknowns() -> crate::Fact<Vec<Unknown>> {
        recall::answer("variables.unknowns", "", || super::known(imports::unknowns()))
    }
}

/// What the services of the Compose projects are built from, and whether secrets can get into their images.
pub mod builds {
    use crate::bindings::muster::compose::builds as imports;
    pub use imports::{FactError, Source, BuildContext, ContextFile};
    use crate::recall;

    /// `contexts`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn contexts() -> crate::Fact<Vec<BuildContext>> {
        recall::answer("builds.contexts", "", || super::known(imports::contexts()))
    }

    /// At most 1000.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn files() -> crate::Fact<Vec<ContextFile>> {
        recall::answer("builds.files", "", || super::known(imports::files()))
    }
}

/// How Docker's daemon is set up, by its settings file, its unit and what is installed. Nothing asks the
/// daemon itself.
pub mod daemon {
    use crate::bindings::muster::docker::daemon as imports;
    pub use imports::{FactError, Source, Component, Instance, Setting, Refusal, Socket, Member};
    use crate::recall;

    /// Empty where nothing of Docker is installed. Podman's stand-in for `docker` does not count.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn components() -> crate::Fact<Vec<Component>> {
        recall::answer("daemon.components", "", || super::known(imports::components()))
    }

    /// Empty where no Docker Engine is installed.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn instances() -> crate::Fact<Vec<Instance>> {
        recall::answer("daemon.instances", "", || super::known(imports::instances()))
    }

    /// Asked with `name` of `instances`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings(name: &str) -> crate::Fact<Vec<Setting>> {
        recall::answer("daemon.settings", name, || super::known(imports::settings(name)))
    }

    /// Empty where dockerd takes its settings as they are; where it does not, `settings` are not known. At most
    /// 100. Asked with `name` of `instances`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn refusals(name: &str) -> crate::Fact<Vec<Refusal>> {
        recall::answer("daemon.refusals", name, || super::known(imports::refusals(name)))
    }

    /// `sockets`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn sockets() -> crate::Fact<Vec<Socket>> {
        recall::answer("daemon.sockets", "", || super::known(imports::sockets()))
    }

    /// The members of the groups of `sockets`, root left out.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn members() -> crate::Fact<Vec<Member>> {
        recall::answer("daemon.members", "", || super::known(imports::members()))
    }
}

/// All containers, running or not, as Docker's own client reports them.
pub mod containers {
    use crate::bindings::muster::docker::containers as imports;
    pub use imports::{FactError, Source, PortRange, Port, Mount, Container, Variable};
    use crate::recall;

    /// Empty where nothing on the host runs containers; `unsupported` for an image at rest.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn containers() -> crate::Fact<Vec<Container>> {
        recall::answer("containers.containers", "", || super::known(imports::containers()))
    }

    /// Of containers that run.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn variables() -> crate::Fact<Vec<Variable>> {
        recall::answer("containers.variables", "", || super::known(imports::variables()))
    }
}

/// Git repositories, read from git's own files: nothing that a repository names is run.
pub mod git {
    use crate::bindings::muster::repository::git as imports;
    pub use imports::{FactError, Source, WorkTree, SecretKey, TrackedEnvFile, EnvPath, HistoryHit, History, SecretMatch, Remote, Change, Condition, Gap};
    use crate::recall;

    /// Empty where no project lies in one.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn work_trees() -> crate::Fact<Vec<WorkTree>> {
        recall::answer("git.work-trees", "", || super::known(imports::work_trees()))
    }

    /// `tracked-env-files`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn tracked_env_files() -> crate::Fact<Vec<TrackedEnvFile>> {
        recall::answer("git.tracked-env-files", "", || super::known(imports::tracked_env_files()))
    }

    /// Those in directories with tracked files, those that the project or its Compose files name, and
    /// `.env` beside a Compose file.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn env_paths() -> crate::Fact<Vec<EnvPath>> {
        recall::answer("git.env-paths", "", || super::known(imports::env_paths()))
    }

    /// Of all branches and tags, without files that are tracked now.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn history_hits() -> crate::Fact<Vec<HistoryHit>> {
        recall::answer("git.history-hits", "", || super::known(imports::history_hits()))
    }

    /// One for each work tree.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn histories() -> crate::Fact<Vec<History>> {
        recall::answer("git.histories", "", imports::histories)
    }

    /// `secret-matches`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn secret_matches() -> crate::Fact<Vec<SecretMatch>> {
        recall::answer("git.secret-matches", "", || super::known(imports::secret_matches()))
    }

    /// `remotes`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn remotes() -> crate::Fact<Vec<Remote>> {
        recall::answer("git.remotes", "", || super::known(imports::remotes()))
    }

    /// `conditions`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn conditions() -> crate::Fact<Vec<Condition>> {
        recall::answer("git.conditions", "", || super::known(imports::conditions()))
    }

    /// `gaps`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn gaps() -> crate::Fact<Vec<Gap>> {
        recall::answer("git.gaps", "", || super::known(imports::gaps()))
    }
}

/// The scripts that a project is deployed with (`targets.deploy`). Mode and owner are in `paths` of
/// `muster:files`.
pub mod scripts {
    use crate::bindings::muster::repository::scripts as imports;
    pub use imports::{FactError, Source, Script, Command};
    use crate::recall;

    /// Empty when the project names none.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn scripts() -> crate::Fact<Vec<Script>> {
        recall::answer("scripts.scripts", "", || super::known(imports::scripts()))
    }

    /// `commands`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn commands() -> crate::Fact<Vec<Command>> {
        recall::answer("scripts.commands", "", || super::known(imports::commands()))
    }
}

/// How many lines of logs say that something is wrong, and how many hold secrets. A line's text is never a fact.
pub mod lines {
    use crate::bindings::muster::logs::lines as imports;
    pub use imports::{FactError, Source, Spot, Log, FailureCount, SecretCount, Gap};
    use crate::recall;

    /// When the facts were collected, by the host's clock, in seconds since 1970-01-01 UTC; `unsupported` for an
    /// image, which has no clock.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn asked_at() -> crate::Fact<i64> {
        recall::answer("lines.asked-at", "", imports::asked_at)
    }

    /// The patterns that are searched for (`targets.logs.failures`).
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn patterns() -> crate::Fact<Vec<String>> {
        recall::answer("lines.patterns", "", imports::patterns)
    }

    /// Those that Docker keeps for its containers, that Caddy writes, that logrotate rotates, and that the policy
    /// names, without those that `gaps` names. What logrotate names and what is not made of lines, such as `wtmp`,
    /// is left out.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn logs() -> crate::Fact<Vec<Log>> {
        recall::answer("lines.logs", "", || super::known(imports::logs()))
    }

    /// A log and a pattern of which there is no line are not in the list.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn failure_counts() -> crate::Fact<Vec<FailureCount>> {
        recall::answer("lines.failure-counts", "", || super::known(imports::failure_counts()))
    }

    /// `secret-counts`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn secret_counts() -> crate::Fact<Vec<SecretCount>> {
        recall::answer("lines.secret-counts", "", || super::known(imports::secret_counts()))
    }

    /// `gaps`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn gaps() -> crate::Fact<Vec<Gap>> {
        recall::answer("lines.gaps", "", || super::known(imports::gaps()))
    }
}

/// Parameters of the kernel (sysctl): those that a selected rule names, as the kernel runs with them and as
/// boot sets them. No value that is not a number is a fact.
pub mod sysctl {
    use crate::bindings::muster::kernel::sysctl as imports;
    pub use imports::{FactError, Source, Procedure, Key, InterfaceValue, RunningValue, Occurrence, BootValue};
    use crate::recall;

    /// `overview`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Procedure> {
        recall::answer("sysctl.overview", "", || super::known(imports::overview()))
    }

    /// Those that the selected rules name, sorted.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn keys() -> crate::Fact<Vec<Key>> {
        recall::answer("sysctl.keys", "", imports::keys)
    }

    /// `unsupported` for a target that is not running. Asked with `name` of `keys`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn running(name: &str) -> crate::Fact<RunningValue> {
        recall::answer("sysctl.running", name, || super::known(imports::running(name)))
    }

    /// Asked with `name` of `keys`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn at_boot(name: &str) -> crate::Fact<BootValue> {
        recall::answer("sysctl.at-boot", name, || super::known(imports::at_boot(name)))
    }

    /// The names of the network interfaces; `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn network_interfaces() -> crate::Fact<Vec<String>> {
        recall::answer("sysctl.network-interfaces", "", imports::network_interfaces)
    }
}

/// Modules of the kernel: those that a selected rule names.
pub mod modules {
    use crate::bindings::muster::kernel::modules as imports;
    pub use imports::{FactError, Source, KernelModule, Availability, Usage, Install, Configuration};
    use crate::recall;

    /// Those that the selected rules name, sorted.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn modules() -> crate::Fact<Vec<KernelModule>> {
        recall::answer("modules.modules", "", imports::modules)
    }

    /// `unsupported` where no kernel is installed whose modules are known. Asked with `name` of `modules`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn available(name: &str) -> crate::Fact<Availability> {
        recall::answer("modules.available", name, || super::known(imports::available(name)))
    }

    /// `unsupported` for a target that is not running. Asked with `name` of `modules`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn used(name: &str) -> crate::Fact<Usage> {
        recall::answer("modules.used", name, || super::known(imports::used(name)))
    }

    /// Asked with `name` of `modules`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn configured(name: &str) -> crate::Fact<Configuration> {
        recall::answer("modules.configured", name, || super::known(imports::configured(name)))
    }
}

/// What is mounted where, and what boot mounts. Of options only flags are facts, such as `nodev`: none that
/// has a value.
pub mod mounts {
    use crate::bindings::muster::kernel::mounts as imports;
    pub use imports::{FactError, Source, Mount, BootMount, Room, Disk};
    use crate::recall;

    /// What a program finds at each path, sorted by path; `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn mounts() -> crate::Fact<Vec<Mount>> {
        recall::answer("mounts.mounts", "", || super::known(imports::mounts()))
    }

    /// Sorted by path, without what is only mounted on demand.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn boot_mounts() -> crate::Fact<Vec<BootMount>> {
        recall::answer("mounts.boot-mounts", "", || super::known(imports::boot_mounts()))
    }

    /// The file systems of the host's own disks that can be written to, each once, sorted by path; `unsupported` for
    /// a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn disks() -> crate::Fact<Vec<Disk>> {
        recall::answer("mounts.disks", "", || super::known(imports::disks()))
    }

    /// What is mounted at this very path. Asked with `path` of `mounts`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_mount(path: &str) -> crate::Fact<Option<Mount>> {
        recall::answer("mounts.find-mount", path, || super::known(imports::find_mount(path)))
    }

    /// What boot mounts at this very path. Asked with `path` of `boot-mounts`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn find_boot_mount(path: &str) -> crate::Fact<Option<BootMount>> {
        recall::answer("mounts.find-boot-mount", path, || super::known(imports::find_boot_mount(path)))
    }
}

/// How the host boots: the arguments of boot loaders and of the running kernel, and who may change them. Of kernel
/// arguments only those that say how the kernel protects itself are facts; passwords never are.
pub mod boot {
    use crate::bindings::muster::kernel::boot as imports;
    pub use imports::{FactError, Source, Argument, Entry, Loader};
    use crate::recall;

    /// The names of the arguments that are facts: of others nothing is known.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn known_arguments() -> crate::Fact<Vec<String>> {
        recall::answer("boot.known-arguments", "", imports::known_arguments)
    }

    /// `unsupported` where no boot loader is configured on the target, as of a virtual machine whose kernel comes from
    /// outside, and for a container.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn loaders() -> crate::Fact<Vec<Loader>> {
        recall::answer("boot.loaders", "", || super::known(imports::loaders()))
    }

    /// Without tests of the memory and other systems; `unsupported` as `loaders`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn entries() -> crate::Fact<Vec<Entry>> {
        recall::answer("boot.entries", "", || super::known(imports::entries()))
    }

    /// What the running kernel was given; `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn running_arguments() -> crate::Fact<Vec<Argument>> {
        recall::answer("boot.running-arguments", "", imports::running_arguments)
    }
}

/// Mandatory access control: AppArmor and SELinux, as the kernel runs with them and as boot sets them up.
pub mod access_control {
    use crate::bindings::muster::kernel::access_control as imports;
    pub use imports::{FactError, Source, Profile, Enforcement, Configuration};
    use crate::recall;

    /// Whether the running kernel uses AppArmor; `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn apparmor() -> crate::Fact<bool> {
        recall::answer("access-control.apparmor", "", imports::apparmor)
    }

    /// The profiles that are loaded, sorted; `unsupported` for a target that is not running. Profiles of containers and
    /// other namespaces are not among them.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn apparmor_profiles() -> crate::Fact<Vec<Profile>> {
        recall::answer("access-control.apparmor-profiles", "", || super::known(imports::apparmor_profiles()))
    }

    /// Profiles that `aa-complain` and the like have switched over for good: the files in
    /// `/etc/apparmor.d/force-complain`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn apparmor_complaining() -> crate::Fact<Vec<Source>> {
        recall::answer("access-control.apparmor-complaining", "", || super::known(imports::apparmor_complaining()))
    }

    /// `unsupported` for a target that is not running.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn selinux() -> crate::Fact<Enforcement> {
        recall::answer("access-control.selinux", "", || super::known(imports::selinux()))
    }

    /// None where nothing configures it.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn selinux_configuration() -> crate::Fact<Option<Configuration>> {
        recall::answer("access-control.selinux-configuration", "", || super::known(imports::selinux_configuration()))
    }
}

/// How the programs that install updates automatically are set up. Whether they are installed and come up, say
/// `muster:packages` and `muster:init`.
pub mod automatic_updates {
    use crate::bindings::muster::updates::automatic_updates as imports;
    pub use imports::{FactError, Source, Setting};
    use crate::recall;

    /// Those that are set, in this order.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings() -> crate::Fact<Vec<Setting>> {
        recall::answer("automatic-updates.settings", "", || super::known(imports::settings()))
    }
}

/// Where packages come from, and whether they are verified. Of an address only the host is a fact: a path may have
/// a password in it, as a user name may.
pub mod package_sources {
    use crate::bindings::muster::updates::package_sources as imports;
    pub use imports::{FactError, Source, PackageSource, Check};
    use crate::recall;

    /// Those that are on, in the order of their files.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn sources() -> crate::Fact<Vec<PackageSource>> {
        recall::answer("package-sources.sources", "", || super::known(imports::sources()))
    }

    /// `checks`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn checks() -> crate::Fact<Vec<Check>> {
        recall::answer("package-sources.checks", "", || super::known(imports::checks()))
    }
}

/// The accounts and groups in the files of the host. Of a password only its state leaves the collector, of a
/// public key only its kind.
pub mod accounts {
    use crate::bindings::muster::accounts::accounts as imports;
    pub use imports::{FactError, Source, Directory, Account, Password, AccountDefaults, Group, Key, HomePath, DotFile, UnreadPath};
    use crate::recall;

    /// Empty where the files of the host have all.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn directories() -> crate::Fact<Vec<Directory>> {
        recall::answer("accounts.directories", "", || super::known(imports::directories()))
    }

    /// Every line, in the order of the file. Of two lines of one name or number the first counts.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn accounts() -> crate::Fact<Vec<Account>> {
        recall::answer("accounts.accounts", "", || super::known(imports::accounts()))
    }

    /// One for each name in `accounts`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn passwords() -> crate::Fact<Vec<Password>> {
        recall::answer("accounts.passwords", "", || super::known(imports::passwords()))
    }

    /// `defaults`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn defaults() -> crate::Fact<AccountDefaults> {
        recall::answer("accounts.defaults", "", || super::known(imports::defaults()))
    }

    /// Every line, in the order of the file.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn groups() -> crate::Fact<Vec<Group>> {
        recall::answer("accounts.groups", "", || super::known(imports::groups()))
    }

    /// Of accounts with an interactive shell.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn keys() -> crate::Fact<Vec<Key>> {
        recall::answer("accounts.keys", "", || super::known(imports::keys()))
    }

    /// Of accounts with an interactive shell; what does not exist is not in the list.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn home_paths() -> crate::Fact<Vec<HomePath>> {
        recall::answer("accounts.home-paths", "", || super::known(imports::home_paths()))
    }

    /// What `keys` and `home-paths` may lack.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_paths() -> crate::Fact<Vec<UnreadPath>> {
        recall::answer("accounts.unread-paths", "", imports::unread_paths)
    }

    /// Of accounts with an interactive shell, sorted by home and name. Of accounts that share a home, the first has them.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn dot_files() -> crate::Fact<Vec<DotFile>> {
        recall::answer("accounts.dot-files", "", || super::known(imports::dot_files()))
    }

    /// What `dot-files` may lack.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_dot_files() -> crate::Fact<Vec<UnreadPath>> {
        recall::answer("accounts.unread-dot-files", "", imports::unread_dot_files)
    }
}

/// The rules of sudoers(5) and doas.conf(5), with their aliases replaced by what they stand for. The arguments of
/// commands do not leave the collector.
pub mod sudoers {
    use crate::bindings::muster::sudo::sudoers as imports;
    pub use imports::{FactError, Source, Program, PolicyFile, Problem, DefaultSetting, Subject, Rule, Changer, CommandFile, Directory};
    use crate::recall;

    /// Empty where none is installed.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn programs() -> crate::Fact<Vec<Program>> {
        recall::answer("sudoers.programs", "", || super::known(imports::programs()))
    }

    /// `files`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn files() -> crate::Fact<Vec<PolicyFile>> {
        recall::answer("sudoers.files", "", || super::known(imports::files()))
    }

    /// `problems`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn problems() -> crate::Fact<Vec<Problem>> {
        recall::answer("sudoers.problems", "", || super::known(imports::problems()))
    }

    /// `default-settings`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn default_settings() -> crate::Fact<Vec<DefaultSetting>> {
        recall::answer("sudoers.default-settings", "", || super::known(imports::default_settings()))
    }

    /// In the order in which the program reads them.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn rules() -> crate::Fact<Vec<Rule>> {
        recall::answer("sudoers.rules", "", || super::known(imports::rules()))
    }

    /// The paths of `rules` that are run as root, each once.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn command_files() -> crate::Fact<Vec<CommandFile>> {
        recall::answer("sudoers.command-files", "", || super::known(imports::command_files()))
    }

    /// `directories`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn directories() -> crate::Fact<Vec<Directory>> {
        recall::answer("sudoers.directories", "", || super::known(imports::directories()))
    }
}

/// Settings of programs: those that a selected rule names. Which can be named is a closed list, and none of them
/// holds a secret.
pub mod settings {
    use crate::bindings::muster::config::settings as imports;
    pub use imports::{FactError, Source, Setting, Occurrence, Exception, ConfiguredSetting};
    use crate::recall;

    /// Those that the selected rules name, sorted.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn settings() -> crate::Fact<Vec<Setting>> {
        recall::answer("settings.settings", "", imports::settings)
    }

    /// `unsupported` where the program is not installed. Asked with `name` of `settings`.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn configured(name: &str) -> crate::Fact<ConfiguredSetting> {
        recall::answer("settings.configured", name, || super::known(imports::configured(name)))
    }
}

/// The texts that everybody sees who logs in, or is about to. What they say stays on the host.
pub mod banners {
    use crate::bindings::muster::config::banners as imports;
    pub use imports::{FactError, Source, Banner, UnreadBanner};
    use crate::recall;

    /// Those that are there, in the order in which they are shown.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn banners() -> crate::Fact<Vec<Banner>> {
        recall::answer("banners.banners", "", || super::known(imports::banners()))
    }

    /// `unread-banners`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_banners() -> crate::Fact<Vec<UnreadBanner>> {
        recall::answer("banners.unread-banners", "", || super::known(imports::unread_banners()))
    }
}

/// What a login shell begins with, by the files that it and PAM read: no program is run.
pub mod login {
    use crate::bindings::muster::config::login as imports;
    pub use imports::{FactError, Source, PossibleValue, LoginValue, PathDirectory};
    use crate::recall;

    /// One for each of `umask` and `TMOUT`, for root and for the others.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn values() -> crate::Fact<Vec<LoginValue>> {
        recall::answer("login.values", "", || super::known(imports::values()))
    }

    /// The directories of each list that is possible, in their order.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn root_path() -> crate::Fact<Vec<PathDirectory>> {
        recall::answer("login.root-path", "", || super::known(imports::root_path()))
    }

    /// Assignments of the list with parts that are only known when root logs in.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unknown_path() -> crate::Fact<Vec<Source>> {
        recall::answer("login.unknown-path", "", || super::known(imports::unknown_path()))
    }
}

/// What rsyslog is configured to do, in either of its two languages.
pub mod rsyslog {
    use crate::bindings::muster::logs::rsyslog as imports;
    pub use imports::{FactError, Source, Program, LogFile, Input, Receiver, Forward, UnreadPart};
    use crate::recall;

    /// `overview`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn overview() -> crate::Fact<Program> {
        recall::answer("rsyslog.overview", "", || super::known(imports::overview()))
    }

    /// In the order of the configuration, as are the others.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn files() -> crate::Fact<Vec<LogFile>> {
        recall::answer("rsyslog.files", "", || super::known(imports::files()))
    }

    /// `inputs`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn inputs() -> crate::Fact<Vec<Input>> {
        recall::answer("rsyslog.inputs", "", || super::known(imports::inputs()))
    }

    /// `receivers`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn receivers() -> crate::Fact<Vec<Receiver>> {
        recall::answer("rsyslog.receivers", "", || super::known(imports::receivers()))
    }

    /// `forwards`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn forwards() -> crate::Fact<Vec<Forward>> {
        recall::answer("rsyslog.forwards", "", || super::known(imports::forwards()))
    }

    /// `unread-parts`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_parts() -> crate::Fact<Vec<UnreadPart>> {
        recall::answer("rsyslog.unread-parts", "", || super::known(imports::unread_parts()))
    }
}

/// The stacks of pam.conf(5), with all that they include, and the files that modules read besides. Names of modules,
/// options and their values are told where they are known to hold no secret; others are left out.
pub mod pam {
    use crate::bindings::muster::pam::pam as imports;
    pub use imports::{FactError, Source, Layout, Service, Problem, Entry, ModuleOption, UnreadFile};
    use crate::recall;

    /// One; none on a host without PAM.
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn layouts() -> crate::Fact<Vec<Layout>> {
        recall::answer("pam.layouts", "", || super::known(imports::layouts()))
    }

    /// `services`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn services() -> crate::Fact<Vec<Service>> {
        recall::answer("pam.services", "", || super::known(imports::services()))
    }

    /// `problems`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn problems() -> crate::Fact<Vec<Problem>> {
        recall::answer("pam.problems", "", || super::known(imports::problems()))
    }

    /// `entries`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn entries() -> crate::Fact<Vec<Entry>> {
        recall::answer("pam.entries", "", || super::known(imports::entries()))
    }

    /// `options`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn options() -> crate::Fact<Vec<ModuleOption>> {
        recall::answer("pam.options", "", || super::known(imports::options()))
    }

    /// `unread-files`
    ///
    /// # Errors
    /// When the fact is missing, or has a word that this plugin does not know.
    pub fn unread_files() -> crate::Fact<Vec<UnreadFile>> {
        recall::answer("pam.unread-files", "", || super::known(imports::unread_files()))
    }
}

impl accounts::Directory {
    /// A word of `database`.
    pub const DATABASE_PASSWD: &str = "passwd";
    /// A word of `database`.
    pub const DATABASE_GROUP: &str = "group";
}

impl Words for accounts::Directory {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("accounts.directory.database", &self.database, &[Self::DATABASE_PASSWD, Self::DATABASE_GROUP], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for accounts::Account {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl accounts::Password {
    /// A word of `state`.
    pub const STATE_HASHED: &str = "hashed";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_NONE: &str = "none";
    /// A word of `state`.
    pub const STATE_NEVER_SET: &str = "never-set";
    /// A word of `state`.
    pub const STATE_LOCKED: &str = "locked";
    /// A word of `state`.
    pub const STATE_SHADOW_MISSING: &str = "shadow-missing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
    /// A word of `method`.
    pub const METHOD_DES: &str = "des";
    /// A word of `method`.
    pub const METHOD_BSDI: &str = "bsdi";
    /// A word of `method`.
    pub const METHOD_MD5: &str = "md5";
    /// A word of `method`.
    pub const METHOD_SUNMD5: &str = "sunmd5";
    /// A word of `method`.
    pub const METHOD_SHA1: &str = "sha1";
    /// A word of `method`.
    pub const METHOD_NT: &str = "nt";
    /// A word of `method`.
    pub const METHOD_BCRYPT: &str = "bcrypt";
    /// A word of `method`.
    pub const METHOD_SHA256: &str = "sha256";
    /// A word of `method`.
    pub const METHOD_SHA512: &str = "sha512";
    /// A word of `method`.
    pub const METHOD_SCRYPT: &str = "scrypt";
    /// A word of `method`.
    pub const METHOD_YESCRYPT: &str = "yescrypt";
    /// A word of `method`.
    pub const METHOD_GOST_YESCRYPT: &str = "gost-yescrypt";
    /// A word of `method`.
    pub const METHOD_SM3: &str = "sm3";
    /// A word of `method`.
    pub const METHOD_SM3_YESCRYPT: &str = "sm3-yescrypt";
    /// A word of `method`.
    pub const METHOD_OTHER: &str = "other";
}

impl Words for accounts::Password {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("accounts.password.state", &self.state, &[Self::STATE_HASHED, Self::STATE_EMPTY, Self::STATE_NONE, Self::STATE_NEVER_SET, Self::STATE_LOCKED, Self::STATE_SHADOW_MISSING, Self::STATE_UNKNOWN], &[])
            .or_else(|| self.method.as_ref().and_then(|text| check("accounts.password.method", text, &[Self::METHOD_DES, Self::METHOD_BSDI, Self::METHOD_MD5, Self::METHOD_SUNMD5, Self::METHOD_SHA1, Self::METHOD_NT, Self::METHOD_BCRYPT, Self::METHOD_SHA256, Self::METHOD_SHA512, Self::METHOD_SCRYPT, Self::METHOD_YESCRYPT, Self::METHOD_GOST_YESCRYPT, Self::METHOD_SM3, Self::METHOD_SM3_YESCRYPT, Self::METHOD_OTHER], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl Words for accounts::AccountDefaults {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for accounts::Group {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl accounts::Key {
    /// A word of `algorithm`.
    pub const ALGORITHM_RSA: &str = "rsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_DSA: &str = "dsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA: &str = "ecdsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519: &str = "ed25519";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA_SK: &str = "ecdsa-sk";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519_SK: &str = "ed25519-sk";
    /// A word of `algorithm`.
    pub const ALGORITHM_CERTIFICATE: &str = "certificate";
    /// A word of `options`.
    pub const OPTIONS_AGENT_FORWARDING: &str = "agent-forwarding";
    /// A word of `options`.
    pub const OPTIONS_CERT_AUTHORITY: &str = "cert-authority";
    /// A word of `options`.
    pub const OPTIONS_COMMAND: &str = "command";
    /// A word of `options`.
    pub const OPTIONS_ENVIRONMENT: &str = "environment";
    /// A word of `options`.
    pub const OPTIONS_EXPIRY_TIME: &str = "expiry-time";
    /// A word of `options`.
    pub const OPTIONS_FROM: &str = "from";
    /// A word of `options`.
    pub const OPTIONS_NO_AGENT_FORWARDING: &str = "no-agent-forwarding";
    /// A word of `options`.
    pub const OPTIONS_NO_PORT_FORWARDING: &str = "no-port-forwarding";
    /// A word of `options`.
    pub const OPTIONS_NO_PTY: &str = "no-pty";
    /// A word of `options`.
    pub const OPTIONS_NO_TOUCH_REQUIRED: &str = "no-touch-required";
    /// A word of `options`.
    pub const OPTIONS_NO_USER_RC: &str = "no-user-rc";
    /// A word of `options`.
    pub const OPTIONS_NO_X11_FORWARDING: &str = "no-x11-forwarding";
    /// A word of `options`.
    pub const OPTIONS_PERMITLISTEN: &str = "permitlisten";
    /// A word of `options`.
    pub const OPTIONS_PERMITOPEN: &str = "permitopen";
    /// A word of `options`.
    pub const OPTIONS_PORT_FORWARDING: &str = "port-forwarding";
    /// A word of `options`.
    pub const OPTIONS_PRINCIPALS: &str = "principals";
    /// A word of `options`.
    pub const OPTIONS_PTY: &str = "pty";
    /// A word of `options`.
    pub const OPTIONS_RESTRICT: &str = "restrict";
    /// A word of `options`.
    pub const OPTIONS_TUNNEL: &str = "tunnel";
    /// A word of `options`.
    pub const OPTIONS_USER_RC: &str = "user-rc";
    /// A word of `options`.
    pub const OPTIONS_VERIFY_REQUIRED: &str = "verify-required";
    /// A word of `options`.
    pub const OPTIONS_X11_FORWARDING: &str = "x11-forwarding";
    /// A word of `options`.
    pub const OPTIONS_OTHER: &str = "other";
}

impl Words for accounts::Key {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("accounts.key.algorithm", &self.algorithm, &[Self::ALGORITHM_RSA, Self::ALGORITHM_DSA, Self::ALGORITHM_ECDSA, Self::ALGORITHM_ED25519, Self::ALGORITHM_ECDSA_SK, Self::ALGORITHM_ED25519_SK, Self::ALGORITHM_CERTIFICATE], &[])
            .or_else(|| self.options.iter().find_map(|text| check("accounts.key.options", text, &[Self::OPTIONS_AGENT_FORWARDING, Self::OPTIONS_CERT_AUTHORITY, Self::OPTIONS_COMMAND, Self::OPTIONS_ENVIRONMENT, Self::OPTIONS_EXPIRY_TIME, Self::OPTIONS_FROM, Self::OPTIONS_NO_AGENT_FORWARDING, Self::OPTIONS_NO_PORT_FORWARDING, Self::OPTIONS_NO_PTY, Self::OPTIONS_NO_TOUCH_REQUIRED, Self::OPTIONS_NO_USER_RC, Self::OPTIONS_NO_X11_FORWARDING, Self::OPTIONS_PERMITLISTEN, Self::OPTIONS_PERMITOPEN, Self::OPTIONS_PORT_FORWARDING, Self::OPTIONS_PRINCIPALS, Self::OPTIONS_PTY, Self::OPTIONS_RESTRICT, Self::OPTIONS_TUNNEL, Self::OPTIONS_USER_RC, Self::OPTIONS_VERIFY_REQUIRED, Self::OPTIONS_X11_FORWARDING, Self::OPTIONS_OTHER], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl accounts::HomePath {
    /// A word of `kind`.
    pub const KIND_HOME: &str = "home";
    /// A word of `kind`.
    pub const KIND_SSH_DIRECTORY: &str = "ssh-directory";
    /// A word of `kind`.
    pub const KIND_KEYS: &str = "keys";
}

impl Words for accounts::HomePath {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("accounts.home-path.kind", &self.kind, &[Self::KIND_HOME, Self::KIND_SSH_DIRECTORY, Self::KIND_KEYS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for accounts::DotFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl backups::Place {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_DIRECTORY: &str = "not-a-directory";
}

impl Words for backups::Place {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("backups.place.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_NOT_A_DIRECTORY], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl backups::SuccessMarker {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_NOT_A_FILE: &str = "not-a-file";
    /// A word of `content`.
    pub const CONTENT_TIME: &str = "time";
    /// A word of `content`.
    pub const CONTENT_LOCAL_TIME: &str = "local-time";
    /// A word of `content`.
    pub const CONTENT_EPOCH: &str = "epoch";
    /// A word of `content`.
    pub const CONTENT_OTHER: &str = "other";
    /// A word of `content`.
    pub const CONTENT_NOTHING: &str = "nothing";
}

impl Words for backups::SuccessMarker {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("backups.success-marker.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_EMPTY, Self::STATE_NOT_A_FILE], &[])
            .or_else(|| check("backups.success-marker.content", &self.content, &[Self::CONTENT_TIME, Self::CONTENT_LOCAL_TIME, Self::CONTENT_EPOCH, Self::CONTENT_OTHER, Self::CONTENT_NOTHING], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl backups::Artefact {
    /// A word of `holds`.
    pub const HOLDS_DATABASE: &str = "database";
    /// A word of `holds`.
    pub const HOLDS_UPLOADS: &str = "uploads";
    /// A word of `beginning`.
    pub const BEGINNING_AS_NAMED: &str = "as-named";
    /// A word of `beginning`.
    pub const BEGINNING_OTHERWISE: &str = "otherwise";
    /// A word of `beginning`.
    pub const BEGINNING_UNKNOWN: &str = "unknown";
    /// A word of `beginning`.
    pub const BEGINNING_UNREAD: &str = "unread";
}

impl Words for backups::Artefact {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("backups.artefact.holds", &self.holds, &[Self::HOLDS_DATABASE, Self::HOLDS_UPLOADS], &[])
            .or_else(|| check("backups.artefact.beginning", &self.beginning, &[Self::BEGINNING_AS_NAMED, Self::BEGINNING_OTHERWISE, Self::BEGINNING_UNKNOWN, Self::BEGINNING_UNREAD], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl clock::Daemon {
    /// A word of `name`.
    pub const NAME_SYSTEMD_TIMESYNCD: &str = "systemd-timesyncd";
    /// A word of `name`.
    pub const NAME_CHRONY: &str = "chrony";
    /// A word of `name`.
    pub const NAME_NTPSEC: &str = "ntpsec";
    /// A word of `name`.
    pub const NAME_NTPD: &str = "ntpd";
    /// A word of `name`.
    pub const NAME_OPENNTPD: &str = "openntpd";
    /// A word of `name`.
    pub const NAME_BUSYBOX: &str = "busybox";
    /// A word of `state`.
    pub const STATE_ACTIVE: &str = "active";
    /// A word of `state`.
    pub const STATE_INACTIVE: &str = "inactive";
    /// A word of `state`.
    pub const STATE_FAILED: &str = "failed";
    /// A word of `state`.
    pub const STATE_CHANGING: &str = "changing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for clock::Daemon {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("clock.daemon.name", &self.name, &[Self::NAME_SYSTEMD_TIMESYNCD, Self::NAME_CHRONY, Self::NAME_NTPSEC, Self::NAME_NTPD, Self::NAME_OPENNTPD, Self::NAME_BUSYBOX], &[])
            .or_else(|| check("clock.daemon.state", &self.state, &[Self::STATE_ACTIVE, Self::STATE_INACTIVE, Self::STATE_FAILED, Self::STATE_CHANGING, Self::STATE_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl clock::TimeSource {
    /// A word of `daemon`.
    pub const DAEMON_SYSTEMD_TIMESYNCD: &str = "systemd-timesyncd";
    /// A word of `daemon`.
    pub const DAEMON_CHRONY: &str = "chrony";
    /// A word of `daemon`.
    pub const DAEMON_NTPSEC: &str = "ntpsec";
    /// A word of `daemon`.
    pub const DAEMON_NTPD: &str = "ntpd";
    /// A word of `daemon`.
    pub const DAEMON_OPENNTPD: &str = "openntpd";
    /// A word of `daemon`.
    pub const DAEMON_BUSYBOX: &str = "busybox";
    /// A word of `kind`.
    pub const KIND_SERVER: &str = "server";
    /// A word of `kind`.
    pub const KIND_POOL: &str = "pool";
    /// A word of `kind`.
    pub const KIND_PEER: &str = "peer";
    /// A word of `kind`.
    pub const KIND_DEVICE: &str = "device";
    /// A word of `kind`.
    pub const KIND_FALLBACK: &str = "fallback";
    /// A word of `kind`.
    pub const KIND_NETWORK: &str = "network";
}

impl Words for clock::TimeSource {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("clock.time-source.daemon", &self.daemon, &[Self::DAEMON_SYSTEMD_TIMESYNCD, Self::DAEMON_CHRONY, Self::DAEMON_NTPSEC, Self::DAEMON_NTPD, Self::DAEMON_OPENNTPD, Self::DAEMON_BUSYBOX], &[])
            .or_else(|| check("clock.time-source.kind", &self.kind, &[Self::KIND_SERVER, Self::KIND_POOL, Self::KIND_PEER, Self::KIND_DEVICE, Self::KIND_FALLBACK, Self::KIND_NETWORK], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl Words for clock::RunAs {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl cloudflare::Zone {
    /// A word of `origin`.
    pub const ORIGIN_API: &str = "api";
    /// A word of `origin`.
    pub const ORIGIN_EXPORT: &str = "export";
}

impl Words for cloudflare::Zone {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("cloudflare.zone.origin", &self.origin, &[Self::ORIGIN_API, Self::ORIGIN_EXPORT], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for cloudflare::Setting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for cloudflare::DnsRecord {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl cloudflare::EdgeRule {
    /// A word of `phase`.
    pub const PHASE_HTTP_REQUEST_FIREWALL_CUSTOM: &str = "http_request_firewall_custom";
    /// A word of `phase`.
    pub const PHASE_HTTP_REQUEST_FIREWALL_MANAGED: &str = "http_request_firewall_managed";
    /// A word of `phase`.
    pub const PHASE_HTTP_RATELIMIT: &str = "http_ratelimit";
    /// A word of `phase`.
    pub const PHASE_HTTP_CONFIG_SETTINGS: &str = "http_config_settings";
    /// A word of `phase`.
    pub const PHASE_PAGE_RULES: &str = "page-rules";
}

impl Words for cloudflare::EdgeRule {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("cloudflare.edge-rule.phase", &self.phase, &[Self::PHASE_HTTP_REQUEST_FIREWALL_CUSTOM, Self::PHASE_HTTP_REQUEST_FIREWALL_MANAGED, Self::PHASE_HTTP_RATELIMIT, Self::PHASE_HTTP_CONFIG_SETTINGS, Self::PHASE_PAGE_RULES], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for cloudflare::CertificatePack {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl builds::BuildContext {
    /// A word of `state`.
    pub const STATE_READ: &str = "read";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_REMOTE: &str = "remote";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for builds::BuildContext {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("builds.build-context.state", &self.state, &[Self::STATE_READ, Self::STATE_MISSING, Self::STATE_REMOTE, Self::STATE_UNKNOWN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl builds::ContextFile {
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_PRIVATE_KEY: &str = "private-key";
    /// A word of `copied`.
    pub const COPIED_YES: &str = "yes";
    /// A word of `copied`.
    pub const COPIED_NO: &str = "no";
    /// A word of `copied`.
    pub const COPIED_UNKNOWN: &str = "unknown";
}

impl Words for builds::ContextFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("builds.context-file.kind", &self.kind, &[Self::KIND_ENVIRONMENT, Self::KIND_PRIVATE_KEY], &[])
            .or_else(|| check("builds.context-file.copied", &self.copied, &[Self::COPIED_YES, Self::COPIED_NO, Self::COPIED_UNKNOWN], &[]))
            .or_else(|| self.copied_by.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl compose::Mount {
    /// A word of `kind`.
    pub const KIND_BIND: &str = "bind";
    /// A word of `kind`.
    pub const KIND_VOLUME: &str = "volume";
    /// A word of `kind`.
    pub const KIND_ANONYMOUS: &str = "anonymous";
    /// A word of `kind`.
    pub const KIND_TMPFS: &str = "tmpfs";
}

impl Words for compose::Mount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("compose.mount.kind", &self.kind, &[Self::KIND_BIND, Self::KIND_VOLUME, Self::KIND_ANONYMOUS, Self::KIND_TMPFS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl compose::Port {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
}

impl Words for compose::Port {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("compose.port.protocol", &self.protocol, &[Self::PROTOCOL_TCP, Self::PROTOCOL_UDP, Self::PROTOCOL_SCTP], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for compose::Gap {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for services::Definition {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl services::Setting {
    /// A word of `key`.
    pub const KEY_CAP_ADD: &str = "cap_add";
    /// A word of `key`.
    pub const KEY_CAP_DROP: &str = "cap_drop";
    /// A word of `key`.
    pub const KEY_CGROUP: &str = "cgroup";
    /// A word of `key`.
    pub const KEY_DEVICE_CGROUP_RULES: &str = "device_cgroup_rules";
    /// A word of `key`.
    pub const KEY_DEVICES: &str = "devices";
    /// A word of `key`.
    pub const KEY_HEALTHCHECK: &str = "healthcheck";
    /// A word of `key`.
    pub const KEY_INIT: &str = "init";
    /// A word of `key`.
    pub const KEY_IPC: &str = "ipc";
    /// A word of `key`.
    pub const KEY_LOGGING_DRIVER: &str = "logging.driver";
    /// A word of `key`.
    pub const KEY_LOGGING_OPTIONS_MAX_FILE: &str = "logging.options.max-file";
    /// A word of `key`.
    pub const KEY_LOGGING_OPTIONS_MAX_SIZE: &str = "logging.options.max-size";
    /// A word of `key`.
    pub const KEY_MEM_LIMIT: &str = "mem_limit";
    /// A word of `key`.
    pub const KEY_NETWORK_MODE: &str = "network_mode";
    /// A word of `key`.
    pub const KEY_PID: &str = "pid";
    /// A word of `key`.
    pub const KEY_PIDS_LIMIT: &str = "pids_limit";
    /// A word of `key`.
    pub const KEY_PRIVILEGED: &str = "privileged";
    /// A word of `key`.
    pub const KEY_READ_ONLY: &str = "read_only";
    /// A word of `key`.
    pub const KEY_RESTART: &str = "restart";
    /// A word of `key`.
    pub const KEY_SCALE: &str = "scale";
    /// A word of `key`.
    pub const KEY_SECURITY_OPT: &str = "security_opt";
    /// A word of `key`.
    pub const KEY_USER: &str = "user";
    /// A word of `key`.
    pub const KEY_USERNS_MODE: &str = "userns_mode";
    /// A word of `key`.
    pub const KEY_UTS: &str = "uts";
}

impl Words for services::Setting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("services.setting.key", &self.key, &[Self::KEY_CAP_ADD, Self::KEY_CAP_DROP, Self::KEY_CGROUP, Self::KEY_DEVICE_CGROUP_RULES, Self::KEY_DEVICES, Self::KEY_HEALTHCHECK, Self::KEY_INIT, Self::KEY_IPC, Self::KEY_LOGGING_DRIVER, Self::KEY_LOGGING_OPTIONS_MAX_FILE, Self::KEY_LOGGING_OPTIONS_MAX_SIZE, Self::KEY_MEM_LIMIT, Self::KEY_NETWORK_MODE, Self::KEY_PID, Self::KEY_PIDS_LIMIT, Self::KEY_PRIVILEGED, Self::KEY_READ_ONLY, Self::KEY_RESTART, Self::KEY_SCALE, Self::KEY_SECURITY_OPT, Self::KEY_USER, Self::KEY_USERNS_MODE, Self::KEY_UTS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl services::EnvFileEntry {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for services::EnvFileEntry {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("services.env-file-entry.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_DIRECTORY, Self::STATE_UNKNOWN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl services::Acceptance {
    /// A word of `verdict`.
    pub const VERDICT_READ: &str = "read";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for services::Acceptance {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("services.acceptance.verdict", &self.verdict, &[Self::VERDICT_READ, Self::VERDICT_REFUSED, Self::VERDICT_UNKNOWN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl services::ProjectFile {
    /// A word of `role`.
    pub const ROLE_CALLED: &str = "called";
    /// A word of `role`.
    pub const ROLE_OVERRIDE: &str = "override";
    /// A word of `role`.
    pub const ROLE_COMPOSE_FILE: &str = "compose-file";
    /// A word of `role`.
    pub const ROLE_STARTED: &str = "started";
}

impl Words for services::ProjectFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("services.project-file.role", &self.role, &[Self::ROLE_CALLED, Self::ROLE_OVERRIDE, Self::ROLE_COMPOSE_FILE, Self::ROLE_STARTED], &[])
    }
}

impl Words for services::Unknown {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl variables::Reference {
    /// A word of `origin`.
    pub const ORIGIN_FILE: &str = "file";
    /// A word of `origin`.
    pub const ORIGIN_SHELL: &str = "shell";
    /// A word of `origin`.
    pub const ORIGIN_DEFAULT: &str = "default";
    /// A word of `origin`.
    pub const ORIGIN_ALTERNATIVE: &str = "alternative";
    /// A word of `origin`.
    pub const ORIGIN_UNSET: &str = "unset";
    /// A word of `origin`.
    pub const ORIGIN_REFUSED: &str = "refused";
    /// A word of `origin`.
    pub const ORIGIN_UNKNOWN: &str = "unknown";
}

impl Words for variables::Reference {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("variables.reference.origin", &self.origin, &[Self::ORIGIN_FILE, Self::ORIGIN_SHELL, Self::ORIGIN_DEFAULT, Self::ORIGIN_ALTERNATIVE, Self::ORIGIN_UNSET, Self::ORIGIN_REFUSED, Self::ORIGIN_UNKNOWN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl variables::Variable {
    /// A word of `origin`.
    pub const ORIGIN_ENV_FILE: &str = "env-file";
    /// A word of `origin`.
    pub const ORIGIN_ENVIRONMENT: &str = "environment";
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_UNKNOWN: &str = "unknown";
    /// A word of `filled`.
    pub const FILLED_SAME: &str = "same";
    /// A word of `filled`.
    pub const FILLED_DIFFERENT: &str = "different";
    /// A word of `filled`.
    pub const FILLED_UNSET: &str = "unset";
    /// A word of `filled`.
    pub const FILLED_UNKNOWN: &str = "unknown";
    /// A word of `filled`.
    pub const FILLED_UNUSED: &str = "unused";
}

impl Words for variables::Variable {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("variables.variable.origin", &self.origin, &[Self::ORIGIN_ENV_FILE, Self::ORIGIN_ENVIRONMENT], &[])
            .or_else(|| check("variables.variable.status", &self.status, &[Self::STATUS_SET, Self::STATUS_EMPTY, Self::STATUS_UNKNOWN], &[]))
            .or_else(|| check("variables.variable.filled", &self.filled, &[Self::FILLED_SAME, Self::FILLED_DIFFERENT, Self::FILLED_UNSET, Self::FILLED_UNKNOWN, Self::FILLED_UNUSED], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl variables::Literal {
    /// A word of `reason`.
    pub const REASON_NAME: &str = "name";
    /// A word of `reason`.
    pub const REASON_FORM: &str = "form";
}

impl Words for variables::Literal {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("variables.literal.reason", &self.reason, &[Self::REASON_NAME, Self::REASON_FORM], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl variables::Unknown {
    /// A word of `key`.
    pub const KEY_ENV_FILE: &str = "env_file";
    /// A word of `key`.
    pub const KEY_EXTENDS: &str = "extends";
    /// A word of `key`.
    pub const KEY_INCLUDE: &str = "include";
}

impl Words for variables::Unknown {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("variables.unknown.key", &self.key, &[Self::KEY_ENV_FILE, Self::KEY_EXTENDS, Self::KEY_INCLUDE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl banners::Banner {
    /// A word of `kind`.
    pub const KIND_MOTD: &str = "motd";
    /// A word of `kind`.
    pub const KIND_ISSUE: &str = "issue";
    /// A word of `kind`.
    pub const KIND_ISSUE_NET: &str = "issue-net";
}

impl Words for banners::Banner {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("banners.banner.kind", &self.kind, &[Self::KIND_MOTD, Self::KIND_ISSUE, Self::KIND_ISSUE_NET], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl banners::UnreadBanner {
    /// A word of `kind`.
    pub const KIND_MOTD: &str = "motd";
    /// A word of `kind`.
    pub const KIND_ISSUE: &str = "issue";
    /// A word of `kind`.
    pub const KIND_ISSUE_NET: &str = "issue-net";
}

impl Words for banners::UnreadBanner {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("banners.unread-banner.kind", &self.kind, &[Self::KIND_MOTD, Self::KIND_ISSUE, Self::KIND_ISSUE_NET], &[])
    }
}

impl Words for login::PossibleValue {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl login::LoginValue {
    /// A word of `name`.
    pub const NAME_UMASK: &str = "umask";
    /// A word of `name`.
    pub const NAME_TMOUT: &str = "TMOUT";
    /// A word of `who`.
    pub const WHO_ROOT: &str = "root";
    /// A word of `who`.
    pub const WHO_OTHERS: &str = "others";
}

impl Words for login::LoginValue {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("login.login-value.name", &self.name, &[Self::NAME_UMASK, Self::NAME_TMOUT], &[])
            .or_else(|| check("login.login-value.who", &self.who, &[Self::WHO_ROOT, Self::WHO_OTHERS], &[]))
            .or_else(|| self.values.unlisted())
            .or_else(|| self.shadowed.unlisted())
    }
}

impl login::PathDirectory {
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_DIRECTORY: &str = "not-a-directory";
    /// A word of `state`.
    pub const STATE_RELATIVE: &str = "relative";
}

impl Words for login::PathDirectory {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("login.path-directory.state", &self.state, &[Self::STATE_DIRECTORY, Self::STATE_MISSING, Self::STATE_NOT_A_DIRECTORY, Self::STATE_RELATIVE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for settings::Occurrence {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for settings::Exception {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for settings::ConfiguredSetting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.effective.unlisted()
            .or_else(|| self.shadowed.unlisted())
            .or_else(|| self.exceptions.unlisted())
    }
}

impl dns::Answer {
    /// A word of `status`.
    pub const STATUS_NOERROR: &str = "noerror";
    /// A word of `status`.
    pub const STATUS_NXDOMAIN: &str = "nxdomain";
}

impl Words for dns::Answer {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("dns.answer.status", &self.status, &[Self::STATUS_NOERROR, Self::STATUS_NXDOMAIN], &[])
    }
}

impl dns::Lookup {
    /// A word of `record_type`.
    pub const RECORD_TYPE_A: &str = "A";
    /// A word of `record_type`.
    pub const RECORD_TYPE_AAAA: &str = "AAAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CNAME: &str = "CNAME";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CAA: &str = "CAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_MX: &str = "MX";
    /// A word of `record_type`.
    pub const RECORD_TYPE_NS: &str = "NS";
    /// A word of `record_type`.
    pub const RECORD_TYPE_TXT: &str = "TXT";
    /// A word of `record_type`.
    pub const RECORD_TYPE_DS: &str = "DS";
}

impl Words for dns::Lookup {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("dns.lookup.record-type", &self.record_type, &[Self::RECORD_TYPE_A, Self::RECORD_TYPE_AAAA, Self::RECORD_TYPE_CNAME, Self::RECORD_TYPE_CAA, Self::RECORD_TYPE_MX, Self::RECORD_TYPE_NS, Self::RECORD_TYPE_TXT, Self::RECORD_TYPE_DS], &[])
            .or_else(|| self.outcome.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl dns::Security {
    /// A word of `state`.
    pub const STATE_SECURE: &str = "secure";
    /// A word of `state`.
    pub const STATE_INSECURE: &str = "insecure";
    /// A word of `state`.
    pub const STATE_BOGUS: &str = "bogus";
    /// A word of `state`.
    pub const STATE_INDETERMINATE: &str = "indeterminate";
}

impl Words for dns::Security {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("dns.security.state", &self.state, &[Self::STATE_SECURE, Self::STATE_INSECURE, Self::STATE_BOGUS, Self::STATE_INDETERMINATE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for dns::Referral {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl containers::Port {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
}

impl Words for containers::Port {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("containers.port.protocol", &self.protocol, &[Self::PROTOCOL_TCP, Self::PROTOCOL_UDP, Self::PROTOCOL_SCTP], &[])
    }
}

impl containers::Mount {
    /// A word of `kind`.
    pub const KIND_BIND: &str = "bind";
    /// A word of `kind`.
    pub const KIND_VOLUME: &str = "volume";
    /// A word of `kind`.
    pub const KIND_TMPFS: &str = "tmpfs";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for containers::Mount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("containers.mount.kind", &self.kind, &[Self::KIND_BIND, Self::KIND_VOLUME, Self::KIND_TMPFS, Self::KIND_OTHER], &[])
    }
}

impl containers::Container {
    /// A word of `state`.
    pub const STATE_CREATED: &str = "created";
    /// A word of `state`.
    pub const STATE_RUNNING: &str = "running";
    /// A word of `state`.
    pub const STATE_PAUSED: &str = "paused";
    /// A word of `state`.
    pub const STATE_RESTARTING: &str = "restarting";
    /// A word of `state`.
    pub const STATE_REMOVING: &str = "removing";
    /// A word of `state`.
    pub const STATE_EXITED: &str = "exited";
    /// A word of `state`.
    pub const STATE_DEAD: &str = "dead";
    /// A word of `state`.
    pub const STATE_OTHER: &str = "other";
    /// A word of `health`.
    pub const HEALTH_NONE: &str = "none";
    /// A word of `health`.
    pub const HEALTH_STARTING: &str = "starting";
    /// A word of `health`.
    pub const HEALTH_HEALTHY: &str = "healthy";
    /// A word of `health`.
    pub const HEALTH_UNHEALTHY: &str = "unhealthy";
    /// A word of `health`.
    pub const HEALTH_OTHER: &str = "other";
}

impl Words for containers::Container {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("containers.container.state", &self.state, &[Self::STATE_CREATED, Self::STATE_RUNNING, Self::STATE_PAUSED, Self::STATE_RESTARTING, Self::STATE_REMOVING, Self::STATE_EXITED, Self::STATE_DEAD, Self::STATE_OTHER], &[])
            .or_else(|| check("containers.container.health", &self.health, &[Self::HEALTH_NONE, Self::HEALTH_STARTING, Self::HEALTH_HEALTHY, Self::HEALTH_UNHEALTHY, Self::HEALTH_OTHER], &[]))
            .or_else(|| self.ports.unlisted())
            .or_else(|| self.mounts.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl containers::Variable {
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
}

impl Words for containers::Variable {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("containers.variable.status", &self.status, &[Self::STATUS_SET, Self::STATUS_EMPTY, Self::STATUS_PLACEHOLDER, Self::STATUS_MISSING], &[])
    }
}

impl daemon::Component {
    /// A word of `kind`.
    pub const KIND_ENGINE: &str = "engine";
    /// A word of `kind`.
    pub const KIND_COMPOSE_PLUGIN: &str = "compose-plugin";
    /// A word of `kind`.
    pub const KIND_COMPOSE_STANDALONE: &str = "compose-standalone";
}

impl Words for daemon::Component {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("daemon.component.kind", &self.kind, &[Self::KIND_ENGINE, Self::KIND_COMPOSE_PLUGIN, Self::KIND_COMPOSE_STANDALONE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl daemon::Instance {
    /// A word of `mode`.
    pub const MODE_ROOTFUL: &str = "rootful";
    /// A word of `mode`.
    pub const MODE_ROOTLESS: &str = "rootless";
}

impl Words for daemon::Instance {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("daemon.instance.mode", &self.mode, &[Self::MODE_ROOTFUL, Self::MODE_ROOTLESS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl daemon::Setting {
    /// A word of `key`.
    pub const KEY_GROUP: &str = "group";
    /// A word of `key`.
    pub const KEY_HOSTS: &str = "hosts";
    /// A word of `key`.
    pub const KEY_ICC: &str = "icc";
    /// A word of `key`.
    pub const KEY_INSECURE_REGISTRIES: &str = "insecure-registries";
    /// A word of `key`.
    pub const KEY_IP6TABLES: &str = "ip6tables";
    /// A word of `key`.
    pub const KEY_IPTABLES: &str = "iptables";
    /// A word of `key`.
    pub const KEY_LIVE_RESTORE: &str = "live-restore";
    /// A word of `key`.
    pub const KEY_LOG_DRIVER: &str = "log-driver";
    /// A word of `key`.
    pub const KEY_LOG_OPTS_MAX_FILE: &str = "log-opts.max-file";
    /// A word of `key`.
    pub const KEY_LOG_OPTS_MAX_SIZE: &str = "log-opts.max-size";
    /// A word of `key`.
    pub const KEY_NO_NEW_PRIVILEGES: &str = "no-new-privileges";
    /// A word of `key`.
    pub const KEY_TLS: &str = "tls";
    /// A word of `key`.
    pub const KEY_TLSVERIFY: &str = "tlsverify";
    /// A word of `key`.
    pub const KEY_USERLAND_PROXY: &str = "userland-proxy";
    /// A word of `key`.
    pub const KEY_USERNS_REMAP: &str = "userns-remap";
}

impl Words for daemon::Setting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("daemon.setting.key", &self.key, &[Self::KEY_GROUP, Self::KEY_HOSTS, Self::KEY_ICC, Self::KEY_INSECURE_REGISTRIES, Self::KEY_IP6TABLES, Self::KEY_IPTABLES, Self::KEY_LIVE_RESTORE, Self::KEY_LOG_DRIVER, Self::KEY_LOG_OPTS_MAX_FILE, Self::KEY_LOG_OPTS_MAX_SIZE, Self::KEY_NO_NEW_PRIVILEGES, Self::KEY_TLS, Self::KEY_TLSVERIFY, Self::KEY_USERLAND_PROXY, Self::KEY_USERNS_REMAP], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for daemon::Refusal {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
            .or_else(|| self.also.unlisted())
    }
}

impl daemon::Socket {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_UNIT: &str = "unit";
}

impl Words for daemon::Socket {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("daemon.socket.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_UNIT], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for daemon::Member {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl env::Problem {
    /// A word of `dialect`.
    pub const DIALECT_COMPOSE: &str = "compose";
    /// A word of `dialect`.
    pub const DIALECT_SHELL: &str = "shell";
    /// A word of `dialect`.
    pub const DIALECT_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialect`.
    pub const DIALECT_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialect`.
    pub const DIALECT_SYSTEMD: &str = "systemd";
    /// A word of `dialect`.
    pub const DIALECT_NODE_DOTENV: &str = "node-dotenv";
    /// A word of `code`.
    pub const CODE_UNTERMINATED_QUOTE: &str = "unterminated-quote";
    /// A word of `code`.
    pub const CODE_TEXT_AFTER_QUOTE: &str = "text-after-quote";
    /// A word of `code`.
    pub const CODE_BAD_KEY: &str = "bad-key";
    /// A word of `code`.
    pub const CODE_BYTE_ORDER_MARK: &str = "byte-order-mark";
    /// A word of `code`.
    pub const CODE_NOT_AN_ASSIGNMENT: &str = "not-an-assignment";
    /// A word of `code`.
    pub const CODE_BAD_SUBSTITUTION: &str = "bad-substitution";
    /// A word of `code`.
    pub const CODE_SYNTAX_ERROR: &str = "syntax-error";
    /// A word of `code`.
    pub const CODE_NOT_EVALUATED: &str = "not-evaluated";
    /// A word of `code`.
    pub const CODE_RELEASES_DIFFER: &str = "releases-differ";
    /// A word of `code`.
    pub const CODE_LINE_TOO_LONG: &str = "line-too-long";
    /// A word of `code`.
    pub const CODE_TOO_LARGE: &str = "too-large";
    /// A word of `code`.
    pub const CODE_INVALID_UTF8: &str = "invalid-utf8";
    /// A word of `code`.
    pub const CODE_NUL_BYTE: &str = "nul-byte";
}

impl Words for env::Problem {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("env.problem.dialect", &self.dialect, &[Self::DIALECT_COMPOSE, Self::DIALECT_SHELL, Self::DIALECT_PYTHON_DOTENV, Self::DIALECT_DOCKER_RUN, Self::DIALECT_SYSTEMD, Self::DIALECT_NODE_DOTENV], &[])
            .or_else(|| check("env.problem.code", &self.code, &[Self::CODE_UNTERMINATED_QUOTE, Self::CODE_TEXT_AFTER_QUOTE, Self::CODE_BAD_KEY, Self::CODE_BYTE_ORDER_MARK, Self::CODE_NOT_AN_ASSIGNMENT, Self::CODE_BAD_SUBSTITUTION, Self::CODE_SYNTAX_ERROR, Self::CODE_NOT_EVALUATED, Self::CODE_RELEASES_DIFFER, Self::CODE_LINE_TOO_LONG, Self::CODE_TOO_LARGE, Self::CODE_INVALID_UTF8, Self::CODE_NUL_BYTE], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl env::EnvFile {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_DANGLING_SYMLINK: &str = "dangling-symlink";
    /// A word of `state`.
    pub const STATE_SPECIAL: &str = "special";
    /// A word of `dialects`.
    pub const DIALECTS_COMPOSE: &str = "compose";
    /// A word of `dialects`.
    pub const DIALECTS_SHELL: &str = "shell";
    /// A word of `dialects`.
    pub const DIALECTS_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialects`.
    pub const DIALECTS_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialects`.
    pub const DIALECTS_SYSTEMD: &str = "systemd";
    /// A word of `dialects`.
    pub const DIALECTS_NODE_DOTENV: &str = "node-dotenv";
}

impl Words for env::EnvFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("env.env-file.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_EMPTY, Self::STATE_DIRECTORY, Self::STATE_DANGLING_SYMLINK, Self::STATE_SPECIAL], &[])
            .or_else(|| self.dialects.iter().find_map(|text| check("env.env-file.dialects", text, &[Self::DIALECTS_COMPOSE, Self::DIALECTS_SHELL, Self::DIALECTS_PYTHON_DOTENV, Self::DIALECTS_DOCKER_RUN, Self::DIALECTS_SYSTEMD, Self::DIALECTS_NODE_DOTENV], &[])))
            .or_else(|| self.problems.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl env::Reading {
    /// A word of `dialect`.
    pub const DIALECT_COMPOSE: &str = "compose";
    /// A word of `dialect`.
    pub const DIALECT_SHELL: &str = "shell";
    /// A word of `dialect`.
    pub const DIALECT_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialect`.
    pub const DIALECT_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialect`.
    pub const DIALECT_SYSTEMD: &str = "systemd";
    /// A word of `dialect`.
    pub const DIALECT_NODE_DOTENV: &str = "node-dotenv";
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_UNSET: &str = "unset";
    /// A word of `status`.
    pub const STATUS_LOST: &str = "lost";
    /// A word of `status`.
    pub const STATUS_ERROR: &str = "error";
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPACE: &str = "unquoted-space";
    /// A word of `remarks`.
    pub const REMARKS_INNER_QUOTES: &str = "inner-quotes";
    /// A word of `remarks`.
    pub const REMARKS_INLINE_COMMENT: &str = "inline-comment";
    /// A word of `remarks`.
    pub const REMARKS_INTERPOLATION: &str = "interpolation";
    /// A word of `remarks`.
    pub const REMARKS_EXECUTES: &str = "executes";
    /// A word of `remarks`.
    pub const REMARKS_ESCAPE: &str = "escape";
    /// A word of `remarks`.
    pub const REMARKS_TILDE: &str = "tilde";
    /// A word of `remarks`.
    pub const REMARKS_CARRIAGE_RETURN: &str = "carriage-return";
    /// A word of `remarks`.
    pub const REMARKS_MULTI_LINE: &str = "multi-line";
    /// A word of `remarks`.
    pub const REMARKS_KEEPS_QUOTES: &str = "keeps-quotes";
    /// A word of `remarks`.
    pub const REMARKS_KEEPS_COMMENT: &str = "keeps-comment";
}

impl Words for env::Reading {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("env.reading.dialect", &self.dialect, &[Self::DIALECT_COMPOSE, Self::DIALECT_SHELL, Self::DIALECT_PYTHON_DOTENV, Self::DIALECT_DOCKER_RUN, Self::DIALECT_SYSTEMD, Self::DIALECT_NODE_DOTENV], &[])
            .or_else(|| check("env.reading.status", &self.status, &[Self::STATUS_SET, Self::STATUS_EMPTY, Self::STATUS_UNSET, Self::STATUS_LOST, Self::STATUS_ERROR], &[]))
            .or_else(|| self.remarks.iter().find_map(|text| check("env.reading.remarks", text, &[Self::REMARKS_UNQUOTED_SPACE, Self::REMARKS_INNER_QUOTES, Self::REMARKS_INLINE_COMMENT, Self::REMARKS_INTERPOLATION, Self::REMARKS_EXECUTES, Self::REMARKS_ESCAPE, Self::REMARKS_TILDE, Self::REMARKS_CARRIAGE_RETURN, Self::REMARKS_MULTI_LINE, Self::REMARKS_KEEPS_QUOTES, Self::REMARKS_KEEPS_COMMENT], &[])))
    }
}

impl env::Component {
    /// A word of `name`.
    pub const NAME_SCHEME: &str = "scheme";
    /// A word of `name`.
    pub const NAME_USER: &str = "user";
    /// A word of `name`.
    pub const NAME_PASSWORD: &str = "password";
    /// A word of `name`.
    pub const NAME_HOST: &str = "host";
    /// A word of `name`.
    pub const NAME_PORT: &str = "port";
    /// A word of `name`.
    pub const NAME_DATABASE: &str = "database";
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// A word of `properties`.
    pub const PROPERTIES_WILDCARD: &str = "wildcard";
    /// A word of `properties`.
    pub const PROPERTIES_NULL: &str = "null";
    /// A word of `properties`.
    pub const PROPERTIES_PATH: &str = "path";
    /// A word of `properties`.
    pub const PROPERTIES_TRAILING_SLASH: &str = "trailing-slash";
    /// A word of `properties`.
    pub const PROPERTIES_USERINFO: &str = "userinfo";
    /// A word of `properties`.
    pub const PROPERTIES_LOOPBACK: &str = "loopback";
    /// A word of `properties`.
    pub const PROPERTIES_PRIVATE: &str = "private";
    /// A word of `properties`.
    pub const PROPERTIES_PUBLIC: &str = "public";
    /// A word of `properties`.
    pub const PROPERTIES_SINGLE_LABEL: &str = "single-label";
    /// A word of `properties`.
    pub const PROPERTIES_NOT_AN_ORIGIN: &str = "not-an-origin";
    /// A word of `properties`.
    pub const PROPERTIES_HTTP: &str = "http";
    /// A word of `properties`.
    pub const PROPERTIES_HTTPS: &str = "https";
    /// A word of `properties`.
    pub const PROPERTIES_UNESCAPED: &str = "unescaped";
    /// A word of `properties`.
    pub const PROPERTIES_ENCRYPTED: &str = "encrypted";
}

impl Words for env::Component {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("env.component.name", &self.name, &[Self::NAME_SCHEME, Self::NAME_USER, Self::NAME_PASSWORD, Self::NAME_HOST, Self::NAME_PORT, Self::NAME_DATABASE], &["origin["])
            .or_else(|| check("env.component.status", &self.status, &[Self::STATUS_SET, Self::STATUS_EMPTY, Self::STATUS_MISSING, Self::STATUS_PLACEHOLDER], &[]))
            .or_else(|| self.properties.iter().find_map(|text| check("env.component.properties", text, &[Self::PROPERTIES_WILDCARD, Self::PROPERTIES_NULL, Self::PROPERTIES_PATH, Self::PROPERTIES_TRAILING_SLASH, Self::PROPERTIES_USERINFO, Self::PROPERTIES_LOOPBACK, Self::PROPERTIES_PRIVATE, Self::PROPERTIES_PUBLIC, Self::PROPERTIES_SINGLE_LABEL, Self::PROPERTIES_NOT_AN_ORIGIN, Self::PROPERTIES_HTTP, Self::PROPERTIES_HTTPS, Self::PROPERTIES_UNESCAPED, Self::PROPERTIES_ENCRYPTED], &[])))
    }
}

impl env::Key {
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// A word of `quoting`.
    pub const QUOTING_NONE: &str = "none";
    /// A word of `quoting`.
    pub const QUOTING_SINGLE: &str = "single";
    /// A word of `quoting`.
    pub const QUOTING_DOUBLE: &str = "double";
    /// A word of `length`.
    pub const LENGTH_0: &str = "0";
    /// A word of `length`.
    pub const LENGTH_1_7: &str = "1-7";
    /// A word of `length`.
    pub const LENGTH_8_11: &str = "8-11";
    /// A word of `length`.
    pub const LENGTH_12_15: &str = "12-15";
    /// A word of `length`.
    pub const LENGTH_16_31: &str = "16-31";
    /// A word of `length`.
    pub const LENGTH_32_63: &str = "32-63";
    /// A word of `length`.
    pub const LENGTH_64_PLUS: &str = "64+";
    /// A word of `strength`.
    pub const STRENGTH_VERY_WEAK: &str = "very-weak";
    /// A word of `strength`.
    pub const STRENGTH_WEAK: &str = "weak";
    /// A word of `strength`.
    pub const STRENGTH_FAIR: &str = "fair";
    /// A word of `strength`.
    pub const STRENGTH_STRONG: &str = "strong";
    /// A word of `weakness`.
    pub const WEAKNESS_KNOWN_DEFAULT: &str = "known-default";
    /// A word of `weakness`.
    pub const WEAKNESS_DICTIONARY: &str = "dictionary";
    /// A word of `weakness`.
    pub const WEAKNESS_REPEATED: &str = "repeated";
    /// A word of `weakness`.
    pub const WEAKNESS_SEQUENCE: &str = "sequence";
    /// A word of `weakness`.
    pub const WEAKNESS_EQUALS_KEY_NAME: &str = "equals-key-name";
    /// A word of `weakness`.
    pub const WEAKNESS_EQUALS_USER_NAME: &str = "equals-user-name";
    /// A word of `shape`.
    pub const SHAPE_BOOLEAN: &str = "boolean";
    /// A word of `shape`.
    pub const SHAPE_INTEGER: &str = "integer";
    /// A word of `shape`.
    pub const SHAPE_URL: &str = "url";
    /// A word of `shape`.
    pub const SHAPE_JSON_ARRAY: &str = "json-array";
    /// A word of `shape`.
    pub const SHAPE_JSON_OBJECT: &str = "json-object";
    /// A word of `shape`.
    pub const SHAPE_INVALID_JSON: &str = "invalid-json";
    /// A word of `shape`.
    pub const SHAPE_EMAIL: &str = "email";
    /// A word of `shape`.
    pub const SHAPE_PATH: &str = "path";
    /// A word of `shape`.
    pub const SHAPE_LIST: &str = "list";
    /// A word of `shape`.
    pub const SHAPE_JWT: &str = "jwt";
    /// A word of `shape`.
    pub const SHAPE_PEM: &str = "pem";
    /// A word of `shape`.
    pub const SHAPE_OPAQUE: &str = "opaque";
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPACE: &str = "unquoted-space";
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPECIAL: &str = "unquoted-special";
    /// A word of `remarks`.
    pub const REMARKS_JSON_BROKEN_BY_QUOTES: &str = "json-broken-by-quotes";
    /// A word of `remarks`.
    pub const REMARKS_JSON_UNQUOTED: &str = "json-unquoted";
    /// A word of `remarks`.
    pub const REMARKS_EXECUTES_WHEN_SOURCED: &str = "executes-when-sourced";
    /// A word of `remarks`.
    pub const REMARKS_INTERPOLATES: &str = "interpolates";
    /// A word of `remarks`.
    pub const REMARKS_UNSET_REFERENCE: &str = "unset-reference";
    /// A word of `remarks`.
    pub const REMARKS_CARRIAGE_RETURN: &str = "carriage-return";
    /// A word of `remarks`.
    pub const REMARKS_TRAILING_COMMENT: &str = "trailing-comment";
    /// A word of `remarks`.
    pub const REMARKS_EXPORTED: &str = "exported";
    /// A word of `remarks`.
    pub const REMARKS_ENVIRONMENT: &str = "environment";
    /// A word of `remarks`.
    pub const REMARKS_DEFAULT: &str = "default";
    /// A word of `remarks`.
    pub const REMARKS_FILLED: &str = "filled";
}

impl Words for env::Key {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
            .or_else(|| check("env.key.status", &self.status, &[Self::STATUS_SET, Self::STATUS_EMPTY, Self::STATUS_PLACEHOLDER], &[]))
            .or_else(|| check("env.key.quoting", &self.quoting, &[Self::QUOTING_NONE, Self::QUOTING_SINGLE, Self::QUOTING_DOUBLE], &[]))
            .or_else(|| self.duplicates.unlisted())
            .or_else(|| check("env.key.length", &self.length, &[Self::LENGTH_0, Self::LENGTH_1_7, Self::LENGTH_8_11, Self::LENGTH_12_15, Self::LENGTH_16_31, Self::LENGTH_32_63, Self::LENGTH_64_PLUS], &[]))
            .or_else(|| self.strength.as_ref().and_then(|text| check("env.key.strength", text, &[Self::STRENGTH_VERY_WEAK, Self::STRENGTH_WEAK, Self::STRENGTH_FAIR, Self::STRENGTH_STRONG], &[])))
            .or_else(|| self.weakness.as_ref().and_then(|text| check("env.key.weakness", text, &[Self::WEAKNESS_KNOWN_DEFAULT, Self::WEAKNESS_DICTIONARY, Self::WEAKNESS_REPEATED, Self::WEAKNESS_SEQUENCE, Self::WEAKNESS_EQUALS_KEY_NAME, Self::WEAKNESS_EQUALS_USER_NAME], &[])))
            .or_else(|| check("env.key.shape", &self.shape, &[Self::SHAPE_BOOLEAN, Self::SHAPE_INTEGER, Self::SHAPE_URL, Self::SHAPE_JSON_ARRAY, Self::SHAPE_JSON_OBJECT, Self::SHAPE_INVALID_JSON, Self::SHAPE_EMAIL, Self::SHAPE_PATH, Self::SHAPE_LIST, Self::SHAPE_JWT, Self::SHAPE_PEM, Self::SHAPE_OPAQUE], &[]))
            .or_else(|| self.remarks.iter().find_map(|text| check("env.key.remarks", text, &[Self::REMARKS_UNQUOTED_SPACE, Self::REMARKS_UNQUOTED_SPECIAL, Self::REMARKS_JSON_BROKEN_BY_QUOTES, Self::REMARKS_JSON_UNQUOTED, Self::REMARKS_EXECUTES_WHEN_SOURCED, Self::REMARKS_INTERPOLATES, Self::REMARKS_UNSET_REFERENCE, Self::REMARKS_CARRIAGE_RETURN, Self::REMARKS_TRAILING_COMMENT, Self::REMARKS_EXPORTED, Self::REMARKS_ENVIRONMENT, Self::REMARKS_DEFAULT, Self::REMARKS_FILLED], &[])))
            .or_else(|| self.components.unlisted())
            .or_else(|| self.readings.unlisted())
    }
}

impl Words for env::Environment {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.keys.unlisted()
    }
}

impl crate::Source {
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_COMMAND: &str = "command";
    /// A word of `kind`.
    pub const KIND_LOGICAL: &str = "logical";
}

impl Words for crate::Source {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("types.source.kind", &self.kind, &[Self::KIND_FILE, Self::KIND_COMMAND, Self::KIND_LOGICAL], &[])
    }
}

impl paths::Entry {
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_SPECIAL: &str = "special";
    /// A word of `kind`.
    pub const KIND_MISSING: &str = "missing";
    /// A word of `kind`.
    pub const KIND_DANGLING_SYMLINK: &str = "dangling-symlink";
}

impl Words for paths::Entry {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("paths.entry.kind", &self.kind, &[Self::KIND_FILE, Self::KIND_DIRECTORY, Self::KIND_SPECIAL, Self::KIND_MISSING, Self::KIND_DANGLING_SYMLINK], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl tree::Skipped {
    /// A word of `reason`.
    pub const REASON_MEMORY: &str = "memory";
    /// A word of `reason`.
    pub const REASON_FOREIGN: &str = "foreign";
    /// A word of `reason`.
    pub const REASON_STORAGE: &str = "storage";
    /// A word of `reason`.
    pub const REASON_TWICE: &str = "twice";
}

impl Words for tree::Skipped {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tree.skipped.reason", &self.reason, &[Self::REASON_MEMORY, Self::REASON_FOREIGN, Self::REASON_STORAGE, Self::REASON_TWICE], &[])
    }
}

impl Words for tree::Walk {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.skipped.unlisted()
            .or_else(|| self.source.unlisted())
    }
}

impl tree::Found {
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
}

impl Words for tree::Found {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tree.found.kind", &self.kind, &[Self::KIND_FILE, Self::KIND_DIRECTORY], &[])
    }
}

impl Words for tree::Place {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.examples.unlisted()
            .or_else(|| self.source.unlisted())
    }
}

impl Words for tree::Hits {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.places.unlisted()
    }
}

impl tree::SetIdFile {
    /// A word of `origin`.
    pub const ORIGIN_PACKAGED: &str = "packaged";
    /// A word of `origin`.
    pub const ORIGIN_CHANGED: &str = "changed";
    /// A word of `origin`.
    pub const ORIGIN_UNPACKAGED: &str = "unpackaged";
    /// A word of `origin`.
    pub const ORIGIN_UNKNOWN: &str = "unknown";
}

impl Words for tree::SetIdFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tree.set-id-file.origin", &self.origin, &[Self::ORIGIN_PACKAGED, Self::ORIGIN_CHANGED, Self::ORIGIN_UNPACKAGED, Self::ORIGIN_UNKNOWN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for tree::LogFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl packet_filter::Manager {
    /// A word of `purpose`.
    pub const PURPOSE_FIREWALL: &str = "firewall";
    /// A word of `purpose`.
    pub const PURPOSE_CONTAINERS: &str = "containers";
    /// A word of `purpose`.
    pub const PURPOSE_BANS: &str = "bans";
    /// A word of `purpose`.
    pub const PURPOSE_NETWORK: &str = "network";
}

impl Words for packet_filter::Manager {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packet-filter.manager.purpose", &self.purpose, &[Self::PURPOSE_FIREWALL, Self::PURPOSE_CONTAINERS, Self::PURPOSE_BANS, Self::PURPOSE_NETWORK], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl packet_filter::FilterOverview {
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

impl Words for packet_filter::FilterOverview {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.basis.iter().find_map(|text| check("packet-filter.filter-overview.basis", text, &[Self::BASIS_NFT, Self::BASIS_IPTABLES, Self::BASIS_IP6TABLES, Self::BASIS_IPTABLES_LEGACY, Self::BASIS_UFW_FILES, Self::BASIS_NFT_FILES, Self::BASIS_FIREWALLD_FILES, Self::BASIS_RULES_V4, Self::BASIS_RULES_V6, Self::BASIS_COMPOSE, Self::BASIS_KERNEL], &[]))
            .or_else(|| self.managers.unlisted())
    }
}

impl Words for packet_filter::Decision {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl packet_filter::Reach {
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
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
    /// A word of `path`.
    pub const PATH_INPUT: &str = "input";
    /// A word of `path`.
    pub const PATH_FORWARD: &str = "forward";
}

impl Words for packet_filter::Reach {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packet-filter.reach.family", &self.family, &[Self::FAMILY_IPV4, Self::FAMILY_IPV6], &[])
            .or_else(|| check("packet-filter.reach.protocol", &self.protocol, &[Self::PROTOCOL_TCP, Self::PROTOCOL_UDP], &[]))
            .or_else(|| check("packet-filter.reach.verdict", &self.verdict, &[Self::VERDICT_OPEN, Self::VERDICT_LIMITED, Self::VERDICT_FILTERED, Self::VERDICT_REFUSED, Self::VERDICT_UNKNOWN], &[]))
            .or_else(|| check("packet-filter.reach.path", &self.path, &[Self::PATH_INPUT, Self::PATH_FORWARD], &[]))
            .or_else(|| self.decided_by.unlisted())
    }
}

impl packet_filter::PublishedPort {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
    /// A word of `basis`.
    pub const BASIS_COMPOSE: &str = "compose";
    /// A word of `basis`.
    pub const BASIS_NAT: &str = "nat";
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

impl Words for packet_filter::PublishedPort {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packet-filter.published-port.protocol", &self.protocol, &[Self::PROTOCOL_TCP, Self::PROTOCOL_UDP, Self::PROTOCOL_SCTP], &[])
            .or_else(|| check("packet-filter.published-port.basis", &self.basis, &[Self::BASIS_COMPOSE, Self::BASIS_NAT], &[]))
            .or_else(|| check("packet-filter.published-port.verdict", &self.verdict, &[Self::VERDICT_OPEN, Self::VERDICT_LIMITED, Self::VERDICT_FILTERED, Self::VERDICT_REFUSED, Self::VERDICT_UNKNOWN, Self::VERDICT_LOCAL], &[]))
            .or_else(|| check("packet-filter.published-port.input-verdict", &self.input_verdict, &[Self::INPUT_VERDICT_OPEN, Self::INPUT_VERDICT_LIMITED, Self::INPUT_VERDICT_FILTERED, Self::INPUT_VERDICT_REFUSED, Self::INPUT_VERDICT_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
            .or_else(|| self.decided_by.unlisted())
    }
}

impl packet_filter::LoopbackVerdict {
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// A word of `connection`.
    pub const CONNECTION_INSIDE: &str = "inside";
    /// A word of `connection`.
    pub const CONNECTION_FORGED: &str = "forged";
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for packet_filter::LoopbackVerdict {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packet-filter.loopback-verdict.family", &self.family, &[Self::FAMILY_IPV4, Self::FAMILY_IPV6], &[])
            .or_else(|| check("packet-filter.loopback-verdict.connection", &self.connection, &[Self::CONNECTION_INSIDE, Self::CONNECTION_FORGED], &[]))
            .or_else(|| check("packet-filter.loopback-verdict.verdict", &self.verdict, &[Self::VERDICT_OPEN, Self::VERDICT_FILTERED, Self::VERDICT_REFUSED, Self::VERDICT_UNKNOWN], &[]))
            .or_else(|| self.decided_by.unlisted())
    }
}

impl Words for packet_filter::BootChange {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.now.unlisted()
            .or_else(|| self.at_boot.unlisted())
    }
}

impl Words for packet_filter::BootLoader {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.file.unlisted()
    }
}

impl Words for packet_filter::BootComparison {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.loaders.unlisted()
            .or_else(|| self.scripts.unlisted())
            .or_else(|| self.unclaimed.unlisted())
            .or_else(|| self.changes.unlisted())
    }
}

impl packet_filter::ShadowedRule {
    /// A word of `verdict`.
    pub const VERDICT_ACCEPT: &str = "accept";
    /// A word of `verdict`.
    pub const VERDICT_RETURN: &str = "return";
}

impl Words for packet_filter::ShadowedRule {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.rule.unlisted()
            .or_else(|| self.by.unlisted())
            .or_else(|| check("packet-filter.shadowed-rule.verdict", &self.verdict, &[Self::VERDICT_ACCEPT, Self::VERDICT_RETURN], &[]))
    }
}

impl sockets::Listener {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
}

impl Words for sockets::Listener {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sockets.listener.protocol", &self.protocol, &[Self::PROTOCOL_TCP, Self::PROTOCOL_UDP], &[])
            .or_else(|| check("sockets.listener.family", &self.family, &[Self::FAMILY_IPV4, Self::FAMILY_IPV6], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl Words for crypto_policy::Policy {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for crypto_policy::Property {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for crypto_policy::OptOut {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl host::HostIdentity {
    /// A word of `init_system`.
    pub const INIT_SYSTEM_SYSTEMD: &str = "systemd";
    /// A word of `init_system`.
    pub const INIT_SYSTEM_OPENRC: &str = "openrc";
}

impl Words for host::HostIdentity {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.init_system.as_ref().and_then(|text| check("host.host-identity.init-system", text, &[Self::INIT_SYSTEM_SYSTEMD, Self::INIT_SYSTEM_OPENRC], &[]))
    }
}

impl host::Address {
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// A word of `scope`.
    pub const SCOPE_GLOBAL: &str = "global";
    /// A word of `scope`.
    pub const SCOPE_PRIVATE: &str = "private";
    /// A word of `scope`.
    pub const SCOPE_LINK_LOCAL: &str = "link-local";
    /// A word of `scope`.
    pub const SCOPE_LOOPBACK: &str = "loopback";
}

impl Words for host::Address {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("host.address.family", &self.family, &[Self::FAMILY_IPV4, Self::FAMILY_IPV6], &[])
            .or_else(|| check("host.address.scope", &self.scope, &[Self::SCOPE_GLOBAL, Self::SCOPE_PRIVATE, Self::SCOPE_LINK_LOCAL, Self::SCOPE_LOOPBACK], &[]))
    }
}

impl host::Container {
    /// A word of `kind`.
    pub const KIND_DOCKER: &str = "docker";
    /// A word of `kind`.
    pub const KIND_PODMAN: &str = "podman";
    /// A word of `kind`.
    pub const KIND_KUBERNETES: &str = "kubernetes";
    /// A word of `kind`.
    pub const KIND_LXC: &str = "lxc";
    /// A word of `kind`.
    pub const KIND_SYSTEMD_NSPAWN: &str = "systemd-nspawn";
    /// A word of `kind`.
    pub const KIND_OPENVZ: &str = "openvz";
    /// A word of `kind`.
    pub const KIND_WSL: &str = "wsl";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for host::Container {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("host.container.kind", &self.kind, &[Self::KIND_DOCKER, Self::KIND_PODMAN, Self::KIND_KUBERNETES, Self::KIND_LXC, Self::KIND_SYSTEMD_NSPAWN, Self::KIND_OPENVZ, Self::KIND_WSL, Self::KIND_OTHER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for host::WirelessInterface {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for kernels::Kernel {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for kernels::Request {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl probes::Redirect {
    /// A word of `scheme`.
    pub const SCHEME_HTTP: &str = "http";
    /// A word of `scheme`.
    pub const SCHEME_HTTPS: &str = "https";
    /// A word of `scheme`.
    pub const SCHEME_OTHER: &str = "other";
}

impl Words for probes::Redirect {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("probes.redirect.scheme", &self.scheme, &[Self::SCHEME_HTTP, Self::SCHEME_HTTPS, Self::SCHEME_OTHER], &[])
    }
}

impl probes::Cookie {
    /// A word of `same_site`.
    pub const SAME_SITE_NONE: &str = "none";
    /// A word of `same_site`.
    pub const SAME_SITE_LAX: &str = "lax";
    /// A word of `same_site`.
    pub const SAME_SITE_STRICT: &str = "strict";
    /// A word of `same_site`.
    pub const SAME_SITE_MISSING: &str = "missing";
}

impl Words for probes::Cookie {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("probes.cookie.same-site", &self.same_site, &[Self::SAME_SITE_NONE, Self::SAME_SITE_LAX, Self::SAME_SITE_STRICT, Self::SAME_SITE_MISSING], &[])
    }
}

impl probes::Answer {
    /// A word of `framing`.
    pub const FRAMING_NONE: &str = "none";
    /// A word of `framing`.
    pub const FRAMING_X_FRAME_OPTIONS: &str = "x-frame-options";
    /// A word of `framing`.
    pub const FRAMING_CONTENT_SECURITY_POLICY: &str = "content-security-policy";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NONE: &str = "none";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NO_REFERRER: &str = "no-referrer";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NO_REFERRER_WHEN_DOWNGRADE: &str = "no-referrer-when-downgrade";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_SAME_ORIGIN: &str = "same-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_ORIGIN: &str = "origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_STRICT_ORIGIN: &str = "strict-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_ORIGIN_WHEN_CROSS_ORIGIN: &str = "origin-when-cross-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_STRICT_ORIGIN_WHEN_CROSS_ORIGIN: &str = "strict-origin-when-cross-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_UNSAFE_URL: &str = "unsafe-url";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_NONE: &str = "none";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_ANY: &str = "any";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_ECHOED: &str = "echoed";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_NULL: &str = "null";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_OTHER: &str = "other";
}

impl Words for probes::Answer {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.redirect.unlisted()
            .or_else(|| check("probes.answer.framing", &self.framing, &[Self::FRAMING_NONE, Self::FRAMING_X_FRAME_OPTIONS, Self::FRAMING_CONTENT_SECURITY_POLICY], &[]))
            .or_else(|| check("probes.answer.referrer-policy", &self.referrer_policy, &[Self::REFERRER_POLICY_NONE, Self::REFERRER_POLICY_NO_REFERRER, Self::REFERRER_POLICY_NO_REFERRER_WHEN_DOWNGRADE, Self::REFERRER_POLICY_SAME_ORIGIN, Self::REFERRER_POLICY_ORIGIN, Self::REFERRER_POLICY_STRICT_ORIGIN, Self::REFERRER_POLICY_ORIGIN_WHEN_CROSS_ORIGIN, Self::REFERRER_POLICY_STRICT_ORIGIN_WHEN_CROSS_ORIGIN, Self::REFERRER_POLICY_UNSAFE_URL], &[]))
            .or_else(|| check("probes.answer.allowed-origin", &self.allowed_origin, &[Self::ALLOWED_ORIGIN_NONE, Self::ALLOWED_ORIGIN_ANY, Self::ALLOWED_ORIGIN_ECHOED, Self::ALLOWED_ORIGIN_NULL, Self::ALLOWED_ORIGIN_OTHER], &[]))
            .or_else(|| self.cookies.unlisted())
    }
}

impl probes::Probe {
    /// A word of `purpose`.
    pub const PURPOSE_HEALTH: &str = "health";
    /// A word of `purpose`.
    pub const PURPOSE_READINESS: &str = "readiness";
    /// A word of `purpose`.
    pub const PURPOSE_BACKUP_HEALTH: &str = "backup-health";
    /// A word of `purpose`.
    pub const PURPOSE_METRICS: &str = "metrics";
    /// A word of `purpose`.
    pub const PURPOSE_ADMIN: &str = "admin";
    /// A word of `purpose`.
    pub const PURPOSE_WEBHOOK: &str = "webhook";
    /// A word of `purpose`.
    pub const PURPOSE_PAGE: &str = "page";
    /// A word of `manner`.
    pub const MANNER_ANONYMOUS: &str = "anonymous";
    /// A word of `manner`.
    pub const MANNER_AUTHENTICATED: &str = "authenticated";
    /// A word of `manner`.
    pub const MANNER_CROSS_ORIGIN: &str = "cross-origin";
    /// A word of `manner`.
    pub const MANNER_UNENCRYPTED: &str = "unencrypted";
    /// A word of `method`.
    pub const METHOD_GET: &str = "GET";
    /// A word of `method`.
    pub const METHOD_POST: &str = "POST";
    /// A word of `failure`.
    pub const FAILURE_DNS: &str = "dns";
    /// A word of `failure`.
    pub const FAILURE_TCP: &str = "tcp";
    /// A word of `failure`.
    pub const FAILURE_TLS: &str = "tls";
    /// A word of `failure`.
    pub const FAILURE_TIMEOUT: &str = "timeout";
    /// A word of `failure`.
    pub const FAILURE_HTTP: &str = "http";
    /// A word of `failure`.
    pub const FAILURE_CREDENTIALS: &str = "credentials";
}

impl Words for probes::Probe {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("probes.probe.purpose", &self.purpose, &[Self::PURPOSE_HEALTH, Self::PURPOSE_READINESS, Self::PURPOSE_BACKUP_HEALTH, Self::PURPOSE_METRICS, Self::PURPOSE_ADMIN, Self::PURPOSE_WEBHOOK, Self::PURPOSE_PAGE], &[])
            .or_else(|| check("probes.probe.manner", &self.manner, &[Self::MANNER_ANONYMOUS, Self::MANNER_AUTHENTICATED, Self::MANNER_CROSS_ORIGIN, Self::MANNER_UNENCRYPTED], &[]))
            .or_else(|| check("probes.probe.method", &self.method, &[Self::METHOD_GET, Self::METHOD_POST], &[]))
            .or_else(|| self.source.unlisted())
            .or_else(|| self.failure.as_ref().and_then(|text| check("probes.probe.failure", text, &[Self::FAILURE_DNS, Self::FAILURE_TCP, Self::FAILURE_TLS, Self::FAILURE_TIMEOUT, Self::FAILURE_HTTP, Self::FAILURE_CREDENTIALS], &[])))
            .or_else(|| self.outcome.unlisted())
    }
}

impl units::Manager {
    /// A word of `name`.
    pub const NAME_SYSTEMD: &str = "systemd";
    /// A word of `name`.
    pub const NAME_OPENRC: &str = "openrc";
    /// A word of `name`.
    pub const NAME_SYSV: &str = "sysv";
    /// A word of `name`.
    pub const NAME_RUNIT: &str = "runit";
}

impl Words for units::Manager {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("units.manager.name", &self.name, &[Self::NAME_SYSTEMD, Self::NAME_OPENRC, Self::NAME_SYSV, Self::NAME_RUNIT], &[])
    }
}

impl units::Unit {
    /// A word of `kind`.
    pub const KIND_SERVICE: &str = "service";
    /// A word of `kind`.
    pub const KIND_SOCKET: &str = "socket";
    /// A word of `kind`.
    pub const KIND_TIMER: &str = "timer";
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// A word of `load`.
    pub const LOAD_PRESENT: &str = "present";
    /// A word of `load`.
    pub const LOAD_MASKED: &str = "masked";
    /// A word of `load`.
    pub const LOAD_BROKEN: &str = "broken";
    /// A word of `state`.
    pub const STATE_ACTIVE: &str = "active";
    /// A word of `state`.
    pub const STATE_INACTIVE: &str = "inactive";
    /// A word of `state`.
    pub const STATE_FAILED: &str = "failed";
    /// A word of `state`.
    pub const STATE_CHANGING: &str = "changing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for units::Unit {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("units.unit.kind", &self.kind, &[Self::KIND_SERVICE, Self::KIND_SOCKET, Self::KIND_TIMER, Self::KIND_PATH], &[])
            .or_else(|| check("units.unit.load", &self.load, &[Self::LOAD_PRESENT, Self::LOAD_MASKED, Self::LOAD_BROKEN], &[]))
            .or_else(|| check("units.unit.state", &self.state, &[Self::STATE_ACTIVE, Self::STATE_INACTIVE, Self::STATE_FAILED, Self::STATE_CHANGING, Self::STATE_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl access_control::Profile {
    /// A word of `mode`.
    pub const MODE_ENFORCE: &str = "enforce";
    /// A word of `mode`.
    pub const MODE_COMPLAIN: &str = "complain";
    /// A word of `mode`.
    pub const MODE_KILL: &str = "kill";
    /// A word of `mode`.
    pub const MODE_PROMPT: &str = "prompt";
    /// A word of `mode`.
    pub const MODE_UNCONFINED: &str = "unconfined";
    /// A word of `mode`.
    pub const MODE_MIXED: &str = "mixed";
    /// A word of `mode`.
    pub const MODE_OTHER: &str = "other";
}

impl Words for access_control::Profile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("access-control.profile.mode", &self.mode, &[Self::MODE_ENFORCE, Self::MODE_COMPLAIN, Self::MODE_KILL, Self::MODE_PROMPT, Self::MODE_UNCONFINED, Self::MODE_MIXED, Self::MODE_OTHER], &[])
    }
}

impl access_control::Enforcement {
    /// A word of `mode`.
    pub const MODE_ENFORCING: &str = "enforcing";
    /// A word of `mode`.
    pub const MODE_PERMISSIVE: &str = "permissive";
    /// A word of `mode`.
    pub const MODE_DISABLED: &str = "disabled";
}

impl Words for access_control::Enforcement {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("access-control.enforcement.mode", &self.mode, &[Self::MODE_ENFORCING, Self::MODE_PERMISSIVE, Self::MODE_DISABLED], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl access_control::Configuration {
    /// A word of `mode`.
    pub const MODE_ENFORCING: &str = "enforcing";
    /// A word of `mode`.
    pub const MODE_PERMISSIVE: &str = "permissive";
    /// A word of `mode`.
    pub const MODE_DISABLED: &str = "disabled";
    /// A word of `mode`.
    pub const MODE_OTHER: &str = "other";
}

impl Words for access_control::Configuration {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("access-control.configuration.mode", &self.mode, &[Self::MODE_ENFORCING, Self::MODE_PERMISSIVE, Self::MODE_DISABLED, Self::MODE_OTHER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for boot::Entry {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl boot::Loader {
    /// A word of `kind`.
    pub const KIND_GRUB: &str = "grub";
    /// A word of `kind`.
    pub const KIND_SYSTEMD_BOOT: &str = "systemd-boot";
    /// A word of `kind`.
    pub const KIND_EXTLINUX: &str = "extlinux";
    /// A word of `asks_for`.
    pub const ASKS_FOR_PASSWORD: &str = "password";
    /// A word of `asks_for`.
    pub const ASKS_FOR_PLAIN_PASSWORD: &str = "plain-password";
    /// A word of `asks_for`.
    pub const ASKS_FOR_NOTHING: &str = "nothing";
    /// A word of `asks_for`.
    pub const ASKS_FOR_NO_EDITOR: &str = "no-editor";
}

impl Words for boot::Loader {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("boot.loader.kind", &self.kind, &[Self::KIND_GRUB, Self::KIND_SYSTEMD_BOOT, Self::KIND_EXTLINUX], &[])
            .or_else(|| check("boot.loader.asks-for", &self.asks_for, &[Self::ASKS_FOR_PASSWORD, Self::ASKS_FOR_PLAIN_PASSWORD, Self::ASKS_FOR_NOTHING, Self::ASKS_FOR_NO_EDITOR], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl modules::Availability {
    /// A word of `state`.
    pub const STATE_FILE: &str = "file";
    /// A word of `state`.
    pub const STATE_BUILT_IN: &str = "built-in";
    /// A word of `state`.
    pub const STATE_ABSENT: &str = "absent";
}

impl Words for modules::Availability {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("modules.availability.state", &self.state, &[Self::STATE_FILE, Self::STATE_BUILT_IN, Self::STATE_ABSENT], &[])
    }
}

impl Words for modules::Usage {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl modules::Install {
    /// A word of `runs`.
    pub const RUNS_NOTHING: &str = "nothing";
    /// A word of `runs`.
    pub const RUNS_COMMAND: &str = "command";
}

impl Words for modules::Install {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("modules.install.runs", &self.runs, &[Self::RUNS_NOTHING, Self::RUNS_COMMAND], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for modules::Configuration {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.install.unlisted()
            .or_else(|| self.blacklisted.unlisted())
    }
}

impl Words for mounts::Mount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl mounts::BootMount {
    /// A word of `decided_by`.
    pub const DECIDED_BY_FSTAB: &str = "fstab";
    /// A word of `decided_by`.
    pub const DECIDED_BY_UNIT: &str = "unit";
    /// A word of `decided_by`.
    pub const DECIDED_BY_SYSTEMD: &str = "systemd";
}

impl Words for mounts::BootMount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("mounts.boot-mount.decided-by", &self.decided_by, &[Self::DECIDED_BY_FSTAB, Self::DECIDED_BY_UNIT, Self::DECIDED_BY_SYSTEMD], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for mounts::Disk {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl sysctl::Procedure {
    /// A word of `applied_by`.
    pub const APPLIED_BY_SYSTEMD: &str = "systemd";
    /// A word of `applied_by`.
    pub const APPLIED_BY_PROCPS: &str = "procps";
    /// A word of `applied_by`.
    pub const APPLIED_BY_OPENRC: &str = "openrc";
    /// A word of `applied_by`.
    pub const APPLIED_BY_NOBODY: &str = "nobody";
}

impl Words for sysctl::Procedure {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sysctl.procedure.applied-by", &self.applied_by, &[Self::APPLIED_BY_SYSTEMD, Self::APPLIED_BY_PROCPS, Self::APPLIED_BY_OPENRC, Self::APPLIED_BY_NOBODY], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl sysctl::RunningValue {
    /// A word of `state`.
    pub const STATE_NUMBER: &str = "number";
    /// A word of `state`.
    pub const STATE_OTHER: &str = "other";
    /// A word of `state`.
    pub const STATE_ABSENT: &str = "absent";
}

impl Words for sysctl::RunningValue {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sysctl.running-value.state", &self.state, &[Self::STATE_NUMBER, Self::STATE_OTHER, Self::STATE_ABSENT], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl sysctl::Occurrence {
    /// A word of `applied_by`.
    pub const APPLIED_BY_SYSTEMD: &str = "systemd";
    /// A word of `applied_by`.
    pub const APPLIED_BY_PROCPS: &str = "procps";
    /// A word of `applied_by`.
    pub const APPLIED_BY_OPENRC: &str = "openrc";
    /// A word of `applied_by`.
    pub const APPLIED_BY_UFW: &str = "ufw";
    /// A word of `applied_by`.
    pub const APPLIED_BY_NOBODY: &str = "nobody";
}

impl Words for sysctl::Occurrence {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sysctl.occurrence.applied-by", &self.applied_by, &[Self::APPLIED_BY_SYSTEMD, Self::APPLIED_BY_PROCPS, Self::APPLIED_BY_OPENRC, Self::APPLIED_BY_UFW, Self::APPLIED_BY_NOBODY], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for sysctl::BootValue {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.effective.unlisted()
            .or_else(|| self.of_interfaces.unlisted())
            .or_else(|| self.shadowed.unlisted())
            .or_else(|| self.unread.unlisted())
    }
}

impl Words for lines::Spot {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl lines::Log {
    /// A word of `named_by`.
    pub const NAMED_BY_DOCKER: &str = "docker";
    /// A word of `named_by`.
    pub const NAMED_BY_CADDY: &str = "caddy";
    /// A word of `named_by`.
    pub const NAMED_BY_LOGROTATE: &str = "logrotate";
    /// A word of `named_by`.
    pub const NAMED_BY_POLICY: &str = "policy";
}

impl Words for lines::Log {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("lines.log.named-by", &self.named_by, &[Self::NAMED_BY_DOCKER, Self::NAMED_BY_CADDY, Self::NAMED_BY_LOGROTATE, Self::NAMED_BY_POLICY], &[])
            .or_else(|| self.since.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl Words for lines::FailureCount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.first.unlisted()
            .or_else(|| self.last.unlisted())
    }
}

impl lines::SecretCount {
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_AGE_KEY: &str = "age-key";
    /// A word of `kind`.
    pub const KIND_ANTHROPIC: &str = "anthropic";
    /// A word of `kind`.
    pub const KIND_AWS: &str = "aws";
    /// A word of `kind`.
    pub const KIND_CLOUDFLARE: &str = "cloudflare";
    /// A word of `kind`.
    pub const KIND_DIGITALOCEAN: &str = "digitalocean";
    /// A word of `kind`.
    pub const KIND_DOCKER_HUB: &str = "docker-hub";
    /// A word of `kind`.
    pub const KIND_ENCRYPTED_PRIVATE_KEY: &str = "encrypted-private-key";
    /// A word of `kind`.
    pub const KIND_GITHUB: &str = "github";
    /// A word of `kind`.
    pub const KIND_GITLAB: &str = "gitlab";
    /// A word of `kind`.
    pub const KIND_JWT: &str = "jwt";
    /// A word of `kind`.
    pub const KIND_NPM: &str = "npm";
    /// A word of `kind`.
    pub const KIND_OPENAI: &str = "openai";
    /// A word of `kind`.
    pub const KIND_PRIVATE_KEY: &str = "private-key";
    /// A word of `kind`.
    pub const KIND_PYPI: &str = "pypi";
    /// A word of `kind`.
    pub const KIND_SENDGRID: &str = "sendgrid";
    /// A word of `kind`.
    pub const KIND_SLACK: &str = "slack";
    /// A word of `kind`.
    pub const KIND_STRIPE: &str = "stripe";
    /// A word of `kind`.
    pub const KIND_URL_PASSWORD: &str = "url-password";
}

impl Words for lines::SecretCount {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("lines.secret-count.kind", &self.kind, &[Self::KIND_ENVIRONMENT, Self::KIND_AGE_KEY, Self::KIND_ANTHROPIC, Self::KIND_AWS, Self::KIND_CLOUDFLARE, Self::KIND_DIGITALOCEAN, Self::KIND_DOCKER_HUB, Self::KIND_ENCRYPTED_PRIVATE_KEY, Self::KIND_GITHUB, Self::KIND_GITLAB, Self::KIND_JWT, Self::KIND_NPM, Self::KIND_OPENAI, Self::KIND_PRIVATE_KEY, Self::KIND_PYPI, Self::KIND_SENDGRID, Self::KIND_SLACK, Self::KIND_STRIPE, Self::KIND_URL_PASSWORD], &[])
            .or_else(|| self.first.unlisted())
            .or_else(|| self.last.unlisted())
    }
}

impl lines::Gap {
    /// A word of `part`.
    pub const PART_LOGS: &str = "logs";
    /// A word of `part`.
    pub const PART_LOG: &str = "log";
    /// A word of `part`.
    pub const PART_VALUES: &str = "values";
    /// A word of `cause`.
    pub const CAUSE_UNREADABLE: &str = "unreadable";
    /// A word of `cause`.
    pub const CAUSE_MISSING: &str = "missing";
    /// A word of `cause`.
    pub const CAUSE_ELSEWHERE: &str = "elsewhere";
    /// A word of `cause`.
    pub const CAUSE_NOT_KEPT: &str = "not-kept";
    /// A word of `cause`.
    pub const CAUSE_UNKNOWN: &str = "unknown";
}

impl Words for lines::Gap {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("lines.gap.part", &self.part, &[Self::PART_LOGS, Self::PART_LOG, Self::PART_VALUES], &[])
            .or_else(|| check("lines.gap.cause", &self.cause, &[Self::CAUSE_UNREADABLE, Self::CAUSE_MISSING, Self::CAUSE_ELSEWHERE, Self::CAUSE_NOT_KEPT, Self::CAUSE_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl Words for rotation::Program {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl rotation::Stanza {
    /// A word of `frequency`.
    pub const FREQUENCY_HOURLY: &str = "hourly";
    /// A word of `frequency`.
    pub const FREQUENCY_DAILY: &str = "daily";
    /// A word of `frequency`.
    pub const FREQUENCY_WEEKLY: &str = "weekly";
    /// A word of `frequency`.
    pub const FREQUENCY_MONTHLY: &str = "monthly";
    /// A word of `frequency`.
    pub const FREQUENCY_YEARLY: &str = "yearly";
    /// A word of `frequency`.
    pub const FREQUENCY_SIZE: &str = "size";
}

impl Words for rotation::Stanza {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rotation.stanza.frequency", &self.frequency, &[Self::FREQUENCY_HOURLY, Self::FREQUENCY_DAILY, Self::FREQUENCY_WEEKLY, Self::FREQUENCY_MONTHLY, Self::FREQUENCY_YEARLY, Self::FREQUENCY_SIZE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl rotation::IgnoredPart {
    /// A word of `reason`.
    pub const REASON_TABOO: &str = "taboo";
    /// A word of `reason`.
    pub const REASON_UNSAFE_FILE: &str = "unsafe-file";
    /// A word of `reason`.
    pub const REASON_SYNTAX: &str = "syntax";
}

impl Words for rotation::IgnoredPart {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rotation.ignored-part.reason", &self.reason, &[Self::REASON_TABOO, Self::REASON_UNSAFE_FILE, Self::REASON_SYNTAX], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl rotation::Rotator {
    /// A word of `program`.
    pub const PROGRAM_LOGROTATE: &str = "logrotate";
    /// A word of `program`.
    pub const PROGRAM_CADDY: &str = "caddy";
    /// A word of `program`.
    pub const PROGRAM_DOCKER: &str = "docker";
}

impl Words for rotation::Rotator {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rotation.rotator.program", &self.program, &[Self::PROGRAM_LOGROTATE, Self::PROGRAM_CADDY, Self::PROGRAM_DOCKER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl rotation::SharedFile {
    /// A word of `kind`.
    pub const KIND_TWICE: &str = "twice";
    /// A word of `kind`.
    pub const KIND_CADDY: &str = "caddy";
    /// A word of `kind`.
    pub const KIND_DOCKER: &str = "docker";
}

impl Words for rotation::SharedFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rotation.shared-file.kind", &self.kind, &[Self::KIND_TWICE, Self::KIND_CADDY, Self::KIND_DOCKER], &[])
            .or_else(|| self.rotators.unlisted())
    }
}

impl rotation::UnknownRotator {
    /// A word of `program`.
    pub const PROGRAM_LOGROTATE: &str = "logrotate";
    /// A word of `program`.
    pub const PROGRAM_CADDY: &str = "caddy";
    /// A word of `program`.
    pub const PROGRAM_DOCKER: &str = "docker";
}

impl Words for rotation::UnknownRotator {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rotation.unknown-rotator.program", &self.program, &[Self::PROGRAM_LOGROTATE, Self::PROGRAM_CADDY, Self::PROGRAM_DOCKER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for rsyslog::Program {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for rsyslog::LogFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.decided_by.unlisted()
            .or_else(|| self.source.unlisted())
    }
}

impl rsyslog::Input {
    /// A word of `kind`.
    pub const KIND_JOURNAL: &str = "journal";
    /// A word of `kind`.
    pub const KIND_SOCKET: &str = "socket";
}

impl Words for rsyslog::Input {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rsyslog.input.kind", &self.kind, &[Self::KIND_JOURNAL, Self::KIND_SOCKET], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl rsyslog::Receiver {
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_RELP: &str = "relp";
    /// A word of `protocol`.
    pub const PROTOCOL_GSSAPI: &str = "gssapi";
}

impl Words for rsyslog::Receiver {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rsyslog.receiver.protocol", &self.protocol, &[Self::PROTOCOL_UDP, Self::PROTOCOL_TCP, Self::PROTOCOL_RELP, Self::PROTOCOL_GSSAPI], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl rsyslog::Forward {
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_RELP: &str = "relp";
}

impl Words for rsyslog::Forward {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("rsyslog.forward.protocol", &self.protocol, &[Self::PROTOCOL_UDP, Self::PROTOCOL_TCP, Self::PROTOCOL_RELP], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for rsyslog::UnreadPart {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl mail::SpfPolicy {
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_PERMERROR: &str = "permerror";
    /// A word of `verdict`.
    pub const VERDICT_TEMPERROR: &str = "temperror";
    /// A word of `problem`.
    pub const PROBLEM_MULTIPLE_RECORDS: &str = "multiple-records";
    /// A word of `problem`.
    pub const PROBLEM_SYNTAX: &str = "syntax";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_LOOKUPS: &str = "too-many-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_VOID_LOOKUPS: &str = "too-many-void-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_MAIL_SERVERS: &str = "too-many-mail-servers";
    /// A word of `problem`.
    pub const PROBLEM_INCLUDE_WITHOUT_RECORD: &str = "include-without-record";
    /// A word of `problem`.
    pub const PROBLEM_REDIRECT_WITHOUT_RECORD: &str = "redirect-without-record";
    /// A word of `problem`.
    pub const PROBLEM_LOOP: &str = "loop";
    /// A word of `all`.
    pub const ALL_PLUS: &str = "+";
    /// A word of `all`.
    pub const ALL_MINUS: &str = "-";
    /// A word of `all`.
    pub const ALL_TILDE: &str = "~";
    /// A word of `all`.
    pub const ALL_QUESTION_MARK: &str = "?";
}

impl Words for mail::SpfPolicy {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("mail.spf-policy.verdict", &self.verdict, &[Self::VERDICT_OK, Self::VERDICT_NONE, Self::VERDICT_PERMERROR, Self::VERDICT_TEMPERROR], &[])
            .or_else(|| self.problem.as_ref().and_then(|text| check("mail.spf-policy.problem", text, &[Self::PROBLEM_MULTIPLE_RECORDS, Self::PROBLEM_SYNTAX, Self::PROBLEM_TOO_MANY_LOOKUPS, Self::PROBLEM_TOO_MANY_VOID_LOOKUPS, Self::PROBLEM_TOO_MANY_MAIL_SERVERS, Self::PROBLEM_INCLUDE_WITHOUT_RECORD, Self::PROBLEM_REDIRECT_WITHOUT_RECORD, Self::PROBLEM_LOOP], &[])))
            .or_else(|| self.all.as_ref().and_then(|text| check("mail.spf-policy.all", text, &[Self::ALL_PLUS, Self::ALL_MINUS, Self::ALL_TILDE, Self::ALL_QUESTION_MARK], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl mail::DkimKey {
    /// A word of `status`.
    pub const STATUS_PRESENT: &str = "present";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_REVOKED: &str = "revoked";
    /// A word of `status`.
    pub const STATUS_INVALID: &str = "invalid";
    /// A word of `key_type`.
    pub const KEY_TYPE_RSA: &str = "rsa";
    /// A word of `key_type`.
    pub const KEY_TYPE_ED25519: &str = "ed25519";
}

impl Words for mail::DkimKey {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("mail.dkim-key.status", &self.status, &[Self::STATUS_PRESENT, Self::STATUS_MISSING, Self::STATUS_REVOKED, Self::STATUS_INVALID], &[])
            .or_else(|| self.key_type.as_ref().and_then(|text| check("mail.dkim-key.key-type", text, &[Self::KEY_TYPE_RSA, Self::KEY_TYPE_ED25519], &[])))
    }
}

impl Words for mail::DkimSelector {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.outcome.unlisted()
            .or_else(|| self.source.unlisted())
    }
}

impl mail::DmarcPolicy {
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_INVALID: &str = "invalid";
    /// A word of `policy`.
    pub const POLICY_NONE: &str = "none";
    /// A word of `policy`.
    pub const POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `policy`.
    pub const POLICY_REJECT: &str = "reject";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_NONE: &str = "none";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_REJECT: &str = "reject";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_NONE: &str = "none";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_REJECT: &str = "reject";
}

impl Words for mail::DmarcPolicy {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("mail.dmarc-policy.verdict", &self.verdict, &[Self::VERDICT_OK, Self::VERDICT_NONE, Self::VERDICT_INVALID], &[])
            .or_else(|| self.policy.as_ref().and_then(|text| check("mail.dmarc-policy.policy", text, &[Self::POLICY_NONE, Self::POLICY_QUARANTINE, Self::POLICY_REJECT], &[])))
            .or_else(|| self.subdomain_policy.as_ref().and_then(|text| check("mail.dmarc-policy.subdomain-policy", text, &[Self::SUBDOMAIN_POLICY_NONE, Self::SUBDOMAIN_POLICY_QUARANTINE, Self::SUBDOMAIN_POLICY_REJECT], &[])))
            .or_else(|| self.nonexistent_policy.as_ref().and_then(|text| check("mail.dmarc-policy.nonexistent-policy", text, &[Self::NONEXISTENT_POLICY_NONE, Self::NONEXISTENT_POLICY_QUARANTINE, Self::NONEXISTENT_POLICY_REJECT], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl mail::Sender {
    /// A word of `origin`.
    pub const ORIGIN_TARGET: &str = "target";
    /// A word of `origin`.
    pub const ORIGIN_ENV: &str = "env";
    /// A word of `origin`.
    pub const ORIGIN_DOMAIN: &str = "domain";
}

impl Words for mail::Sender {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("mail.sender.origin", &self.origin, &[Self::ORIGIN_TARGET, Self::ORIGIN_ENV, Self::ORIGIN_DOMAIN], &[])
            .or_else(|| self.source.unlisted())
            .or_else(|| self.spf.unlisted())
            .or_else(|| self.dkim.unlisted())
            .or_else(|| self.dmarc.unlisted())
    }
}

impl packages::Database {
    /// A word of `manager`.
    pub const MANAGER_DPKG: &str = "dpkg";
    /// A word of `manager`.
    pub const MANAGER_RPM: &str = "rpm";
    /// A word of `manager`.
    pub const MANAGER_APK: &str = "apk";
    /// A word of `manager`.
    pub const MANAGER_PACMAN: &str = "pacman";
}

impl Words for packages::Database {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packages.database.manager", &self.manager, &[Self::MANAGER_DPKG, Self::MANAGER_RPM, Self::MANAGER_APK, Self::MANAGER_PACMAN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl packages::KnownPackage {
    /// A word of `state`.
    pub const STATE_INSTALLED: &str = "installed";
    /// A word of `state`.
    pub const STATE_REMOVED: &str = "removed";
    /// A word of `state`.
    pub const STATE_BROKEN: &str = "broken";
}

impl Words for packages::KnownPackage {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("packages.known-package.state", &self.state, &[Self::STATE_INSTALLED, Self::STATE_REMOVED, Self::STATE_BROKEN], &[])
    }
}

impl updates::Index {
    /// A word of `manager`.
    pub const MANAGER_DPKG: &str = "dpkg";
    /// A word of `manager`.
    pub const MANAGER_RPM: &str = "rpm";
    /// A word of `manager`.
    pub const MANAGER_APK: &str = "apk";
}

impl Words for updates::Index {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("updates.index.manager", &self.manager, &[Self::MANAGER_DPKG, Self::MANAGER_RPM, Self::MANAGER_APK], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl updates::PendingUpdate {
    /// A word of `kept`.
    pub const KEPT_NO: &str = "no";
    /// A word of `kept`.
    pub const KEPT_HELD: &str = "held";
    /// A word of `kept`.
    pub const KEPT_EXCLUDED: &str = "excluded";
    /// A word of `kept`.
    pub const KEPT_PINNED: &str = "pinned";
}

impl Words for updates::PendingUpdate {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("updates.pending-update.kept", &self.kept, &[Self::KEPT_NO, Self::KEPT_HELD, Self::KEPT_EXCLUDED, Self::KEPT_PINNED], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl upgrades::PackageLists {
    /// A word of `manager`.
    pub const MANAGER_DPKG: &str = "dpkg";
    /// A word of `manager`.
    pub const MANAGER_RPM: &str = "rpm";
    /// A word of `manager`.
    pub const MANAGER_APK: &str = "apk";
}

impl Words for upgrades::PackageLists {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("upgrades.package-lists.manager", &self.manager, &[Self::MANAGER_DPKG, Self::MANAGER_RPM, Self::MANAGER_APK], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl upgrades::Upgrade {
    /// A word of `kept`.
    pub const KEPT_NO: &str = "no";
    /// A word of `kept`.
    pub const KEPT_HELD: &str = "held";
    /// A word of `kept`.
    pub const KEPT_EXCLUDED: &str = "excluded";
    /// A word of `kept`.
    pub const KEPT_PHASED: &str = "phased";
    /// A word of `kept`.
    pub const KEPT_UNDECIDED: &str = "undecided";
}

impl Words for upgrades::Upgrade {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("upgrades.upgrade.kept", &self.kept, &[Self::KEPT_NO, Self::KEPT_HELD, Self::KEPT_EXCLUDED, Self::KEPT_PHASED, Self::KEPT_UNDECIDED], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl pam::Layout {
    /// A word of `kind`.
    pub const KIND_DEBIAN: &str = "debian";
    /// A word of `kind`.
    pub const KIND_AUTHSELECT: &str = "authselect";
    /// A word of `kind`.
    pub const KIND_PLAIN: &str = "plain";
}

impl Words for pam::Layout {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("pam.layout.kind", &self.kind, &[Self::KIND_DEBIAN, Self::KIND_AUTHSELECT, Self::KIND_PLAIN], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for pam::Service {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for pam::Problem {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl pam::Entry {
    /// A word of `kind`.
    pub const KIND_AUTH: &str = "auth";
    /// A word of `kind`.
    pub const KIND_ACCOUNT: &str = "account";
    /// A word of `kind`.
    pub const KIND_PASSWORD: &str = "password";
    /// A word of `kind`.
    pub const KIND_SESSION: &str = "session";
}

impl Words for pam::Entry {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("pam.entry.kind", &self.kind, &[Self::KIND_AUTH, Self::KIND_ACCOUNT, Self::KIND_PASSWORD, Self::KIND_SESSION], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl pam::ModuleOption {
    /// A word of `origin`.
    pub const ORIGIN_ARGUMENT: &str = "argument";
    /// A word of `origin`.
    pub const ORIGIN_FILE: &str = "file";
    /// A word of `origin`.
    pub const ORIGIN_DEFAULT: &str = "default";
}

impl Words for pam::ModuleOption {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.entry.unlisted()
            .or_else(|| check("pam.module-option.origin", &self.origin, &[Self::ORIGIN_ARGUMENT, Self::ORIGIN_FILE, Self::ORIGIN_DEFAULT], &[]))
            .or_else(|| self.source.unlisted())
            .or_else(|| self.shadowed.unlisted())
    }
}

impl Words for pam::UnreadFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.entry.unlisted()
    }
}

impl caddy::Caddyfile {
    /// A word of `found`.
    pub const FOUND_NAMED: &str = "named";
    /// A word of `found`.
    pub const FOUND_MOUNTED: &str = "mounted";
    /// A word of `found`.
    pub const FOUND_USUAL: &str = "usual";
    /// A word of `verdict`.
    pub const VERDICT_READ: &str = "read";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for caddy::Caddyfile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.caddyfile.found", &self.found, &[Self::FOUND_NAMED, Self::FOUND_MOUNTED, Self::FOUND_USUAL], &[])
            .or_else(|| check("caddy.caddyfile.verdict", &self.verdict, &[Self::VERDICT_READ, Self::VERDICT_REFUSED, Self::VERDICT_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl caddy::GlobalOption {
    /// A word of `name`.
    pub const NAME_ADMIN: &str = "admin";
    /// A word of `name`.
    pub const NAME_ACME_CA: &str = "acme_ca";
    /// A word of `name`.
    pub const NAME_AUTO_HTTPS: &str = "auto_https";
    /// A word of `name`.
    pub const NAME_LOCAL_CERTS: &str = "local_certs";
}

impl Words for caddy::GlobalOption {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.global-option.name", &self.name, &[Self::NAME_ADMIN, Self::NAME_ACME_CA, Self::NAME_AUTO_HTTPS, Self::NAME_LOCAL_CERTS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for caddy::Server {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl caddy::Address {
    /// A word of `scheme`.
    pub const SCHEME_HTTP: &str = "http";
    /// A word of `scheme`.
    pub const SCHEME_HTTPS: &str = "https";
}

impl Words for caddy::Address {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.address.scheme", &self.scheme, &[Self::SCHEME_HTTP, Self::SCHEME_HTTPS], &[])
    }
}

impl caddy::Site {
    /// A word of `certificates`.
    pub const CERTIFICATES_AUTOMATIC: &str = "automatic";
    /// A word of `certificates`.
    pub const CERTIFICATES_INTERNAL: &str = "internal";
    /// A word of `certificates`.
    pub const CERTIFICATES_FILES: &str = "files";
    /// A word of `certificates`.
    pub const CERTIFICATES_OTHER: &str = "other";
}

impl Words for caddy::Site {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.addresses.unlisted()
            .or_else(|| check("caddy.site.certificates", &self.certificates, &[Self::CERTIFICATES_AUTOMATIC, Self::CERTIFICATES_INTERNAL, Self::CERTIFICATES_FILES, Self::CERTIFICATES_OTHER], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl caddy::Log {
    /// A word of `output`.
    pub const OUTPUT_STDERR: &str = "stderr";
    /// A word of `output`.
    pub const OUTPUT_STDOUT: &str = "stdout";
    /// A word of `output`.
    pub const OUTPUT_DISCARD: &str = "discard";
    /// A word of `output`.
    pub const OUTPUT_FILE: &str = "file";
    /// A word of `output`.
    pub const OUTPUT_NET: &str = "net";
    /// A word of `output`.
    pub const OUTPUT_OTHER: &str = "other";
}

impl Words for caddy::Log {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.log.output", &self.output, &[Self::OUTPUT_STDERR, Self::OUTPUT_STDOUT, Self::OUTPUT_DISCARD, Self::OUTPUT_FILE, Self::OUTPUT_NET, Self::OUTPUT_OTHER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl caddy::Condition {
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// A word of `kind`.
    pub const KIND_HOST: &str = "host";
    /// A word of `kind`.
    pub const KIND_METHOD: &str = "method";
    /// A word of `kind`.
    pub const KIND_HEADER: &str = "header";
    /// A word of `kind`.
    pub const KIND_REMOTE_IP: &str = "remote_ip";
    /// A word of `kind`.
    pub const KIND_CLIENT_IP: &str = "client_ip";
    /// A word of `kind`.
    pub const KIND_QUERY: &str = "query";
    /// A word of `kind`.
    pub const KIND_REWRITTEN_PATH: &str = "rewritten-path";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
    /// A word of `shapes`.
    pub const SHAPES_ANY: &str = "any";
    /// A word of `shapes`.
    pub const SHAPES_ABSENT: &str = "absent";
    /// A word of `shapes`.
    pub const SHAPES_GUESSABLE: &str = "guessable";
    /// A word of `shapes`.
    pub const SHAPES_SECRET: &str = "secret";
    /// A word of `shapes`.
    pub const SHAPES_PATTERN: &str = "pattern";
}

impl Words for caddy::Condition {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.condition.kind", &self.kind, &[Self::KIND_PATH, Self::KIND_HOST, Self::KIND_METHOD, Self::KIND_HEADER, Self::KIND_REMOTE_IP, Self::KIND_CLIENT_IP, Self::KIND_QUERY, Self::KIND_REWRITTEN_PATH, Self::KIND_OTHER], &[])
            .or_else(|| self.shapes.iter().find_map(|text| check("caddy.condition.shapes", text, &[Self::SHAPES_ANY, Self::SHAPES_ABSENT, Self::SHAPES_GUESSABLE, Self::SHAPES_SECRET, Self::SHAPES_PATTERN], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl caddy::Route {
    /// A word of `kind`.
    pub const KIND_PROXY: &str = "proxy";
    /// A word of `kind`.
    pub const KIND_REFUSAL: &str = "refusal";
    /// A word of `kind`.
    pub const KIND_AUTHENTICATION: &str = "authentication";
    /// A word of `kind`.
    pub const KIND_REDIRECT: &str = "redirect";
    /// A word of `kind`.
    pub const KIND_ANSWER: &str = "answer";
    /// A word of `authenticated`.
    pub const AUTHENTICATED_BASIC: &str = "basic";
    /// A word of `authenticated`.
    pub const AUTHENTICATED_FORWARD: &str = "forward";
}

impl Words for caddy::Route {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.route.kind", &self.kind, &[Self::KIND_PROXY, Self::KIND_REFUSAL, Self::KIND_AUTHENTICATION, Self::KIND_REDIRECT, Self::KIND_ANSWER], &[])
            .or_else(|| self.conditions.unlisted())
            .or_else(|| self.authenticated.iter().find_map(|text| check("caddy.route.authenticated", text, &[Self::AUTHENTICATED_BASIC, Self::AUTHENTICATED_FORWARD], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl caddy::HeaderOperation {
    /// A word of `directive`.
    pub const DIRECTIVE_HEADER_UP: &str = "header_up";
    /// A word of `directive`.
    pub const DIRECTIVE_REQUEST_HEADER: &str = "request_header";
    /// A word of `directive`.
    pub const DIRECTIVE_FORWARD_AUTH: &str = "forward_auth";
    /// A word of `operation`.
    pub const OPERATION_SET: &str = "set";
    /// A word of `operation`.
    pub const OPERATION_ADD: &str = "add";
    /// A word of `operation`.
    pub const OPERATION_DELETE: &str = "delete";
    /// A word of `operation`.
    pub const OPERATION_REPLACE: &str = "replace";
}

impl Words for caddy::HeaderOperation {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.header-operation.directive", &self.directive, &[Self::DIRECTIVE_HEADER_UP, Self::DIRECTIVE_REQUEST_HEADER, Self::DIRECTIVE_FORWARD_AUTH], &[])
            .or_else(|| check("caddy.header-operation.operation", &self.operation, &[Self::OPERATION_SET, Self::OPERATION_ADD, Self::OPERATION_DELETE, Self::OPERATION_REPLACE], &[]))
            .or_else(|| self.conditions.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl Words for caddy::Upstream {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for caddy::RouteTrust {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl caddy::Gap {
    /// A word of `part`.
    pub const PART_SITES: &str = "sites";
    /// A word of `part`.
    pub const PART_OPTIONS: &str = "options";
    /// A word of `part`.
    pub const PART_SERVERS: &str = "servers";
    /// A word of `part`.
    pub const PART_ADDRESSES: &str = "addresses";
    /// A word of `part`.
    pub const PART_TLS: &str = "tls";
    /// A word of `part`.
    pub const PART_LOGS: &str = "logs";
    /// A word of `part`.
    pub const PART_ROUTES: &str = "routes";
    /// A word of `part`.
    pub const PART_UPSTREAMS: &str = "upstreams";
    /// A word of `part`.
    pub const PART_HEADERS: &str = "headers";
}

impl Words for caddy::Gap {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("caddy.gap.part", &self.part, &[Self::PART_SITES, Self::PART_OPTIONS, Self::PART_SERVERS, Self::PART_ADDRESSES, Self::PART_TLS, Self::PART_LOGS, Self::PART_ROUTES, Self::PART_UPSTREAMS, Self::PART_HEADERS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for git::WorkTree {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for git::SecretKey {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl git::TrackedEnvFile {
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_TEMPLATE: &str = "template";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_INDEX: &str = "index";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_COMMIT: &str = "commit";
}

impl Words for git::TrackedEnvFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.tracked-env-file.kind", &self.kind, &[Self::KIND_ENVIRONMENT, Self::KIND_TEMPLATE], &[])
            .or_else(|| self.tracked_in.iter().find_map(|text| check("git.tracked-env-file.tracked-in", text, &[Self::TRACKED_IN_INDEX, Self::TRACKED_IN_COMMIT], &[])))
            .or_else(|| self.keys.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl git::EnvPath {
    /// A word of `state`.
    pub const STATE_FILE: &str = "file";
    /// A word of `state`.
    pub const STATE_LINK: &str = "link";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
}

impl Words for git::EnvPath {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.env-path.state", &self.state, &[Self::STATE_FILE, Self::STATE_LINK, Self::STATE_MISSING], &[])
            .or_else(|| self.decided_by.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl Words for git::HistoryHit {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl git::SecretMatch {
    /// A word of `kind`.
    pub const KIND_AGE_KEY: &str = "age-key";
    /// A word of `kind`.
    pub const KIND_ANTHROPIC: &str = "anthropic";
    /// A word of `kind`.
    pub const KIND_AWS: &str = "aws";
    /// A word of `kind`.
    pub const KIND_CLOUDFLARE: &str = "cloudflare";
    /// A word of `kind`.
    pub const KIND_DIGITALOCEAN: &str = "digitalocean";
    /// A word of `kind`.
    pub const KIND_DOCKER_HUB: &str = "docker-hub";
    /// A word of `kind`.
    pub const KIND_ENCRYPTED_PRIVATE_KEY: &str = "encrypted-private-key";
    /// A word of `kind`.
    pub const KIND_GITHUB: &str = "github";
    /// A word of `kind`.
    pub const KIND_GITLAB: &str = "gitlab";
    /// A word of `kind`.
    pub const KIND_JWT: &str = "jwt";
    /// A word of `kind`.
    pub const KIND_NPM: &str = "npm";
    /// A word of `kind`.
    pub const KIND_OPENAI: &str = "openai";
    /// A word of `kind`.
    pub const KIND_PRIVATE_KEY: &str = "private-key";
    /// A word of `kind`.
    pub const KIND_PYPI: &str = "pypi";
    /// A word of `kind`.
    pub const KIND_SENDGRID: &str = "sendgrid";
    /// A word of `kind`.
    pub const KIND_SLACK: &str = "slack";
    /// A word of `kind`.
    pub const KIND_STRIPE: &str = "stripe";
    /// A word of `kind`.
    pub const KIND_URL_PASSWORD: &str = "url-password";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_INDEX: &str = "index";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_COMMIT: &str = "commit";
}

impl Words for git::SecretMatch {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.secret-match.kind", &self.kind, &[Self::KIND_AGE_KEY, Self::KIND_ANTHROPIC, Self::KIND_AWS, Self::KIND_CLOUDFLARE, Self::KIND_DIGITALOCEAN, Self::KIND_DOCKER_HUB, Self::KIND_ENCRYPTED_PRIVATE_KEY, Self::KIND_GITHUB, Self::KIND_GITLAB, Self::KIND_JWT, Self::KIND_NPM, Self::KIND_OPENAI, Self::KIND_PRIVATE_KEY, Self::KIND_PYPI, Self::KIND_SENDGRID, Self::KIND_SLACK, Self::KIND_STRIPE, Self::KIND_URL_PASSWORD], &[])
            .or_else(|| self.tracked_in.iter().find_map(|text| check("git.secret-match.tracked-in", text, &[Self::TRACKED_IN_INDEX, Self::TRACKED_IN_COMMIT], &[])))
            .or_else(|| self.source.unlisted())
    }
}

impl git::Remote {
    /// A word of `credentials`.
    pub const CREDENTIALS_NONE: &str = "none";
    /// A word of `credentials`.
    pub const CREDENTIALS_USER: &str = "user";
    /// A word of `credentials`.
    pub const CREDENTIALS_PASSWORD: &str = "password";
    /// A word of `credentials`.
    pub const CREDENTIALS_TOKEN: &str = "token";
    /// A word of `credentials`.
    pub const CREDENTIALS_HEADER: &str = "header";
}

impl Words for git::Remote {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.remote.credentials", &self.credentials, &[Self::CREDENTIALS_NONE, Self::CREDENTIALS_USER, Self::CREDENTIALS_PASSWORD, Self::CREDENTIALS_TOKEN, Self::CREDENTIALS_HEADER], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl git::Change {
    /// A word of `what`.
    pub const WHAT_MODIFIED: &str = "modified";
    /// A word of `what`.
    pub const WHAT_DELETED: &str = "deleted";
    /// A word of `what`.
    pub const WHAT_STAGED: &str = "staged";
}

impl Words for git::Change {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.change.what", &self.what, &[Self::WHAT_MODIFIED, Self::WHAT_DELETED, Self::WHAT_STAGED], &[])
    }
}

impl git::Condition {
    /// A word of `published`.
    pub const PUBLISHED_KNOWN: &str = "known";
    /// A word of `published`.
    pub const PUBLISHED_UNPUSHED: &str = "unpushed";
    /// A word of `published`.
    pub const PUBLISHED_NO_REMOTE: &str = "no-remote";
    /// A word of `published`.
    pub const PUBLISHED_UNKNOWN: &str = "unknown";
}

impl Words for git::Condition {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.changes.unlisted()
            .or_else(|| check("git.condition.published", &self.published, &[Self::PUBLISHED_KNOWN, Self::PUBLISHED_UNPUSHED, Self::PUBLISHED_NO_REMOTE, Self::PUBLISHED_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl git::Gap {
    /// A word of `part`.
    pub const PART_REPOSITORY: &str = "repository";
    /// A word of `part`.
    pub const PART_CONTENTS: &str = "contents";
    /// A word of `part`.
    pub const PART_ENV_PATHS: &str = "env-paths";
    /// A word of `part`.
    pub const PART_HISTORY: &str = "history";
    /// A word of `part`.
    pub const PART_REMOTES: &str = "remotes";
    /// A word of `part`.
    pub const PART_CONDITION: &str = "condition";
}

impl Words for git::Gap {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("git.gap.part", &self.part, &[Self::PART_REPOSITORY, Self::PART_CONTENTS, Self::PART_ENV_PATHS, Self::PART_HISTORY, Self::PART_REMOTES, Self::PART_CONDITION], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl scripts::Script {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_NOT_A_FILE: &str = "not-a-file";
}

impl Words for scripts::Script {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("scripts.script.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_EMPTY, Self::STATE_MISSING, Self::STATE_NOT_A_FILE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for scripts::Command {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.places.unlisted()
    }
}

impl jobs::Scheduler {
    /// A word of `kind`.
    pub const KIND_CRON: &str = "cron";
    /// A word of `kind`.
    pub const KIND_ANACRON: &str = "anacron";
    /// A word of `kind`.
    pub const KIND_SYSTEMD: &str = "systemd";
    /// A word of `state`.
    pub const STATE_ACTIVE: &str = "active";
    /// A word of `state`.
    pub const STATE_INACTIVE: &str = "inactive";
    /// A word of `state`.
    pub const STATE_FAILED: &str = "failed";
    /// A word of `state`.
    pub const STATE_CHANGING: &str = "changing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for jobs::Scheduler {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("jobs.scheduler.kind", &self.kind, &[Self::KIND_CRON, Self::KIND_ANACRON, Self::KIND_SYSTEMD], &[])
            .or_else(|| check("jobs.scheduler.state", &self.state, &[Self::STATE_ACTIVE, Self::STATE_INACTIVE, Self::STATE_FAILED, Self::STATE_CHANGING, Self::STATE_UNKNOWN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl jobs::Call {
    /// A word of `purpose`.
    pub const PURPOSE_DUMP: &str = "dump";
    /// A word of `purpose`.
    pub const PURPOSE_BACKUP: &str = "backup";
    /// A word of `purpose`.
    pub const PURPOSE_ARCHIVE: &str = "archive";
    /// A word of `purpose`.
    pub const PURPOSE_COPY: &str = "copy";
    /// A word of `purpose`.
    pub const PURPOSE_PROBE: &str = "probe";
    /// A word of `purpose`.
    pub const PURPOSE_ROTATION: &str = "rotation";
    /// A word of `purpose`.
    pub const PURPOSE_INTEGRITY: &str = "integrity";
}

impl Words for jobs::Call {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("jobs.call.purpose", &self.purpose, &[Self::PURPOSE_DUMP, Self::PURPOSE_BACKUP, Self::PURPOSE_ARCHIVE, Self::PURPOSE_COPY, Self::PURPOSE_PROBE, Self::PURPOSE_ROTATION, Self::PURPOSE_INTEGRITY], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl jobs::Job {
    /// A word of `kind`.
    pub const KIND_CRONTAB: &str = "crontab";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_ANACRONTAB: &str = "anacrontab";
    /// A word of `kind`.
    pub const KIND_TIMER: &str = "timer";
    /// A word of `scheduler`.
    pub const SCHEDULER_CRON: &str = "cron";
    /// A word of `scheduler`.
    pub const SCHEDULER_ANACRON: &str = "anacron";
    /// A word of `scheduler`.
    pub const SCHEDULER_SYSTEMD: &str = "systemd";
    /// A word of `runs`.
    pub const RUNS_REPEATEDLY: &str = "repeatedly";
    /// A word of `runs`.
    pub const RUNS_AT_BOOT: &str = "at-boot";
    /// A word of `runs`.
    pub const RUNS_NEVER: &str = "never";
    /// A word of `runs`.
    pub const RUNS_LIMITED: &str = "limited";
    /// A word of `runs`.
    pub const RUNS_UNCLEAR: &str = "unclear";
    /// A word of `state`.
    pub const STATE_ENABLED: &str = "enabled";
    /// A word of `state`.
    pub const STATE_DISABLED: &str = "disabled";
    /// A word of `state`.
    pub const STATE_MASKED: &str = "masked";
    /// A word of `state`.
    pub const STATE_NOT_EXECUTABLE: &str = "not-executable";
    /// A word of `state`.
    pub const STATE_PASSED_OVER: &str = "passed-over";
    /// A word of `state`.
    pub const STATE_REFUSED: &str = "refused";
    /// A word of `state`.
    pub const STATE_NO_USER: &str = "no-user";
    /// A word of `state`.
    pub const STATE_NOT_CALLED: &str = "not-called";
    /// A word of `state`.
    pub const STATE_NO_PROGRAM: &str = "no-program";
    /// A word of `state`.
    pub const STATE_PROGRAM_NOT_EXECUTABLE: &str = "program-not-executable";
    /// A word of `state`.
    pub const STATE_UNCLEAR: &str = "unclear";
    /// A word of `purposes`.
    pub const PURPOSES_BACKUP: &str = "backup";
    /// A word of `purposes`.
    pub const PURPOSES_PROBE: &str = "probe";
}

impl Words for jobs::Job {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("jobs.job.kind", &self.kind, &[Self::KIND_CRONTAB, Self::KIND_DIRECTORY, Self::KIND_ANACRONTAB, Self::KIND_TIMER], &[])
            .or_else(|| check("jobs.job.scheduler", &self.scheduler, &[Self::SCHEDULER_CRON, Self::SCHEDULER_ANACRON, Self::SCHEDULER_SYSTEMD], &[]))
            .or_else(|| check("jobs.job.runs", &self.runs, &[Self::RUNS_REPEATEDLY, Self::RUNS_AT_BOOT, Self::RUNS_NEVER, Self::RUNS_LIMITED, Self::RUNS_UNCLEAR], &[]))
            .or_else(|| check("jobs.job.state", &self.state, &[Self::STATE_ENABLED, Self::STATE_DISABLED, Self::STATE_MASKED, Self::STATE_NOT_EXECUTABLE, Self::STATE_PASSED_OVER, Self::STATE_REFUSED, Self::STATE_NO_USER, Self::STATE_NOT_CALLED, Self::STATE_NO_PROGRAM, Self::STATE_PROGRAM_NOT_EXECUTABLE, Self::STATE_UNCLEAR], &[]))
            .or_else(|| self.purposes.iter().find_map(|text| check("jobs.job.purposes", text, &[Self::PURPOSES_BACKUP, Self::PURPOSES_PROBE], &[])))
            .or_else(|| self.calls.unlisted())
            .or_else(|| self.source.unlisted())
    }
}

impl jobs::UnreadPlace {
    /// A word of `holds`.
    pub const HOLDS_CRON_JOBS: &str = "cron-jobs";
    /// A word of `holds`.
    pub const HOLDS_TIMERS: &str = "timers";
    /// A word of `holds`.
    pub const HOLDS_CALLS: &str = "calls";
}

impl Words for jobs::UnreadPlace {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("jobs.unread-place.holds", &self.holds, &[Self::HOLDS_CRON_JOBS, Self::HOLDS_TIMERS, Self::HOLDS_CALLS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl sshd::SshdServer {
    /// A word of `cross_check`.
    pub const CROSS_CHECK_AGREED: &str = "agreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_DISAGREED: &str = "disagreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_ACCEPTED: &str = "accepted";
}

impl Words for sshd::SshdServer {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sshd.sshd-server.cross-check", &self.cross_check, &[Self::CROSS_CHECK_AGREED, Self::CROSS_CHECK_DISAGREED, Self::CROSS_CHECK_ACCEPTED], &["not-run: "])
    }
}

impl Words for sshd::Setting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl Words for sshd::MatchBlock {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
            .or_else(|| self.overrides.unlisted())
            .or_else(|| self.stray.unlisted())
    }
}

impl Words for sshd::ShadowedLine {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
            .or_else(|| self.winner.unlisted())
    }
}

impl sshd::Problem {
    /// A word of `effect`.
    pub const EFFECT_REFUSED: &str = "refused";
    /// A word of `effect`.
    pub const EFFECT_UNKNOWN: &str = "unknown";
    /// A word of `effect`.
    pub const EFFECT_WARNING: &str = "warning";
    /// A word of `effect`.
    pub const EFFECT_NOTE: &str = "note";
    /// A word of `effect`.
    pub const EFFECT_NEXT_START: &str = "next-start";
}

impl Words for sshd::Problem {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sshd.problem.effect", &self.effect, &[Self::EFFECT_REFUSED, Self::EFFECT_UNKNOWN, Self::EFFECT_WARNING, Self::EFFECT_NOTE, Self::EFFECT_NEXT_START], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for sshd::Disagreement {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl sshd::PortMention {
    /// A word of `by`.
    pub const BY_FAIL2BAN: &str = "fail2ban";
    /// A word of `by`.
    pub const BY_UFW_PROFILE: &str = "ufw-profile";
}

impl Words for sshd::PortMention {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sshd.port-mention.by", &self.by, &[Self::BY_FAIL2BAN, Self::BY_UFW_PROFILE], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl sshd::HostKey {
    /// A word of `algorithm`.
    pub const ALGORITHM_RSA: &str = "rsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_DSA: &str = "dsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA: &str = "ecdsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519: &str = "ed25519";
    /// A word of `algorithm`.
    pub const ALGORITHM_OTHER: &str = "other";
}

impl Words for sshd::HostKey {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.algorithm.as_ref().and_then(|text| check("sshd.host-key.algorithm", text, &[Self::ALGORITHM_RSA, Self::ALGORITHM_DSA, Self::ALGORITHM_ECDSA, Self::ALGORITHM_ED25519, Self::ALGORITHM_OTHER], &[]))
            .or_else(|| self.source.unlisted())
            .or_else(|| self.named_by.unlisted())
    }
}

impl sudoers::Program {
    /// A word of `kind`.
    pub const KIND_SUDO: &str = "sudo";
    /// A word of `kind`.
    pub const KIND_SUDO_RS: &str = "sudo-rs";
    /// A word of `kind`.
    pub const KIND_DOAS: &str = "doas";
}

impl Words for sudoers::Program {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.program.kind", &self.kind, &[Self::KIND_SUDO, Self::KIND_SUDO_RS, Self::KIND_DOAS], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl sudoers::PolicyFile {
    /// A word of `state`.
    pub const STATE_READ: &str = "read";
    /// A word of `state`.
    pub const STATE_PASSED_OVER: &str = "passed-over";
    /// A word of `state`.
    pub const STATE_UNREAD: &str = "unread";
}

impl Words for sudoers::PolicyFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.policy-file.state", &self.state, &[Self::STATE_READ, Self::STATE_PASSED_OVER, Self::STATE_UNREAD], &[])
            .or_else(|| self.source.unlisted())
    }
}

impl Words for sudoers::Problem {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl sudoers::DefaultSetting {
    /// A word of `operator`.
    pub const OPERATOR_SET: &str = "set";
    /// A word of `operator`.
    pub const OPERATOR_ADD: &str = "add";
    /// A word of `operator`.
    pub const OPERATOR_REMOVE: &str = "remove";
    /// A word of `scope`.
    pub const SCOPE_ALL: &str = "all";
    /// A word of `scope`.
    pub const SCOPE_USER: &str = "user";
    /// A word of `scope`.
    pub const SCOPE_HOST: &str = "host";
    /// A word of `scope`.
    pub const SCOPE_RUNAS: &str = "runas";
    /// A word of `scope`.
    pub const SCOPE_COMMAND: &str = "command";
}

impl Words for sudoers::DefaultSetting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.default-setting.operator", &self.operator, &[Self::OPERATOR_SET, Self::OPERATOR_ADD, Self::OPERATOR_REMOVE], &[])
            .or_else(|| check("sudoers.default-setting.scope", &self.scope, &[Self::SCOPE_ALL, Self::SCOPE_USER, Self::SCOPE_HOST, Self::SCOPE_RUNAS, Self::SCOPE_COMMAND], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl sudoers::Subject {
    /// A word of `kind`.
    pub const KIND_USER: &str = "user";
    /// A word of `kind`.
    pub const KIND_UID: &str = "uid";
    /// A word of `kind`.
    pub const KIND_GROUP: &str = "group";
    /// A word of `kind`.
    pub const KIND_GID: &str = "gid";
    /// A word of `kind`.
    pub const KIND_NETGROUP: &str = "netgroup";
    /// A word of `kind`.
    pub const KIND_ALL: &str = "all";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
}

impl Words for sudoers::Subject {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.subject.kind", &self.kind, &[Self::KIND_USER, Self::KIND_UID, Self::KIND_GROUP, Self::KIND_GID, Self::KIND_NETGROUP, Self::KIND_ALL, Self::KIND_OTHER], &[])
    }
}

impl sudoers::Rule {
    /// A word of `program`.
    pub const PROGRAM_SUDO: &str = "sudo";
    /// A word of `program`.
    pub const PROGRAM_SUDO_RS: &str = "sudo-rs";
    /// A word of `program`.
    pub const PROGRAM_DOAS: &str = "doas";
    /// A word of `password`.
    pub const PASSWORD_DEFAULT: &str = "default";
    /// A word of `password`.
    pub const PASSWORD_ASKED: &str = "asked";
    /// A word of `password`.
    pub const PASSWORD_NOT_ASKED: &str = "not-asked";
    /// A word of `kind`.
    pub const KIND_ALL: &str = "all";
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// A word of `kind`.
    pub const KIND_DIRECTORY: &str = "directory";
    /// A word of `kind`.
    pub const KIND_EDIT: &str = "edit";
    /// A word of `kind`.
    pub const KIND_PATTERN: &str = "pattern";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
    /// A word of `arguments`.
    pub const ARGUMENTS_ANY: &str = "any";
    /// A word of `arguments`.
    pub const ARGUMENTS_NONE: &str = "none";
    /// A word of `arguments`.
    pub const ARGUMENTS_FIXED: &str = "fixed";
    /// A word of `arguments`.
    pub const ARGUMENTS_WILDCARD: &str = "wildcard";
    /// A word of `arguments`.
    pub const ARGUMENTS_OPEN: &str = "open";
}

impl Words for sudoers::Rule {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.rule.program", &self.program, &[Self::PROGRAM_SUDO, Self::PROGRAM_SUDO_RS, Self::PROGRAM_DOAS], &[])
            .or_else(|| self.subjects.unlisted())
            .or_else(|| check("sudoers.rule.password", &self.password, &[Self::PASSWORD_DEFAULT, Self::PASSWORD_ASKED, Self::PASSWORD_NOT_ASKED], &[]))
            .or_else(|| check("sudoers.rule.kind", &self.kind, &[Self::KIND_ALL, Self::KIND_PATH, Self::KIND_DIRECTORY, Self::KIND_EDIT, Self::KIND_PATTERN, Self::KIND_OTHER], &[]))
            .or_else(|| check("sudoers.rule.arguments", &self.arguments, &[Self::ARGUMENTS_ANY, Self::ARGUMENTS_NONE, Self::ARGUMENTS_FIXED, Self::ARGUMENTS_WILDCARD, Self::ARGUMENTS_OPEN], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl sudoers::Changer {
    /// A word of `kind`.
    pub const KIND_ACCOUNT: &str = "account";
    /// A word of `kind`.
    pub const KIND_GROUP: &str = "group";
    /// A word of `kind`.
    pub const KIND_EVERYBODY: &str = "everybody";
}

impl Words for sudoers::Changer {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.changer.kind", &self.kind, &[Self::KIND_ACCOUNT, Self::KIND_GROUP, Self::KIND_EVERYBODY], &[])
    }
}

impl sudoers::CommandFile {
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
}

impl Words for sudoers::CommandFile {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("sudoers.command-file.state", &self.state, &[Self::STATE_PRESENT, Self::STATE_MISSING, Self::STATE_UNKNOWN], &[])
            .or_else(|| self.changers.unlisted())
    }
}

impl Words for sudoers::Directory {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.source.unlisted()
    }
}

impl tls::Verification {
    /// A word of `verdict`.
    pub const VERDICT_TRUSTED: &str = "trusted";
    /// A word of `verdict`.
    pub const VERDICT_EXPIRED: &str = "expired";
    /// A word of `verdict`.
    pub const VERDICT_NOT_YET_VALID: &str = "not-yet-valid";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN_ISSUER: &str = "unknown-issuer";
    /// A word of `verdict`.
    pub const VERDICT_MISSING_INTERMEDIATE: &str = "missing-intermediate";
    /// A word of `verdict`.
    pub const VERDICT_SELF_SIGNED: &str = "self-signed";
    /// A word of `verdict`.
    pub const VERDICT_NOT_A_CA: &str = "not-a-ca";
    /// A word of `verdict`.
    pub const VERDICT_WEAK: &str = "weak";
    /// A word of `verdict`.
    pub const VERDICT_MALFORMED: &str = "malformed";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `anchor`.
    pub const ANCHOR_WEB: &str = "web";
    /// A word of `anchor`.
    pub const ANCHOR_FILE: &str = "file";
    /// A word of `anchor`.
    pub const ANCHOR_CLOUDFLARE_ORIGIN_CA: &str = "cloudflare-origin-ca";
}

impl Words for tls::Verification {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tls.verification.verdict", &self.verdict, &[Self::VERDICT_TRUSTED, Self::VERDICT_EXPIRED, Self::VERDICT_NOT_YET_VALID, Self::VERDICT_UNKNOWN_ISSUER, Self::VERDICT_MISSING_INTERMEDIATE, Self::VERDICT_SELF_SIGNED, Self::VERDICT_NOT_A_CA, Self::VERDICT_WEAK, Self::VERDICT_MALFORMED, Self::VERDICT_NONE], &[])
            .or_else(|| self.anchor.as_ref().and_then(|text| check("tls.verification.anchor", text, &[Self::ANCHOR_WEB, Self::ANCHOR_FILE, Self::ANCHOR_CLOUDFLARE_ORIGIN_CA], &[])))
    }
}

impl tls::TlsVersion {
    /// A word of `name`.
    pub const NAME_1_0: &str = "1.0";
    /// A word of `name`.
    pub const NAME_1_1: &str = "1.1";
    /// A word of `name`.
    pub const NAME_1_2: &str = "1.2";
    /// A word of `name`.
    pub const NAME_1_3: &str = "1.3";
}

impl Words for tls::TlsVersion {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tls.tls-version.name", &self.name, &[Self::NAME_1_0, Self::NAME_1_1, Self::NAME_1_2, Self::NAME_1_3], &[])
    }
}

impl Words for tls::Observation {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.trust.unlisted()
            .or_else(|| self.versions.unlisted())
    }
}

impl tls::Endpoint {
    /// A word of `scope`.
    pub const SCOPE_EDGE: &str = "edge";
    /// A word of `scope`.
    pub const SCOPE_ORIGIN: &str = "origin";
    /// A word of `scope`.
    pub const SCOPE_BOTH: &str = "both";
    /// A word of `shown_to`.
    pub const SHOWN_TO_RSA: &str = "rsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_ECDSA: &str = "ecdsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_EDDSA: &str = "eddsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_NO_NAME: &str = "no-name";
}

impl Words for tls::Endpoint {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("tls.endpoint.scope", &self.scope, &[Self::SCOPE_EDGE, Self::SCOPE_ORIGIN, Self::SCOPE_BOTH], &[])
            .or_else(|| self.shown_to.as_ref().and_then(|text| check("tls.endpoint.shown-to", text, &[Self::SHOWN_TO_RSA, Self::SHOWN_TO_ECDSA, Self::SHOWN_TO_EDDSA, Self::SHOWN_TO_NO_NAME], &[])))
            .or_else(|| self.source.unlisted())
            .or_else(|| self.outcome.unlisted())
    }
}

impl automatic_updates::Setting {
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_YUM: &str = "yum";
    /// A word of `key`.
    pub const KEY_ENABLE: &str = "enable";
    /// A word of `key`.
    pub const KEY_UPDATE_PACKAGE_LISTS: &str = "update-package-lists";
    /// A word of `key`.
    pub const KEY_UNATTENDED_UPGRADE: &str = "unattended-upgrade";
    /// A word of `key`.
    pub const KEY_APPLY_UPDATES: &str = "apply-updates";
}

impl Words for automatic_updates::Setting {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("automatic-updates.setting.program", &self.program, &[Self::PROGRAM_APT, Self::PROGRAM_DNF, Self::PROGRAM_YUM], &[])
            .or_else(|| check("automatic-updates.setting.key", &self.key, &[Self::KEY_ENABLE, Self::KEY_UPDATE_PACKAGE_LISTS, Self::KEY_UNATTENDED_UPGRADE, Self::KEY_APPLY_UPDATES], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl package_sources::PackageSource {
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_ZYPPER: &str = "zypper";
    /// A word of `program`.
    pub const PROGRAM_APK: &str = "apk";
    /// A word of `signatures`.
    pub const SIGNATURES_NAMED_KEYS: &str = "named-keys";
    /// A word of `signatures`.
    pub const SIGNATURES_ANY_KEY: &str = "any-key";
    /// A word of `signatures`.
    pub const SIGNATURES_LIST: &str = "list";
    /// A word of `signatures`.
    pub const SIGNATURES_DEFAULT: &str = "default";
    /// A word of `signatures`.
    pub const SIGNATURES_NONE: &str = "none";
}

impl Words for package_sources::PackageSource {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("package-sources.package-source.program", &self.program, &[Self::PROGRAM_APT, Self::PROGRAM_DNF, Self::PROGRAM_ZYPPER, Self::PROGRAM_APK], &[])
            .or_else(|| check("package-sources.package-source.signatures", &self.signatures, &[Self::SIGNATURES_NAMED_KEYS, Self::SIGNATURES_ANY_KEY, Self::SIGNATURES_LIST, Self::SIGNATURES_DEFAULT, Self::SIGNATURES_NONE], &[]))
            .or_else(|| self.source.unlisted())
    }
}

impl package_sources::Check {
    /// A word of `program`.
    pub const PROGRAM_APT: &str = "apt";
    /// A word of `program`.
    pub const PROGRAM_DNF: &str = "dnf";
    /// A word of `program`.
    pub const PROGRAM_ZYPPER: &str = "zypper";
}

impl Words for package_sources::Check {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        check("package-sources.check.program", &self.program, &[Self::PROGRAM_APT, Self::PROGRAM_DNF, Self::PROGRAM_ZYPPER], &[])
            .or_else(|| self.source.unlisted())
    }
}
