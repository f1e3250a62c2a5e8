//! Algorithm lists: the names OpenSSH knows, each release's default lists, and the operators
//! `+`, `-` and `^`.

use crate::ssh::configuration::pattern;
use crate::ssh::server::version::{Build, Release};
use muster_names::patterns;

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Family {
    Ciphers,
    Macs,
    Kex,
    /// Public key and certificate types.
    Keys,
    /// Signature algorithms of certificate authorities.
    CaSignatures,
}

const CIPHERS: &str = "3des-cbc,aes128-cbc,aes192-cbc,aes256-cbc,aes128-ctr,aes192-ctr,aes256-ctr,\
    aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com";
const MACS: &str = "hmac-sha1,hmac-sha1-96,hmac-sha2-256,hmac-sha2-512,hmac-md5,hmac-md5-96,\
    umac-64@openssh.com,umac-128@openssh.com,hmac-sha1-etm@openssh.com,hmac-sha1-96-etm@openssh.com,\
    hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-md5-etm@openssh.com,\
    hmac-md5-96-etm@openssh.com,umac-64-etm@openssh.com,umac-128-etm@openssh.com";
const KEX: &str = "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,\
    diffie-hellman-group14-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,\
    diffie-hellman-group-exchange-sha1,diffie-hellman-group-exchange-sha256,ecdh-sha2-nistp256,\
    ecdh-sha2-nistp384,ecdh-sha2-nistp521,curve25519-sha256,curve25519-sha256@libssh.org,\
    sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,mlkem768x25519-sha256";
const KEYS: &str = "ssh-ed25519,ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,\
    sk-ssh-ed25519-cert-v01@openssh.com,ssh-mldsa44-ed25519@openssh.com,\
    ssh-mldsa44-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256,ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    ecdsa-sha2-nistp384,ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521,\
    ecdsa-sha2-nistp521-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,\
    sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,webauthn-sk-ecdsa-sha2-nistp256@openssh.com,\
    webauthn-sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,\
    ssh-dss,ssh-dss-cert-v01@openssh.com,ssh-rsa,ssh-rsa-cert-v01@openssh.com,rsa-sha2-256,\
    rsa-sha2-256-cert-v01@openssh.com,rsa-sha2-512,rsa-sha2-512-cert-v01@openssh.com";

/// The same before 9.2, in the order in which a pattern finds them.
const EARLIER_KEYS: &str = "ssh-ed25519,ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519@openssh.com,\
    sk-ssh-ed25519-cert-v01@openssh.com,ssh-rsa,rsa-sha2-256,rsa-sha2-512,ssh-dss,\
    ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,\
    sk-ecdsa-sha2-nistp256@openssh.com,webauthn-sk-ecdsa-sha2-nistp256@openssh.com,\
    ssh-rsa-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,\
    rsa-sha2-512-cert-v01@openssh.com,ssh-dss-cert-v01@openssh.com,\
    ecdsa-sha2-nistp256-cert-v01@openssh.com,ecdsa-sha2-nistp384-cert-v01@openssh.com,\
    ecdsa-sha2-nistp521-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com";
const KEYS_IN_ORDER: Release = Release(9, 2);

/// DSA left the source with 10.0, and has to be asked for when 9.8 is built.
const WITHOUT_DSA: Release = Release(9, 8);

/// Signatures of security keys that a browser makes are accepted by default from this release on.
const WEBAUTHN_BY_DEFAULT: Release = Release(10, 3);
const WEBAUTHN: &str = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
const WEBAUTHN_CERTIFICATE: &str = "webauthn-sk-ecdsa-sha2-nistp256-cert-v01@openssh.com";

/// The first release with post-quantum signatures.
const WITH_ML_DSA: Release = Release(10, 4);

