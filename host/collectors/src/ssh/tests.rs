//! The collector as a rule sees it, on recorded systems.

use muster_facts::targets::Targets;
use muster_facts::{FactError, Secrets, SshdFacts, sshd};
use muster_target::{Command, Context, Output, Recorded, with_collection};
use proptest::prelude::*;

use super::collect;

mod as_started;

const MAIN: &str = "/etc/ssh/sshd_config";

fn facts(system: &Recorded) -> SshdFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn configured(text: &str) -> Recorded {
    let banner = Output {
        status: 0,
        stdout: Vec::new(),
        stderr: b"OpenSSH_9.2, OpenSSL 3.0.19 27 Jan 2026".to_vec(),
    };
    Recorded::new()
        .file(MAIN, text)
        .file("/etc/debian_version", "12.11")
        .outcome(Command::new("sshd", ["-V"]), Ok(banner))
}

fn setting(facts: &SshdFacts, keyword: &str) -> sshd::Setting {
    let settings = facts.settings.as_ref().unwrap();
    settings
        .iter()
        .find(|setting| setting.keyword == keyword)
        .unwrap()
        .clone()
}

fn reason(facts: &SshdFacts) -> &str {
    facts.settings.as_ref().unwrap_err().reason()
}

#[test]
fn a_host_without_sshd_has_empty_facts_rather_than_errors() {
    let facts = facts(&Recorded::new());
    assert!(!facts.server.unwrap().installed);
    assert_eq!(facts.settings, Ok(Vec::new()));
    assert_eq!(facts.problems, Ok(Vec::new()));
}

#[test]
fn a_setting_says_where_it_was_decided() {
    let facts = facts(&configured(
        "# hardened\n  PermitRootLogin without-password # key\n",
    ));
    let root = setting(&facts, "permitrootlogin");
    assert_eq!(root.values, ["prohibit-password"]);
    let source = root.source.unwrap();
    assert_eq!((source.name.as_str(), source.line), (MAIN, Some(2)));
    assert_eq!((source.column, source.end_column), (Some(3), Some(35)));
    assert_eq!(
        source.text.as_deref(),
        Some("PermitRootLogin without-password")
    );
    let default = setting(&facts, "passwordauthentication");
    assert_eq!(
        (default.values, default.source),
        (vec!["yes".to_owned()], None)
    );
}

#[test]
fn a_drop_in_shadows_the_main_file_from_where_it_is_included() {
    let system = configured(
        "Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication no\nUsePAM yes\n",
    )
    .file(
        "/etc/ssh/sshd_config.d/50-cloud-init.conf",
        "PasswordAuthentication yes\n",
    )
    .file(
        "/etc/ssh/sshd_config.d/60-ours.conf",
        "PasswordAuthentication no\n",
    );
    let facts = facts(&system);
    let password = setting(&facts, "passwordauthentication");
    assert_eq!(password.values, ["yes"]);
    let shadowed = facts.shadowed_lines.unwrap();
    let places: Vec<(&str, Option<u32>)> = shadowed
        .iter()
        .map(|line| (line.source.name.as_str(), line.source.line))
        .collect();
    assert_eq!(
        places,
        [
            ("/etc/ssh/sshd_config.d/60-ours.conf", Some(1)),
            (MAIN, Some(2))
        ]
    );
    assert!(shadowed.iter().all(|line| line.winner == password));
}

#[test]
fn a_match_block_lists_what_it_changes() {
    let facts = facts(&configured(
        "PasswordAuthentication no\nX11Forwarding no\n\
         Match User deploy Address 10.0.0.0/8\n  PasswordAuthentication yes\n  X11Forwarding no\n\
         Match User !root\n  PermitRootLogin yes\n",
    ));
    let blocks = facts.match_blocks.unwrap();
    assert_eq!(blocks[0].criteria, "User deploy Address 10.0.0.0/8");
    assert!(blocks[0].satisfiable);
    let overrides = &blocks[0].overrides;
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0].keyword, "passwordauthentication");
    assert_eq!(overrides[0].source.as_ref().unwrap().line, Some(4));
    assert!(!blocks[1].satisfiable && blocks[1].overrides.is_empty());
}

