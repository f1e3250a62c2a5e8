//! What containers get as their environment: a compose file, an environment file that its services name,
//! and `.env`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [compose, given, env] = muster_fuzz::files(input);
    let mut host = Recorded::new().file("/srv/compose.yaml", compose);
    if !given.is_empty() {
        host = host.file("/srv/app.env", given);
    }
    if !env.is_empty() {
        host = host.file("/srv/.env", env);
    }
    let targets = Targets {
        compose_file: ComposeFile::At(muster_fuzz::bound("compose.yaml")),
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Variables);
});
