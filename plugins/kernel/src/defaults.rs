//! What the kernel begins with where nothing sets a parameter.

/// Those that are the same whatever a kernel of a distribution is built with, see Documentation/admin-guide
/// and Documentation/networking/ip-sysctl.rst of Linux. Those of `default` are what an interface begins
/// with.
const KNOWN: [(&str, &str); 38] = [
    // COMPAT_BRK, which would make it 1, is for programs of before 2008, and nobody sets it.
    ("kernel.randomize_va_space", "2"),
    ("kernel.kptr_restrict", "0"),
    ("fs.protected_hardlinks", "0"),
    ("fs.protected_symlinks", "0"),
    ("fs.protected_fifos", "0"),
    ("fs.protected_regular", "0"),
    ("fs.suid_dumpable", "0"),
    ("net.ipv4.tcp_syncookies", "1"),
    ("net.ipv4.ip_forward", "0"),
    ("net.ipv4.icmp_echo_ignore_broadcasts", "1"),
    ("net.ipv4.icmp_ignore_bogus_error_responses", "1"),
    ("net.ipv4.conf.all.forwarding", "0"),
    ("net.ipv4.conf.default.forwarding", "0"),
    ("net.ipv6.conf.all.forwarding", "0"),
    ("net.ipv6.conf.default.forwarding", "0"),
    ("net.ipv4.conf.all.accept_redirects", "1"),
    ("net.ipv4.conf.default.accept_redirects", "1"),
    ("net.ipv4.conf.all.secure_redirects", "1"),
    ("net.ipv4.conf.default.secure_redirects", "1"),
    ("net.ipv4.conf.all.send_redirects", "1"),
    ("net.ipv4.conf.default.send_redirects", "1"),
    ("net.ipv4.conf.all.shared_media", "1"),
    ("net.ipv4.conf.default.shared_media", "1"),
    ("net.ipv4.conf.all.accept_source_route", "0"),
    ("net.ipv4.conf.default.accept_source_route", "1"),
    ("net.ipv4.conf.all.log_martians", "0"),
    ("net.ipv4.conf.default.log_martians", "0"),
    ("net.ipv4.conf.all.rp_filter", "0"),
    ("net.ipv4.conf.default.rp_filter", "0"),
    ("net.ipv4.conf.all.proxy_arp", "0"),
    ("net.ipv4.conf.default.proxy_arp", "0"),
    ("net.ipv6.conf.all.accept_redirects", "1"),
    ("net.ipv6.conf.default.accept_redirects", "1"),
    ("net.ipv6.conf.all.accept_source_route", "0"),
    ("net.ipv6.conf.default.accept_source_route", "0"),
    ("net.ipv6.conf.all.accept_ra", "1"),
    ("net.ipv6.conf.default.accept_ra", "1"),
    ("net.ipv6.conf.all.disable_ipv6", "0"),
];

/// The value that a parameter has where nothing sets it; none where that depends on how the kernel was
/// built.
pub(crate) fn kernel_default(name: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}
