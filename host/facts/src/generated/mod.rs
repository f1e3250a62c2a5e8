// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! The fact types of `wit/`, one module for each interface, and the registry of domains.

pub mod accounts;
pub mod backups;
pub mod clock;
pub mod cloudflare;
pub mod builds;
pub mod compose;
pub mod services;
pub mod variables;
pub mod banners;
pub mod login;
pub mod settings;
pub mod dns;
pub mod containers;
pub mod daemon;
pub mod env;
pub mod types;
pub mod paths;
pub mod tree;
pub mod packet_filter;
pub mod sockets;
pub mod crypto_policy;
pub mod host;
pub mod kernels;
pub mod probes;
pub mod units;
pub mod access_control;
pub mod boot;
pub mod modules;
pub mod mounts;
pub mod sysctl;
pub mod lines;
pub mod rotation;
pub mod rsyslog;
pub mod mail;
pub mod packages;
pub mod updates;
pub mod upgrades;
pub mod pam;
pub mod caddy;
pub mod git;
pub mod scripts;
pub mod jobs;
pub mod sshd;
pub mod sudoers;
pub mod tls;
pub mod automatic_updates;
pub mod package_sources;

use serde::{Deserialize, Serialize};

use crate::Secrets;
use crate::domain::{Cleaned, DomainFacts, clean_all};
use crate::vocabulary::{Visit, Words};

pub use self::host::HostFacts;
pub use self::kernels::KernelsFacts;
pub use self::crypto_policy::CryptoPolicyFacts;
pub use self::env::EnvFacts;
pub use self::sshd::SshdFacts;
pub use self::packet_filter::PacketFilterFacts;
pub use self::sockets::SocketsFacts;
pub use self::compose::ComposeFacts;
pub use self::paths::PathsFacts;
pub use self::tree::TreeFacts;
pub use self::packages::PackagesFacts;
pub use self::updates::UpdatesFacts;
pub use self::upgrades::UpgradesFacts;
pub use self::units::UnitsFacts;
pub use self::clock::ClockFacts;
pub use self::services::ServicesFacts;
pub use self::dns::DnsFacts;
pub use self::mail::MailFacts;
pub use self::tls::TlsFacts;
pub use self::cloudflare::CloudflareFacts;
pub use self::backups::BackupsFacts;
pub use self::probes::ProbesFacts;
pub use self::caddy::CaddyFacts;
pub use self::jobs::JobsFacts;
pub use self::rotation::RotationFacts;
pub use self::variables::VariablesFacts;
pub use self::builds::BuildsFacts;
pub use self::daemon::DaemonFacts;
pub use self::containers::ContainersFacts;
pub use self::git::GitFacts;
pub use self::scripts::ScriptsFacts;
pub use self::lines::LinesFacts;
pub use self::sysctl::SysctlFacts;
pub use self::modules::ModulesFacts;
pub use self::mounts::MountsFacts;
pub use self::boot::BootFacts;
pub use self::access_control::AccessControlFacts;
pub use self::automatic_updates::AutomaticUpdatesFacts;
pub use self::package_sources::PackageSourcesFacts;
pub use self::accounts::AccountsFacts;
pub use self::sudoers::SudoersFacts;
pub use self::settings::SettingsFacts;
pub use self::banners::BannersFacts;
pub use self::login::LoginFacts;
pub use self::rsyslog::RsyslogFacts;
pub use self::pam::PamFacts;