/// Every name that a release knows.
fn known(family: Family, release: Release) -> impl Iterator<Item = &'static str> {
    let all = match family {
        Family::Ciphers => CIPHERS,
        Family::Macs => MACS,
        Family::Kex => KEX,
        Family::Keys | Family::CaSignatures if release < KEYS_IN_ORDER => EARLIER_KEYS,
        Family::Keys | Family::CaSignatures => KEYS,
    };
    all.split(',').filter(move |name| match *name {
        "mlkem768x25519-sha256" => release >= Release(9, 9),
        WEBAUTHN_CERTIFICATE => release >= WEBAUTHN_BY_DEFAULT && family == Family::Keys,
        name if name.starts_with("ssh-mldsa") && release < WITH_ML_DSA => false,
        // The list for CA signatures holds plain keys only.
        name if family == Family::CaSignatures && name.contains("-cert-") => false,
        name => !name.starts_with("ssh-dss") || release < WITHOUT_DSA,
    })
}

/// The list that applies where the configuration says nothing.
pub(in crate::ssh) fn defaults(family: Family, build: &Build) -> Vec<&'static str> {
    let release = build.defaults;
    match family {
        Family::Ciphers if release >= Release(10, 0) => vec![
            "chacha20-poly1305@openssh.com",
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "aes128-ctr",
            "aes192-ctr",
            "aes256-ctr",
        ],
        Family::Ciphers => vec![
            "chacha20-poly1305@openssh.com",
            "aes128-ctr",
            "aes192-ctr",
            "aes256-ctr",
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
        ],
        Family::Macs => vec![
            "umac-64-etm@openssh.com",
            "umac-128-etm@openssh.com",
            "hmac-sha2-256-etm@openssh.com",
            "hmac-sha2-512-etm@openssh.com",
            "hmac-sha1-etm@openssh.com",
            "umac-64@openssh.com",
            "umac-128@openssh.com",
            "hmac-sha2-256",
            "hmac-sha2-512",
            "hmac-sha1",
        ],
        Family::Kex => default_kex(release, build.distribution.is_debian()),
        Family::Keys => default_keys(release),
        Family::CaSignatures => {
            let mut list = vec![
                "ssh-ed25519",
                "ecdsa-sha2-nistp256",
                "ecdsa-sha2-nistp384",
                "ecdsa-sha2-nistp521",
                "sk-ssh-ed25519@openssh.com",
                "sk-ecdsa-sha2-nistp256@openssh.com",
            ];
            list.extend((release >= WEBAUTHN_BY_DEFAULT).then_some(WEBAUTHN));
            list.extend(["rsa-sha2-512", "rsa-sha2-256"]);
            list
        }
    }
}

fn default_kex(release: Release, debian: bool) -> Vec<&'static str> {
    const ELLIPTIC: [&str; 5] = [
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
    ];
    const NTRU: &str = "sntrup761x25519-sha512@openssh.com";
    const NTRU_STANDARD: &str = "sntrup761x25519-sha512";
    const ML_KEM: &str = "mlkem768x25519-sha256";
    // Debian 12 has the standard name since 9.2p1-2+deb12u4.
    let standard_name = release >= Release(9, 9) || (debian && release == Release(9, 2));
    let mut list = Vec::new();
    if release >= Release(10, 0) {
        list.push(ML_KEM);
    }
    if standard_name {
        list.push(NTRU_STANDARD);
    }
    if release >= Release(9, 0) {
        list.push(NTRU);
    }
    if release == Release(9, 9) {
        list.push(ML_KEM);
    }
    list.extend(ELLIPTIC);
    if release == Release(8, 9) {
        list.push(NTRU);
    }
    if release < Release(10, 0) {
        list.extend([
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512",
            "diffie-hellman-group14-sha256",
        ]);
    }
    list
}

fn default_keys(release: Release) -> Vec<&'static str> {
    let rsa_sha1 = release < Release(8, 8);
    let webauthn = release >= WEBAUTHN_BY_DEFAULT;
    let mut list = vec![
        "ssh-ed25519-cert-v01@openssh.com",
        "ecdsa-sha2-nistp256-cert-v01@openssh.com",
        "ecdsa-sha2-nistp384-cert-v01@openssh.com",
        "ecdsa-sha2-nistp521-cert-v01@openssh.com",
        "sk-ssh-ed25519-cert-v01@openssh.com",
        "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    ];
    list.extend(webauthn.then_some(WEBAUTHN_CERTIFICATE));
    list.extend([
        "rsa-sha2-512-cert-v01@openssh.com",
        "rsa-sha2-256-cert-v01@openssh.com",
    ]);
    list.extend(rsa_sha1.then_some("ssh-rsa-cert-v01@openssh.com"));
    list.extend([
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    ]);
    list.extend(webauthn.then_some(WEBAUTHN));
    list.extend(["rsa-sha2-512", "rsa-sha2-256"]);
    list.extend(rsa_sha1.then_some("ssh-rsa"));
    list
}

