//! Servers of nginx and OpenSSL on ports of their own, ended with the test.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

/// The certificates of `tests/edge/make-certificates`, as of today.
pub(super) struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// Those that a test running beside this one uses, or new ones.
    pub(super) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Certificates>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let made = Arc::new(Self::make());
            *shared = Arc::downgrade(&made);
            made
        })
    }

    #[expect(clippy::disallowed_methods, reason = "openssl makes the certificates")]
    fn make() -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edge/make-certificates");
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new(script).arg(folder.path()).status().unwrap();
        assert!(status.success());
        Self { folder }
    }

    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    #[expect(clippy::disallowed_methods, reason = "a file that the test has made")]
    pub(super) fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.path(file)).unwrap()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "real servers have real certificates"
)]
pub(super) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// So many ports that were free a moment ago.
pub(super) fn free_ports(count: usize) -> Vec<u16> {
    let listeners: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    listeners
        .iter()
        .map(|listener| listener.local_addr().unwrap().port())
        .collect()
}

/// A server that ends with its variable.
pub(super) struct Server {
    child: Child,
    _folder: Option<TempDir>,
    pub(super) port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `openssl s_server` with these arguments besides its address.
#[expect(clippy::disallowed_methods, reason = "the real server is the test")]
pub(super) fn openssl(arguments: &[&str]) -> Server {
    let mut child = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", "-www"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
    let Some(port) = port else {
        let _ = child.kill();
        panic!("openssl s_server {arguments:?} does not start");
    };
    Server {
        child,
        _folder: None,
        port,
    }
}

/// nginx with these `server` blocks; `port` is the one that it is waited for on.
#[expect(clippy::disallowed_methods, reason = "the real server is the test")]
pub(super) fn nginx(servers: &str, port: u16) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid {place}/pid;\nerror_log {place}/error;\n\
         events {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {place}/body;\n\
         proxy_temp_path {place}/proxy;\nfastcgi_temp_path {place}/fastcgi;\n\
         uwsgi_temp_path {place}/uwsgi;\nscgi_temp_path {place}/scgi;\n{servers}}}\n"
    );
    std::fs::write(folder.path().join("conf"), configuration).unwrap();
    let child = Command::new("nginx")
        .arg("-e")
        .arg(folder.path().join("error"))
        .arg("-c")
        .arg(folder.path().join("conf"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server {
        child,
        _folder: Some(folder),
        port,
    };
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return server;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let error = server
        ._folder
        .as_ref()
        .map(|folder| folder.path().join("error"));
    panic!(
        "nginx does not start: {:?}",
        error.map(std::fs::read_to_string)
    );
}