/// Gives a macro the list of domains, each as `Variant, field: Facts;`.
#[macro_export]
macro_rules! domains {
    ($list:ident) => {
        $list! {
            Host, host: $crate::HostFacts;
            Kernels, kernels: $crate::KernelsFacts;
            CryptoPolicy, crypto_policy: $crate::CryptoPolicyFacts;
            Env, env: $crate::EnvFacts;
            Sshd, sshd: $crate::SshdFacts;
            PacketFilter, packet_filter: $crate::PacketFilterFacts;
            Sockets, sockets: $crate::SocketsFacts;
            Compose, compose: $crate::ComposeFacts;
            Paths, paths: $crate::PathsFacts;
            Tree, tree: $crate::TreeFacts;
            Packages, packages: $crate::PackagesFacts;
            Updates, updates: $crate::UpdatesFacts;
            Upgrades, upgrades: $crate::UpgradesFacts;
            Units, units: $crate::UnitsFacts;
            Clock, clock: $crate::ClockFacts;
            Services, services: $crate::ServicesFacts;
            Dns, dns: $crate::DnsFacts;
            Mail, mail: $crate::MailFacts;
            Tls, tls: $crate::TlsFacts;
            Cloudflare, cloudflare: $crate::CloudflareFacts;
            Backups, backups: $crate::BackupsFacts;
            Probes, probes: $crate::ProbesFacts;
            Caddy, caddy: $crate::CaddyFacts;
            Jobs, jobs: $crate::JobsFacts;
            Rotation, rotation: $crate::RotationFacts;
            Variables, variables: $crate::VariablesFacts;
            Builds, builds: $crate::BuildsFacts;
            Daemon, daemon: $crate::DaemonFacts;
            Containers, containers: $crate::ContainersFacts;
            Git, git: $crate::GitFacts;
            Scripts, scripts: $crate::ScriptsFacts;
            Lines, lines: $crate::LinesFacts;
            Sysctl, sysctl: $crate::SysctlFacts;
            Modules, modules: $crate::ModulesFacts;
            Mounts, mounts: $crate::MountsFacts;
            Boot, boot: $crate::BootFacts;
            AccessControl, access_control: $crate::AccessControlFacts;
            AutomaticUpdates, automatic_updates: $crate::AutomaticUpdatesFacts;
            PackageSources, package_sources: $crate::PackageSourcesFacts;
            Accounts, accounts: $crate::AccountsFacts;
            Sudoers, sudoers: $crate::SudoersFacts;
            Settings, settings: $crate::SettingsFacts;
            Banners, banners: $crate::BannersFacts;
            Login, login: $crate::LoginFacts;
            Rsyslog, rsyslog: $crate::RsyslogFacts;
            Pam, pam: $crate::PamFacts;
        }
    };
}

