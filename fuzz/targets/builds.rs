//! Build contexts: a Dockerfile, what leaves files out of the context, and the Compose file that names both.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [dockerfile, ignore, compose] = muster_fuzz::files(input);
    let mut host = Recorded::new()
        .file("/srv/Dockerfile", dockerfile)
        .file("/srv/.dockerignore", ignore)
        .file("/srv/conf/.env", "A=b\n");
    host = match compose.is_empty() {
        true => host.file("/srv/compose.yaml", "services: {api: {build: .}}\n"),
        false => host.file("/srv/compose.yaml", compose),
    };
    let targets = Targets {
        compose_file: ComposeFile::At(muster_fuzz::bound("compose.yaml")),
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Builds);
});
