//! Caddy on ports of its own: with a certificate that it orders itself, or with one from files.

use std::path::{Path, PathBuf};

use crate::HOST;
use crate::pebble::Pebble;
use crate::program::{isolated, read, write};
use crate::server::{Ports, Server, listens, wait_for};

/// A running server.
pub(crate) struct Caddy {
    _process: Server,
    folder: PathBuf,
    pub(crate) ports: Ports,
}

impl Caddy {
    /// Starts one that gets its certificate from this authority, and from no other.
    pub(crate) fn with_authority(folder: &Path, ports: Ports, authority: &Pebble) -> Self {
        let options = format!(
            "acme_ca {}\nacme_ca_root {}\n",
            authority.directory,
            authority.https_root.display()
        );
        Self::start(folder, ports, &options, "")
    }

    /// Starts one that serves a certificate as it is in a file.
    pub(crate) fn with_files(folder: &Path, ports: Ports, chain: &str, key: &Path) -> Self {
        let pem = folder.join("chain.pem");
        write(&pem, chain);
        let site = format!("tls {} {}\n", pem.display(), key.display());
        Self::start(folder, ports, "", &site)
    }

    fn start(folder: &Path, ports: Ports, options: &str, site: &str) -> Self {
        let configuration = format!(
            "{{\nadmin off\ndefault_bind 127.0.0.1\nhttps_port {}\nhttp_port {}\n\
             storage file_system {}\n{options}}}\n{HOST} {{\n{site}respond 204\n}}\n",
            ports.https,
            ports.http,
            folder.join("store").display()
        );
        let path = folder.join("Caddyfile");
        write(&path, configuration);
        let mut caddy = isolated("caddy", folder);
        caddy
            .args(["run", "--config"])
            .arg(path)
            // It keeps its last configuration there.
            .env("HOME", folder);
        let process = Server::start(&mut caddy, &folder.join("log"));
        wait_for("Caddy does not start", || {
            listens(ports.https) && listens(ports.http)
        });
        Self {
            _process: process,
            folder: folder.to_owned(),
            ports,
        }
    }

    /// The file with the chain that it has got.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.stored("crt")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.stored("key")
    }

    /// The first certificate of the chain, alone.
    pub(crate) fn leaf(&self) -> String {
        const END: &str = "-----END CERTIFICATE-----\n";
        let chain = read(&self.certificate());
        let (leaf, _) = chain.split_once(END).expect("a chain");
        format!("{leaf}{END}")
    }

    /// `certificates/AUTHORITY/NAME/NAME.EXTENSION`
    fn stored(&self, extension: &str) -> PathBuf {
        let authorities = std::fs::read_dir(self.folder.join("store/certificates"));
        let authority = authorities.expect("Caddy has ordered").next();
        let authority = authority.expect("an authority").expect("its folder").path();
        authority.join(HOST).join(format!("{HOST}.{extension}"))
    }
}
