//! Services that most hosts can do without, with the names that distributions have for their packages and units.

use muster_sdk::NotEvaluated;

/// A service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// As subjects and parameters name it.
    pub(crate) name: &'static str,
    /// What it is, in a sentence.
    pub(crate) called: &'static str,
    pub(crate) packages: &'static [&'static str],
    /// Its units or scripts, without the suffix of a kind.
    pub(crate) units: &'static [&'static str],
}

/// Programs that block addresses that try to log in too often.
pub(crate) const BANS: [Known; 4] = [
    Known {
        name: "crowdsec",
        called: "CrowdSec",
        packages: &["crowdsec"],
        units: &["crowdsec"],
    },
    Known {
        name: "crowdsec-firewall-bouncer",
        called: "the bouncer of CrowdSec",
        packages: &[
            "crowdsec-firewall-bouncer",
            "crowdsec-firewall-bouncer-iptables",
            "crowdsec-firewall-bouncer-nftables",
        ],
        units: &["crowdsec-firewall-bouncer"],
    },
    Known {
        name: "fail2ban",
        called: "fail2ban",
        packages: &["fail2ban", "fail2ban-server"],
        units: &["fail2ban"],
    },
    Known {
        name: "sshguard",
        called: "sshguard",
        packages: &["sshguard"],
        units: &["sshguard"],
    },
];

/// Those that send passwords and files unencrypted or believe whoever asks, and what starts them: of Debian, Red Hat, SUSE
/// and Alpine. Each has had a successor for decades.
pub(crate) const LEGACY: [Known; 7] = [
    Known {
        name: "inetd",
        called: "A super-server for old services",
        packages: &[
            "xinetd",
            "openbsd-inetd",
            "inetutils-inetd",
            "rlinetd",
            "busybox-extras",
        ],
        units: &[
            "xinetd",
            "inetd",
            "openbsd-inetd",
            "inetutils-inetd",
            "rlinetd",
        ],
    },
    Known {
        name: "nis",
        called: "NIS",
        packages: &["nis", "ypserv", "ypbind", "ypbind-mt"],
        units: &["nis", "ypserv", "ypbind", "yppasswdd", "ypxfrd"],
    },
    Known {
        name: "rexec",
        called: "A server for rexec",
        packages: &["rsh-server"],
        units: &["rexec", "rexecd"],
    },
    Known {
        name: "rsh",
        called: "A server for rsh or rlogin",
        packages: &["rsh-server", "rsh-redone-server"],
        units: &["rsh", "rshd", "rlogin", "rlogind"],
    },
    Known {
        name: "talk",
        called: "A server for talk",
        packages: &["talkd", "inetutils-talkd", "talk-server"],
        units: &["talk", "ntalk", "talkd", "ntalkd"],
    },
    Known {
        name: "telnet",
        called: "A server for telnet",
        packages: &[
            "telnetd",
            "telnetd-ssl",
            "inetutils-telnetd",
            "telnet-server",
            "busybox-extras",
        ],
        units: &[
            "telnet",
            "telnetd",
            "inetutils-telnetd",
            "in.telnetd",
            "utelnetd",
        ],
    },
    Known {
        name: "tftp",
        called: "A server for TFTP",
        packages: &[
            "tftpd-hpa",
            "tftpd",
            "atftpd",
            "tftp-server",
            "tftp-hpa",
            "tftp",
            "atftp",
        ],
        units: &["tftp", "tftpd", "tftpd-hpa", "atftpd", "in.tftpd"],
    },
];

/// A service for a local network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Local {
    pub(crate) known: Known,
    /// What its processes are called, as the kernel cuts their names.
    pub(crate) processes: &'static [&'static str],
    /// Ports of which it is known whose they are where the process is not: of the kernel, of systemd, which listens
    /// for a service that does not run yet, and where nobody may look.
    pub(crate) ports: &'static [(&'static str, u16)],
}

