//! What a person can do about what could not be read, on this host.

use std::path::Path;

use muster_facts::Snapshot;
use muster_report::Reading;
use muster_target::{Kind, System};

use crate::args::{Doctor, word};
use crate::project::is_missing;
use crate::trust::PROJECT_FILE;

/// How a reason says that a program is not there, after its command in backticks.
const NOT_INSTALLED: &str = "` is not installed";

/// Programs that are asked, each with the packages that have it: of Debian and its derivatives, of RHEL and its derivatives, of SUSE, of
/// Alpine and of Arch.
const PACKAGES: [(&str, [&str; 5]); 10] = [
    ("nft", ["nftables"; 5]),
    ("iptables-save", ["iptables"; 5]),
    ("ip6tables-save", ["iptables"; 5]),
    ("ipset", ["ipset"; 5]),
    (
        "docker",
        [
            "docker-cli",
            "docker-ce-cli",
            "docker",
            "docker-cli",
            "docker",
        ],
    ),
    (
        "sshd",
        [
            "openssh-server",
            "openssh-server",
            "openssh-server",
            "openssh-server",
            "openssh",
        ],
    ),
    (
        "ssh-keygen",
        [
            "openssh-client",
            "openssh",
            "openssh-common",
            "openssh-keygen",
            "openssh",
        ],
    ),
    ("chronyc", ["chrony"; 5]),
    ("logrotate", ["logrotate"; 5]),
    ("timedatectl", ["systemd"; 5]),
];

/// Distributions and those that derive from them, by the ids of os-release(5), with what installs a package.
const FAMILIES: [(&[&str], &str); 5] = [
    (&["debian", "ubuntu"], "apt install"),
    (&["rhel", "fedora", "centos", "amzn"], "dnf install"),
    (&["suse", "opensuse", "sles"], "zypper install"),
    (&["alpine"], "apk add"),
    (&["arch"], "pacman -S"),
];

/// What is known of the host.
pub(super) struct Host {
    kind: Kind,
    /// Whether root asks.
    privileged: bool,
    /// The ids of its distribution and of what that derives from, the closest first.
    distributions: Vec<String>,
    /// What root has to type to scan by the same policy.
    scan: String,
}

impl Host {
    pub(super) fn of(system: &dyn System, snapshot: &Snapshot, arguments: &Doctor) -> Self {
        let identity = snapshot.facts.host.as_ref();
        let identity = identity.and_then(|host| host.identity.as_ref().ok());
        let distributions = identity.map_or_else(Vec::new, |identity| {
            let own = std::iter::once(&identity.os_id);
            own.chain(&identity.os_like).cloned().collect()
        });
        Self {
            kind: system.kind(),
            privileged: rustix::process::geteuid().is_root(),
            distributions,
            scan: scan_as_root(arguments),
        }
    }

    /// The ways out, the best first.
    pub(super) fn ways_out(&self, reading: Reading, reasons: &[String]) -> Vec<String> {
        match reading {
            Reading::Denied => self.rights(reasons),
            Reading::ProgramMissing => self.packages(reasons),
            Reading::Failed | Reading::Read | Reading::NotHere | Reading::NotAsked => Vec::new(),
        }
    }

    fn rights(&self, reasons: &[String]) -> Vec<String> {
        match self.kind {
            Kind::Recording => {
                return vec!["Record the host again as root.".to_owned()];
            }
            Kind::Root | Kind::Live if !self.privileged => {}
            Kind::Root | Kind::Live => {
                return vec![
                    "Even root is refused: look for what confines Muster, such as a container, SELinux, \
                     AppArmor or a network file system."
                        .to_owned(),
                ];
            }
        }
        let mut ways = vec![format!("`sudo {}`", self.scan)];
        if reasons.iter().any(|reason| reason.starts_with("`docker ")) {
            ways.push("join the group `docker`, which has all of root's rights".to_owned());
        }
        ways
    }

