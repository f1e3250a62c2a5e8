//! What applies where the configuration says nothing, by release and build.

use crate::ssh::configuration::algorithms::{self, Family};
use crate::ssh::configuration::keyword::Keyword;
use crate::ssh::server::vendor::Vendor;
use crate::ssh::server::version::{Build, Release};

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
    ("challengeresponseauthentication", &["yes"]),
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
    ("gssapidelegatecredentials", &["yes"]),
    ("gssapienablek5users", &["no"]),
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
    ("kerberosuniqueccache", &["no"]),
    ("kerberosusekuserok", &["yes"]),
    ("kexdhmin", &["2048"]),
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
    ("x11maxdisplays", &["1000"]),
    ("x11uselocalhost", &["yes"]),
];

/// Paths that are chosen when OpenSSH is built; these are Debian's.
const BUILT_IN_PATHS: &[(&str, &[&str])] = &[
    ("pidfile", &["/run/sshd.pid"]),
    ("sshdauthpath", &["/usr/lib/openssh/sshd-auth"]),
    ("sshdsessionpath", &["/usr/lib/openssh/sshd-session"]),
    ("xauthlocation", &["/usr/bin/xauth"]),
];

/// What distributors compile in instead: whose builds, up to which version of the distribution, the
/// keyword and its value.
///
/// SUSE's `openssh-7.7p1-enable_PAM_by_default` is in all its builds;
/// `openssh-7.7p1-allow_root_password_login` in those of SLE 15 and Leap 15 and older, whose version
/// the rolling ones exceed.
const OF_VENDORS: &[(Vendor, u32, &str, &[&str])] = &[
    (Vendor::Suse, u32::MAX, "usepam", &["yes"]),
    (Vendor::Suse, 15, "permitrootlogin", &["yes"]),
];

fn of_vendor(name: &str, build: &Build) -> Option<Vec<&'static str>> {
    let distribution = build.distribution;
    OF_VENDORS
        .iter()
        .find(|(vendor, last, keyword, _)| {
            *vendor == distribution.vendor && distribution.version.0 <= *last && *keyword == name
        })
        .map(|(_, _, _, values)| values.to_vec())
}

/// The default values of a keyword.
pub(in crate::ssh) fn default_values(keyword: &Keyword, build: &Build) -> Vec<String> {
    if let Some(values) = of_vendor(keyword.name, build) {
        return values.into_iter().map(str::to_owned).collect();
    }
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
pub(in crate::ssh) fn varies_by_build(keyword: &Keyword) -> bool {
    BUILT_IN_PATHS.iter().any(|(name, _)| *name == keyword.name)
        || matches!(keyword.name, "ipqos" | "gssapikexalgorithms")
}

fn ip_qos(build: &Build) -> Vec<&'static str> {
    if build.defaults >= Release(10, 1) {
        vec!["ef", "none"]
    } else if build.distribution.is_debian() {
        vec!["lowdelay", "throughput"]
    } else {
        vec!["af21", "cs1"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::configuration::keyword::KEYWORDS;
    use crate::ssh::server::vendor::Distribution;

    #[test]
    fn every_default_belongs_to_a_keyword() {
        let of_vendors = OF_VENDORS.iter().map(|(_, _, name, _)| name);
        let all = EVERYWHERE.iter().chain(BUILT_IN_PATHS);
        for name in all.map(|(name, _)| name).chain(of_vendors) {
            assert!(
                KEYWORDS.iter().any(|keyword| keyword.name == *name),
                "{name}"
            );
        }
    }

    #[test]
    fn root_may_log_in_by_default_on_older_suse_alone() {
        let root = |vendor, version| {
            let distribution = Distribution { vendor, version };
            let keyword = KEYWORDS.iter().find(|one| one.name == "permitrootlogin");
            default_values(keyword.unwrap(), &Build::unknown(distribution)).join(" ")
        };
        assert_eq!(root(Vendor::Suse, (15, 6)), "yes");
        assert_eq!(root(Vendor::Suse, (16, 0)), "prohibit-password");
        assert_eq!(root(Vendor::Suse, (20_260_101, 0)), "prohibit-password");
        assert_eq!(root(Vendor::Debian, (12, 0)), "prohibit-password");
    }
}