/// A fact domain: one imported WIT interface, one collector, one field of [`Facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// Which machine this is.
    Host,
    /// Which kernel runs, which are installed, and whether something waits for a restart of the host. `unsupported` for a
    /// container, whose kernel is that of the machine that runs it, and for a target that is not running.
    Kernels,
    /// The cryptographic policy that Red Hat and its derivatives have for all programs, see crypto-policies(7). `unsupported` for
    /// a distribution that has none.
    CryptoPolicy,
    /// Environment files (dotenv), key by key. No value leaves the collector: what a rule sees is
    /// status, classes and equality. Only keys on a short list of non-secret names carry their value.
    Env,
    /// The OpenSSH server's effective configuration, with the place of each winning line.
    Sshd,
    /// The packet filter, evaluated: not its text, but which port a new connection gets through to.
    PacketFilter,
    /// Listening sockets, from procfs.
    Sockets,
    /// The Docker Compose project on the host, as far as other domains need it.
    Compose,
    /// Files and directories, seen from outside: type, owner and mode.
    Paths,
    /// What one walk through the file systems of the host finds. It enters those that are on the host's own disks, each
    /// once, and follows no link. It does not enter `/proc`, `/run` and other file systems in memory, what is mounted from
    /// elsewhere, and what belongs to containers, virtual machines and snapshots. A function is `failed` for a recording of
    /// a host through which nobody walked.
    Tree,
    /// Which packages are installed.
    Packages,
    /// Pending package updates, by the lists that the package manager last fetched. Nothing is fetched, and no package
    /// manager is run.
    Updates,
    /// All updates that the package manager would choose, for security or not, by the lists that it last fetched and by what
    /// its configuration prefers. Nothing is fetched, and no package manager is run. What depends on other packages is not
    /// worked out: one of them may be left for later.
    Upgrades,
    /// Services, and the sockets, timers and paths that start them, of systemd or OpenRC.
    Units,
    /// The time on the host, and what keeps it right.
    Clock,
    /// The services of the Compose project, beside their mounts and ports: the model that Compose
    /// itself makes of all files, service by service and key by key.
    Services,
    /// What the DNS says about the configured names.
    Dns,
    /// What the DNS says about who may send mail for a domain: SPF, DKIM and DMARC.
    Mail,
    /// What a TLS client sees of the configured names, at the address the DNS gives and at the host
    /// itself.
    Tls,
    /// How a zone is configured at Cloudflare.
    Cloudflare,
    /// Backups, by what they leave behind.
    Backups,
    /// What the application's own endpoints answer over HTTP. Only what rules compare is taken out of an
    /// answer: no text of a body, no value of a header, and no query of an address leaves the collector.
    Probes,
    /// Caddy, by its Caddyfile. Nothing of what it holds of secrets is a fact: no password hash, no value of a
    /// header, and no value of a variable that the project does not show.
    Caddy,
    /// Jobs of cron, anacron and systemd's timers. What a job is given as arguments stays in the collector.
    Jobs,
    /// What logrotate is configured to do, as it reads its configuration.
    Rotation,
    /// Which variables the Compose projects are filled in from, what their containers get, and where a secret
    /// is written into a Compose file. Names, places and classes; no value.
    Variables,
    /// What the services of the Compose projects are built from, and whether secrets can get into their images.
    Builds,
    /// How Docker's daemon is set up, by its settings file, its unit and what is installed. Nothing asks the
    /// daemon itself.
    Daemon,
    /// All containers, running or not, as Docker's own client reports them.
    Containers,
    /// Git repositories, read from git's own files: nothing that a repository names is run.
    Git,
    /// The scripts that a project is deployed with (`targets.deploy`). Mode and owner are in `paths` of
    /// `muster:files`.
    Scripts,
    /// How many lines of logs say that something is wrong, and how many hold secrets. A line's text is never a fact.
    Lines,
    /// Parameters of the kernel (sysctl): those that a selected rule names, as the kernel runs with them and as
    /// boot sets them. No value that is not a number is a fact.
    Sysctl,
    /// Modules of the kernel: those that a selected rule names.
    Modules,
    /// What is mounted where, and what boot mounts. Of options only flags are facts, such as `nodev`: none that
    /// has a value.
    Mounts,
    /// How the host boots: the arguments of boot loaders and of the running kernel, and who may change them. Of kernel
    /// arguments only those that say how the kernel protects itself are facts; passwords never are.
    Boot,
    /// Mandatory access control: AppArmor and SELinux, as the kernel runs with them and as boot sets them up.
    AccessControl,
    /// How the programs that install updates automatically are set up. Whether they are installed and come up, say
    /// `muster:packages` and `muster:init`.
    AutomaticUpdates,
    /// Where packages come from, and whether they are verified. Of an address only the host is a fact: a path may have
    /// a password in it, as a user name may.
    PackageSources,
    /// The accounts and groups in the files of the host. Of a password only its state leaves the collector, of a
    /// public key only its kind.
    Accounts,
    /// The rules of sudoers(5) and doas.conf(5), with their aliases replaced by what they stand for. The arguments of
    /// commands do not leave the collector.
    Sudoers,
    /// Settings of programs: those that a selected rule names. Which can be named is a closed list, and none of them
    /// holds a secret.
    Settings,
    /// The texts that everybody sees who logs in, or is about to. What they say stays on the host.
    Banners,
    /// What a login shell begins with, by the files that it and PAM read: no program is run.
    Login,
    /// What rsyslog is configured to do, in either of its two languages.
    Rsyslog,
    /// The stacks of pam.conf(5), with all that they include, and the files that modules read besides. Names of modules,
    /// options and their values are told where they are known to hold no secret; others are left out.
    Pam,
}

impl Domain {
    /// Every domain, in the order of `wit/policy.wit`.
    pub const ALL: [Self; 46] = [
        Self::Host,
        Self::Kernels,
        Self::CryptoPolicy,
        Self::Env,
        Self::Sshd,
        Self::PacketFilter,
        Self::Sockets,
        Self::Compose,
        Self::Paths,
        Self::Tree,
        Self::Packages,
        Self::Updates,
        Self::Upgrades,
        Self::Units,
        Self::Clock,
        Self::Services,
        Self::Dns,
        Self::Mail,
        Self::Tls,
        Self::Cloudflare,
        Self::Backups,
        Self::Probes,
        Self::Caddy,
        Self::Jobs,
        Self::Rotation,
        Self::Variables,
        Self::Builds,
        Self::Daemon,
        Self::Containers,
        Self::Git,
        Self::Scripts,
        Self::Lines,
        Self::Sysctl,
        Self::Modules,
        Self::Mounts,
        Self::Boot,
        Self::AccessControl,
        Self::AutomaticUpdates,
        Self::PackageSources,
        Self::Accounts,
        Self::Sudoers,
        Self::Settings,
        Self::Banners,
        Self::Login,
        Self::Rsyslog,
        Self::Pam,
    ];