#[test]
fn an_earlier_block_that_matches_too_decides() {
    let facts = facts(&configured(
        "Match User d*\nPasswordAuthentication no\nMatch User deploy\nPasswordAuthentication yes\n",
    ));
    let blocks = facts.match_blocks.unwrap();
    assert_eq!(blocks[1].overrides[0].values, ["no"]);
}

#[test]
fn a_block_that_nobody_escapes_is_global() {
    let facts = facts(&configured(
        "Match User *\nPasswordAuthentication no\nMatch User deploy\nPermitRootLogin yes\n",
    ));
    assert_eq!(setting(&facts, "passwordauthentication").values, ["no"]);
    let blocks = facts.match_blocks.unwrap();
    assert_eq!(blocks[0].overrides, []);
    let keywords: Vec<&str> = blocks[1]
        .overrides
        .iter()
        .map(|one| one.keyword.as_str())
        .collect();
    assert_eq!(keywords, ["permitrootlogin"]);
}

#[test]
fn a_group_block_is_evaluated_whether_or_not_a_member_is_known() {
    let text = "Match Group sftponly\nPasswordAuthentication no\n";
    let known = configured(text)
        .file("/etc/passwd", "up:x:1001:1001::/home/up:/bin/sh\n")
        .file("/etc/group", "sftponly:x:900:up\n");
    for system in [configured(text), known] {
        let blocks = facts(&system).match_blocks.unwrap();
        assert_eq!(blocks[0].overrides[0].values, ["no"]);
    }
}

#[test]
fn an_unreadable_drop_in_makes_every_fact_denied() {
    let drop_in = "/etc/ssh/sshd_config.d/50-cloud-init.conf";
    let system = configured("Include /etc/ssh/sshd_config.d/*.conf\n")
        .file(drop_in, "PasswordAuthentication yes\n")
        .denied(drop_in);
    let facts = facts(&system);
    assert!(matches!(&facts.settings, Err(FactError::Denied(text)) if text.contains(drop_in)));
    assert!(matches!(facts.match_blocks, Err(FactError::Denied(_))));
    assert!(matches!(facts.server, Err(FactError::Denied(_))));
}

#[test]
fn a_line_that_sshd_refuses_is_a_problem_and_ends_the_trust_in_the_file() {
    for (text, line) in [
        ("PermitRootLogin no\nPermitRootLogn yes\n", 2),
        ("Match User a\nPort 2222\n", 2),
        ("PermitRootLogin\n", 1),
        ("MaxAuthTries four\n", 1),
        ("Match Address 10.0.0.1/8\n", 1),
        ("AuthorizedKeysCommand /usr/bin/keys\n", 1),
    ] {
        let facts = facts(&configured(text));
        let problems = facts.problems.as_ref().unwrap();
        assert_eq!(problems[0].effect, "refused", "{text}");
        assert_eq!(problems[0].source.line, Some(line), "{text}");
        assert!(reason(&facts).contains(&format!("{MAIN}:{line}")), "{text}");
        assert!(facts.server.is_ok());
    }
}

#[test]
fn deprecated_keywords_are_problems_that_are_not_fatal() {
    let facts = facts(&configured(
        "UsePrivilegeSeparation sandbox\n\"PermitRootLogin no\n",
    ));
    let problems = facts.problems.as_ref().unwrap();
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|problem| problem.effect == "warning"));
    assert!(facts.settings.is_ok());
}

#[test]
fn a_missing_main_file_and_a_dangling_drop_in_stop_sshd() {
    let missing = facts(&Recorded::new().file("/usr/sbin/sshd", ""));
    assert_eq!(missing.problems.as_ref().unwrap()[0].effect, "refused");
    assert!(reason(&missing).contains(MAIN));
    let dangling = configured("Include d/*.conf\n").link("/etc/ssh/d/a.conf", "/gone");
    assert_eq!(facts(&dangling).problems.unwrap()[0].source.line, Some(1));
}

