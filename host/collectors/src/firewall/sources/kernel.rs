//! Whether the kernel can filter packets at all. A host without `nft` and `iptables` cannot be asked for
//! its rules; where no packet filter is loaded, there are none to ask for.

use std::path::Path;

use muster_target::System;

/// The modules that hold rules: nf_tables, and the tables of iptables for IPv4 and IPv6.
const FILTERS: [&str; 3] = ["nf_tables", "ip_tables", "ip6_tables"];

/// The modules that are loaded.
pub(in crate::firewall) const MODULES: &str = "/proc/modules";

/// Whether it is sure that no packet filter is loaded: none is among the modules, and none is built
/// into the kernel. What cannot be read is not sure.
pub(in crate::firewall) fn holds_no_rules(system: &dyn System) -> bool {
    let read = |path: &str| system.read_text(Path::new(path)).ok();
    let Some((loaded, release)) = read(MODULES).zip(read("/proc/sys/kernel/osrelease")) else {
        return false;
    };
    let release = release.trim();
    // A name that leads elsewhere would be none of the kernel's.
    if release.is_empty() || release.contains('/') {
        return false;
    }
    let Some(built_in) = read(&format!("/lib/modules/{release}/modules.builtin")) else {
        return false;
    };
    // `nf_tables 356352 47 - Live 0x…` and `kernel/net/netfilter/nf_tables.ko`.
    let is_filter = |name: &str| FILTERS.contains(&name);
    let loaded = loaded.lines().filter_map(|line| line.split(' ').next());
    let built_in = built_in
        .lines()
        .filter_map(|line| line.rsplit('/').next()?.strip_suffix(".ko"));
    !loaded.chain(built_in).any(is_filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_target::Recorded;

    const RELEASE: &str = "6.12.41-0-virt";

    fn told(modules: &str, built_in: &str) -> bool {
        let system = Recorded::new()
            .file("/proc/sys/kernel/osrelease", format!("{RELEASE}\n"))
            .file("/proc/modules", modules)
            .file(format!("/lib/modules/{RELEASE}/modules.builtin"), built_in);
        holds_no_rules(&system)
    }

    #[test]
    fn only_a_kernel_without_a_filter_is_sure_to_hold_no_rules() {
        let ext4 = "ext4 851968 1 - Live 0x0000000000000000\n";
        let ipv6 = "kernel/net/ipv6/ipv6.ko\n";
        assert!(told(ext4, ipv6));
        assert!(told("", ""));
        assert!(!told(
            &format!("{ext4}nf_tables 356352 47 - Live 0x0\n"),
            ipv6
        ));
        assert!(!told(&format!("ip6_tables 1 0 - Live 0x0\n{ext4}"), ipv6));
        assert!(!told(ext4, "kernel/net/netfilter/nf_tables.ko\n"));
    }

    #[test]
    fn what_cannot_be_read_is_not_sure() {
        let system = Recorded::new().file("/proc/modules", "");
        assert!(!holds_no_rules(&system));
        let system = system.file("/proc/sys/kernel/osrelease", "6.12\n");
        assert!(!holds_no_rules(&system));
        let system = system.file("/lib/modules/6.12/modules.builtin", "");
        assert!(holds_no_rules(&system));
    }
}