    /// The WIT interface that a plugin imports to get these facts, without its version. This is
    /// also the name of the grant.
    #[must_use]
    pub const fn interface(self) -> &'static str {
        match self {
            Self::Host => "muster:host/host",
            Self::Kernels => "muster:host/kernels",
            Self::CryptoPolicy => "muster:host/crypto-policy",
            Self::Env => "muster:env/env",
            Self::Sshd => "muster:ssh/sshd",
            Self::PacketFilter => "muster:firewall/packet-filter",
            Self::Sockets => "muster:firewall/sockets",
            Self::Compose => "muster:compose/compose",
            Self::Paths => "muster:files/paths",
            Self::Tree => "muster:files/tree",
            Self::Packages => "muster:packages/packages",
            Self::Updates => "muster:packages/updates",
            Self::Upgrades => "muster:packages/upgrades",
            Self::Units => "muster:init/units",
            Self::Clock => "muster:clock/clock",
            Self::Services => "muster:compose/services",
            Self::Dns => "muster:dns/dns",
            Self::Mail => "muster:mail/mail",
            Self::Tls => "muster:tls/tls",
            Self::Cloudflare => "muster:cloudflare/cloudflare",
            Self::Backups => "muster:backups/backups",
            Self::Probes => "muster:http/probes",
            Self::Caddy => "muster:proxy/caddy",
            Self::Jobs => "muster:schedule/jobs",
            Self::Rotation => "muster:logs/rotation",
            Self::Variables => "muster:compose/variables",
            Self::Builds => "muster:compose/builds",
            Self::Daemon => "muster:docker/daemon",
            Self::Containers => "muster:docker/containers",
            Self::Git => "muster:repository/git",
            Self::Scripts => "muster:repository/scripts",
            Self::Lines => "muster:logs/lines",
            Self::Sysctl => "muster:kernel/sysctl",
            Self::Modules => "muster:kernel/modules",
            Self::Mounts => "muster:kernel/mounts",
            Self::Boot => "muster:kernel/boot",
            Self::AccessControl => "muster:kernel/access-control",
            Self::AutomaticUpdates => "muster:updates/automatic-updates",
            Self::PackageSources => "muster:updates/package-sources",
            Self::Accounts => "muster:accounts/accounts",
            Self::Sudoers => "muster:sudo/sudoers",
            Self::Settings => "muster:config/settings",
            Self::Banners => "muster:config/banners",
            Self::Login => "muster:config/login",
            Self::Rsyslog => "muster:logs/rsyslog",
            Self::Pam => "muster:pam/pam",
        }
    }

    /// What the facts are about, in sentences.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Host => "Which machine this is.",
            Self::Kernels => "Which kernel runs, which are installed, and whether something waits for a restart of the host. unsupported for a container, whose kernel is that of the machine that runs it, and for a target that is not running.",
            Self::CryptoPolicy => "The cryptographic policy that Red Hat and its derivatives have for all programs, see crypto-policies(7). unsupported for a distribution that has none.",
            Self::Env => "Environment files (dotenv), key by key. No value leaves the collector: what a rule sees is status, classes and equality. Only keys on a short list of non-secret names carry their value.",
            Self::Sshd => "The OpenSSH server's effective configuration, with the place of each winning line.",
            Self::PacketFilter => "The packet filter, evaluated: not its text, but which port a new connection gets through to.",
            Self::Sockets => "Listening sockets, from procfs.",
            Self::Compose => "The Docker Compose project on the host, as far as other domains need it.",
            Self::Paths => "Files and directories, seen from outside: type, owner and mode.",
            Self::Tree => "What one walk through the file systems of the host finds. It enters those that are on the host's own disks, each once, and follows no link. It does not enter /proc, /run and other file systems in memory, what is mounted from elsewhere, and what belongs to containers, virtual machines and snapshots. A function is failed for a recording of a host through which nobody walked.",
            Self::Packages => "Which packages are installed.",
            Self::Updates => "Pending package updates, by the lists that the package manager last fetched. Nothing is fetched, and no package manager is run.",
            Self::Upgrades => "All updates that the package manager would choose, for security or not, by the lists that it last fetched and by what its configuration prefers. Nothing is fetched, and no package manager is run. What depends on other packages is not worked out: one of them may be left for later.",
            Self::Units => "Services, and the sockets, timers and paths that start them, of systemd or OpenRC.",
            Self::Clock => "The time on the host, and what keeps it right.",
            Self::Services => "The services of the Compose project, beside their mounts and ports: the model that Compose itself makes of all files, service by service and key by key.",
            Self::Dns => "What the DNS says about the configured names.",
            Self::Mail => "What the DNS says about who may send mail for a domain: SPF, DKIM and DMARC.",
            Self::Tls => "What a TLS client sees of the configured names, at the address the DNS gives and at the host itself.",
            Self::Cloudflare => "How a zone is configured at Cloudflare.",
            Self::Backups => "Backups, by what they leave behind.",
            Self::Probes => "What the application's own endpoints answer over HTTP. Only what rules compare is taken out of an answer: no text of a body, no value of a header, and no query of an address leaves the collector.",
            Self::Caddy => "Caddy, by its Caddyfile. Nothing of what it holds of secrets is a fact: no password hash, no value of a header, and no value of a variable that the project does not show.",
            Self::Jobs => "Jobs of cron, anacron and systemd's timers. What a job is given as arguments stays in the collector.",
            Self::Rotation => "What logrotate is configured to do, as it reads its configuration.",
            Self::Variables => "Which variables the Compose projects are filled in from, what their containers get, and where a secret is written into a Compose file. Names, places and classes; no value.",
            Self::Builds => "What the services of the Compose projects are built from, and whether secrets can get into their images.",
            Self::Daemon => "How Docker's daemon is set up, by its settings file, its unit and what is installed. Nothing asks the daemon itself.",
            Self::Containers => "All containers, running or not, as Docker's own client reports them.",
            Self::Git => "Git repositories, read from git's own files: nothing that a repository names is run.",
            Self::Scripts => "The scripts that a project is deployed with (targets.deploy). Mode and owner are in paths of muster:files.",
            Self::Lines => "How many lines of logs say that something is wrong, and how many hold secrets. A line's text is never a fact.",
            Self::Sysctl => "Parameters of the kernel (sysctl): those that a selected rule names, as the kernel runs with them and as boot sets them. No value that is not a number is a fact.",
            Self::Modules => "Modules of the kernel: those that a selected rule names.",
            Self::Mounts => "What is mounted where, and what boot mounts. Of options only flags are facts, such as nodev: none that has a value.",
            Self::Boot => "How the host boots: the arguments of boot loaders and of the running kernel, and who may change them. Of kernel arguments only those that say how the kernel protects itself are facts; passwords never are.",
            Self::AccessControl => "Mandatory access control: AppArmor and SELinux, as the kernel runs with them and as boot sets them up.",
            Self::AutomaticUpdates => "How the programs that install updates automatically are set up. Whether they are installed and come up, say muster:packages and muster:init.",
            Self::PackageSources => "Where packages come from, and whether they are verified. Of an address only the host is a fact: a path may have a password in it, as a user name may.",
            Self::Accounts => "The accounts and groups in the files of the host. Of a password only its state leaves the collector, of a public key only its kind.",
            Self::Sudoers => "The rules of sudoers(5) and doas.conf(5), with their aliases replaced by what they stand for. The arguments of commands do not leave the collector.",
            Self::Settings => "Settings of programs: those that a selected rule names. Which can be named is a closed list, and none of them holds a secret.",
            Self::Banners => "The texts that everybody sees who logs in, or is about to. What they say stays on the host.",
            Self::Login => "What a login shell begins with, by the files that it and PAM read: no program is run.",
            Self::Rsyslog => "What rsyslog is configured to do, in either of its two languages.",
            Self::Pam => "The stacks of pam.conf(5), with all that they include, and the files that modules read besides. Names of modules, options and their values are told where they are known to hold no secret; others are left out.",
        }
    }
}