/// Those that trust a local network, or answer more than they are asked.
pub(crate) const LOCAL: [Local; 7] = [
    Local {
        known: Known {
            name: "avahi",
            called: "Avahi, which announces names on a local network,",
            packages: &["avahi-daemon", "avahi"],
            units: &["avahi-daemon"],
        },
        processes: &["avahi-daemon"],
        ports: &[("udp", 5353)],
    },
    Local {
        known: Known {
            name: "cups",
            called: "CUPS, the print server,",
            packages: &["cups-daemon", "cups", "cups-browsed"],
            units: &["cups", "cupsd", "cups-browsed"],
        },
        processes: &["cupsd", "cups-browsed"],
        ports: &[("tcp", 631), ("udp", 631)],
    },
    Local {
        known: Known {
            name: "ldap",
            called: "An LDAP server",
            packages: &[
                "slapd",
                "openldap-servers",
                "openldap2",
                "openldap",
                "389-ds-base",
                "389-ds",
            ],
            units: &["slapd", "dirsrv"],
        },
        processes: &["slapd", "ns-slapd"],
        ports: &[("tcp", 389), ("tcp", 636)],
    },
    Local {
        known: Known {
            name: "nfs",
            called: "The NFS server",
            packages: &["nfs-kernel-server", "nfs-utils"],
            units: &[
                "nfs-server",
                "nfs-kernel-server",
                "nfs-mountd",
                "rpc-statd",
                "nfs",
            ],
        },
        processes: &["rpc.mountd", "rpc.statd", "nfsd"],
        ports: &[("tcp", 2049), ("udp", 2049)],
    },
    Local {
        known: Known {
            name: "rpcbind",
            called: "rpcbind, which tells whoever asks where other services are,",
            packages: &["rpcbind"],
            units: &["rpcbind"],
        },
        processes: &["rpcbind"],
        ports: &[("tcp", 111), ("udp", 111)],
    },
    Local {
        known: Known {
            name: "smb",
            called: "Samba, which shares files with a local network,",
            packages: &["samba"],
            units: &["smbd", "nmbd", "smb", "nmb", "samba", "samba-ad-dc"],
        },
        processes: &["smbd", "nmbd", "samba"],
        ports: &[("tcp", 139), ("tcp", 445), ("udp", 137), ("udp", 138)],
    },
    Local {
        known: Known {
            name: "snmp",
            called: "The SNMP agent",
            packages: &["snmpd", "net-snmp"],
            units: &["snmpd"],
        },
        processes: &["snmpd"],
        ports: &[("udp", 161)],
    },
];

/// The names of each, as policies write them.
pub(crate) const LEGACY_NAMES: [&str; 7] =
    ["inetd", "nis", "rexec", "rsh", "talk", "telnet", "tftp"];
pub(crate) const LOCAL_NAMES: [&str; 7] =
    ["avahi", "cups", "ldap", "nfs", "rpcbind", "smb", "snmp"];

/// Refuses a parameter with a name that is not in the table.
pub(crate) fn check_names(
    parameter: &str,
    given: &[String],
    known: &[&str],
) -> Result<(), NotEvaluated> {
    match given.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(NotEvaluated::because(format!(
            "`{parameter}` has `{name}`, and can have {}",
            known.join(", ")
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_name_no_unit_twice() {
        let local = LOCAL.map(|one| one.known);
        assert_eq!(LEGACY.map(|known| known.name), LEGACY_NAMES);
        assert_eq!(local.map(|known| known.name), LOCAL_NAMES);
        assert!(LEGACY.is_sorted_by_key(|known| known.name));
        assert!(BANS.is_sorted_by_key(|known| known.name));
        assert!(local.is_sorted_by_key(|known| known.name));
        for table in [&LEGACY[..], &local[..], &BANS[..]] {
            let mut units: Vec<&str> = table
                .iter()
                .flat_map(|known| known.units)
                .copied()
                .collect();
            units.sort_unstable();
            let all = units.len();
            units.dedup();
            assert_eq!(units.len(), all);
        }
    }

    #[test]
    fn a_name_that_is_not_in_the_table_is_refused() {
        assert!(check_names("allowed", &["tftp".to_owned()], &LEGACY_NAMES).is_ok());
        let error = check_names("allowed", &["tftpd".to_owned()], &LEGACY_NAMES).unwrap_err();
        assert_eq!(
            error.reason(),
            "`allowed` has `tftpd`, and can have inetd, nis, rexec, rsh, talk, telnet, tftp"
        );
    }
}
