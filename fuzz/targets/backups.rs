//! What a backup job leaves behind: the file that says when it last succeeded, and a dump.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Backup, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [marker, dump] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/srv/backups/LAST_SUCCESS.txt", marker)
        .file("/srv/backups/shop.sql.gz", dump)
        .file("/srv/backups/uploads.tar", dump);
    let names = |text: &str| text.parse().into_iter().collect();
    let targets = Targets {
        backup: Backup {
            directory: Some("/srv/backups".into()),
            marker: Some("LAST_SUCCESS.txt".to_owned()),
            artefacts: names("*.sql.gz"),
            uploads: names("*.tar"),
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Backups);
});