/// One field for each fact domain; `None` for a domain that no selected rule needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// [`Domain::Host`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostFacts>,
    /// [`Domain::Kernels`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernels: Option<KernelsFacts>,
    /// [`Domain::CryptoPolicy`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto_policy: Option<CryptoPolicyFacts>,
    /// [`Domain::Env`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<EnvFacts>,
    /// [`Domain::Sshd`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sshd: Option<SshdFacts>,
    /// [`Domain::PacketFilter`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet_filter: Option<PacketFilterFacts>,
    /// [`Domain::Sockets`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sockets: Option<SocketsFacts>,
    /// [`Domain::Compose`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compose: Option<ComposeFacts>,
    /// [`Domain::Paths`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<PathsFacts>,
    /// [`Domain::Tree`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<TreeFacts>,
    /// [`Domain::Packages`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackagesFacts>,
    /// [`Domain::Updates`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<UpdatesFacts>,
    /// [`Domain::Upgrades`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrades: Option<UpgradesFacts>,
    /// [`Domain::Units`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<UnitsFacts>,
    /// [`Domain::Clock`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockFacts>,
    /// [`Domain::Services`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<ServicesFacts>,
    /// [`Domain::Dns`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<DnsFacts>,
    /// [`Domain::Mail`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailFacts>,
    /// [`Domain::Tls`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFacts>,
    /// [`Domain::Cloudflare`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudflare: Option<CloudflareFacts>,
    /// [`Domain::Backups`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backups: Option<BackupsFacts>,
    /// [`Domain::Probes`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<ProbesFacts>,
    /// [`Domain::Caddy`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caddy: Option<CaddyFacts>,
    /// [`Domain::Jobs`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: Option<JobsFacts>,
    /// [`Domain::Rotation`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<RotationFacts>,
    /// [`Domain::Variables`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<VariablesFacts>,
    /// [`Domain::Builds`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub builds: Option<BuildsFacts>,
    /// [`Domain::Daemon`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daemon: Option<DaemonFacts>,
    /// [`Domain::Containers`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<ContainersFacts>,
    /// [`Domain::Git`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<GitFacts>,
    /// [`Domain::Scripts`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scripts: Option<ScriptsFacts>,
    /// [`Domain::Lines`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<LinesFacts>,
    /// [`Domain::Sysctl`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sysctl: Option<SysctlFacts>,
    /// [`Domain::Modules`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modules: Option<ModulesFacts>,
    /// [`Domain::Mounts`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mounts: Option<MountsFacts>,
    /// [`Domain::Boot`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot: Option<BootFacts>,
    /// [`Domain::AccessControl`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_control: Option<AccessControlFacts>,
    /// [`Domain::AutomaticUpdates`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automatic_updates: Option<AutomaticUpdatesFacts>,
    /// [`Domain::PackageSources`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_sources: Option<PackageSourcesFacts>,
    /// [`Domain::Accounts`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<AccountsFacts>,
    /// [`Domain::Sudoers`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sudoers: Option<SudoersFacts>,
    /// [`Domain::Settings`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsFacts>,
    /// [`Domain::Banners`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banners: Option<BannersFacts>,
    /// [`Domain::Login`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginFacts>,
    /// [`Domain::Rsyslog`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rsyslog: Option<RsyslogFacts>,
    /// [`Domain::Pam`]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pam: Option<PamFacts>,
}

