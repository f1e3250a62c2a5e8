//! What policies may say is documented and described to editors as it is read: the tables of
//! `docs/packs.md` and the JSON schema are generated from the settings, and the schema takes every policy
//! of the repository and refuses what Muster refuses.
//!
//! A test of `muster-policy`, which is built without the plugins. To rewrite the generated files:
//! `MUSTER_UPDATE=1 cargo test -p muster-policy --test settings`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "these are the repository's own files, not a target's"
)]

#[path = "../generated/current.rs"]
mod current;
#[path = "../repository/file.rs"]
mod file;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use current::assert_current;
use file::{path, read};
use muster_policy::{Loader, PackSource, attestations_schema, load, schema, tables};
use serde_json::Value;

const PAGE: &str = "docs/packs.md";
const SCHEMA: &str = "docs/schema/muster.json";
const ATTESTATIONS: &str = "docs/schema/attestations.json";

/// The command that a person has to run.
const COMMAND: &str = "MUSTER_UPDATE=1 cargo test -p muster-policy --test settings";

#[test]
fn every_setting_is_in_the_page() {
    let mut page = read(PAGE);
    for (header, table) in tables() {
        let mark = format!("<!-- The keys of {header}, generated -->\n");
        let (before, rest) = page
            .split_once(&mark)
            .unwrap_or_else(|| panic!("{PAGE} has no line {mark}"));
        let (_, after) = rest.split_once("\n\n").expect("something follows a table");
        page = format!("{before}{mark}{table}\n{after}");
    }
    assert_current(PAGE, &page, COMMAND);
}

#[test]
fn the_schema_describes_every_setting() {
    let text = serde_json::to_string_pretty(&schema()).unwrap();
    assert_current(SCHEMA, &format!("{text}\n"), COMMAND);
    let text = serde_json::to_string_pretty(&attestations_schema()).unwrap();
    assert_current(ATTESTATIONS, &format!("{text}\n"), COMMAND);
}

static VALIDATOR: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema()).expect("it is a schema"));

/// What the schema has against a policy.
fn complaints(text: &str) -> Vec<String> {
    let value: toml::Value = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    let json: Value = serde_json::to_value(value).unwrap();
    VALIDATOR
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The policies of the repository: name and text.
fn policies() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec!["policies", "examples", "tests"]
        .into_iter()
        .map(PathBuf::from)
        .collect::<Vec<_>>();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(path(&folder.to_string_lossy())).unwrap() {
            let name = folder.join(entry.unwrap().file_name());
            let relative = name.to_string_lossy().into_owned();
            let others = ["Cargo", "attestations", "planted", "recipe", "recording"];
            let is_policy = relative
                .strip_suffix(".toml")
                .is_some_and(|stem| !others.iter().any(|other| stem.ends_with(other)));
            if path(&relative).is_dir() && !relative.ends_with("/target") {
                folders.push(name);
            } else if is_policy {
                found.push((relative.clone(), read(&relative)));
            }
        }
    }
    for page in [PAGE, "README.md", "docs/writing-plugins.md"] {
        let text = read(page);
        let examples = text.split("```toml\n").skip(1);
        for (index, example) in examples.enumerate() {
            let example = example.split("```").next().unwrap_or_default();
            let others = ["[package]", "[lib]", "[[attestation]]"];
            if !others.iter().any(|other| example.contains(other)) {
                found.push((format!("{page}, example {}", index + 1), example.to_owned()));
            }
        }
    }
    found
}

#[test]
fn the_schema_takes_every_policy_of_the_repository() {
    let policies = policies();
    assert!(policies.len() > 15, "{}", policies.len());
    for (name, text) in policies {
        let complaints = complaints(&text);
        assert!(complaints.is_empty(), "{name}: {complaints:#?}");
    }
}

struct Nothing;

impl Loader for Nothing {
    fn builtin(&self, _name: &str) -> Option<&str> {
        None
    }

    fn builtin_names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn read(&self, _path: &Path) -> Result<String, String> {
        Err("there is none".to_owned())
    }
}

fn is_loaded(text: &str) -> bool {
    load(PackSource::file("muster.toml", text), &Nothing).is_ok()
}