#[test]
fn include_cycles_end() {
    let system = configured("Include a\n")
        .file("/etc/ssh/a", "Include b b\n")
        .file("/etc/ssh/b", "Include a a\n");
    assert!(reason(&facts(&system)).contains("nested more than 16 deep"));
}

#[test]
fn a_tree_of_includes_that_explodes_is_cut_off() {
    let mut system = configured("Include l0 l0 l0\n");
    for level in 0..14 {
        let next = level + 1;
        system = system.file(
            format!("/etc/ssh/l{level}"),
            format!("Include l{next} l{next} l{next}\n"),
        );
    }
    assert!(reason(&facts(&system)).contains("Muster reads no further"));
}

#[test]
fn ports_come_from_lines_listen_addresses_or_the_socket_unit() {
    let ports = |system: &Recorded| facts(system).server.unwrap().ports;
    assert_eq!(ports(&configured("")), [22]);
    let lines = configured("Port 2222\nPort 22\nListenAddress 10.0.0.1\nListenAddress [::1]:99\n");
    assert_eq!(ports(&lines), [22, 99, 2222]);
    let socket = configured("Port 2222\n")
        .file(
            "/lib/systemd/system/ssh.socket",
            "[Socket]\nListenStream=0.0.0.0:22\n",
        )
        .link(
            "/etc/systemd/system/sockets.target.wants/ssh.socket",
            "/lib/systemd/system/ssh.socket",
        );
    assert_eq!(ports(&socket), [22]);
    assert!(facts(&socket).server.unwrap().socket_activated);
}

#[test]
fn the_version_of_an_image_comes_from_dpkg() {
    let status = "Package: openssh-server\nStatus: install ok installed\nVersion: 1:10.0p1-7\n";
    let system = Recorded::new()
        .file(MAIN, "")
        .file("/var/lib/dpkg/status", status);
    let facts = facts(&system);
    assert_eq!(
        facts.server.as_ref().unwrap().version.as_deref(),
        Some("10.0p1")
    );
    assert_eq!(
        setting(&facts, "kexalgorithms").values[0],
        "mlkem768x25519-sha256"
    );
    assert_eq!(setting(&facts, "refuseconnection").values, ["no"]);
}

#[test]
fn an_unknown_version_gets_the_weakest_defaults() {
    let facts = facts(&Recorded::new().file(MAIN, ""));
    assert_eq!(facts.server.as_ref().unwrap().version, None);
    let keys = setting(&facts, "hostkeyalgorithms").values;
    assert!(keys.contains(&"ssh-rsa".to_owned()));
}

#[test]
fn what_sshd_prints_otherwise_is_a_disagreement() {
    let printed = "permitrootlogin yes\npasswordauthentication yes\n";
    let agreed = "permitrootlogin without-password\nhostkey /etc/ssh/ssh_host_rsa_key\n\
                  hostkey /etc/ssh/ssh_host_ecdsa_key\nhostkey /etc/ssh/ssh_host_ed25519_key\n\
                  port 22\nlistenaddress [::]:22\nlistenaddress 0.0.0.0:22\n";
    let ask = Command::new("sshd", ["-T"]);
    let system = configured("PermitRootLogin prohibit-password\n");
    let facts_of = |output: &str| facts(&system.clone().command(ask.clone(), output));
    let same = facts_of(agreed);
    assert_eq!(same.server.unwrap().cross_check, "agreed");
    let differs = facts_of(&format!("{agreed}{printed}"));
    assert_eq!(differs.server.unwrap().cross_check, "disagreed");
    let differs = differs.disagreements.unwrap();
    assert_eq!(differs[0].keyword, "permitrootlogin");
    assert_eq!(differs[0].source.as_ref().unwrap().line, Some(1));
}

