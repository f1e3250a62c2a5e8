//! The keywords of `sshd_config`: their names, what their arguments are, how several lines of one
//! keyword combine, and whether a `Match` block may hold them. See sshd_config(5).

use crate::ssh::configuration::algorithms::Family;
use crate::ssh::server::vendor::{GSSAPI_KEX, RED_HAT, Vendor};
use crate::ssh::server::version::{Build, NEWEST, Release};

/// A keyword.
#[derive(Debug)]
pub(in crate::ssh) struct Keyword {
    /// Lower case.
    pub(in crate::ssh) name: &'static str,
    pub(in crate::ssh) kind: Kind,
    combines: Combines,
    /// Whether it may be in a `Match` block, which then replaces the global value.
    pub(in crate::ssh) in_match: bool,
    /// The first release that knows it.
    since: Release,
    /// The release from which on it is an older name of another keyword.
    until: Option<Release>,
    /// Whose builds have it; empty where it is OpenSSH's own.
    only: &'static [Vendor],
    /// Whose older builds have it too, by a patch that takes it over from a later release.
    backported: &'static [Vendor],
    /// The first release whose first line wins, where the last one did before.
    first_wins_since: Option<Release>,
    /// The first release that allows it in a `Match` block, where that is a later one.
    in_match_since: Release,
}

/// How several lines combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Combines {
    /// The first line wins.
    First,
    /// The last line wins: a few keywords break the rule of sshd.
    Last,
    /// All values count.
    All,
}

/// What the arguments of a keyword are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Kind {
    /// One of a set of words: as written, and the canonical form. Letter case does not matter.
    Choice(&'static [(&'static str, &'static str)]),
    /// `no`, `point-to-point`, `ethernet`, `yes`, in exactly this case.
    Tunnel,
    Integer,
    /// Seconds, or numbers with units.
    Time,
    /// As [`Kind::Time`], where `none` and `0` mean that there is no limit.
    TimeOrNone,
    /// One path, made absolute; some keywords take a word in its place.
    Path {
        word: &'static str,
    },
    /// One argument as it is.
    Word,
    /// The rest of the line as it is, with quotes and comments.
    Verbatim,
    /// As [`Kind::Verbatim`], and it must begin with `/` or be `none`.
    Command,
    Algorithms(Family),
    /// GSSAPI key exchange names, which the Debian and Fedora patches add.
    GssKex,
    /// Any number of non-empty arguments.
    Words,
    /// Paths under a home directory or absolute.
    KeysFiles,
    /// One path, made absolute; from 10.3 on several as they are.
    RevokedKeys,
    /// `user@host` patterns.
    Users,
    /// Names of environment variables.
    EnvironmentNames,
    /// `NAME=value`, the first value of each name.
    Environment,
    Port,
    ListenAddress,
    Subsystem,
    MaxStartups,
    PerSourceMaxStartups,
    NetBlockSize,
    RekeyLimit,
    IpQos,
    Mask,
    PermitUserEnvironment,
    PubkeyAuthOptions,
    AuthenticationMethods,
    /// `host:port`; a bare port where `bare_port`.
    Forwards {
        bare_port: bool,
    },
    ChannelTimeout,
    /// Accepted and without effect; `warns` says so on standard error.
    Ignored {
        warns: bool,
    },
    /// Known, but this platform refuses it.
    Refused,
}

const FLAG: Kind = Kind::Choice(&[("yes", "yes"), ("no", "no")]);
const FORWARDING: Kind = Kind::Choice(&[
    ("yes", "yes"),
    ("all", "yes"),
    ("no", "no"),
    ("remote", "remote"),
    ("local", "local"),
]);
const LOG_LEVEL: Kind = Kind::Choice(&[
    ("silent", "quiet"),
    ("quiet", "quiet"),
    ("fatal", "fatal"),
    ("error", "error"),
    ("info", "info"),
    ("verbose", "verbose"),
    ("debug", "debug"),
    ("debug1", "debug"),
    ("debug2", "debug2"),
    ("debug3", "debug3"),
]);
const FACILITY: Kind = Kind::Choice(&[
    ("daemon", "daemon"),
    ("user", "user"),
    ("auth", "auth"),
    ("authpriv", "authpriv"),
    ("local0", "local0"),
    ("local1", "local1"),
    ("local2", "local2"),
    ("local3", "local3"),
    ("local4", "local4"),
    ("local5", "local5"),
    ("local6", "local6"),
    ("local7", "local7"),
]);
/// Before 8.7 a keyword of its own.
pub(in crate::ssh) const CHALLENGE_RESPONSE: &str = "challengeresponseauthentication";

