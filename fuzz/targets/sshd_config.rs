//! sshd_config(5) (first file), a drop-in that it may include (second file), and systemd's socket
//! unit (third file).
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [config, drop_in, socket] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/usr/sbin/sshd", "")
        .file("/etc/ssh/sshd_config", config)
        .file("/etc/ssh/sshd_config.d/50-fuzz.conf", drop_in)
        .file("/etc/systemd/system/ssh.socket", socket);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Sshd);
});
