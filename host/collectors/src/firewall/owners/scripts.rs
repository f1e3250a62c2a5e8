//! Units and scripts of a host's own that load rules at boot: whether one of their lines calls the
//! program that does so. It is not said what a script does besides.

use std::path::Path;

use muster_facts::Source;
use muster_target::{FileType, System};

use crate::readers::boot::{Boot, Start};

/// A program that loads rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Tool {
    /// `nft`
    Nft,
    /// `iptables`, for IPv4.
    Iptables,
    /// `ip6tables`, for IPv6.
    Ip6tables,
}

impl Tool {
    const fn program(self) -> &'static str {
        match self {
            Self::Nft => "nft",
            Self::Iptables => "iptables",
            Self::Ip6tables => "ip6tables",
        }
    }

    /// Whether a command line loads rules with it, or adds a single one.
    fn is_changed(self, line: &str) -> bool {
        let adds: &[&str] = match self {
            Self::Nft => &["add", "insert", "create"],
            Self::Iptables | Self::Ip6tables => &["-A", "--append", "-I", "--insert"],
        };
        let mut words = line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let program = self.program();
        let is_it = |word: &str| {
            let name = word.rsplit('/').next().unwrap_or(word);
            let rest = name.strip_prefix(program);
            matches!(rest, Some("" | "-nft" | "-legacy"))
        };
        self.is_called(line) || (words.any(is_it) && words.any(|word| adds.contains(&word)))
    }

    /// Whether a command line loads rules with it.
    fn is_called(self, line: &str) -> bool {
        let mut words = line
            .split(|c: char| {
                c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | '`' | '"' | '\'' | '=')
            })
            .filter(|word| !word.is_empty())
            .map(|word| word.rsplit('/').next().unwrap_or(word));
        let program = self.program();
        while let Some(word) = words.next() {
            let Some(rest) = word.strip_prefix(program) else {
                continue;
            };
            let arguments = words.clone().take(MOST_WORDS);
            let has = |option: &str| arguments.clone().any(|word| word == option);
            let loads = match rest {
                "-restore" | "-apply" | "-nft-restore" | "-legacy-restore" => true,
                "" if self == Self::Nft => has("-f") || has("--file"),
                // Single rules are not a firewall; a policy is.
                "" | "-nft" | "-legacy" => {
                    (has("-P") || has("--policy")) && has("INPUT") && has("DROP")
                }
                _ => false,
            };
            if loads {
                return true;
            }
        }
        false
    }
}

/// How far behind a program's name an option is looked for.
const MOST_WORDS: usize = 12;

/// Units that are looked into. A host starts some dozens.
const MOST_UNITS: usize = 400;

/// Directories of units, the strongest first.
const UNITS: [&str; 4] = [
    "/etc/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// Directories whose programs run when something else is started, which is named where that is a
/// service. `run-parts` passes over names with a dot.
const HOOKS: [(&str, Option<&str>, Names); 8] = [
    ("/etc/network/if-pre-up.d", Some("networking"), Names::NoDot),
    ("/etc/network/if-up.d", Some("networking"), Names::NoDot),
    (
        "/etc/NetworkManager/dispatcher.d",
        Some("NetworkManager"),
        Names::Any,
    ),
    (
        "/etc/NetworkManager/dispatcher.d/pre-up.d",
        Some("NetworkManager"),
        Names::Any,
    ),
    (
        "/etc/networkd-dispatcher/routable.d",
        Some("networkd-dispatcher"),
        Names::Any,
    ),
    (
        "/etc/networkd-dispatcher/configured.d",
        Some("networkd-dispatcher"),
        Names::Any,
    ),
    ("/etc/local.d", Some("local"), Names::Start),
    ("/etc/rc.d", None, Names::RcLocal),
];

/// Which names in a directory are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Any,
    NoDot,
    Start,
    RcLocal,
}

impl Names {
    fn hold(self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::NoDot => !name.contains('.'),
            Self::Start => Path::new(name)
                .extension()
                .is_some_and(|end| end == "start"),
            Self::RcLocal => name == "rc.local",
        }
    }
}

/// The line that loads rules with a tool at boot.
#[must_use]
pub(in crate::firewall) fn loading(system: &dyn System, boot: &Boot, tool: Tool) -> Option<Source> {
    let calls = |line: &str| tool.is_called(line);
    Search {
        system,
        boot,
        calls: &calls,
        passed_over: &[],
    }
    .first()
}

/// The line by which something else than the services of distributions loads rules with a tool at boot, or adds
/// some.
#[must_use]
pub(in crate::firewall) fn adding(system: &dyn System, boot: &Boot, tool: Tool) -> Option<Source> {
    let calls = |line: &str| tool.is_changed(line);
    Search {
        system,
        boot,
        calls: &calls,
        passed_over: &SERVICES,
    }
    .first()
}

