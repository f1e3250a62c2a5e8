//! Lists of modules of the kernel, and a file that says which may be loaded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [dependencies, built_in, loaded, configuration] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/usr/lib/modules/6.1.0/modules.dep", dependencies)
        .file("/usr/lib/modules/6.1.0/modules.builtin", built_in)
        .file("/proc/modules", loaded)
        .file("/etc/modprobe.d/a.conf", configuration);
    let mut targets = Targets::default();
    targets.requests.kernel_modules = ["cramfs", "usb-storage"].map(str::to_owned).into();
    muster_fuzz::collect_domain(&host, &targets, Domain::Modules);
});
