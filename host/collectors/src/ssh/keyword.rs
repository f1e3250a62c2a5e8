//! The keywords of `sshd_config`: their names, what their arguments are, how several lines of one
//! keyword combine, and whether a `Match` block may hold them. See sshd_config(5).

use super::algorithms::Family;
use super::version::{Build, Release};

/// A keyword.
#[derive(Debug)]
pub(super) struct Keyword {
    /// Lower case.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) combines: Combines,
    /// Whether it may stand in a `Match` block, which then replaces the global value.
    pub(super) in_match: bool,
    /// The first release that knows it.
    since: Release,
}

/// How several lines combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combines {
    /// The first line wins.
    First,
    /// The last line wins: a few keywords break the rule of sshd.
    Last,
    /// All values count.
    All,
}

/// What the arguments of a keyword are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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

    /// Whether a build has it.
    pub(super) fn exists_in(&self, build: &Build) -> bool {
        build.keywords >= self.since && (build.debian || self.name != DEBIAN_ONLY)
    }

    /// Whether it stands for a setting at all.
    pub(super) const fn is_setting(&self) -> bool {
        !matches!(self.kind, Kind::Ignored { .. } | Kind::Refused)
    }
}

/// Older names, and the name that counts.
const ALIASES: &[(&str, &str)] = &[
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
];

/// Debian's patch adds it.
const DEBIAN_ONLY: &str = "debianbanner";

/// `DSAAuthentication` is the one alias with other rules than what it stands for.
const GLOBAL_ALIAS: &str = "dsaauthentication";

/// The keyword of a name as it is written, and whether a `Match` block may hold that name.
pub(super) fn find(written: &str, build: &Build) -> Option<(&'static Keyword, bool)> {
    let written = written.to_ascii_lowercase();
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == written)
        .map_or(written.as_str(), |(_, name)| name);
    let keyword = KEYWORDS
        .iter()
        .find(|keyword| keyword.name == name && keyword.exists_in(build))?;
    Some((keyword, keyword.in_match && written != GLOBAL_ALIAS))
}

/// Every keyword but `Match` and `Include`, which the reader itself understands.
pub(super) static KEYWORDS: &[Keyword] = &[
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
    anywhere("authorizedprincipalscommand", Kind::Command).last(),
    anywhere("authorizedprincipalscommanduser", Kind::Word),
    anywhere("authorizedprincipalsfile", Kind::Word),
    anywhere("banner", PATH),
    anywhere(
        "casignaturealgorithms",
        Kind::Algorithms(Family::CaSignatures),
    ),
    anywhere("channeltimeout", Kind::ChannelTimeout).since(9, 2),
    anywhere("chrootdirectory", Kind::Word),
    global("ciphers", Kind::Algorithms(Family::Ciphers)),
    anywhere("clientalivecountmax", Kind::Integer),
    anywhere("clientaliveinterval", Kind::Time),
    global(
        "compression",
        Kind::Choice(&[("yes", "yes"), ("delayed", "yes"), ("no", "no")]),
    ),
    global("debianbanner", FLAG),
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
    global("gssapikexalgorithms", Kind::GssKex),
    global("gssapikeyexchange", FLAG),
    global("gssapistorecredentialsonrekey", FLAG),
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
    ),
    global("ignoreuserknownhosts", FLAG),
    anywhere("ipqos", Kind::IpQos).last(),
    anywhere("kbdinteractiveauthentication", FLAG),
    anywhere("kerberosauthentication", FLAG),
    global("kerberosorlocalpasswd", FLAG),
    global("kerberosticketcleanup", FLAG),
    global("kexalgorithms", Kind::Algorithms(Family::Kex)),
    global("listenaddress", Kind::ListenAddress).all(),
    global("logingracetime", Kind::Time),
    anywhere("loglevel", LOG_LEVEL),
    anywhere("logverbose", Kind::Words),
    global("macs", Kind::Algorithms(Family::Macs)),
    anywhere("maxauthtries", Kind::Integer),
    anywhere("maxsessions", Kind::Integer),
    global("maxstartups", Kind::MaxStartups).last(),
    global("modulifile", PATH),
    global("pamservicename", Kind::Word).since(9, 8),
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
    global("persourcemaxstartups", Kind::PerSourceMaxStartups).last(),
    global("persourcenetblocksize", Kind::NetBlockSize).last(),
    global("persourcepenalties", Kind::Words).since(9, 8),
    global("persourcepenaltyexemptlist", Kind::Word).since(9, 8),
    global("pidfile", PATH),
    global("port", Kind::Port).all(),
    global("printlastlog", FLAG),
    global("printmotd", FLAG),
    anywhere("pubkeyacceptedalgorithms", Kind::Algorithms(Family::Keys)),
    anywhere("pubkeyauthentication", FLAG),
    anywhere("pubkeyauthoptions", Kind::PubkeyAuthOptions),
    anywhere("refuseconnection", FLAG).since(9, 9),
    anywhere("rekeylimit", Kind::RekeyLimit),
    anywhere("requiredrsasize", Kind::Integer).since(9, 1),
    anywhere("revokedkeys", PATH),
    global("securitykeyprovider", Kind::Path { word: "internal" }),
    anywhere("setenv", Kind::Environment),
    global("sshdauthpath", PATH).since(10, 0),
    global("sshdsessionpath", PATH).since(9, 8),
    anywhere("streamlocalbindmask", Kind::Mask).last(),
    anywhere("streamlocalbindunlink", FLAG),
    global("strictmodes", FLAG),
    global("subsystem", Kind::Subsystem).all(),
    global("syslogfacility", FACILITY),
    global("tcpkeepalive", FLAG),
    anywhere("trustedusercakeys", PATH),
    anywhere("unusedconnectiontimeout", Kind::TimeOrNone).since(9, 2),
    global("usedns", FLAG),
    global("usepam", FLAG),
    global("versionaddendum", Kind::Verbatim),
    anywhere("x11displayoffset", Kind::Integer),
    anywhere("x11forwarding", FLAG),
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
    global("uselogin", Kind::Ignored { warns: true }),
    global("useprivilegeseparation", Kind::Ignored { warns: true }),
    global("verifyreversemapping", Kind::Ignored { warns: true }),
    anywhere("rdomain", Kind::Refused),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn build(version: &str) -> Build {
        Build::from_banner(&format!("OpenSSH_{version}, OpenSSL"), true).unwrap()
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
