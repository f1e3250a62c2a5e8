//! Three network namespaces: a client that stands for the internet, a server that carries the
//! rules, and a container behind it. Removed when dropped.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use muster_target::{Command as Recipe, Output, Recorded, RunError};

/// Ports with listeners, which the cases name.
pub(crate) const PORTS: [u16; 8] = [22, 80, 443, 2222, 5432, 8080, 8443, 9000];

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/firewall_packets/packets.py"
);

/// How a ruleset is loaded.
pub(crate) enum Load<'t> {
    /// A file for `nft -f`.
    Nft(&'t str),
    /// Files for `iptables-restore` and `ip6tables-restore`.
    Iptables(&'t str, &'t str),
    /// Files for `iptables-legacy-restore` (IPv4), and for `nft -f`.
    Legacy(&'t str, &'t str),
    /// Arguments of `ufw`, one command a line, before it is enabled.
    Ufw(&'t str),
}

/// One packet to send.
#[derive(Debug)]
pub(crate) struct Probe {
    pub(crate) source: IpAddr,
    pub(crate) target: IpAddr,
    pub(crate) protocol: &'static str,
    pub(crate) port: u16,
    /// 0 for any.
    pub(crate) source_port: u16,
}

/// Addresses of senders: an ordinary one and a listed one, for each IP version.
const SENDERS: [&str; 4] = [
    "203.0.113.7",
    "198.51.100.9",
    "2001:db8:1::7",
    "2001:db8:2::9",
];

/// Addresses of the server.
const SERVERS: [&str; 4] = [
    "203.0.113.1",
    "198.51.100.1",
    "2001:db8:1::1",
    "2001:db8:2::1",
];

impl Probe {
    /// Every port from an ordinary and from a listed sender, over both families and protocols.
    pub(crate) fn all() -> Vec<Self> {
        SENDERS
            .into_iter()
            .zip(SERVERS)
            .flat_map(|(source, target)| Self::between(source, target, 0))
            .collect()
    }

    /// Every port of every address of the server, from each sender, from any source port and from
    /// this one.
    pub(crate) fn from_everywhere(source_port: u16) -> Vec<Self> {
        let mut all = Vec::new();
        for source in SENDERS {
            for target in SERVERS {
                if source.contains(':') == target.contains(':') {
                    all.extend(Self::between(source, target, 0));
                    all.extend(Self::between(source, target, source_port));
                }
            }
        }
        all
    }

    /// Whether the sender is one whom rules do not name as a part of a network.
    pub(crate) fn is_ordinary(&self) -> bool {
        let [ordinary, _, ordinary_v6, _] = SENDERS;
        [ordinary, ordinary_v6].contains(&self.source.to_string().as_str())
    }

    fn between(source: &str, target: &str, source_port: u16) -> Vec<Self> {
        let mut all = Vec::new();
        for protocol in ["tcp", "udp"] {
            for port in PORTS {
                all.push(Self {
                    source: source.parse().unwrap(),
                    target: target.parse().unwrap(),
                    protocol,
                    port,
                    source_port,
                });
            }
        }
        all
    }
}

pub(crate) struct Laboratory {
    names: [String; 3],
    processes: Vec<Child>,
    prober: RefCell<
        Option<(
            std::process::ChildStdin,
            BufReader<std::process::ChildStdout>,
        )>,
    >,
}

fn run(program: &str, arguments: &[&str]) -> Result<std::process::Output, String> {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))
}

fn must(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = run(program, arguments)?;
    if output.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!(
        "{program} {} failed: {message}",
        arguments.join(" ")
    ))
}

/// Fixed link-layer addresses, so that no ruleset can drop the discovery of neighbours.
fn neighbours(client: &str, server: &str, container: &str) -> Vec<String> {
    let known = [
        (
            client,
            "eth0",
            2,
            [
                "203.0.113.1",
                "198.51.100.1",
                "2001:db8:1::1",
                "2001:db8:2::1",
            ]
            .as_slice(),
        ),
        (
            server,
            "eth0",
            1,
            &[
                "203.0.113.7",
                "198.51.100.9",
                "2001:db8:1::7",
                "2001:db8:2::9",
            ],
        ),
        (server, "br-back", 4, &["10.77.0.2", "fd00:77::2"]),
        (container, "eth0", 3, &["10.77.0.1", "fd00:77::1"]),
    ];
    let mut lines = Vec::new();
    for (namespace, interface, link, addresses) in known {
        for address in addresses {
            lines.push(format!(
                "-n {namespace} neigh replace {address} lladdr 02:00:00:00:00:0{link} nud permanent dev {interface}"
            ));
        }
    }
    lines
}

