//! curl as a second opinion on who is to be trusted, and openssl on what a certificate is.

use std::path::Path;
use std::process::Command;

use crate::program::{finish, isolated};

/// What curl makes of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trusted {
    Yes,
    No,
    /// There was no certificate to judge.
    Unknown,
}

/// The exit code of curl for a peer that it cannot authenticate (`CURLE_PEER_FAILED_VERIFICATION`).
const NOT_AUTHENTIC: i32 = 60;

/// A client with a root of its own choice, and no other.
pub(crate) struct Client<'a> {
    root: &'a Path,
}

impl<'a> Client<'a> {
    pub(crate) fn trusting(root: &'a Path) -> Self {
        Self { root }
    }

    pub(crate) fn ask(&self, host: &str, port: u16) -> Trusted {
        let url = format!("https://{host}:{port}/");
        let run =
            finish(
                self.curl()
                    .args(["--resolve", &format!("{host}:{port}:127.0.0.1"), &url]),
            );
        match run.exit_code {
            0 => Trusted::Yes,
            NOT_AUTHENTIC => Trusted::No,
            _ => Trusted::Unknown,
        }
    }

    /// The body of an answer, or nothing where there is none yet.
    pub(crate) fn get(&self, url: &str) -> Option<String> {
        let run = finish(self.curl().arg(url));
        (run.exit_code == 0).then_some(run.stdout)
    }

    fn curl(&self) -> Command {
        let mut curl = isolated("curl", Path::new("/"));
        curl.args(["--silent", "--fail", "--max-time", "10"]);
        curl.arg("--cacert").arg(self.root);
        curl
    }
}

/// The first certificate of a PEM file, as openssl digests it.
pub(crate) fn sha256(pem: &Path) -> String {
    let mut openssl = isolated("openssl", Path::new("/"));
    openssl.args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]);
    let printed = finish(openssl.arg(pem)).exits(0).stdout;
    let (_, digest) = printed.trim().split_once('=').expect("a digest");
    digest.replace(':', "").to_ascii_lowercase()
}
