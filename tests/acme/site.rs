//! All that it takes for a server to get a certificate, and what Muster says about that server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::HOST;
use crate::caddy::Caddy;
use crate::client::{Client, Trusted};
use crate::named::{self, Named, Zone};
use crate::pebble::Pebble;
use crate::program::{command, finish, write};
use crate::server::{Ports, wait_for};

/// The zone that pebble and Muster both ask for.
const ZONE: &str = "\
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
@ A 127.0.0.1
ns A 127.0.0.1
www A 127.0.0.1
";

/// An authority, a name server that it asks, and a server with a certificate of that authority.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
    names: Named,
    pub(crate) authority: Pebble,
    pub(crate) caddy: Caddy,
}

impl Site {
    /// None, with a note, where the programs cannot be had.
    pub(crate) fn with_certificates_for(seconds: u64) -> Option<Self> {
        if !named::is_here() || !muster_real::installed(&["pebble", "caddy", "openssl", "curl"]) {
            return None;
        }
        let folder = TempDir::new().expect("a temporary folder");
        let names = Named::start(
            "recursion no;",
            "",
            &[Zone {
                name: "example.com",
                text: ZONE.to_owned(),
            }],
        );
        let ports = Ports::free();
        let authority = Pebble::start(folder.path(), names.address, ports, seconds);
        let caddy = Caddy::with_authority(&folder.path().join("caddy"), ports, &authority);
        let site = Self {
            folder,
            names,
            authority,
            caddy,
        };
        wait_for("Caddy gets no certificate", || {
            site.curl(ports) == Trusted::Yes
        });
        Some(site)
    }

    /// What curl, which trusts the authority's root, makes of a server.
    pub(crate) fn curl(&self, ports: Ports) -> Trusted {
        Client::trusting(&self.authority.root).ask(HOST, ports.https)
    }

    /// A policy about this server, and the authority's root where it is to be trusted.
    fn policy(&self, ports: Ports, root: Option<&Path>) -> PathBuf {
        let roots = root.map_or_else(String::new, |root| {
            format!("tls-roots = {:?}\n", root.display().to_string())
        });
        let text = format!(
            "name = \"acme\"\nenable = [\"tls/*\"]\n\n[targets]\ndomain = \"example.com\"\n\n\
             [targets.edge]\nweb-names = [\"www\"]\nname-servers = [\"{}\"]\nhttps-port = {}\n\
             http-port = {}\n{roots}",
            self.names.address, ports.https, ports.http
        );
        let path = self.folder.path().join("muster.toml");
        write(&path, text);
        path
    }

    /// The finding of each rule, after a scan that ends with this code.
    pub(crate) fn scan(
        &self,
        ports: Ports,
        root: Option<&Path>,
        code: i32,
    ) -> BTreeMap<String, Value> {
        let policy = self.policy(ports, root);
        let mut scan = command(self.folder.path());
        scan.args(["scan", "--output", "json", "--policy"])
            .arg(policy);
        let findings = finish(&mut scan).exits(code).findings();
        findings
            .into_iter()
            .map(|finding| {
                (
                    finding["rule"].as_str().expect("a rule").to_owned(),
                    finding,
                )
            })
            .collect()
    }

    /// What the collector sees of this server.
    pub(crate) fn observation(&self, ports: Ports) -> Value {
        let policy = self.policy(ports, Some(&self.authority.root));
        let mut collect = command(self.folder.path());
        collect
            .args(["collect", "--only", "tls/*", "--policy"])
            .arg(policy);
        let snapshot = finish(&mut collect).exits(0).json();
        let endpoints = snapshot["facts"]["tls"]["endpoints"]["Ok"].clone();
        assert_eq!(endpoints.as_array().map(Vec::len), Some(1), "{endpoints}");
        endpoints[0]["outcome"]["Ok"].clone()
    }
}
