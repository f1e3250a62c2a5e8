//! Pebble on ports of its own, with an HTTPS certificate of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::client::Client;
use crate::program::{finish, isolated, write};
use crate::server::{Ports, Server, free_ports, listens, wait_for};

/// A running authority.
pub(crate) struct Pebble {
    _process: Server,
    /// Where its directory is, as clients are told.
    pub(crate) directory: String,
    /// What its own HTTPS is to be verified with.
    pub(crate) https_root: PathBuf,
    /// The root of what it issues, and the certificate that it issues with.
    pub(crate) root: PathBuf,
    pub(crate) intermediate: PathBuf,
}

impl Pebble {
    /// Starts one that asks this name server, finds challenges at these ports, and issues
    /// certificates for so many seconds.
    pub(crate) fn start(folder: &Path, names: SocketAddr, challenges: Ports, seconds: u64) -> Self {
        let https_root = folder.join("pebble-https.pem");
        let key = folder.join("pebble-https.key");
        let mut openssl = isolated("openssl", folder);
        openssl
            .args(["req", "-x509", "-nodes", "-newkey", "ec", "-days", "1"])
            .args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=pebble"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&https_root);
        finish(&mut openssl).exits(0);
        let [acme, management] = free_ports();
        let configuration = json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{acme}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": https_root,
            "privateKey": key,
            "httpPort": challenges.http,
            "tlsPort": challenges.https,
            "certificateValidityPeriod": seconds,
        }});
        let path = folder.join("pebble.json");
        write(&path, configuration.to_string());
        let mut pebble = isolated("pebble", folder);
        pebble
            .arg("-config")
            .arg(path)
            .args(["-dnsserver", &names.to_string()])
            // By default it waits up to 15 seconds before it looks at a challenge.
            .env("PEBBLE_VA_NOSLEEP", "1");
        let process = Server::start(&mut pebble, &folder.join("pebble.log"));
        wait_for("pebble does not start", || {
            listens(acme) && listens(management)
        });
        let issuer = |path: &str| {
            let url = format!("https://127.0.0.1:{management}/{path}/0");
            let pem = Client::trusting(&https_root).get(&url);
            let file = folder.join(format!("{path}.pem"));
            write(&file, pem.expect("pebble shows its certificates"));
            file
        };
        Self {
            _process: process,
            directory: format!("https://127.0.0.1:{acme}/dir"),
            root: issuer("roots"),
            intermediate: issuer("intermediates"),
            https_root,
        }
    }
}
