//! What applies where the configuration says nothing, by release and build.

use super::algorithms::{self, Family};
use super::keyword::Keyword;
use super::version::{Build, Release};

/// Defaults of every release in reach, from sshd_config(5). A keyword that is missing here and
/// below has no value by default.
const EVERYWHERE: &[(&str, &[&str])] = &[
    ("addressfamily", &["any"]),
    ("allowagentforwarding", &["yes"]),
    ("allowstreamlocalforwarding", &["yes"]),
    ("allowtcpforwarding", &["yes"]),
    ("authenticationmethods", &["any"]),
    ("authorizedkeyscommand", &["none"]),
    ("authorizedkeyscommanduser", &["none"]),
    (
        "authorizedkeysfile",
        &[".ssh/authorized_keys", ".ssh/authorized_keys2"],
    ),
    ("authorizedprincipalscommand", &["none"]),
    ("authorizedprincipalscommanduser", &["none"]),
    ("authorizedprincipalsfile", &["none"]),
    ("banner", &["none"]),
    ("channeltimeout", &["none"]),
    ("chrootdirectory", &["none"]),
    ("clientalivecountmax", &["3"]),
    ("clientaliveinterval", &["0"]),
    ("compression", &["yes"]),
    ("debianbanner", &["yes"]),
    ("disableforwarding", &["no"]),
    ("exposeauthinfo", &["no"]),
    ("fingerprinthash", &["sha256"]),
    ("forcecommand", &["none"]),
    ("gatewayports", &["no"]),
    ("gssapiauthentication", &["no"]),
    ("gssapicleanupcredentials", &["yes"]),
    ("gssapikeyexchange", &["no"]),
    ("gssapistorecredentialsonrekey", &["no"]),
    ("gssapistrictacceptorcheck", &["yes"]),
    ("hostbasedauthentication", &["no"]),
    ("hostbasedusesnamefrompacketonly", &["no"]),
    (
        "hostkey",
        &[
            "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssh/ssh_host_ecdsa_key",
            "/etc/ssh/ssh_host_ed25519_key",
        ],
    ),
    ("hostkeyagent", &["none"]),
    ("ignorerhosts", &["yes"]),
    ("ignoreuserknownhosts", &["no"]),
    ("kbdinteractiveauthentication", &["yes"]),
    ("kerberosauthentication", &["no"]),
    ("kerberosorlocalpasswd", &["yes"]),
    ("kerberosticketcleanup", &["yes"]),
    ("logingracetime", &["120"]),
    ("loglevel", &["info"]),
    ("maxauthtries", &["6"]),
    ("maxsessions", &["10"]),
    ("maxstartups", &["10:30:100"]),
    ("modulifile", &["/etc/ssh/moduli"]),
    ("pamservicename", &["sshd"]),
    ("passwordauthentication", &["yes"]),
    ("permitemptypasswords", &["no"]),
    ("permitlisten", &["any"]),
    ("permitopen", &["any"]),
    ("permitrootlogin", &["prohibit-password"]),
    ("permittty", &["yes"]),
    ("permittunnel", &["no"]),
    ("permituserenvironment", &["no"]),
    ("permituserrc", &["yes"]),
    ("persourcemaxstartups", &["none"]),
    ("persourcenetblocksize", &["32:128"]),
    ("persourcepenaltyexemptlist", &["none"]),
    ("port", &["22"]),
    ("printlastlog", &["yes"]),
    ("printmotd", &["yes"]),
    ("pubkeyauthentication", &["yes"]),
    ("pubkeyauthoptions", &["none"]),
    ("refuseconnection", &["no"]),
    ("rekeylimit", &["0", "0"]),
    ("requiredrsasize", &["1024"]),
    ("revokedkeys", &["none"]),
    ("securitykeyprovider", &["internal"]),
    ("streamlocalbindmask", &["0177"]),
    ("streamlocalbindunlink", &["no"]),
    ("strictmodes", &["yes"]),
    ("syslogfacility", &["auth"]),
    ("tcpkeepalive", &["yes"]),
    ("trustedusercakeys", &["none"]),
    ("unusedconnectiontimeout", &["none"]),
    ("usedns", &["no"]),
    ("usepam", &["no"]),
    ("versionaddendum", &["none"]),
    ("x11displayoffset", &["10"]),
    ("x11forwarding", &["no"]),
    ("x11uselocalhost", &["yes"]),
];

/// Paths that are chosen when OpenSSH is built; these are Debian's.
const BUILT_IN_PATHS: &[(&str, &[&str])] = &[
    ("pidfile", &["/run/sshd.pid"]),
    ("sshdauthpath", &["/usr/lib/openssh/sshd-auth"]),
    ("sshdsessionpath", &["/usr/lib/openssh/sshd-session"]),
    ("xauthlocation", &["/usr/bin/xauth"]),
];

/// The default values of a keyword.
pub(super) fn of(keyword: &Keyword, build: &Build) -> Vec<String> {
    let values = match keyword.name {
        "ciphers" => algorithms::defaults(Family::Ciphers, build),
        "macs" => algorithms::defaults(Family::Macs, build),
        "kexalgorithms" => algorithms::defaults(Family::Kex, build),
        "casignaturealgorithms" => algorithms::defaults(Family::CaSignatures, build),
        "hostbasedacceptedalgorithms" | "hostkeyalgorithms" | "pubkeyacceptedalgorithms" => {
            algorithms::defaults(Family::Keys, build)
        }
        "gssapikexalgorithms" => vec![
            "gss-group14-sha256-",
            "gss-group16-sha512-",
            "gss-nistp256-sha256-",
            "gss-curve25519-sha256-",
            "gss-group14-sha1-",
            "gss-gex-sha1-",
        ],
        "ipqos" => ip_qos(build),
        name => EVERYWHERE
            .iter()
            .chain(BUILT_IN_PATHS)
            .find(|(other, _)| *other == name)
            .map_or_else(Vec::new, |(_, values)| values.to_vec()),
    };
    values.into_iter().map(str::to_owned).collect()
}

/// Whether the default is chosen when OpenSSH is built, so that a build other than Debian's may
/// well have another one.
pub(super) fn varies_by_build(keyword: &Keyword) -> bool {
    BUILT_IN_PATHS.iter().any(|(name, _)| *name == keyword.name)
        || matches!(keyword.name, "ipqos" | "gssapikexalgorithms")
}

fn ip_qos(build: &Build) -> Vec<&'static str> {
    if build.defaults >= Release(10, 1) {
        vec!["ef", "none"]
    } else if build.debian {
        vec!["lowdelay", "throughput"]
    } else {
        vec!["af21", "cs1"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::keyword::KEYWORDS;

    #[test]
    fn every_default_belongs_to_a_keyword() {
        for (name, _) in EVERYWHERE.iter().chain(BUILT_IN_PATHS) {
            assert!(
                KEYWORDS.iter().any(|keyword| keyword.name == *name),
                "{name}"
            );
        }
    }
}