const PATH: Kind = Kind::Path { word: "none" };

const ALWAYS: Release = Release(0, 0);

/// A keyword of the global section only.
const fn global(name: &'static str, kind: Kind) -> Keyword {
    Keyword {
        name,
        kind,
        combines: Combines::First,
        in_match: false,
        since: ALWAYS,
        until: None,
        only: &[],
        backported: &[],
        first_wins_since: None,
        in_match_since: ALWAYS,
    }
}

/// A keyword that a `Match` block may hold.
const fn anywhere(name: &'static str, kind: Kind) -> Keyword {
    Keyword {
        in_match: true,
        ..global(name, kind)
    }
}

impl Keyword {
    const fn last(self) -> Self {
        Self {
            combines: Combines::Last,
            ..self
        }
    }

    /// As [`Keyword::last`], up to a release.
    const fn last_before(self, major: u16, minor: u16) -> Self {
        Self {
            combines: Combines::Last,
            first_wins_since: Some(Release(major, minor)),
            ..self
        }
    }

    const fn all(self) -> Self {
        Self {
            combines: Combines::All,
            ..self
        }
    }

    const fn since(self, major: u16, minor: u16) -> Self {
        Self {
            since: Release(major, minor),
            ..self
        }
    }

    const fn until(self, major: u16, minor: u16) -> Self {
        Self {
            until: Some(Release(major, minor)),
            ..self
        }
    }

    const fn only(self, vendors: &'static [Vendor]) -> Self {
        Self {
            only: vendors,
            ..self
        }
    }

    const fn backported(self, vendors: &'static [Vendor]) -> Self {
        Self {
            backported: vendors,
            ..self
        }
    }

    const fn in_match_since(self, major: u16, minor: u16) -> Self {
        Self {
            in_match_since: Release(major, minor),
            ..self
        }
    }

    /// Whether a build has it.
    pub(in crate::ssh) fn exists_in(&self, build: &Build) -> bool {
        let vendor = build.distribution.vendor;
        let its = |vendors: &[Vendor]| vendor == Vendor::Unknown || vendors.contains(&vendor);
        (build.keywords >= self.since || its(self.backported))
            && self.until.is_none_or(|until| build.keywords < until)
            && (self.only.is_empty() || its(self.only))
    }

    /// How several lines combine in a build.
    pub(in crate::ssh) fn combines(&self, build: &Build) -> Combines {
        match self.first_wins_since {
            Some(since) if build.keywords >= since => Combines::First,
            Some(_) | None => self.combines,
        }
    }

    /// Whether all values count.
    pub(in crate::ssh) fn accumulates(&self) -> bool {
        self.combines == Combines::All
    }

    /// Whether a `Match` block of a build may hold it.
    pub(in crate::ssh) fn is_allowed_in_match(&self, build: &Build) -> bool {
        self.in_match && build.keywords >= self.in_match_since
    }

    /// Whether it stands for a setting at all.
    pub(in crate::ssh) const fn is_setting(&self) -> bool {
        !matches!(self.kind, Kind::Ignored { .. } | Kind::Refused)
    }
}

/// Older names, and the name that counts.
pub(in crate::ssh) const ALIASES: &[(&str, &str)] = &[
    (
        "challengeresponseauthentication",
        "kbdinteractiveauthentication",
    ),
    ("skeyauthentication", "kbdinteractiveauthentication"),
    ("dsaauthentication", "pubkeyauthentication"),
    ("pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"),
    ("hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms"),
    ("hostdsakey", "hostkey"),
    ("keepalive", "tcpkeepalive"),
    ("gssapicleanupcreds", "gssapicleanupcredentials"),
    // Red Hat's name of it, before upstream had one.
    ("rsaminsize", "requiredrsasize"),
];

