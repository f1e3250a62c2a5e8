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
    /// Whether a command line loads rules with it.
    fn is_called(self, line: &str) -> bool {
        let mut words = line
            .split(|c: char| {
                c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | '`' | '"' | '\'' | '=')
            })
            .filter(|word| !word.is_empty())
            .map(|word| word.rsplit('/').next().unwrap_or(word));
        let program = match self {
            Self::Nft => "nft",
            Self::Iptables => "iptables",
            Self::Ip6tables => "ip6tables",
        };
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
    unit(system, boot, tool)
        .or_else(|| hook(system, boot, tool))
        .or_else(|| executable(system, tool, "/etc/rc.local"))
        .or_else(|| interfaces(system, boot, tool))
        .or_else(|| crontab(system, tool))
}

fn unit(system: &dyn System, boot: &Boot, tool: Tool) -> Option<Source> {
    for service in boot.started().take(MOST_UNITS) {
        let files = UNITS
            .iter()
            .map(|directory| format!("{directory}/{service}.service"));
        let Some((path, text)) = files.into_iter().find_map(|path| {
            let text = system.read_text(Path::new(&path)).ok()?;
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
            if tool.is_called(command) {
                return Some(Source::line(&path, number));
            }
            let program = command.trim().trim_start_matches(['-', '@', ':', '+', '!']);
            let script = program
                .split_whitespace()
                .find(|word| word.starts_with('/') && is_own(word))
                .and_then(|script| in_text(system, tool, script));
            if script.is_some() {
                return script;
            }
        }
    }
    None
}

/// Whether a path is one under which an administrator keeps scripts; programs of packages are not
/// looked into.
fn is_own(path: &str) -> bool {
    ["/usr/local/", "/etc/", "/opt/", "/root/", "/srv/", "/home/"]
        .iter()
        .any(|begin| path.starts_with(begin))
}

fn hook(system: &dyn System, boot: &Boot, tool: Tool) -> Option<Source> {
    for (directory, service, names) in HOOKS {
        if service.is_some_and(|service| matches!(boot.start(service), Start::No(_))) {
            continue;
        }
        let files = system.list(Path::new(directory)).unwrap_or_default();
        let found = files
            .iter()
            .filter(|name| names.hold(name))
            .find_map(|name| executable(system, tool, &format!("{directory}/{name}")));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A script that may be executed.
fn executable(system: &dyn System, tool: Tool, path: &str) -> Option<Source> {
    let metadata = system.metadata(Path::new(path)).ok()?;
    if metadata.file_type != FileType::Regular || metadata.mode & 0o111 == 0 {
        return None;
    }
    in_text(system, tool, path)
}

fn in_text(system: &dyn System, tool: Tool, path: &str) -> Option<Source> {
    let text = system.read_text(Path::new(path)).ok()?;
    let (number, _) = (1..)
        .zip(text.lines())
        .find(|(_, line)| !line.trim_start().starts_with('#') && tool.is_called(line))?;
    Some(Source::line(path, number))
}

/// Commands of interfaces(5) that run when an interface comes up.
fn interfaces(system: &dyn System, boot: &Boot, tool: Tool) -> Option<Source> {
    if matches!(boot.start("networking"), Start::No(_)) {
        return None;
    }
    let below = "/etc/network/interfaces.d";
    let more = system.list(Path::new(below)).unwrap_or_default();
    let files = std::iter::once("/etc/network/interfaces".to_owned())
        .chain(more.iter().map(|name| format!("{below}/{name}")));
    for path in files {
        let text = system.read_text(Path::new(&path)).unwrap_or_default();
        for (number, line) in (1..).zip(text.lines()) {
            let Some((key, command)) = line.trim().split_once(char::is_whitespace) else {
                continue;
            };
            if matches!(key, "pre-up" | "up" | "post-up") && tool.is_called(command) {
                return Some(Source::line(&path, number));
            }
        }
    }
    None
}

/// Lines of crontab(5) that run at boot.
fn crontab(system: &dyn System, tool: Tool) -> Option<Source> {
    let below = "/etc/cron.d";
    let more = system.list(Path::new(below)).unwrap_or_default();
    let files = [
        "/etc/crontab".to_owned(),
        "/var/spool/cron/crontabs/root".to_owned(),
        "/var/spool/cron/root".to_owned(),
    ];
    let more = more.iter().map(|name| format!("{below}/{name}"));
    for path in files.into_iter().chain(more) {
        let text = system.read_text(Path::new(&path)).unwrap_or_default();
        let found = (1..)
            .zip(text.lines())
            .find(|(_, line)| line.trim_start().starts_with("@reboot") && tool.is_called(line));
        if let Some((number, _)) = found {
            return Some(Source::line(&path, number));
        }
    }
    None
}