/// Applies a list as it is written to the release's default.
///
/// # Errors
/// The name that no release in reach knows, or the whole where nothing is left.
pub(in crate::ssh) fn assemble(
    written: &str,
    family: Family,
    build: &Build,
) -> Result<Vec<String>, String> {
    let default = defaults(family, build);
    if let Some(removed) = written.strip_prefix('-') {
        let kept = default
            .into_iter()
            .filter(|name| pattern::listed(name, removed) != pattern::Listed::Yes);
        return Ok(kept.map(str::to_owned).collect());
    }
    let (names, before, after) = match (written.strip_prefix('+'), written.strip_prefix('^')) {
        (Some(names), _) => (names, default, Vec::new()),
        (None, Some(names)) => (names, Vec::new(), default),
        (None, None) => (written, Vec::new(), Vec::new()),
    };
    let wildcards = matches!(family, Family::Keys | Family::CaSignatures);
    let mut list: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !list.iter().any(|present| present == name) {
            list.push(name.to_owned());
        }
    };
    before.into_iter().for_each(&mut add);
    for name in names.split(',').filter(|name| !name.is_empty()) {
        let mut matching = known(family, build.keywords)
            .filter(|known| *known == name || (wildcards && patterns::matches(known, name)))
            .peekable();
        if matching.peek().is_none() {
            return Err(name.to_owned());
        }
        matching.for_each(&mut add);
    }
    after.into_iter().for_each(&mut add);
    if list.is_empty() {
        return Err(written.to_owned());
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ssh::server::vendor::Distribution;

    fn build(version: &str) -> Build {
        Build::from_banner(&format!("OpenSSH_{version}"), Distribution::UNKNOWN).unwrap()
    }

    #[test]
    fn operators_work_on_the_default_of_the_release() {
        let ciphers = |written| assemble(written, Family::Ciphers, &build("9.2p1")).unwrap();
        assert!(ciphers("+aes128-cbc").ends_with(&["aes128-cbc".to_owned()]));
        assert!(ciphers("^aes256-ctr").starts_with(&["aes256-ctr".to_owned()]));
        assert_eq!(ciphers("-*ctr,chacha*").len(), 2);
        assert_eq!(ciphers("aes128-ctr,aes128-ctr"), ["aes128-ctr"]);
        assert!(assemble("aes*", Family::Ciphers, &build("9.2p1")).is_err());
    }

    #[test]
    fn post_quantum_key_exchange_arrives_and_diffie_hellman_leaves() {
        let kex = |version| defaults(Family::Kex, &build(version));
        assert!(!kex("8.8p1").iter().any(|name| name.starts_with("sntrup")));
        assert_eq!(
            kex("9.0p1").first(),
            Some(&"sntrup761x25519-sha512@openssh.com")
        );
        assert_eq!(kex("10.0p1").first(), Some(&"mlkem768x25519-sha256"));
        assert!(!kex("10.0p1").iter().any(|name| name.starts_with("diffie")));
    }

    #[test]
    fn every_default_is_a_known_name() {
        for version in ["8.7p1", "8.9p1", "9.2p1", "9.9p1", "10.2p1", "10.5p1"] {
            let build = build(version);
            for family in [Family::Ciphers, Family::Macs, Family::Kex, Family::Keys] {
                for name in defaults(family, &build) {
                    assert!(assemble(name, family, &build).is_ok(), "{version} {name}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_list_never_names_an_algorithm_twice(written in "[+^-]?[a-z0-9*,@.-]{0,60}") {
            if let Ok(list) = assemble(&written, Family::Keys, &build("9.2p1")) {
                for (index, name) in list.iter().enumerate() {
                    prop_assert!(!list[..index].contains(name));
                }
            }
        }
    }
}