impl Facts {
    /// Whether a domain was collected.
    #[must_use]
    pub const fn has(&self, domain: Domain) -> bool {
        match domain {
            Domain::Host => self.host.is_some(),
            Domain::Kernels => self.kernels.is_some(),
            Domain::CryptoPolicy => self.crypto_policy.is_some(),
            Domain::Env => self.env.is_some(),
            Domain::Sshd => self.sshd.is_some(),
            Domain::PacketFilter => self.packet_filter.is_some(),
            Domain::Sockets => self.sockets.is_some(),
            Domain::Compose => self.compose.is_some(),
            Domain::Paths => self.paths.is_some(),
            Domain::Tree => self.tree.is_some(),
            Domain::Packages => self.packages.is_some(),
            Domain::Updates => self.updates.is_some(),
            Domain::Upgrades => self.upgrades.is_some(),
            Domain::Units => self.units.is_some(),
            Domain::Clock => self.clock.is_some(),
            Domain::Services => self.services.is_some(),
            Domain::Dns => self.dns.is_some(),
            Domain::Mail => self.mail.is_some(),
            Domain::Tls => self.tls.is_some(),
            Domain::Cloudflare => self.cloudflare.is_some(),
            Domain::Backups => self.backups.is_some(),
            Domain::Probes => self.probes.is_some(),
            Domain::Caddy => self.caddy.is_some(),
            Domain::Jobs => self.jobs.is_some(),
            Domain::Rotation => self.rotation.is_some(),
            Domain::Variables => self.variables.is_some(),
            Domain::Builds => self.builds.is_some(),
            Domain::Daemon => self.daemon.is_some(),
            Domain::Containers => self.containers.is_some(),
            Domain::Git => self.git.is_some(),
            Domain::Scripts => self.scripts.is_some(),
            Domain::Lines => self.lines.is_some(),
            Domain::Sysctl => self.sysctl.is_some(),
            Domain::Modules => self.modules.is_some(),
            Domain::Mounts => self.mounts.is_some(),
            Domain::Boot => self.boot.is_some(),
            Domain::AccessControl => self.access_control.is_some(),
            Domain::AutomaticUpdates => self.automatic_updates.is_some(),
            Domain::PackageSources => self.package_sources.is_some(),
            Domain::Accounts => self.accounts.is_some(),
            Domain::Sudoers => self.sudoers.is_some(),
            Domain::Settings => self.settings.is_some(),
            Domain::Banners => self.banners.is_some(),
            Domain::Login => self.login.is_some(),
            Domain::Rsyslog => self.rsyslog.is_some(),
            Domain::Pam => self.pam.is_some(),
        }
    }

