//! Name servers of this test's own: BIND on a port of 127.0.0.1 that nobody else has.

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long BIND may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, which ends with this value.
pub struct Named {
    process: Child,
    folder: TempDir,
    pub address: SocketAddr,
}

/// A zone with its file's text.
pub struct Zone<'a> {
    pub name: &'a str,
    pub text: String,
}

impl Named {
    /// Serves zones, and what else `options` says.
    pub fn start(options: &str, statements: &str, zones: &[Zone<'_>]) -> Self {
        let folder = TempDir::new().unwrap();
        let address = free_address();
        let mut config = format!(
            "options {{ directory \"{}\"; listen-on port {} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};\n\
             pid-file none; session-keyfile none; allow-query {{ any; }}; {options} }};\n\
             controls {{ }};\n{statements}\n",
            folder.path().display(),
            address.port(),
        );
        for zone in zones {
            let file = folder.path().join(format!("{}.zone", zone.name));
            std::fs::write(&file, &zone.text).unwrap();
            config.push_str(&format!(
                "zone \"{}\" {{ type primary; file \"{}\"; }};\n",
                zone.name,
                file.display()
            ));
        }
        let path = folder.path().join("named.conf");
        std::fs::write(&path, config).unwrap();
        let process = Command::new("named")
            .args(["-g", "-n", "1", "-c"])
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let server = Self {
            process,
            folder,
            address,
        };
        let begun = Instant::now();
        // The port is open before the zones are read.
        while !server.log().contains("all zones loaded") {
            assert!(
                begun.elapsed() < PATIENCE,
                "named does not start: {}",
                server.log()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(
            !server.log().contains("not loaded due to errors"),
            "{}",
            server.log()
        );
        server
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether BIND is here.
pub fn is_here() -> bool {
    muster_real::installed(&["named", "dnssec-keygen", "dnssec-signzone"])
}

/// An address of which neither the UDP nor the TCP port is taken.
fn free_address() -> SocketAddr {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = tcp.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}

/// A signed zone, its DS records and the public key that signs it.
pub struct Signed {
    pub text: String,
    pub ds: String,
    pub key: String,
}

/// Signs a zone; `arguments` are those of dnssec-signzone(1) besides.
pub fn sign(name: &str, text: &str, arguments: &[&str]) -> Signed {
    let folder = TempDir::new().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    // One key for both tasks.
    let key = run(
        "dnssec-keygen",
        &["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", name],
    );
    let key_file = format!("{}.key", key.trim());
    std::fs::write(
        folder.path().join("zone"),
        format!("{text}\n$INCLUDE {key_file}\n"),
    )
    .unwrap();
    let all = [
        &["-z", "-o", name, "-f", "signed"],
        arguments,
        &["zone", key.trim()],
    ]
    .concat();
    run("dnssec-signzone", &all);
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    Signed {
        text: read(&folder.path().join("signed")),
        ds: run("dnssec-dsfromkey", &["-2", &key_file]),
        key: read(&folder.path().join(&key_file)),
    }
}