/// `DSAAuthentication` is the one alias with other rules than what it stands for.
const GLOBAL_ALIAS: &str = "dsaauthentication";

/// The keyword of a name as it is written, and whether a `Match` block may hold that name.
pub(in crate::ssh) fn find(written: &str, build: &Build) -> Option<(&'static Keyword, bool)> {
    let name = canonical(written, build);
    let keyword = KEYWORDS
        .iter()
        .find(|keyword| keyword.name == name && keyword.exists_in(build))?;
    let in_match =
        keyword.is_allowed_in_match(build) && !written.eq_ignore_ascii_case(GLOBAL_ALIAS);
    Some((keyword, in_match))
}

/// The name in lower case, and that which counts for an older one.
pub(in crate::ssh) fn canonical(written: &str, build: &Build) -> String {
    let written = written.to_ascii_lowercase();
    let itself = |keyword: &Keyword| keyword.name == written && keyword.exists_in(build);
    if KEYWORDS.iter().any(itself) {
        return written;
    }
    match ALIASES.iter().find(|(alias, _)| *alias == written) {
        Some((_, name)) => (*name).to_owned(),
        None => written,
    }
}

/// Whether a build may have a keyword that [`find`] does not find for it: its distributor patches, or
/// it is newer than this table. A misspelling is not a keyword of any build.
pub(in crate::ssh) fn may_exist(written: &str, build: &Build) -> bool {
    (build.distribution.is_patched() || build.keywords > NEWEST) && !is_slip(written)
}

/// Whether a name is a keyword with one or two letters wrong.
fn is_slip(written: &str) -> bool {
    /// Short names resemble each other.
    const SHORTEST: usize = 6;
    let written = written.to_ascii_lowercase();
    let resembles = |name: &str| {
        name.len() >= SHORTEST && name != written && strsim::levenshtein(name, &written) <= 2
    };
    KEYWORDS.iter().any(|keyword| resembles(keyword.name))
        || ALIASES.iter().any(|(alias, _)| resembles(alias))
}

/// Red Hat's, which Ubuntu took over with 26.10.
const KERBEROS_CACHE: &[Vendor] = &[
    Vendor::RedHat,
    Vendor::Fedora,
    Vendor::Amazon,
    Vendor::Ubuntu,
];

