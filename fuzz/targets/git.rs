//! What a repository consists of: the index, a pack with its index, the configuration, references and rules
//! of what is left out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [index, pack_index, object, config, refs, rules, pack] = muster_fuzz::files(input);
    let id = "1".repeat(40);
    let host = Recorded::new()
        .file("/srv/shop/.git/HEAD", id.clone())
        .file("/srv/shop/.git/index", index)
        .file("/srv/shop/.git/config", config)
        .file("/srv/shop/.git/packed-refs", refs)
        .file(
            "/srv/shop/.git/objects/11/11111111111111111111111111111111111111",
            object,
        )
        .file("/srv/shop/.git/objects/pack/a.idx", pack_index)
        .file("/srv/shop/.git/objects/pack/a.pack", pack)
        .file("/srv/shop/.gitignore", rules)
        .file("/srv/shop/.env", "A=b");
    let targets = Targets {
        repositories: vec!["/srv/shop".into()],
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Git);
});
