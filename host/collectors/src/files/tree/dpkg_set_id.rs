//! Programs that packages of Debian, Ubuntu and Arch bring with a set-id bit. Their databases have no modes, so that this
//! list stands in for them; a program of one of these names counts only where a package brings it.
//!
//! From the packages of Debian 11 to 13 and Ubuntu 22.04 to 26.04 that a server may have. Whoever gives a bit to
//! something else tells dpkg-statoverride(1), which Muster asks as well.

const SET_UID: u32 = 0o4000;
const SET_GID: u32 = 0o2000;

/// Names of files that are set-uid.
const OF_OWNER: [&str; 87] = [
    "Xorg.wrap",
    "at",
    "bwrap",
    "cgexec",
    "chage",
    "check_dhcp",
    "check_fping",
    "check_icmp",
    "check_ide_smart",
    "chfn",
    "chrome-sandbox",
    "chrome_sandbox",
    "chsh",
    "cockpit-session",
    "crontab",
    "dbus-daemon-launch-helper",
    "doas",
    "exim4",
    "expiry",
    "firejail",
    "fping",
    "fping6",
    "fusermount",
    "fusermount-glusterfs",
    "fusermount3",
    "gpasswd",
    "gst-ptp-helper",
    "ksu",
    "kppp",
    "lppasswd",
    "lxc-user-nic",
    "mount",
    "mount.cifs",
    "mount.davfs",
    "mount.ecryptfs_private",
    "mount.nfs",
    "mount.nfs4",
    "mtr",
    "mtr-packet",
    "netreport",
    "newgidmap",
    "newgrp",
    "newuidmap",
    "ntfs-3g",
    "nvidia-modprobe",
    "passwd",
    "ping",
    "ping4",
    "ping6",
    "pkexec",
    "polkit-agent-helper-1",
    "pppd",
    "procmail",
    "pt_chown",
    "qemu-bridge-helper",
    "schroot",
    "sg",
    "singularity",
    "slock",
    "snap-confine",
    "spice-client-glib-usb-acl-helper",
    "ssh-keysign",
    "starter-suid",
    "staprun",
    "su",
    "su-rs",
    "sudo",
    "sudo-rs",
    "sudo.ws",
    "sudoedit",
    "sudoedit-rs",
    "suexec",
    "suexec-custom",
    "suexec-pristine",
    "traceroute6.iputils",
    "umount",
    "umount.nfs",
    "unix_chkpwd",
    "userhelper",
    "usbmount",
    "VBoxHeadless",
    "VBoxNetAdpCtl",
    "VBoxNetDHCP",
    "VBoxNetNAT",
    "vlock-main",
    "vmware-user-suid-wrapper",
    "zabbix_proxy",
];

/// Names of files that are set-gid.
const OF_GROUP: [&str; 41] = [
    "at",
    "bsd-write",
    "camel-lock-helper-1.2",
    "chage",
    "crontab",
    "dotlock.mailutils",
    "dotlockfile",
    "expiry",
    "gnome-pty-helper",
    "lockfile",
    "locate",
    "mail-lock",
    "mail-touchlock",
    "mail-unlock",
    "mailq",
    "mlocate",
    "mutt_dotlock",
    "neomutt_dotlock",
    "netreport",
    "nullmailer-queue",
    "pam_extrausers_chkpwd",
    "plocate",
    "postdrop",
    "postlog",
    "postqueue",
    "procmail",
    "screen",
    "sendmail-msp",
    "sendmail-mta",
    "sendmail",
    "slocate",
    "snmptrap",
    "ssh-agent",
    "ssmtp",
    "unix_chkpwd",
    "utempter",
    "utmp",
    "wall",
    "wodim",
    "write",
    "write.ul",
];

/// The bits of any game, which keep the lists of its best players.
const GAMES: &str = "/usr/games/";

/// Whether a package that has the file is known to bring it with these bits.
pub(super) fn is_known(path: &str, bits: u32) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let may = |bit: u32, names: &[&str]| bits & bit == 0 || names.contains(&name);
    may(SET_UID, &OF_OWNER)
        && (may(SET_GID, &OF_GROUP) || (bits == SET_GID && path.starts_with(GAMES)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_with_its_own_bit() {
        assert!(is_known("/usr/bin/su", 0o4000));
        assert!(!is_known("/usr/bin/su", 0o6000));
        assert!(is_known("/usr/sbin/unix_chkpwd", 0o2000));
        assert!(is_known("/usr/games/nethack", 0o2000));
        assert!(!is_known("/usr/games/nethack", 0o4000));
        assert!(!is_known("/usr/bin/find", 0o4000));
    }
}