impl Laboratory {
    /// Builds it, or says what is missing.
    pub(crate) fn build() -> Result<Self, String> {
        /// Tests run side by side, and each has namespaces of its own.
        static BUILT: AtomicUsize = AtomicUsize::new(0);
        let id = std::process::id();
        let number = BUILT.fetch_add(1, Ordering::Relaxed);
        let mut laboratory = Self {
            names: ["client", "server", "container"]
                .map(|role| format!("muster-{id}-{number}-{role}")),
            processes: Vec::new(),
            prober: RefCell::new(None),
        };
        for tool in [
            "nft",
            "iptables-restore",
            "iptables-legacy-restore",
            "ufw",
            "python3",
        ] {
            run(tool, &["--version"])?;
        }
        for name in &laboratory.names {
            must("ip", &["netns", "add", name])?;
        }
        let [client, server, container] = laboratory.names.clone();
        let lines = [
            format!(
                "link add eth0 netns {server} address 02:00:00:00:00:02 type veth peer name eth0 netns {client} address 02:00:00:00:00:01"
            ),
            format!(
                "link add br-back netns {server} address 02:00:00:00:00:03 type veth peer name eth0 netns {container} address 02:00:00:00:00:04"
            ),
            format!("-n {client} addr add 203.0.113.7/24 dev eth0"),
            format!("-n {client} addr add 198.51.100.9/24 dev eth0"),
            format!("-n {client} addr add 2001:db8:1::7/64 dev eth0 nodad"),
            format!("-n {client} addr add 2001:db8:2::9/64 dev eth0 nodad"),
            format!("-n {server} addr add 203.0.113.1/24 dev eth0"),
            format!("-n {server} addr add 198.51.100.1/24 dev eth0"),
            format!("-n {server} addr add 2001:db8:1::1/64 dev eth0 nodad"),
            format!("-n {server} addr add 2001:db8:2::1/64 dev eth0 nodad"),
            format!("-n {server} addr add 10.77.0.1/24 dev br-back"),
            format!("-n {server} addr add fd00:77::1/64 dev br-back nodad"),
            format!("-n {container} addr add 10.77.0.2/24 dev eth0"),
            format!("-n {container} addr add fd00:77::2/64 dev eth0 nodad"),
            format!("-n {client} link set eth0 up"),
            format!("-n {server} link set eth0 up"),
            format!("-n {server} link set br-back up"),
            format!("-n {server} link set lo up"),
            format!("-n {container} link set eth0 up"),
            format!("-n {server} route add default via 203.0.113.7"),
            format!("-n {server} -6 route add default via 2001:db8:1::7 dev eth0"),
            format!("-n {container} route add default via 10.77.0.1"),
            format!("-n {container} -6 route add default via fd00:77::1"),
        ];
        for line in lines
            .iter()
            .chain(&neighbours(&client, &server, &container))
        {
            must("ip", &line.split(' ').collect::<Vec<_>>())?;
        }
        for setting in [
            "net.ipv4.ip_forward=1",
            "net.ipv6.conf.all.forwarding=1",
            // The kernel limits how many rejections it sends.
            "net.ipv4.icmp_ratelimit=0",
            "net.ipv6.icmp.ratelimit=0",
        ] {
            must(
                "ip",
                &["netns", "exec", &server, "sysctl", "-q", "-w", setting],
            )?;
        }
        let ports = PORTS.map(|port| port.to_string()).join(",");
        laboratory.start(&server, &["listen", &ports])?;
        laboratory.start(&container, &["listen", &ports])?;
        laboratory.start(&client, &["probe"])?;
        Ok(laboratory)
    }