#[test]
fn sshd_that_refuses_has_the_last_word() {
    let refusal = |stderr: &str| {
        let output = Output {
            status: 255,
            stdout: Vec::new(),
            stderr: stderr.as_bytes().to_vec(),
        };
        facts(&configured("UsePAM yes\n").outcome(Command::new("sshd", ["-T"]), Ok(output)))
    };
    let refused = refusal("/etc/ssh/sshd_config line 1: something new.\r\n");
    let problem = &refused.problems.as_ref().unwrap()[0];
    assert_eq!(
        (problem.effect.as_str(), problem.source.line),
        ("refused", Some(1))
    );
    assert!(reason(&refused).contains("something new"));
    let not_run = refusal("sshd: no hostkeys available -- exiting.\r\n");
    assert_eq!(
        not_run.server.as_ref().unwrap().cross_check,
        "not-run: sshd: no hostkeys available -- exiting."
    );
    assert!(not_run.settings.is_ok());
}

#[test]
fn control_characters_never_leave_the_collector() {
    let facts = facts(&configured(
        "VersionAddendum a\u{1b}[31mx\nBanner /a\u{7}b\n",
    ));
    assert_eq!(setting(&facts, "versionaddendum").values, ["a?[31mx"]);
    assert_eq!(
        setting(&facts, "banner").source.unwrap().text.as_deref(),
        Some("Banner /a?b")
    );
}

const TOKEN: &str = "kX9vQ2mL7pR4tY8wA1bC5dE6";

#[test]
fn nothing_that_a_line_keeps_secret_is_in_a_fact() {
    let text = format!(
        "SetEnv LANG=C.UTF-8 DEPLOY_TOKEN={TOKEN} \"OTHER={TOKEN}\"\nSetEnv B_TOKEN={TOKEN}\n\
         Subsystem sftp /usr/lib/sftp-server -k {TOKEN}\n\
         AuthorizedKeysCommand /usr/bin/keys --token {TOKEN} %u\nAuthorizedKeysCommandUser nobody\n\
         ForceCommand /bin/a --password {TOKEN}\n\
         Banner /etc/issue # TOKEN={TOKEN}\n\
         Match User backup\n  ForceCommand /usr/bin/restic --password {TOKEN} check\n  SetEnv C_TOKEN={TOKEN}\n"
    );
    let printed =
        format!("forcecommand /bin/a --password x{TOKEN}\nsetenv DEPLOY_TOKEN=x{TOKEN}\n");
    let system = configured(&text).command(Command::new("sshd", ["-T"]), printed);
    let secrets = Secrets::default();
    let facts = with_collection(
        Context::recorded(&system, &Targets::default(), &secrets),
        &[crate::COLLECTORS],
        collect,
    );
    assert!(!format!("{facts:?}").contains(TOKEN), "{facts:?}");
    assert_ne!(secrets.scrub(TOKEN), TOKEN);
    // Where sshd is not asked, the lines themselves are shown.
    let read = self::facts(&configured(&text));
    let environment = setting(&read, "setenv");
    assert_eq!(
        environment.values,
        ["LANG=C.UTF-8", "DEPLOY_TOKEN=[redacted]", "[redacted]"]
    );
    let source = environment.source.unwrap();
    assert_eq!((source.line, source.column), (Some(1), None));
    assert_eq!(
        setting(&read, "subsystem").source.unwrap().text.as_deref(),
        Some("Subsystem sftp /usr/lib/sftp-server [redacted]")
    );
    let block = &read.match_blocks.as_ref().unwrap()[0];
    let forced = block
        .overrides
        .iter()
        .find(|one| one.keyword == "forcecommand");
    assert_eq!(forced.unwrap().values, ["/usr/bin/restic [redacted]"]);
}

#[test]
fn a_line_that_sshd_refuses_shows_no_secret_either() {
    for line in [
        format!("SetEnvv DEPLOY_TOKEN={TOKEN}"),
        format!("SetEnv {TOKEN}"),
        format!("SetEnv \"A_TOKEN={TOKEN}"),
        format!("ForceComand /bin/a --password {TOKEN}"),
        format!("PermitRootLogin {TOKEN}"),
        format!("\"SetEnv TOKEN={TOKEN}"),
        format!("Subsystem sftp '{TOKEN}"),
    ] {
        let refusal = Output {
            status: 255,
            stdout: Vec::new(),
            stderr: format!("{MAIN} line 1: bad value TOKEN={TOKEN}\n").into_bytes(),
        };
        let system = configured(&line).outcome(Command::new("sshd", ["-T"]), Ok(refusal));
        let facts = facts(&system);
        assert!(!format!("{facts:?}").contains(TOKEN), "{line}: {facts:?}");
    }
}

