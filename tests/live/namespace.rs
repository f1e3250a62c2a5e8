//! A network and a mount namespace with an `/etc/ssh` and a packet filter of their own.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{MUSTER, Run, finish, isolated, write};

/// What runs in the namespace: `$1` is the folder, the rest is the command. `/run/sshd` is where
/// sshd separates its privileges; it does not start without.
const ENTER: &str = r#"
set -eu
folder=$1
shift
mount --bind "$folder/ssh" /etc/ssh
mount -t tmpfs none /run
mkdir -m 0755 /run/sshd
ip link set lo up
ip link add eth0 type veth peer name uplink
ip link set uplink up
ip address add 203.0.113.5/24 dev eth0
ip address add 2001:db8::5/64 dev eth0 nodad
ip link set eth0 up
for rules in "$folder"/rules/*.nft; do
    if [ -e "$rules" ]; then nft -f "$rules"; fi
done
exec "$@"
"#;

const POLICY: &str = "\
name = \"live\"
extends = [\"vps-production\"]
# Only what this namespace has: no application, no boot, and a host that is the machine of whoever runs this.
disable = [\"accounts/*\", \"backup/*\", \"caddy/*\", \"compose/*\", \"docker/*\", \"env/*\", \"files/*\", \"firewall/conflicting-managers\", \"firewall/enabled-on-boot\", \"firewall/web-allowed\", \"host/*\", \"kernel/*\", \"log/*\", \"repo/*\", \"software/*\", \"sudo/*\"]
";

/// The programs that a test cannot do without.
const PROGRAMS: &[&str] = &["unshare", "mount", "ip", "nft", "sshd", "ssh-keygen"];

/// What the next command finds.
pub(crate) struct Namespace {
    folder: TempDir,
    rules: RefCell<usize>,
}

impl Namespace {
    /// None, with a note, where namespaces or the real programs cannot be had.
    pub(crate) fn new() -> Option<Self> {
        let folder = TempDir::new().expect("a temporary folder");
        let namespace = Self {
            folder,
            rules: RefCell::new(0),
        };
        write(&namespace.path().join("ssh/sshd_config"), "");
        // The machine may have Docker; this server runs no project.
        let compose = namespace.path().join("compose.yaml");
        write(&compose, "services: {}\n");
        let policy = format!("{POLICY}\n[targets]\ncompose-file = {compose:?}\n");
        write(&namespace.path().join("live.toml"), policy);
        muster_real::or_skip(|| {
            namespace.usable()?;
            Ok::<_, String>(namespace)
        })
    }

    fn usable(&self) -> Result<(), String> {
        if !rustix::process::geteuid().is_root() {
            return Err("only root may make namespaces".to_owned());
        }
        for program in PROGRAMS {
            let found = isolated("sh", self.path())
                .args(["-c", "command -v \"$0\"", program])
                .output();
            if !found.is_ok_and(|output| output.status.success()) {
                return Err(format!("{program} is not installed"));
            }
        }
        let entered = finish(&mut self.enter("true"));
        match entered.exit_code {
            0 => Ok(()),
            _ => Err(format!(
                "no namespace can be made here: {}",
                entered.stderr.trim()
            )),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A program in the namespace.
    fn enter(&self, program: &str) -> Command {
        let mut command = isolated("unshare", self.path());
        command
            .args([
                "--mount",
                "--net",
                "--propagation",
                "private",
                "sh",
                "-c",
                ENTER,
                "sh",
            ])
            .arg(self.path())
            .arg(program);
        command
    }

    /// `/etc/ssh`, with a host key, without which sshd says nothing.
    pub(crate) fn sshd(&self, configuration: &str, drop_ins: &[(&str, &str)]) {
        let ssh = self.path().join("ssh");
        write(&ssh.join("sshd_config"), configuration);
        for (name, content) in drop_ins {
            write(&ssh.join("sshd_config.d").join(name), content);
        }
        let key = ssh.join("ssh_host_ed25519_key");
        let options = ["-q", "-t", "ed25519", "-N", "", "-f"];
        finish(isolated("ssh-keygen", self.path()).args(options).arg(key)).exits(0);
    }

    /// Rules to load beside those that are there.
    pub(crate) fn rules(&self, rules: &str) {
        let mut count = self.rules.borrow_mut();
        *count += 1;
        write(&self.path().join(format!("rules/{count}.nft")), rules);
    }

    /// Scans what is here.
    pub(crate) fn scan(&self) -> Run {
        let scan = ["scan", "--policy", "live.toml", "--output", "json"];
        finish(self.enter(MUSTER).args(scan))
    }

    /// The value that the real sshd takes for a keyword.
    pub(crate) fn sshd_says(&self, keyword: &str) -> String {
        // sshd wants to be called by its absolute path.
        let printed = finish(
            self.enter("sh")
                .args(["-c", "exec \"$(command -v sshd)\" -T"]),
        )
        .exits(0);
        let value = printed
            .stdout
            .lines()
            .find_map(|line| line.strip_prefix(keyword)?.strip_prefix(' '));
        value.expect("sshd prints every keyword").to_owned()
    }
}

/// The packet filter of the machine itself.
pub(crate) fn machine_rules() -> String {
    finish(isolated("nft", Path::new("/")).args(["--stateless", "list", "ruleset"])).stdout
}