    fn start(&mut self, namespace: &str, arguments: &[&str]) -> Result<(), String> {
        let mut child = Command::new("ip")
            .args(["netns", "exec", namespace, "python3", SCRIPT])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("python3: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        self.processes.push(child);
        let (Some(input), Some(output)) = (input, output) else {
            return Err("python3 has no pipes".to_owned());
        };
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        if line.trim() != "ready" {
            return Err("python3 did not start".to_owned());
        }
        // Of the last one started, which is the prober, the pipes are kept.
        *self.prober.borrow_mut() = Some((input, output));
        Ok(())
    }

    fn server(&self, arguments: &[&str]) -> std::process::Output {
        let mut all = vec!["netns", "exec", self.names[1].as_str()];
        all.extend(arguments);
        run("ip", &all).expect("ip is there")
    }

    /// Replaces the server's rules.
    pub(crate) fn load(&self, load: &Load<'_>) {
        self.feed(&["nft", "-f", "-"], "flush ruleset");
        self.feed(&["iptables-legacy-restore"], "*filter\nCOMMIT\n");
        match load {
            Load::Nft(text) => self.feed(&["nft", "-f", "-"], text),
            Load::Iptables(v4, v6) => {
                self.feed(&["iptables-restore"], v4);
                self.feed(&["ip6tables-restore"], v6);
            }
            Load::Legacy(v4, nft) => {
                self.feed(&["iptables-legacy-restore"], v4);
                self.feed(&["nft", "-f", "-"], nft);
            }
            // `ip netns exec` has a mount namespace of its own, so that the files that ufw writes
            // are gone when it ends.
            Load::Ufw(commands) => {
                let script = format!(
                    "set -e\nmount -t tmpfs none /mnt\n\
                     cp -a /etc/ufw /etc/default /mnt/\n\
                     mount --bind /mnt/ufw /etc/ufw\nmount --bind /mnt/default /etc/default\n\
                     {commands}\nufw --force enable\n"
                );
                self.feed(&["sh", "-s"], &script);
            }
        }
    }

    /// Runs a script that finds ufw's files in the folders `ufw` and `default` of this one.
    pub(crate) fn with_ufw(&self, folder: &Path, script: &str) {
        let folder = folder.display();
        let script = format!(
            "set -e\nmount --bind {folder}/ufw /etc/ufw\nmount --bind {folder}/default /etc/default\n{script}\n"
        );
        self.feed(&["sh", "-s"], &script);
    }

    fn feed(&self, arguments: &[&str], text: &str) {
        let mut child = Command::new("ip")
            .args(["netns", "exec", self.names[1].as_str()])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ip is there");
        child
            .stdin
            .take()
            .expect("it was piped")
            .write_all(text.as_bytes())
            .expect("the program reads");
        let output = child.wait_with_output().expect("it ends");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {message}\n{text}");
    }

    /// The outcomes of the packets, in order: `open`, `filtered` or `refused`.
    pub(crate) fn send(&self, probes: &[Probe]) -> Vec<String> {
        let list: Vec<_> = probes
            .iter()
            .map(|probe| {
                serde_json::json!({
                    "family": if probe.source.is_ipv4() { "ipv4" } else { "ipv6" },
                    "source": probe.source,
                    "target": probe.target,
                    "protocol": probe.protocol,
                    "port": probe.port,
                    "source_port": probe.source_port,
                })
            })
            .collect();
        let mut prober = self.prober.borrow_mut();
        let (input, output) = prober.as_mut().expect("it was started");
        writeln!(input, "{}", serde_json::Value::from(list)).expect("the prober reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("the prober answers");
        serde_json::from_str(&line).expect("with JSON")
    }

    /// What the collector would see on the server.
    pub(crate) fn record(&self) -> Recorded {
        let mut system = Recorded::new();
        for path in [
            "/proc/net/route",
            "/proc/net/ipv6_route",
            "/proc/net/fib_trie",
            "/proc/net/if_inet6",
            "/proc/net/ip_tables_names",
            "/proc/net/ip6_tables_names",
        ] {
            let output = self.server(&["cat", path]);
            if output.status.success() {
                system = system.file(path, output.stdout);
            }
        }
        let mut commands = vec![
            "nft -j list ruleset".to_owned(),
            "iptables-save".to_owned(),
            "ip6tables-save".to_owned(),
            "iptables-legacy-save".to_owned(),
            "ip6tables-legacy-save".to_owned(),
        ];
        let tables = self.server(&["nft", "list", "tables"]);
        for line in String::from_utf8_lossy(&tables.stdout).lines() {
            commands.push(format!("nft -t list {line}"));
        }
        for command in commands {
            let words: Vec<&str> = command.split(' ').collect();
            let output = self.server(&words);
            let result: Result<Output, RunError> = Ok(Output {
                status: output.status.code().unwrap_or(-1),
                stdout: output.stdout,
                stderr: output.stderr,
            });
            system = system.outcome(Recipe::new(words[0], words[1..].iter().copied()), result);
        }
        system
    }
}

impl Drop for Laboratory {
    fn drop(&mut self) {
        for child in &mut self.processes {
            let _ = child.kill();
            let _ = child.wait();
        }
        for name in &self.names {
            let _ = run("ip", &["netns", "del", name]);
        }
    }
}
