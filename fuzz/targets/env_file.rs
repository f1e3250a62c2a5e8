//! A bound environment file (first file) with the application's reference file (second file): every
//! dialect, and all facts that are derived. A secret stands in the middle, and must not come out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{EnvFile, Targets};
use muster_target::Recorded;

/// No word, no number and no key name, so that it can only come out as a value.
const CANARY: &str = "c4n4ry+/7Jq=";

fuzz_target!(|input: &[u8]| {
    let [before, after, reference] = muster_fuzz::files(input);
    let line = format!("\nPOSTGRES_PASSWORD={CANARY}\n");
    let host = Recorded::new()
        .file("/srv/.env", [before, line.as_bytes(), after].concat())
        .file("/srv/.env.example", reference);
    let targets = Targets {
        env_files: Some(vec![EnvFile {
            path: muster_fuzz::bound(".env"),
            dialects: ["compose", "shell", "python-dotenv"]
                .map(str::to_owned)
                .to_vec(),
        }]),
        env_reference: Some(muster_fuzz::bound(".env.example")),
        shown_keys: vec!["*".parse().expect("a pattern")],
        shown_hosts: vec!["*".parse().expect("a pattern")],
        ..Targets::default()
    };
    let (facts, _) = muster_fuzz::collect_domain(&host, &targets, Domain::Env);
    let shown = format!("{facts:?}");
    assert!(!shown.contains(CANARY), "{shown}");
});
