//! The host and the world: two network namespaces with a cable between them. Removed when dropped.
//!
//! The host is 203.0.113.7. The world is its router and all strangers at 203.0.113.1, a name server
//! at 203.0.113.53, and Cloudflare at 173.245.48.80, an address of its published ranges.

use std::cell::OnceCell;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use rustix::fd::AsFd as _;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use tempfile::TempDir;

use crate::program::{Run, finish, isolated, read, write};

pub(crate) const HOST: &str = "203.0.113.7";
pub(crate) const STRANGER: &str = "203.0.113.1";
pub(crate) const NAME_SERVER: &str = "203.0.113.53";
pub(crate) const CLOUDFLARE: &str = "173.245.48.80";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The programs that a test cannot do without.
const PROGRAMS: [&str; 6] = ["ip", "nft", "named", "nginx", "curl", "openssl"];

/// Tests run side by side, and each has namespaces of its own.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The folder of certificates, made by the first test that needs it: that takes longer than most tests.
static CERTIFICATES: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());

/// One of the two ends of the cable.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Host,
    World,
}

pub(crate) struct Namespaces {
    host: String,
    world: String,
    folder: TempDir,
    certificates: OnceCell<Arc<TempDir>>,
    servers: Vec<Child>,
}

impl Namespaces {
    /// None, with a note, where namespaces or the real programs cannot be had.
    pub(crate) fn new() -> Option<Self> {
        let id = format!(
            "{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let namespaces = Self {
            host: format!("muster-host-{id}"),
            world: format!("muster-world-{id}"),
            folder: TempDir::new().expect("a temporary folder"),
            certificates: OnceCell::new(),
            servers: Vec::new(),
        };
        muster_real::or_skip(|| {
            usable()?;
            namespaces.connect()?;
            Ok::<_, String>(namespaces)
        })
    }