    fn packages(&self, reasons: &[String]) -> Vec<String> {
        if self.kind != Kind::Live {
            return Vec::new();
        }
        let mut programs: Vec<&str> = reasons
            .iter()
            .filter_map(|reason| missing_program(reason))
            .collect();
        programs.dedup();
        programs
            .iter()
            .map(|program| {
                self.install(program)
                    .unwrap_or_else(|| format!("install the package that contains `{program}`"))
            })
            .collect()
    }

    /// The command that installs a program.
    fn install(&self, program: &str) -> Option<String> {
        let (at, (_, install)) = FAMILIES.iter().enumerate().find(|(_, (ids, _))| {
            let is_of = |id: &String| {
                ids.iter().any(|known| {
                    let rest = id.strip_prefix(known);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                })
            };
            self.distributions.iter().any(is_of)
        })?;
        let (_, packages) = PACKAGES.iter().find(|(known, _)| *known == program)?;
        Some(format!("`sudo {install} {}`", packages.get(at)?))
    }
}

/// The scan of what doctor looks at. Root has to name a policy that was found: it may belong to somebody else.
fn scan_as_root(arguments: &Doctor) -> String {
    let policy = match arguments.policy.chosen() {
        None if !is_missing(Path::new(PROJECT_FILE)) => format!(" --policy ./{PROJECT_FILE}"),
        Some(_) | None => arguments.policy.typed(),
    };
    let root = arguments.target.root.as_ref();
    let root = root.map_or_else(String::new, |root| {
        format!(" --root {}", word(&root.to_string_lossy()))
    });
    format!("muster scan{root}{policy}")
}

/// The program that a reason says is not installed.
pub(super) fn missing_program(reason: &str) -> Option<&str> {
    let (before, _) = reason.split_once(NOT_INSTALLED)?;
    let command = before.rsplit('`').next()?;
    command.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(ids: &[&str]) -> Host {
        Host {
            kind: Kind::Live,
            privileged: false,
            scan: "muster scan".to_owned(),
            distributions: ids.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    #[test]
    fn a_missing_program_is_installed_as_the_distribution_does_it() {
        let reasons = ["`nft` is not installed".to_owned()];
        for (ids, expected) in [
            (&["debian"][..], "`sudo apt install nftables`"),
            (
                &["linuxmint", "ubuntu", "debian"],
                "`sudo apt install nftables`",
            ),
            (&["rocky", "rhel", "centos"], "`sudo dnf install nftables`"),
            (&["opensuse-leap", "suse"], "`sudo zypper install nftables`"),
            (&["alpine"], "`sudo apk add nftables`"),
            (&["plan9"], "install the package that contains `nft`"),
            (&[], "install the package that contains `nft`"),
        ] {
            let ways = host(ids).ways_out(Reading::ProgramMissing, &reasons);
            assert_eq!(ways, [expected], "{ids:?}");
        }
    }

    #[test]
    fn a_reason_names_the_program_that_is_missing() {
        for (reason, program) in [
            ("`nft` is not installed", Some("nft")),
            (
                "what is known: `docker ps --all` is not installed, so…",
                Some("docker"),
            ),
            ("/etc/shadow: permission denied", None),
            ("", None),
        ] {
            assert_eq!(missing_program(reason), program, "{reason}");
        }
    }

    #[test]
    fn whoever_may_not_read_becomes_root() {
        let reasons = ["`docker compose ls` may not ask Docker".to_owned()];
        let ways = host(&[]).ways_out(Reading::Denied, &reasons);
        assert_eq!(ways.len(), 2);
        assert_eq!(ways.first().map(String::as_str), Some("`sudo muster scan`"));
        let recorded = Host {
            kind: Kind::Recording,
            ..host(&[])
        };
        let ways = recorded.ways_out(Reading::Denied, &reasons);
        assert_eq!(ways, ["Record the host again as root."]);
    }
}
