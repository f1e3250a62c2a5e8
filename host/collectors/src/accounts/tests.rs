//! The collector on recorded systems, and what is read on any text.

use muster_facts::accounts::{Account, HomePath, Key, Password};
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::*;

const DAY: i64 = 86_400;

fn facts_with(system: &Recorded, secrets: &Secrets) -> AccountsFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn facts(system: &Recorded) -> AccountsFacts {
    facts_with(system, &Secrets::default())
}

fn password(system: &Recorded, account: &str) -> Password {
    let passwords = facts(system).passwords.unwrap();
    let mut passwords = passwords.into_iter();
    passwords
        .find(|password| password.account == account)
        .unwrap()
}

const PASSWD_FILE: &str = "\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
postgres:x:114:120:PostgreSQL administrator:/var/lib/postgresql:/bin/bash
shop:x:1000:1000:Shop Owner,,+49 30 1234567:/home/shop:
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
";

fn host() -> Recorded {
    Recorded::new()
        .file("/etc/passwd", PASSWD_FILE)
        .file(
            "/etc/group",
            "root:x:0:\nsudo:x:27:shop,ops\nshop:x:1000:\n",
        )
        .at(20_000 * DAY)
}

#[test]
fn accounts_are_told_apart() {
    let accounts = facts(&host()).accounts.unwrap();
    let told: Vec<(&str, &str, bool, bool)> = accounts
        .iter()
        .map(|one: &Account| {
            (
                one.name.as_str(),
                one.shell.as_str(),
                one.interactive,
                one.system,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("root", "/bin/bash", true, false),
            ("daemon", "/usr/sbin/nologin", false, true),
            ("postgres", "/bin/bash", true, true),
            ("shop", "/bin/sh", true, false),
            ("nobody", "/usr/sbin/nologin", false, true),
        ]
    );
    let old = host().file("/etc/login.defs", "# UID_MIN 5\nUID_MIN\t\t  100\n");
    assert!(!facts(&old).accounts.unwrap()[2].system);
}

#[test]
fn defaults_of_the_vendor_count_until_somebody_sets_others() {
    let suse = host()
        .file(
            "/usr/etc/login.defs",
            "UID_MIN 1000\nPASS_MAX_DAYS 99999\nENCRYPT_METHOD yescrypt\n",
        )
        .file("/etc/login.defs.d/70-shop.defs", "PASS_MAX_DAYS 90\n")
        .file("/usr/etc/default/useradd", "INACTIVE=-1\n");
    let found = facts(&suse).defaults.unwrap();
    assert_eq!(found.maximum, Some(90));
    assert_eq!(found.method.as_deref(), Some("YESCRYPT"));
    assert_eq!(found.inactive, None);
    assert_eq!(found.source, Source::file("/usr/etc/login.defs"));
    let own = suse.file("/etc/login.defs", "PASS_WARN_AGE 14\n");
    let found = facts(&own).defaults.unwrap();
    assert_eq!((found.warning, found.method), (Some(14), None));
}

#[test]
fn a_password_is_told_by_its_line() {
    let system = host().file(
        "/etc/shadow",
        "root:!:19000:0:99999:7:::\nshop:$6$salt$hash:19990:1:90:14:30:20100:\npostgres::0:-1:::::\n",
    );
    let shop = password(&system, "shop");
    assert_eq!(shop.state, Password::STATE_HASHED);
    assert_eq!(shop.method.as_deref(), Some(Password::METHOD_SHA512));
    assert_eq!(shop.age, Some(10));
    assert_eq!((shop.minimum, shop.maximum), (Some(1), Some(90)));
    assert_eq!((shop.warning, shop.inactive), (Some(14), Some(30)));
    assert_eq!(shop.expires_in, Some(100));
    assert_eq!(shop.source, Source::line("/etc/shadow", 2));
    let root = password(&system, "root");
    assert_eq!(root.state, Password::STATE_NEVER_SET);
    assert_eq!((root.minimum, root.maximum), (None, None));
    let postgres = password(&system, "postgres");
    assert_eq!(postgres.state, Password::STATE_EMPTY);
    assert!(postgres.must_change && postgres.age.is_none());
    assert_eq!(
        password(&system, "daemon").state,
        Password::STATE_SHADOW_MISSING
    );
}

#[test]
fn the_same_hash_is_seen_locked_or_not() {
    let system = host().file(
        "/etc/shadow",
        "root:$y$j9T$salt$hash:::::::\nshop:!$y$j9T$salt$hash:::::::\npostgres:$y$j9T$other$hash:::::::\n",
    );
    let class = |account| password(&system, account).same_hash;
    let passwords = facts(&system).passwords.unwrap();
    assert_eq!(passwords[0].same_hash, passwords[3].same_hash);
    assert_ne!(passwords[0].same_hash, passwords[2].same_hash);
    assert!(class("daemon").is_none());
}

#[test]
fn a_password_may_be_in_the_first_file() {
    let system = host()
        .file(
            "/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nold:ab0123456789.:1000:100::/home/old:/bin/sh\nopen::1001:100::/:\nno:*:1002:100::/:\n",
        )
        .file("/etc/shadow", "root:*:::::::\n")
        .denied("/etc/shadow");
    let old = password(&system, "old");
    assert!(old.in_passwd);
    assert_eq!(old.method.as_deref(), Some(Password::METHOD_DES));
    assert_eq!(old.source, Source::line("/etc/passwd", 2));
    let open = password(&system, "open");
    assert_eq!(open.state, Password::STATE_EMPTY);
    assert!(!open.in_passwd);
    assert_eq!(password(&system, "no").state, Password::STATE_NONE);
    // Only what depends on the file that may not be read is unknown.
    let root = password(&system, "root");
    assert_eq!(root.state, Password::STATE_UNKNOWN);
    assert!(root.reason.unwrap().contains("permission denied"));
}

#[test]
fn what_is_secret_is_known_and_goes_nowhere() {
    let hash = "$6$qW3rT5yU8iO1pA4s$zX7cV2bN9mK6lJ3hG5fD8sA1qW4eR7tY0uI3oP6aS9dF2gH5jK8lZ1xC4vB7nM";
    let body = "AAAAC3NzaC1lZDI1NTE5AAAAIKx8Vq3Lz0Tn5Wm2Rb7Yc4Hd9Jf6Gs1Pk8Xe3Ua5Ov0Qi";
    let system = host()
        .file("/etc/shadow", format!("shop:{hash}:::::::\n"))
        .file(
            "/home/shop/.ssh/authorized_keys",
            format!("command=\"run --key hunter2\" ssh-ed25519 {body} shop@laptop\n"),
        );
    let secrets = Secrets::default();
    let found = format!("{:?}", facts_with(&system, &secrets));
    for part in [
        "zX7cV2b", "qW3rT5", "AAAAC3", "laptop", "hunter2", "Owner", "1234567",
    ] {
        assert!(!found.contains(part), "{part}");
    }
    assert!(secrets.are_in(hash) && secrets.are_in(body));
}

#[test]
fn members_come_by_the_list_and_by_their_primary_group() {
    let groups = facts(&host()).groups.unwrap();
    assert_eq!(groups[1].listed, ["ops", "shop"]);
    assert!(groups[1].primary.is_empty());
    assert_eq!(groups[2].primary, ["shop"]);
}

#[test]
fn a_directory_counts_where_it_is_set_up() {
    let names = |system: &Recorded| -> Vec<(String, String)> {
        let directories = facts(system).directories.unwrap();
        let named = directories.into_iter();
        named.map(|one| (one.database, one.service)).collect()
    };
    let stock = "passwd: sss files systemd\ngroup: sss [SUCCESS=merge] files systemd\nshadow: files\nhosts: files dns\n";
    let rocky = host().file("/etc/nsswitch.conf", stock);
    assert!(names(&host()).is_empty());
    assert!(names(&rocky).is_empty());
    let joined = rocky.clone().file("/etc/sssd/sssd.conf", "");
    let pair = |database: &str, service: &str| (database.to_owned(), service.to_owned());
    assert_eq!(
        names(&joined),
        [pair("passwd", "sss"), pair("group", "sss")]
    );
    let homed = rocky.clone().file("/etc/userdb/shop.user", "{}");
    assert_eq!(names(&homed).len(), 2);
    let closed = rocky
        .file("/etc/sssd/conf.d/x", "")
        .denied("/etc/sssd/conf.d");
    assert_eq!(names(&closed).len(), 2);
    let other = host().file(
        "/etc/nsswitch.conf",
        "passwd: compat ldap [NOTFOUND=return winbind] # nis\n",
    );
    assert_eq!(names(&other), [pair("passwd", "ldap")]);
    let nis = other.file("/etc/passwd", "root:x:0:0::/:\n+::::::\n");
    assert_eq!(names(&nis).len(), 2);
}

/// RSA of 1024 and 2048 bits, whose numbers are made up.
fn rsa(bits: usize) -> String {
    let mut number = vec![0x80_u8; bits / 8];
    number.insert(0, 0);
    let fields = [&b"ssh-rsa"[..], &[1, 0, 1], &number];
    let mut body = Vec::new();
    for field in fields {
        body.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        body.extend(field);
    }
    data_encoding::BASE64.encode(&body)
}

fn keys(text: &str) -> Vec<Key> {
    let path = "/home/shop/.ssh/authorized_keys";
    facts(&host().file(path, text)).keys.unwrap()
}

#[test]
fn keys_are_told_by_kind_length_and_options() {
    let (short, long) = (rsa(1024), rsa(2048));
    let found = keys(&format!(
        "# ssh-rsa AAAA no\n\nssh-rsa {short} a b\n\
         restrict,command=\"echo \\\"ssh-rsa x\\\", y\",X11-Forwarding ssh-rsa\t{long}\n\
         cert-authority ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ=\n\
         made-up=\"1\" ssh-dss AAAA\nssh-foo AAAA\ncommand=\"open ssh-rsa {long}\nssh-ed25519\n",
    ));
    let told: Vec<(&str, Option<u32>, Vec<&str>)> = found
        .iter()
        .map(|key| {
            let options = key.options.iter().map(String::as_str).collect();
            (key.algorithm.as_str(), key.bits, options)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("rsa", Some(1024), vec![]),
            (
                "rsa",
                Some(2048),
                vec!["command", "restrict", "x11-forwarding"]
            ),
            ("ecdsa", Some(384), vec!["cert-authority"]),
            ("dsa", None, vec!["other"]),
        ]
    );
    assert_eq!(
        found[1].source,
        Source::line("/home/shop/.ssh/authorized_keys", 4)
    );
}

#[test]
fn key_files_are_those_of_sshd() {
    let key = "ssh-ed25519 AAAA\n";
    let system = host()
        .file("/usr/sbin/sshd", "")
        .file(
            "/etc/ssh/sshd_config",
            "AuthorizedKeysFile /etc/ssh/keys/%u %h/keys%%\nMatch User shop\n  AuthorizedKeysFile .ssh/own\n",
        )
        .file("/etc/ssh/keys/root", key)
        .file("/home/shop/keys%", key)
        .file("/home/shop/.ssh/own", key)
        .file("/home/shop/.ssh/authorized_keys", key);
    let mut from: Vec<(String, String)> = facts(&system)
        .keys
        .unwrap()
        .into_iter()
        .map(|key| (key.account, key.source.name))
        .collect();
    from.sort();
    let pair = |account: &str, path: &str| (account.to_owned(), path.to_owned());
    assert_eq!(
        from,
        [
            pair("root", "/etc/ssh/keys/root"),
            pair("shop", "/home/shop/.ssh/own"),
            pair("shop", "/home/shop/keys%"),
        ]
    );
}

#[test]
fn homes_are_those_of_accounts_that_have_a_shell() {
    let system = host()
        .file(
            "/etc/passwd",
            format!("{PASSWD_FILE}git:x:120:120::/:/bin/sh\n"),
        )
        .directory("/root")
        .directory("/usr/sbin")
        .file("/home/shop/.ssh/authorized_keys", "")
        .owned("/home/shop/.ssh", 0o777, 1000, 1000)
        .file("/var/lib/postgresql/.ssh/authorized_keys", "ssh-rsa AAAA\n")
        .denied("/var/lib/postgresql/.ssh/authorized_keys");
    let found = facts(&system);
    let paths = found.home_paths.unwrap();
    let told: Vec<(&str, &str, &str)> = paths
        .iter()
        .map(|one: &HomePath| (one.account.as_str(), one.kind.as_str(), one.path.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("root", "home", "/root"),
            ("postgres", "home", "/var/lib/postgresql"),
            ("postgres", "ssh-directory", "/var/lib/postgresql/.ssh"),
            (
                "postgres",
                "keys",
                "/var/lib/postgresql/.ssh/authorized_keys"
            ),
            ("shop", "home", "/home/shop"),
            ("shop", "ssh-directory", "/home/shop/.ssh"),
            ("shop", "keys", "/home/shop/.ssh/authorized_keys"),
        ]
    );
    assert_eq!(paths[5].mode, 0o777);
    assert_eq!(found.unread_paths.unwrap()[0].account, "postgres");
}

#[test]
fn without_the_file_of_accounts_nothing_is_known() {
    let found = facts(&Recorded::new());
    let reason = found.accounts.unwrap_err();
    assert!(reason.reason().contains("/etc/passwd does not exist"));
    assert!(found.passwords.is_err() && found.keys.is_err() && found.groups.is_err());
    assert!(found.directories.unwrap().is_empty());
}

proptest! {
    #[test]
    fn any_shadow_is_read(passwd in "[a-c:x0-9\n]{0,80}", shadow in "[a-c:!*$0-9\n-]{0,80}") {
        let system = Recorded::new()
            .file("/etc/passwd", passwd)
            .file("/etc/group", "")
            .file("/etc/shadow", shadow)
            .at(0);
        let found = facts(&system);
        let accounts = found.accounts.unwrap();
        let mut passwords = found.passwords.unwrap();
        passwords.dedup_by(|a, b| a.account == b.account);
        prop_assert!(passwords.iter().all(|password| accounts.iter().any(|account| account.name == password.account)));
    }

    #[test]
    fn any_file_of_keys_is_read(text in "(ssh-rsa|ssh-dss|restrict|command=|\"|\\\\|,| |\n|AAAAB3NzaC1yc2E|=|é){0,20}") {
        let lines = u32::try_from(text.lines().count()).unwrap();
        for key in keys::parse(&text) {
            prop_assert!(key.line <= lines);
        }
    }
}

#[test]
fn files_with_a_dot_are_looked_at_and_named_where_programs_name_them() {
    let system = host()
        .file("/home/shop/.bashrc", "secret")
        .owned("/home/shop/.bashrc", 0o666, 1000, 1000)
        .file("/home/shop/.plans-of-ana", "secret")
        .owned("/home/shop/.plans-of-ana", 0o600, 33, 1000)
        .file("/home/shop/notes", "secret")
        .file("/home/shop/.ssh/config", "secret")
        .link("/home/shop/.profile", "/etc/profile")
        .file("/root/.rhosts", "");
    let found = facts(&system);
    let files = found.dot_files.unwrap();
    let told: Vec<String> = files
        .iter()
        .map(|file| {
            format!(
                "{} {} {:o} {} {}",
                file.account,
                file.name.as_deref().unwrap_or("-"),
                file.mode,
                file.uid,
                file.source.name
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "shop - 600 33 /home/shop",
            "shop .bashrc 666 1000 /home/shop/.bashrc",
            "root .rhosts 644 0 /root/.rhosts",
        ]
    );
    assert_eq!(found.unread_dot_files, Ok(Vec::new()));
    let shown = format!("{files:?}");
    assert!(
        !shown.contains("plans") && !shown.contains("secret"),
        "{shown}"
    );
}

#[test]
fn a_home_that_cannot_be_listed_is_said_once() {
    let system = host().file("/home/shop/.bashrc", "").denied("/home/shop");
    let unread = facts(&system).unread_dot_files.unwrap();
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0].path, "/home/shop");
}