    fn connect(&self) -> Result<(), String> {
        let Self { host, world, .. } = self;
        for line in [
            format!("netns add {host}"),
            format!("netns add {world}"),
            format!("link add eth0 netns {host} type veth peer name eth0 netns {world}"),
            format!("-n {host} address add {HOST}/24 dev eth0"),
            format!("-n {world} address add {STRANGER}/24 dev eth0"),
            format!("-n {world} address add {NAME_SERVER}/24 dev eth0"),
            format!("-n {world} address add {CLOUDFLARE}/32 dev eth0"),
            format!("-n {host} link set lo up"),
            format!("-n {world} link set lo up"),
            format!("-n {host} link set eth0 up"),
            format!("-n {world} link set eth0 up"),
            format!("-n {host} route add default via {STRANGER}"),
        ] {
            ip(&line)?;
        }
        Ok(())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn name(&self, end: End) -> &str {
        match end {
            End::Host => &self.host,
            End::World => &self.world,
        }
    }

    /// A program at one end.
    pub(crate) fn at(&self, end: End, program: &str) -> Command {
        let mut command = isolated("ip", self.folder());
        command.args(["netns", "exec", self.name(end), program]);
        command
    }

    /// What a thread does at one end; sockets that it opens stay there.
    pub(crate) fn inside<T: Send + 'static>(
        &self,
        end: End,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let namespace = File::open(Path::new("/run/netns").join(self.name(end)))
            .expect("the namespace has a name");
        let thread = std::thread::spawn(move || {
            move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))
                .expect("only root comes this far");
            work()
        });
        thread.join().expect("the thread does not panic")
    }

    /// Replaces the packet filter of the host.
    pub(crate) fn firewall(&self, rules: &str) {
        let file = self.folder().join("firewall.nft");
        write(&file, format!("flush ruleset\n{rules}"));
        let loaded = finish(self.at(End::Host, "nft").arg("-f").arg(&file));
        loaded.exits(0);
    }

    /// Whether the host accepts HTTPS from an address of the world.
    pub(crate) fn reaches(&self, source: &str) -> bool {
        let asked: Run = finish(
            self.at(End::World, "curl")
                .args(["--silent", "--insecure", "--output", "/dev/null"])
                .args(["--connect-timeout", "2", "--interface", source])
                .args([
                    "--resolve",
                    &format!("www.example.com:443:{HOST}"),
                    "https://www.example.com/",
                ]),
        );
        match asked.exit_code {
            0 => true,
            // CURLE_OPERATION_TIMEDOUT: the packets were dropped.
            28 => false,
            other => panic!("curl ends with {other}: {}", asked.stderr),
        }
    }

    /// Pulls the cable.
    pub(crate) fn unplug(&self) {
        ip(&format!("-n {} link set eth0 down", self.host)).expect("the cable is there");
    }

    /// A name server of the world that knows `example.com`, with these records besides SOA and NS,
    /// and that there is nothing else.
    pub(crate) fn serve_zone(&mut self, records: &str) {
        let zone = self.folder().join("example.com.zone");
        write(
            &zone,
            format!(
                "$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 300\n@ NS ns1\n@ NS ns2\n\
                 ns1 A {NAME_SERVER}\nns2 A {NAME_SERVER}\n{records}"
            ),
        );
        let root = self.folder().join("root.zone");
        write(
            &root,
            "$TTL 300\n@ SOA ns1.example.com. hostmaster.example.com. 1 3600 600 86400 300\n\
             @ NS ns1.example.com.\nns1.example.com. A 203.0.113.53\n",
        );
        let configuration = self.folder().join("named.conf");
        write(
            &configuration,
            format!(
                "options {{ directory \"{}\"; listen-on {{ {NAME_SERVER}; }}; listen-on-v6 {{ none; }};\n\
                 pid-file none; session-keyfile none; allow-query {{ any; }};\n\
                 recursion no; dnssec-validation no; }};\ncontrols {{ }};\n\
                 zone \".\" {{ type primary; file \"{}\"; }};\n\
                 zone \"example.com\" {{ type primary; file \"{}\"; }};\n",
                self.folder().display(),
                root.display(),
                zone.display(),
            ),
        );
        let arguments =
            ["-g", "-n", "1", "-c", &configuration.display().to_string()].map(str::to_owned);
        self.start(End::World, "named", &arguments, "all zones loaded");
    }

    /// nginx with a certificate, on the ports of HTTP and HTTPS of an address.
    pub(crate) fn serve_web(&mut self, end: End, address: &str, certificate: &str) {
        let pem = self.certificates().join(certificate);
        let servers = format!(
            "server {{ listen {address}:80; return 301 https://$host$request_uri; }}\n\
             server {{ listen {address}:443 ssl; ssl_certificate {pem}.pem;\n\
             ssl_certificate_key {pem}.key; return 204; }}\n",
            pem = pem.display(),
        );
        self.serve(end, &format!("web-{address}"), &servers);
    }

    /// Starts nginx with these servers, in a folder of its own with this name.
    pub(crate) fn serve(&mut self, end: End, name: &str, servers: &str) {
        let folder = self.folder().join(name);
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {}/{kind};\n", folder.display()))
            .concat();
        let configuration = folder.join("nginx.conf");
        write(
            &configuration,
            format!(
                "daemon off;\nmaster_process off;\npid {folder}/pid;\nevents {{}}\n\
                 error_log stderr notice;\nhttp {{\naccess_log off;\n{temporary}{servers}}}\n",
                folder = folder.display(),
            ),
        );
        let arguments =
            ["-e", "stderr", "-c", &configuration.display().to_string()].map(str::to_owned);
        // What nginx says last before it waits for connections.
        self.start(end, "nginx", &arguments, "using the \"epoll\" event method");
    }

    /// The folder of certificates, which concurrent tests share.
    pub(crate) fn certificates(&self) -> &Path {
        let folder = self.certificates.get_or_init(|| {
            let mut shared = CERTIFICATES.lock().unwrap_or_else(PoisonError::into_inner);
            shared.upgrade().unwrap_or_else(|| {
                let folder = Arc::new(TempDir::new().expect("a temporary folder"));
                let script = crate::program::repository().join("tests/edge/make-certificates");
                let made = finish(isolated(script, self.folder()).arg(folder.path()));
                made.exits(0);
                *shared = Arc::downgrade(&folder);
                folder
            })
        });
        folder.path()
    }

    fn start(&mut self, end: End, program: &str, arguments: &[String], ready: &str) {
        let log = self
            .folder()
            .join(format!("{program}-{}.log", self.servers.len()));
        let child = self
            .at(end, program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("the folder is ours"))
            .spawn()
            .expect("ip is there");
        self.servers.push(child);
        let begun = Instant::now();
        while !read(&log).contains(ready) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{program} does not start: {}",
                read(&log)
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for server in &mut self.servers {
            server.kill().ok();
            server.wait().ok();
        }
        for name in [&self.host, &self.world] {
            ip(&format!("netns delete {name}")).ok();
        }
    }
}

fn usable() -> Result<(), String> {
    if !rustix::process::geteuid().is_root() {
        return Err("only root may make namespaces".to_owned());
    }
    for program in PROGRAMS {
        let found =
            finish(isolated("sh", Path::new("/")).args(["-c", "command -v \"$0\"", program]));
        if found.exit_code != 0 {
            return Err(format!("{program} is not installed"));
        }
    }
    Ok(())
}

fn ip(line: &str) -> Result<(), String> {
    let run = finish(isolated("ip", Path::new("/")).args(line.split(' ')));
    match run.exit_code {
        0 => Ok(()),
        _ => Err(format!("ip {line}: {}", run.stderr.trim())),
    }
}
