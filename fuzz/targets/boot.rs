//! What boot loaders say, and the command line of the running kernel.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [grub, kept, entry, extlinux, running] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/boot/grub2/grub.cfg", grub)
        .file("/boot/grub2/grubenv", kept)
        .file("/boot/loader/entries/a.conf", entry)
        .file("/boot/extlinux.conf", extlinux)
        .file("/proc/cmdline", running);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Boot);
});