    /// Removes every secret that the run has registered from the texts. Facts in which two names
    /// would then be the same are taken out as a whole, so that what rests on them is an error.
    pub fn clean(&mut self, secrets: &Secrets) {
        let facts: &mut [&mut dyn Cleaned] = &mut [
            &mut self.host,
            &mut self.kernels,
            &mut self.crypto_policy,
            &mut self.env,
            &mut self.sshd,
            &mut self.packet_filter,
            &mut self.sockets,
            &mut self.compose,
            &mut self.paths,
            &mut self.tree,
            &mut self.packages,
            &mut self.updates,
            &mut self.upgrades,
            &mut self.units,
            &mut self.clock,
            &mut self.services,
            &mut self.dns,
            &mut self.mail,
            &mut self.tls,
            &mut self.cloudflare,
            &mut self.backups,
            &mut self.probes,
            &mut self.caddy,
            &mut self.jobs,
            &mut self.rotation,
            &mut self.variables,
            &mut self.builds,
            &mut self.daemon,
            &mut self.containers,
            &mut self.git,
            &mut self.scripts,
            &mut self.lines,
            &mut self.sysctl,
            &mut self.modules,
            &mut self.mounts,
            &mut self.boot,
            &mut self.access_control,
            &mut self.automatic_updates,
            &mut self.package_sources,
            &mut self.accounts,
            &mut self.sudoers,
            &mut self.settings,
            &mut self.banners,
            &mut self.login,
            &mut self.rsyslog,
            &mut self.pam,
        ];
        clean_all(facts, secrets);
    }