/// Every keyword but `Match` and `Include`, which the reader itself understands: OpenSSH's by the
/// `keywords` of `servconf.c` in each of its releases; Red Hat's by the patches of the same names in
/// the package of RHEL 8 to 10 and by what `sshd -T` prints there; Debian's by its patches
/// `debian-banner` and `gssapi`; SUSE's by `openssh-7.7p1-disable_short_DH_parameters`.
pub(in crate::ssh) static KEYWORDS: &[Keyword] = &[
    anywhere("acceptenv", Kind::EnvironmentNames).all(),
    global(
        "addressfamily",
        Kind::Choice(&[("any", "any"), ("inet", "inet"), ("inet6", "inet6")]),
    ),
    anywhere("allowagentforwarding", FLAG),
    anywhere("allowgroups", Kind::Words).all(),
    anywhere("allowstreamlocalforwarding", FORWARDING),
    anywhere("allowtcpforwarding", FORWARDING),
    anywhere("allowusers", Kind::Users).all(),
    anywhere("authenticationmethods", Kind::AuthenticationMethods),
    anywhere("authorizedkeyscommand", Kind::Command),
    anywhere("authorizedkeyscommanduser", Kind::Word),
    anywhere("authorizedkeysfile", Kind::KeysFiles),
    anywhere("authorizedprincipalscommand", Kind::Command).last_before(9, 4),
    anywhere("authorizedprincipalscommanduser", Kind::Word),
    anywhere("authorizedprincipalsfile", Kind::Word),
    anywhere("banner", PATH),
    anywhere(
        "casignaturealgorithms",
        Kind::Algorithms(Family::CaSignatures),
    ),
    // Has `KbdInteractiveAuthentication` switched on, until it becomes a name of it.
    global(CHALLENGE_RESPONSE, FLAG).until(8, 7),
    anywhere("channeltimeout", Kind::ChannelTimeout).since(9, 2),
    anywhere("chrootdirectory", Kind::Word),
    global("ciphers", Kind::Algorithms(Family::Ciphers)),
    anywhere("clientalivecountmax", Kind::Integer),
    anywhere("clientaliveinterval", Kind::Time),
    global(
        "compression",
        Kind::Choice(&[("yes", "yes"), ("delayed", "yes"), ("no", "no")]),
    ),
    global("debianbanner", FLAG).only(&[Vendor::Debian, Vendor::Ubuntu]),
    anywhere("denygroups", Kind::Words).all(),
    anywhere("denyusers", Kind::Users).all(),
    anywhere("disableforwarding", FLAG),
    anywhere("exposeauthinfo", FLAG),
    global(
        "fingerprinthash",
        Kind::Choice(&[("md5", "md5"), ("sha256", "sha256")]),
    )
    .last(),
    anywhere("forcecommand", Kind::Verbatim),
    anywhere(
        "gatewayports",
        Kind::Choice(&[
            ("clientspecified", "clientspecified"),
            ("yes", "yes"),
            ("no", "no"),
        ]),
    ),
    anywhere("gssapiauthentication", FLAG),
    global("gssapicleanupcredentials", FLAG),
    global("gssapidelegatecredentials", FLAG).since(10, 3),
    anywhere("gssapienablek5users", FLAG).only(RED_HAT),
    global("gssapikexalgorithms", Kind::GssKex).only(GSSAPI_KEX),
    global("gssapikeyexchange", FLAG).only(GSSAPI_KEX),
    global("gssapistorecredentialsonrekey", FLAG).only(GSSAPI_KEX),
    global("gssapistrictacceptorcheck", FLAG),
    anywhere(
        "hostbasedacceptedalgorithms",
        Kind::Algorithms(Family::Keys),
    ),
    anywhere("hostbasedauthentication", FLAG),
    anywhere("hostbasedusesnamefrompacketonly", FLAG),
    global("hostcertificate", PATH).all(),
    global("hostkey", PATH).all(),
    global(
        "hostkeyagent",
        Kind::Path {
            word: "SSH_AUTH_SOCK",
        },
    ),
    global("hostkeyalgorithms", Kind::Algorithms(Family::Keys)),
    anywhere(
        "ignorerhosts",
        Kind::Choice(&[("yes", "yes"), ("no", "no"), ("shosts-only", "shosts-only")]),
    )
    .in_match_since(8, 3),
    global("ignoreuserknownhosts", FLAG),
    anywhere("ipqos", Kind::IpQos).last_before(10, 3),
    anywhere("kbdinteractiveauthentication", FLAG),
    anywhere("kerberosauthentication", FLAG),
    global("kerberosorlocalpasswd", FLAG),
    global("kerberosticketcleanup", FLAG),
    global("kerberosuniqueccache", FLAG).only(KERBEROS_CACHE),
    anywhere("kerberosusekuserok", FLAG).only(RED_HAT),
    global("kexalgorithms", Kind::Algorithms(Family::Kex)),
    global("kexdhmin", Kind::Integer).only(&[Vendor::Suse]),
    global("listenaddress", Kind::ListenAddress).all(),
    global("logingracetime", Kind::Time),
    anywhere("loglevel", LOG_LEVEL),
    anywhere("logverbose", Kind::Words).since(8, 5),
    global("macs", Kind::Algorithms(Family::Macs)),
    anywhere("maxauthtries", Kind::Integer),
    anywhere("maxsessions", Kind::Integer),
    global("maxstartups", Kind::MaxStartups).last_before(10, 1),
    global("modulifile", PATH).since(8, 6),
    anywhere("pamservicename", Kind::Word).since(9, 8),
    anywhere("passwordauthentication", FLAG),
    anywhere("permitemptypasswords", FLAG),
    anywhere("permitlisten", Kind::Forwards { bare_port: true }),
    anywhere("permitopen", Kind::Forwards { bare_port: false }),
    anywhere(
        "permitrootlogin",
        Kind::Choice(&[
            ("without-password", "prohibit-password"),
            ("prohibit-password", "prohibit-password"),
            ("forced-commands-only", "forced-commands-only"),
            ("yes", "yes"),
            ("no", "no"),
        ]),
    ),
    anywhere("permittty", FLAG),
    anywhere("permittunnel", Kind::Tunnel),
    global("permituserenvironment", Kind::PermitUserEnvironment),
    anywhere("permituserrc", FLAG),
    global("persourcemaxstartups", Kind::PerSourceMaxStartups)
        .since(8, 5)
        .last_before(9, 5),
    global("persourcenetblocksize", Kind::NetBlockSize)
        .since(8, 5)
        .last_before(10, 1),
    global("persourcepenalties", Kind::Words).since(9, 8),
    global("persourcepenaltyexemptlist", Kind::Word).since(9, 8),
    global("pidfile", PATH),
    global("port", Kind::Port).all(),
    global("printlastlog", FLAG),
    global("printmotd", FLAG),
    anywhere("pubkeyacceptedalgorithms", Kind::Algorithms(Family::Keys)),
    anywhere("pubkeyauthentication", FLAG),
    anywhere("pubkeyauthoptions", Kind::PubkeyAuthOptions).since(8, 2),
    anywhere("refuseconnection", FLAG).since(9, 9),
    anywhere("rekeylimit", Kind::RekeyLimit),
    anywhere("requiredrsasize", Kind::Integer)
        .since(9, 1)
        .backported(RED_HAT),
    anywhere("revokedkeys", Kind::RevokedKeys),
    global("securitykeyprovider", Kind::Path { word: "internal" }).since(8, 2),
    anywhere("setenv", Kind::Environment),
    global("sshdauthpath", PATH).since(10, 0),
    global("sshdsessionpath", PATH).since(9, 8),
    anywhere("streamlocalbindmask", Kind::Mask).last(),
    anywhere("streamlocalbindunlink", FLAG),
    global("strictmodes", FLAG),
    anywhere("subsystem", Kind::Subsystem)
        .all()
        .in_match_since(9, 5),
    global("syslogfacility", FACILITY),
    global("tcpkeepalive", FLAG),
    anywhere("trustedusercakeys", PATH),
    anywhere("unusedconnectiontimeout", Kind::TimeOrNone).since(9, 2),
    global("usedns", FLAG),
    global("usepam", FLAG),
    global("versionaddendum", Kind::Verbatim),
    anywhere("x11displayoffset", Kind::Integer),
    anywhere("x11forwarding", FLAG),
    anywhere("x11maxdisplays", Kind::Integer).only(RED_HAT),
    anywhere("x11uselocalhost", FLAG),
    global("xauthlocation", PATH),
    // Without effect.
    global("protocol", Kind::Ignored { warns: false }),
    global("afstokenpassing", Kind::Ignored { warns: true }),
    anywhere("authorizedkeysfile2", Kind::Ignored { warns: true }),
    global("checkmail", Kind::Ignored { warns: true }),
    global("gssapiusesessioncredcache", Kind::Ignored { warns: true }),
    global("gssusesessionccache", Kind::Ignored { warns: true }),
    global("kerberosgetafstoken", Kind::Ignored { warns: true }),
    global("kerberostgtpassing", Kind::Ignored { warns: true }),
    global("keyregenerationinterval", Kind::Ignored { warns: true }),
    global("pamauthenticationviakbdint", Kind::Ignored { warns: true }),
    global("reversemappingcheck", Kind::Ignored { warns: true }),
    global("rhostsauthentication", Kind::Ignored { warns: true }),
    anywhere("rhostsrsaauthentication", Kind::Ignored { warns: true }),
    anywhere("rsaauthentication", Kind::Ignored { warns: true }),
    global("serverkeybits", Kind::Ignored { warns: true }),
    global("skeyauthentication", Kind::Ignored { warns: true }).until(8, 7),
    global("uselogin", Kind::Ignored { warns: true }),
    global("useprivilegeseparation", Kind::Ignored { warns: true }),
    global("verifyreversemapping", Kind::Ignored { warns: true }),
    anywhere("rdomain", Kind::Refused),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::server::vendor::Distribution;

    const DEBIAN: Distribution = Distribution {
        vendor: Vendor::Debian,
        version: (12, 0),
    };

    fn build(version: &str) -> Build {
        Build::from_banner(&format!("OpenSSH_{version}, OpenSSL"), DEBIAN).unwrap()
    }

    #[test]
    fn aliases_are_folded_and_letter_case_is_ignored() {
        let name = |written| find(written, &build("9.2p1")).map(|(keyword, _)| keyword.name);
        assert_eq!(
            name("ChallengeResponseAuthentication"),
            Some("kbdinteractiveauthentication")
        );
        assert_eq!(
            name("PubkeyAcceptedKeyTypes"),
            Some("pubkeyacceptedalgorithms")
        );
        assert_eq!(name("PERMITROOTLOGIN"), Some("permitrootlogin"));
        assert_eq!(name("PermitRoot"), None);
    }

    #[test]
    fn a_keyword_exists_from_its_release_on() {
        assert!(find("RefuseConnection", &build("9.8p1")).is_none());
        assert!(find("RefuseConnection", &build("9.9p1")).is_some());
    }

    #[test]
    fn a_distributor_has_its_patches_and_no_other_s() {
        let build = |vendor, release| Build {
            text: None,
            keywords: release,
            defaults: release,
            distribution: Distribution {
                vendor,
                version: (0, 0),
            },
        };
        let has = |name, vendor, release| find(name, &build(vendor, release)).is_some();
        for (name, vendor, expected) in [
            ("RequiredRSASize", Vendor::RedHat, true),
            ("RSAMinSize", Vendor::Amazon, true),
            ("RequiredRSASize", Vendor::Debian, false),
            ("KerberosUseKuserok", Vendor::RedHat, true),
            ("KerberosUseKuserok", Vendor::Alpine, false),
            ("KerberosUseKuserok", Vendor::Unknown, true),
            ("GSSAPIKeyExchange", Vendor::Arch, false),
            ("GSSAPIKeyExchange", Vendor::Suse, true),
            ("DebianBanner", Vendor::Ubuntu, true),
            ("DebianBanner", Vendor::Fedora, false),
            ("KexDHMin", Vendor::Suse, true),
        ] {
            assert_eq!(
                has(name, vendor, Release(8, 7)),
                expected,
                "{name} {vendor:?}"
            );
        }
    }

    #[test]
    fn only_a_patched_or_newer_build_may_have_more_keywords_and_no_slip_is_one() {
        let debian = build("9.2p1");
        let newer = build("99.1p1");
        let unknown = Build::unknown(Distribution::UNKNOWN);
        assert!(!may_exist("ShinyNewThing", &debian));
        for build in [&newer, &unknown] {
            assert!(may_exist("ShinyNewThing", build));
            assert!(!may_exist("PasswordAuthentification", build));
            assert!(!may_exist("PermitRootLogn", build));
        }
    }

    #[test]
    fn names_are_unique_and_lower_case_and_aliases_lead_somewhere() {
        for keyword in KEYWORDS {
            let same = KEYWORDS.iter().filter(|other| other.name == keyword.name);
            assert_eq!(same.count(), 1, "{}", keyword.name);
            assert_eq!(keyword.name, keyword.name.to_ascii_lowercase());
        }
        for (alias, name) in ALIASES {
            assert!(
                KEYWORDS.iter().any(|keyword| keyword.name == *name),
                "{alias}"
            );
        }
    }
}
