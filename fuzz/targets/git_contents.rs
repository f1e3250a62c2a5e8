//! What a file that git keeps holds: tokens, keys, addresses and assignments.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_specs::repository;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new()
        .file("/srv/shop/.env.example", input)
        .file("/srv/shop/deploy.sh", input);
    let steps = "commit .env.example deploy.sh\n";
    let host = repository::add(host, "/srv/shop".as_ref(), steps).expect("the files are there");
    let targets = Targets {
        repositories: vec!["/srv/shop".into()],
        ..Targets::default()
    };
    let (facts, _) = muster_fuzz::collect_domain(&host, &targets, Domain::Git);
    let git = facts.git.as_ref().expect("it was collected");
    assert!(
        git.tracked_env_files
            .as_ref()
            .is_ok_and(|files| files.len() <= 1)
    );
});