    /// How many records all lists have together.
    #[must_use]
    pub fn records(&self) -> usize {
        self.host.as_ref().map_or(0, DomainFacts::records)
            + self.kernels.as_ref().map_or(0, DomainFacts::records)
            + self.crypto_policy.as_ref().map_or(0, DomainFacts::records)
            + self.env.as_ref().map_or(0, DomainFacts::records)
            + self.sshd.as_ref().map_or(0, DomainFacts::records)
            + self.packet_filter.as_ref().map_or(0, DomainFacts::records)
            + self.sockets.as_ref().map_or(0, DomainFacts::records)
            + self.compose.as_ref().map_or(0, DomainFacts::records)
            + self.paths.as_ref().map_or(0, DomainFacts::records)
            + self.tree.as_ref().map_or(0, DomainFacts::records)
            + self.packages.as_ref().map_or(0, DomainFacts::records)
            + self.updates.as_ref().map_or(0, DomainFacts::records)
            + self.upgrades.as_ref().map_or(0, DomainFacts::records)
            + self.units.as_ref().map_or(0, DomainFacts::records)
            + self.clock.as_ref().map_or(0, DomainFacts::records)
            + self.services.as_ref().map_or(0, DomainFacts::records)
            + self.dns.as_ref().map_or(0, DomainFacts::records)
            + self.mail.as_ref().map_or(0, DomainFacts::records)
            + self.tls.as_ref().map_or(0, DomainFacts::records)
            + self.cloudflare.as_ref().map_or(0, DomainFacts::records)
            + self.backups.as_ref().map_or(0, DomainFacts::records)
            + self.probes.as_ref().map_or(0, DomainFacts::records)
            + self.caddy.as_ref().map_or(0, DomainFacts::records)
            + self.jobs.as_ref().map_or(0, DomainFacts::records)
            + self.rotation.as_ref().map_or(0, DomainFacts::records)
            + self.variables.as_ref().map_or(0, DomainFacts::records)
            + self.builds.as_ref().map_or(0, DomainFacts::records)
            + self.daemon.as_ref().map_or(0, DomainFacts::records)
            + self.containers.as_ref().map_or(0, DomainFacts::records)
            + self.git.as_ref().map_or(0, DomainFacts::records)
            + self.scripts.as_ref().map_or(0, DomainFacts::records)
            + self.lines.as_ref().map_or(0, DomainFacts::records)
            + self.sysctl.as_ref().map_or(0, DomainFacts::records)
            + self.modules.as_ref().map_or(0, DomainFacts::records)
            + self.mounts.as_ref().map_or(0, DomainFacts::records)
            + self.boot.as_ref().map_or(0, DomainFacts::records)
            + self.access_control.as_ref().map_or(0, DomainFacts::records)
            + self.automatic_updates.as_ref().map_or(0, DomainFacts::records)
            + self.package_sources.as_ref().map_or(0, DomainFacts::records)
            + self.accounts.as_ref().map_or(0, DomainFacts::records)
            + self.sudoers.as_ref().map_or(0, DomainFacts::records)
            + self.settings.as_ref().map_or(0, DomainFacts::records)
            + self.banners.as_ref().map_or(0, DomainFacts::records)
            + self.login.as_ref().map_or(0, DomainFacts::records)
            + self.rsyslog.as_ref().map_or(0, DomainFacts::records)
            + self.pam.as_ref().map_or(0, DomainFacts::records)
    }
}

impl Words for Facts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.host.visit(visit);
        self.kernels.visit(visit);
        self.crypto_policy.visit(visit);
        self.env.visit(visit);
        self.sshd.visit(visit);
        self.packet_filter.visit(visit);
        self.sockets.visit(visit);
        self.compose.visit(visit);
        self.paths.visit(visit);
        self.tree.visit(visit);
        self.packages.visit(visit);
        self.updates.visit(visit);
        self.upgrades.visit(visit);
        self.units.visit(visit);
        self.clock.visit(visit);
        self.services.visit(visit);
        self.dns.visit(visit);
        self.mail.visit(visit);
        self.tls.visit(visit);
        self.cloudflare.visit(visit);
        self.backups.visit(visit);
        self.probes.visit(visit);
        self.caddy.visit(visit);
        self.jobs.visit(visit);
        self.rotation.visit(visit);
        self.variables.visit(visit);
        self.builds.visit(visit);
        self.daemon.visit(visit);
        self.containers.visit(visit);
        self.git.visit(visit);
        self.scripts.visit(visit);
        self.lines.visit(visit);
        self.sysctl.visit(visit);
        self.modules.visit(visit);
        self.mounts.visit(visit);
        self.boot.visit(visit);
        self.access_control.visit(visit);
        self.automatic_updates.visit(visit);
        self.package_sources.visit(visit);
        self.accounts.visit(visit);
        self.sudoers.visit(visit);
        self.settings.visit(visit);
        self.banners.visit(visit);
        self.login.visit(visit);
        self.rsyslog.visit(visit);
        self.pam.visit(visit);
    }
}
