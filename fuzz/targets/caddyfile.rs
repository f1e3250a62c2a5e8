//! A Caddyfile, one that it may import, and the environment of its service.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [caddyfile, imported, env] = muster_fuzz::files(input);
    let mut host = Recorded::new()
        .file(
            "/srv/compose.yaml",
            "services:\n  caddy:\n    image: caddy:2\n    env_file: .env\n    volumes: [\"./:/etc/caddy\"]\n",
        )
        .file("/srv/Caddyfile", caddyfile);
    if !imported.is_empty() {
        host = host.file("/srv/sites/a.caddy", imported);
    }
    if !env.is_empty() {
        host = host.file("/srv/.env", env);
    }
    let targets = Targets {
        compose_file: ComposeFile::At(muster_fuzz::bound("compose.yaml")),
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Caddy);
});
