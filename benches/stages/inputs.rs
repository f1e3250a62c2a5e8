//! What the stages are given: the built-in plugins and packs, what the program itself made of the
//! recorded host, and inputs larger than any that is recorded.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use muster_facts::{EnvFacts, Facts, Source, env};
use muster_outcomes::Evaluation;
use muster_policy::{Loader, PackSource};
use muster_sandbox::{Bundle, Plugin, Sandbox};

#[path = "../../host/cli/src/bundled.rs"]
mod bundled;

/// The pack that applies where nothing else is said.
pub(crate) const PACK: &str = "vps-production";

/// The core module of one built-in plugin.
pub(crate) fn plugin(name: &str) -> &'static [u8] {
    muster_bundled::PLUGINS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, module)| *module)
        .expect("the plugin is built in")
}

/// All built-in plugins, with their machine code.
pub(crate) fn bundle() -> Bundle {
    let bundle = bundled::bundle();
    // A compilation would be measured in its place.
    assert!(bundle.code.is_some(), "the build has compiled the plugins");
    bundle
}

/// Every built-in plugin, as the program loads it, once for all benchmarks.
pub(crate) fn loaded() -> &'static (Sandbox, Vec<Arc<Plugin>>) {
    static LOADED: OnceLock<(Sandbox, Vec<Arc<Plugin>>)> = OnceLock::new();
    LOADED.get_or_init(|| {
        let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
        let plugins = sandbox.load_bundle(bundle()).expect("they are built in");
        (sandbox, plugins.into_iter().map(Arc::new).collect())
    })
}

/// The built-in packs.
pub(crate) struct Packs;

impl Packs {
    /// The text of [`PACK`].
    pub(crate) fn default_pack() -> PackSource {
        PackSource::builtin(PACK, Packs.builtin(PACK).expect("the pack is built in"))
    }
}

impl Loader for Packs {
    fn builtin(&self, name: &str) -> Option<&str> {
        let pack = bundled::PACKS.iter().find(|(known, _)| *known == name);
        pack.map(|(_, text)| *text)
    }

    fn builtin_names(&self) -> Vec<&str> {
        bundled::PACKS.iter().map(|(name, _)| *name).collect()
    }

    fn read(&self, path: &Path) -> Result<String, String> {
        Err(format!("{}: no benchmark reads a file", path.display()))
    }
}

/// A recorded production server.
pub(crate) fn recorded_host() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hosts/web-1")
}

/// What the program's plugins say about the recorded host.
pub(crate) fn evaluation() -> Evaluation {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("evaluation.json");
    #[expect(
        clippy::disallowed_methods,
        reason = "the program that is measured makes its own input"
    )]
    let scanned = Command::new(env!("CARGO_BIN_EXE_muster"))
        .args(["scan", "--no-cache", "--policy", PACK, "--recording"])
        .arg(recorded_host())
        .arg("--output")
        .arg(format!("evaluation={}", file.display()))
        .output()
        .expect("the program starts");
    #[expect(clippy::disallowed_methods, reason = "as above")]
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| {
        let message = String::from_utf8_lossy(&scanned.stderr);
        unreachable!("the recorded host was not evaluated ({error}): {message}")
    });
    Evaluation::from_json(&text).expect("the program reads what it writes")
}

/// Path of the environment file in [`many_keys`].
const ENV_FILE: &str = "/etc/app.env";

/// Facts about one environment file with this many keys.
pub(crate) fn many_keys(count: u32) -> Facts {
    let file = env::EnvFile {
        path: ENV_FILE.to_owned(),
        state: "present".to_owned(),
        mode: Some(0o600),
        uid: Some(0),
        gid: Some(0),
        owner: Some("root".to_owned()),
        group: Some("root".to_owned()),
        acl_extended: Some(false),
        link_target: None,
        dialects: vec!["compose".to_owned()],
        problems: Vec::new(),
        source: Source::file(ENV_FILE),
    };
    let keys = (1..=count).map(key).collect();
    Facts {
        env: Some(EnvFacts {
            files: Ok(vec![file]),
            keys: [(ENV_FILE.to_owned(), Ok(keys))].into(),
            reference_keys: Ok(None),
            environments: Ok(Vec::new()),
        }),
        ..Facts::default()
    }
}

/// A secret as the collector describes it, with the reading of one dialect.
fn key(number: u32) -> env::Key {
    let name = format!("SERVICE_{number}_SECRET");
    env::Key {
        source: Source::line(ENV_FILE, number).with_text(format!("{name}=[redacted]")),
        name,
        status: "set".to_owned(),
        secret: true,
        quoting: "none".to_owned(),
        duplicates: Vec::new(),
        length: "32-63".to_owned(),
        strength: Some("strong".to_owned()),
        weakness: None,
        shape: "opaque".to_owned(),
        boolean: None,
        remarks: Vec::new(),
        vendor: None,
        known_dummy: None,
        equality: Some(number),
        value: None,
        components: Vec::new(),
        derived_from: Vec::new(),
        readings: vec![env::Reading {
            dialect: "compose".to_owned(),
            status: "set".to_owned(),
            equality: Some(number),
            remarks: Vec::new(),
        }],
    }
}

/// An `nft -j list ruleset` that drops by default, with this many rules that each let one network
/// reach one port: a host with a long list of partners.
pub(crate) fn nft_ruleset(rules: usize) -> Vec<u8> {
    let mut objects = vec![
        serde_json::json!({"metainfo": {
            "version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1,
        }}),
        serde_json::json!({"table": {"family": "inet", "name": "filter", "handle": 1}}),
        serde_json::json!({"chain": {
            "family": "inet", "table": "filter", "name": "input", "handle": 1,
            "type": "filter", "hook": "input", "prio": 0, "policy": "drop",
        }}),
    ];
    let matches = |protocol: &str, field: &str, right: serde_json::Value| {
        serde_json::json!({"match": {
            "op": "==",
            "left": {"payload": {"protocol": protocol, "field": field}},
            "right": right,
        }})
    };
    objects.extend((0..rules).map(|rule| {
        let network = format!("10.{}.{}.0", rule / 256 % 256, rule % 256);
        let network = serde_json::json!({"prefix": {"addr": network, "len": 24}});
        serde_json::json!({"rule": {
            "family": "inet", "table": "filter", "chain": "input", "handle": rule + 2,
            "expr": [
                matches("ip", "saddr", network),
                matches("tcp", "dport", (1_024 + rule).into()),
                {"counter": {"packets": 0, "bytes": 0}},
                {"accept": null},
            ],
        }})
    }));
    serde_json::json!({"nftables": objects})
        .to_string()
        .into_bytes()
}

/// An sshd_config(5) with this many `Match` blocks: a host with a rule for each of its accounts.
pub(crate) fn sshd_config(blocks: usize) -> String {
    let mut text = "Port 22\nPermitRootLogin no\nPasswordAuthentication no\n\
                    KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\n"
        .to_owned();
    for block in 0..blocks {
        text.push_str(&format!(
            "Match User account-{block} Address 10.{}.0.0/16\n\
             \x20   ForceCommand internal-sftp\n\
             \x20   ChrootDirectory /srv/account-{block}\n\
             \x20   AllowTcpForwarding no\n\
             \x20   X11Forwarding no\n",
            block % 256
        ));
    }
    text
}
