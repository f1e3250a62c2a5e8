//! A script that deploys a project.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Deploy, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new().file("/srv/shop/deploy.sh", input);
    let targets = Targets {
        deploy: Deploy {
            scripts: vec!["/srv/shop/deploy.sh".into()],
            commands: vec!["migrate up".to_owned()],
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Scripts);
});