/// The services whose files are followed.
const SERVICES: [&str; 7] = [
    "nftables",
    "nftables-restore",
    "iptables",
    "iptables-restore",
    "ip6tables",
    "ip6tables-restore",
    "ufw",
];

/// What is looked for.
struct Search<'s> {
    system: &'s dyn System,
    boot: &'s Boot,
    calls: &'s dyn Fn(&str) -> bool,
    /// Services that are not looked into.
    passed_over: &'s [&'s str],
}

impl Search<'_> {
    fn first(&self) -> Option<Source> {
        self.unit()
            .or_else(|| self.hook())
            .or_else(|| self.executable("/etc/rc.local"))
            .or_else(|| self.interfaces())
            .or_else(|| self.crontab())
    }

    fn unit(&self) -> Option<Source> {
        for service in self.boot.started().take(MOST_UNITS) {
            if self.passed_over.contains(&service) {
                continue;
            }
            let files = UNITS
                .iter()
                .map(|directory| format!("{directory}/{service}.service"));
            let Some((path, text)) = files.into_iter().find_map(|path| {
                let text = self.system.read_text(Path::new(&path)).ok()?;
                Some((path, text))
            }) else {
                continue;
            };
            for (number, line) in (1..).zip(text.lines()) {
                let Some((key, command)) = line.split_once('=') else {
                    continue;
                };
                if !matches!(key.trim(), "ExecStart" | "ExecStartPre" | "ExecStartPost") {
                    continue;
                }
                if (self.calls)(command) {
                    return Some(Source::line(&path, number));
                }
                let program = command.trim().trim_start_matches(['-', '@', ':', '+', '!']);
                let script = program
                    .split_whitespace()
                    .find(|word| word.starts_with('/') && is_own(word))
                    .and_then(|script| self.in_text(script));
                if script.is_some() {
                    return script;
                }
            }
        }
        None
    }

    fn hook(&self) -> Option<Source> {
        for (directory, service, names) in HOOKS {
            if service.is_some_and(|service| matches!(self.boot.start(service), Start::No(_))) {
                continue;
            }
            let files = self.system.list(Path::new(directory)).unwrap_or_default();
            let found = files
                .iter()
                .filter(|name| names.hold(name))
                .find_map(|name| self.executable(&format!("{directory}/{name}")));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A script that may be executed.
    fn executable(&self, path: &str) -> Option<Source> {
        let metadata = self.system.metadata(Path::new(path)).ok()?;
        if metadata.file_type != FileType::Regular || metadata.mode & 0o111 == 0 {
            return None;
        }
        self.in_text(path)
    }

    fn in_text(&self, path: &str) -> Option<Source> {
        let text = self.system.read_text(Path::new(path)).ok()?;
        let (number, _) = (1..)
            .zip(text.lines())
            .find(|(_, line)| !line.trim_start().starts_with('#') && (self.calls)(line))?;
        Some(Source::line(path, number))
    }

    /// Commands of interfaces(5) that run when an interface comes up.
    fn interfaces(&self) -> Option<Source> {
        if matches!(self.boot.start("networking"), Start::No(_)) {
            return None;
        }
        let below = "/etc/network/interfaces.d";
        let more = self.system.list(Path::new(below)).unwrap_or_default();
        let files = std::iter::once("/etc/network/interfaces".to_owned())
            .chain(more.iter().map(|name| format!("{below}/{name}")));
        for path in files {
            let text = self.system.read_text(Path::new(&path)).unwrap_or_default();
            for (number, line) in (1..).zip(text.lines()) {
                let Some((key, command)) = line.trim().split_once(char::is_whitespace) else {
                    continue;
                };
                if matches!(key, "pre-up" | "up" | "post-up") && (self.calls)(command) {
                    return Some(Source::line(&path, number));
                }
            }
        }
        None
    }

    /// Lines of crontab(5) that run at boot.
    fn crontab(&self) -> Option<Source> {
        let below = "/etc/cron.d";
        let more = self.system.list(Path::new(below)).unwrap_or_default();
        let files = [
            "/etc/crontab".to_owned(),
            "/var/spool/cron/crontabs/root".to_owned(),
            "/var/spool/cron/root".to_owned(),
        ];
        let more = more.iter().map(|name| format!("{below}/{name}"));
        for path in files.into_iter().chain(more) {
            let text = self.system.read_text(Path::new(&path)).unwrap_or_default();
            let found = (1..)
                .zip(text.lines())
                .find(|(_, line)| line.trim_start().starts_with("@reboot") && (self.calls)(line));
            if let Some((number, _)) = found {
                return Some(Source::line(&path, number));
            }
        }
        None
    }
}

/// Whether a path is one under which an administrator keeps scripts; programs of packages are not
/// looked into.
fn is_own(path: &str) -> bool {
    ["/usr/local/", "/etc/", "/opt/", "/root/", "/srv/", "/home/"]
        .iter()
        .any(|begin| path.starts_with(begin))
}
