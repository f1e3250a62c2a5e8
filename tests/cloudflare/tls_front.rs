//! TLS before the stand-in, with a certificate of `tests/edge/make-certificates`. It remembers what
//! reached it, before and after decryption.
#![allow(
    dead_code,
    reason = "every test that includes this module uses a part of it"
)]

use std::collections::BTreeMap;
use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::listener::Listener;

/// The files that the script makes, by name.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(make);

/// Whether certificates can be made.
pub(crate) fn has_certificates() -> bool {
    muster_real::runs("openssl", &["version"])
}

/// A file of the script, such as `root.pem`.
pub(crate) fn file(name: &str) -> Vec<u8> {
    FILES
        .get(name)
        .unwrap_or_else(|| panic!("no {name}"))
        .clone()
}

fn make() -> BTreeMap<String, Vec<u8>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edge/make-certificates");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let status = Command::new(script).arg(folder.path()).status();
    assert!(status.expect("the script").success());
    let entries = std::fs::read_dir(folder.path()).expect("the folder");
    entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name");
            (name, std::fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// The running server. Ends with the value.
pub(crate) struct TlsFront {
    listener: Listener,
    shared: Arc<Shared>,
}

struct Shared {
    config: Arc<ServerConfig>,
    behind: SocketAddr,
    /// Every byte that arrived.
    raw: Mutex<Vec<u8>>,
    /// Every byte that was decrypted.
    decrypted: Mutex<Vec<u8>>,
}

impl TlsFront {
    /// Takes what it decrypts to the server behind it.
    pub(crate) fn start(certificate: &str, behind: SocketAddr) -> Self {
        let chain = file(&format!("{certificate}.pem"));
        let chain = CertificateDer::pem_slice_iter(&chain)
            .collect::<Result<Vec<_>, _>>()
            .expect("a chain");
        let key = file(&format!("{certificate}.key"));
        let key = PrivateKeyDer::from_pem_slice(&key).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a certificate with its key");
        let shared = Arc::new(Shared {
            config: Arc::new(config),
            behind,
            raw: Mutex::default(),
            decrypted: Mutex::default(),
        });
        let server = Arc::clone(&shared);
        let listener = Listener::start(move |connection| server.serve(connection));
        Self { listener, shared }
    }

    /// Address of the API.
    pub(crate) fn api(&self) -> String {
        format!("https://{}/client/v4", self.listener.address)
    }

    /// Address and port.
    pub(crate) fn host(&self) -> String {
        self.listener.address.to_string()
    }

    /// Whether a client said hello.
    pub(crate) fn was_greeted(&self) -> bool {
        !lock(&self.shared.raw).is_empty()
    }

    /// What clients said when they knew whom they spoke to.
    pub(crate) fn was_told(&self) -> String {
        String::from_utf8_lossy(&lock(&self.shared.decrypted)).into_owned()
    }

    /// Every byte that arrived, as it arrived.
    pub(crate) fn received(&self) -> Vec<u8> {
        lock(&self.shared.raw).clone()
    }
}

impl Shared {
    fn serve(&self, connection: TcpStream) -> std::io::Result<()> {
        let session =
            ServerConnection::new(Arc::clone(&self.config)).map_err(std::io::Error::other)?;
        let wire = Wire {
            stream: connection,
            raw: &self.raw,
        };
        let mut client = StreamOwned::new(session, wire);
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            client.read_exact(&mut byte)?;
            head.extend_from_slice(&byte);
            lock(&self.decrypted).extend_from_slice(&byte);
        }
        let mut body = vec![0; length(&head)];
        client.read_exact(&mut body)?;
        let mut server = TcpStream::connect(self.behind)?;
        server.write_all(&[head, body].concat())?;
        std::io::copy(&mut server, &mut client)?;
        client.conn.send_close_notify();
        client.flush()
    }
}

/// How many bytes follow a head.
fn length(head: &[u8]) -> usize {
    String::from_utf8_lossy(head)
        .to_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().expect("a number"))
}

/// A connection that remembers what arrived.
struct Wire<'a> {
    stream: TcpStream,
    raw: &'a Mutex<Vec<u8>>,
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.stream.read(buffer)?;
        lock(self.raw).extend(buffer.iter().take(count));
        Ok(count)
    }
}

impl std::io::Write for Wire<'_> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.stream.flush()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