#[test]
fn muster_and_the_schema_refuse_the_same() {
    for wrong in [
        "colour = 1",
        "name = 1",
        "gate = \"severe\"",
        "enable = [\"SSH/*\"]",
        "extends = \"server\"",
        "[targets]\ncolour = 1",
        "[targets]\nenv-file = \"/etc/app.env\"",
        "[targets]\nenv-files = [\"relative.env\"]",
        "[targets]\nenv-files = [\"/a/../b\"]",
        "[targets]\nenv-files = [{ dialects = [\"shell\"] }]",
        "[targets]\nenv-files = [{ path = \"/a\", dialects = [\"bash\"] }]",
        "[targets]\nenv-files = [{ path = \"/a\", colour = 1 }]",
        "[targets]\nenv-files = [{ path = \"/a\", dialects = [] }]",
        "[targets]\ncompose-file = true",
        "[targets]\ncompose-file = \"compose.yaml\"",
        "[targets]\npublic-ports = [\"22\"]",
        "[targets]\npublic-ports = [\"0/tcp\"]",
        "[targets]\ninternal-ports = [0]",
        "[targets]\ninternal-ports = [\"80\"]",
        "[targets]\nshown-keys = [\"A B\"]",
        "[targets]\nshown-keys = \"A\"",
        "[targets.backup]\ndirectory = \"backups\"",
        "[targets.backup]\nmarker = \"daily/LAST_SUCCESS.txt\"",
        "[targets.backup]\nartefacts = [\"..\"]",
        "[targets]\ndomain = \"localhost\"",
        "[targets]\nname = \"\"",
        "[targets.deploy]\ncommands = [\" \"]",
        "[targets.logs]\nfailures = [\"* oh *\"]",
        "[targets.edge]\nname-servers = [\"[::1]:0\"]",
        "extends = [\"/etc/muster\"]",
        "[rules.\"acme/a\"]\nuse = \"env/weak-secret\"\ntitle = \"\"",
        "[rules.\"acme/a\"]\nuse = \"env/weak-secret\"\ntitle = \"It is so\"\ntags = [\"Go live\"]",
        "[targets.edge]\ncolour = 1",
        "[targets.edge]\nweb-names = [\"a b\"]",
        "[targets.edge]\nhttps-port = 65536",
        "[targets.edge]\naddresses = [\"example.com\"]",
        "[targets.edge.cloudflare]\ncolour = 1",
        "[targets.edge.cloudflare]\ntoken = \"x\"",
        "[targets.edge.cloudflare]\ntoken-env = \"v1.0-abc\"",
        "[targets.edge.cloudflare]\napi = \"http://example.com\"",
        "after-deploy = \"compose/*\"",
        "after-deploy = [\"compose\"]",
        "attestation-days = 0",
        "attestation-days = 3651",
        "attestations = [\"people.toml\"]",
        "[rules.\"env/weak-secret\"]\nattestation-days = \"90\"",
        "[rules.\"env/weak-secret\"]\ncolour = 1",
        "[rules.ssh]\nseverity = \"low\"",
        "[features.Jobs]\ntitle = \"Jobs\"\nkeys = [\"JOBS_ENABLED\"]",
        "[features.jobs]\ntitle = \"Jobs\"\nprerequisites = [\"jobs\"]",
        "[features.jobs]\ntitle = \"Jobs\"\nkeys = \"JOBS_ENABLED\"",
        "[features.jobs]\ncolour = 1",
        "[plugins.acme]\nsha256 = \"abc\"\nfile = \"a.wasm\"",
        "[plugins.acme]\ncolour = 1\nfile = \"a.wasm\"",
        "[plugins.acme]\ngrants = [\"muster:env/env\"]",
        "[plugins.acme]\nfile = \"a.wasm\"\ngrants = [\"wasi:io/poll\"]",
    ] {
        assert!(!is_loaded(wrong), "Muster takes {wrong}");
        assert!(!complaints(wrong).is_empty(), "the schema takes {wrong}");
    }
    for right in [
        "",
        "gate = \"low\"\nenable = [\"ssh/*\", \"tag:hardening\", \"*\", \"env/weak-secret\"]",
        "after-deploy = [\"ssh/*\", \"env/weak-secret\", \"tag:hardening\"]",
        "attestation-days = 90\n[rules.\"env/weak-secret\"]\nattestation-days = 30",
        "[features.jobs]\ntitle = \"Jobs\"\nkeys = [\"JOB_*\"]\nverify = [\"http/readyz-jobs\", \"a/b /srv/*\"]",
        "[features.jobs]\ndisable = true",
        "[targets]\ncompose-file = false\nenv-files = []",
        "[targets]\ncompose-file = \"/srv/..shop/compose.yaml\"",
        "[targets]\nenv-files = [\"/a\", { path = \"/b\", dialects = [\"dotenv\"] }]",
        "[targets]\nshown-keys = [\"*\", \"LOG_LEVEL\", \"RATE_*\"]\nshown-hosts = [\"*_URL\"]",
        "[targets.backup]\ndirectory = \"/srv/backups\"\nmarker = \"..ok\"\nartefacts = [\"shop-*.dump\"]",
        "[targets]\npublic-ports = [\"ssh\", \"443/udp\"]\ninternal-ports = [5432]",
        "[targets.edge]\nname-servers = [\"192.0.2.1\", \"[2001:db8::1]:5353\"]\nweb-names = [\"@\", \"www\"]",
        "[targets.edge.cloudflare]\napi = \"http://127.0.0.1:8080/v4\"\nzone = \"Example.com\"",
        "[rules.\"env/weak-secret\"]\nparameters = { a = 1, b = [\"x\"], c = { d = \"e\" }, f = true }",
    ] {
        let complaints = complaints(right);
        assert!(is_loaded(right), "Muster refuses {right}");
        assert!(complaints.is_empty(), "{right}: {complaints:#?}");
    }
}