#[test]
fn options_decide_over_the_file_and_sshd_is_asked_with_them() {
    let options = ["-T", "-p", "2222", "-o", "PasswordAuthentication=yes"];
    let system = configured("Port 22\nPasswordAuthentication no\n")
        .file(
            "/etc/default/ssh",
            "SSHD_OPTS=\"-p 2222 -o PasswordAuthentication=yes\"\n",
        )
        .command(
            Command::new("sshd", options),
            "port 2222\npasswordauthentication yes\nlistenaddress [::]:2222\n\
             listenaddress 0.0.0.0:2222\nhostkey /etc/ssh/ssh_host_rsa_key\n\
             hostkey /etc/ssh/ssh_host_ecdsa_key\nhostkey /etc/ssh/ssh_host_ed25519_key\n",
        );
    let facts = facts(&system);
    let server = facts.server.as_ref().unwrap();
    assert_eq!(
        (server.cross_check.as_str(), &server.ports),
        ("agreed", &vec![2222])
    );
    let password = setting(&facts, "passwordauthentication");
    assert_eq!(password.values, ["yes"]);
    let source = password.source.unwrap();
    assert_eq!(
        (source.name.as_str(), source.line),
        ("/etc/default/ssh", Some(1))
    );
    assert_eq!(
        source.text.as_deref(),
        Some("-o PasswordAuthentication=yes")
    );
    let shadowed = facts.shadowed_lines.as_ref().unwrap();
    assert_eq!(shadowed[0].source.line, Some(2));
}

#[test]
fn every_way_of_starting_is_in_the_settings() {
    let system = configured("PasswordAuthentication no\nPermitRootLogin no\n")
        .file("/proc/812/comm", "sshd\n")
        .file("/proc/812/cmdline", "/usr/sbin/sshd\0-D\0")
        .file(
            "/etc/ssh/other",
            "PasswordAuthentication yes\nPermitRootLogin no\n",
        )
        .file(
            "/etc/systemd/system/ssh.service.d/a.conf",
            "[Service]\nExecStart=\nExecStart=/usr/sbin/sshd -D -f /etc/ssh/other\n",
        );
    let facts = facts(&system);
    let of = |keyword: &str| -> Vec<String> {
        let settings = facts.settings.as_ref().unwrap();
        let found = settings.iter().filter(|one| one.keyword == keyword);
        found.map(|one| one.values.join(" ")).collect()
    };
    assert_eq!(of("passwordauthentication"), ["no", "yes"]);
    assert_eq!(of("permitrootlogin"), ["no"]);
    let problems = facts.problems.as_ref().unwrap();
    assert!(problems.iter().any(|one| one.message.contains("both ways")));
    assert!(problems.iter().all(|one| one.effect != "refused"));
}

#[test]
fn an_option_that_sshd_refuses_ends_the_trust() {
    let system = configured("").file("/etc/default/ssh", "SSHD_OPTS=-oPermitRotLogin=no\n");
    let facts = facts(&system);
    let problem = &facts.problems.as_ref().unwrap()[0];
    assert_eq!(problem.effect, "refused");
    assert_eq!(problem.source.name, "/etc/default/ssh");
    assert!(reason(&facts).contains("/etc/default/ssh:1"));
    let included = configured("").file("/etc/default/ssh", "SSHD_OPTS=-oInclude=/x\n");
    assert!(self::facts(&included).settings.is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_file_are_survived(main: Vec<u8>, other: Vec<u8>) {
        let include = b"Include sshd_config.d/* a\n".to_vec();
        let system = configured("")
            .file(MAIN, [include.clone(), main].concat())
            .file("/etc/ssh/a", [other.clone(), include].concat())
            .file("/etc/ssh/sshd_config.d/b", other);
        let _ = facts(&system);
    }
}
