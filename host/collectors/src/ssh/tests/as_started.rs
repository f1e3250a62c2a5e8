//! The server as it is really started: whose build it is, what it says of itself, and where its
//! configuration and its options come from.

use super::*;

const ROCKY: &str = "ID=rocky\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.5\"\n";

fn version(system: Recorded, banner: &str) -> Recorded {
    let output = Output {
        status: 0,
        stdout: Vec::new(),
        stderr: banner.as_bytes().to_vec(),
    };
    system.outcome(Command::new("sshd", ["-V"]), Ok(output))
}

fn failing(stderr: &str) -> Result<Output, muster_target::RunError> {
    Ok(Output {
        status: 255,
        stdout: Vec::new(),
        stderr: stderr.as_bytes().to_vec(),
    })
}

fn effects(facts: &SshdFacts) -> Vec<&str> {
    let problems = facts.problems.as_ref().unwrap();
    problems.iter().map(|one| one.effect.as_str()).collect()
}

#[test]
fn what_sshd_prints_is_what_is_judged() {
    let system = configured("PasswordAuthentication no\nPermitRootLogin no\n").command(
        Command::new("sshd", ["-T"]),
        "port 22\npasswordauthentication yes\npermitrootlogin no\n",
    );
    let facts = facts(&system);
    let password = setting(&facts, "passwordauthentication");
    assert_eq!(password.values, ["yes"]);
    assert_eq!(password.source.unwrap().kind, "command");
    // What both say keeps its line.
    let root = setting(&facts, "permitrootlogin");
    assert_eq!(root.source.unwrap().line, Some(2));
    let differ = facts.disagreements.unwrap();
    assert!(
        differ
            .iter()
            .any(|one| one.keyword == "passwordauthentication")
    );
    assert!(!differ.iter().any(|one| one.keyword == "permitrootlogin"));
}

#[test]
fn a_line_that_sshd_accepts_costs_nothing() {
    let text = "ShinyNewThing on\nPermitRotLogin x\nPasswordAuthentication no\n";
    let printed = configured(text).command(
        Command::new("sshd", ["-T"]),
        "Port 22\nPasswordAuthentication no\nShinyNewThing on\n",
    );
    let tested = configured(text).command(Command::new("sshd", ["-t"]), "");
    for (system, verdict) in [(printed, "disagreed"), (tested, "accepted")] {
        let facts = facts(&system);
        assert_eq!(effects(&facts), ["note", "note"], "{verdict}");
        assert_eq!(setting(&facts, "passwordauthentication").values, ["no"]);
        let said = facts.server.unwrap().cross_check;
        // Partial output leaves out what is printed only when it is set.
        assert!(said == verdict || said == "agreed", "{said}");
    }
    let refused = configured(text).outcome(Command::new("sshd", ["-t"]), failing("bad\n"));
    assert!(facts(&refused).settings.is_err());
}

#[test]
fn a_keyword_of_a_patched_build_costs_only_itself_where_nobody_asks() {
    let text = "ShinyNewThing on\nCiphers aes256-ctr,cipher-of-tomorrow\nPermitRootLogin no\n";
    let rocky = version(
        Recorded::new()
            .file(MAIN, text)
            .file("/etc/os-release", ROCKY),
        "unknown option -- V\nOpenSSH_8.7p1, OpenSSL 3.2.2",
    );
    let found = facts(&rocky);
    assert_eq!(effects(&found), ["unknown", "unknown"]);
    assert_eq!(setting(&found, "permitrootlogin").values, ["no"]);
    // Debian's builds are known in full.
    let debian = facts(&configured(text));
    assert_eq!(effects(&debian), ["refused", "refused"]);
    assert!(debian.settings.is_err());
    // So is what a release that is newer than the table may know.
    let newer = version(
        Recorded::new()
            .file(MAIN, "ShinyNewThing on\nPermitRootLogin sometimes\n")
            .file("/etc/debian_version", "20"),
        "OpenSSH_99.1p1 Debian-1, OpenSSL 9",
    );
    let newer = facts(&newer);
    assert_eq!(effects(&newer)[..2], ["unknown", "unknown"]);
    assert_eq!(setting(&newer, "permitrootlogin").values, ["sometimes"]);
}

#[test]
fn keywords_that_red_hat_takes_over_are_its_own() {
    let rocky = version(
        Recorded::new()
            .file(
                MAIN,
                "RequiredRSASize 2048\nGSSAPIEnablek5users no\nX11MaxDisplays 10\n",
            )
            .file("/etc/os-release", ROCKY),
        "OpenSSH_8.7p1, OpenSSL 3.2.2",
    );
    let facts = facts(&rocky);
    assert_eq!(effects(&facts), Vec::<&str>::new());
    assert_eq!(setting(&facts, "requiredrsasize").values, ["2048"]);
}

#[test]
fn the_option_without_host_keys_stands_in() {
    let missing = "sshd: no hostkeys available -- exiting.\r\n";
    let system = version(
        Recorded::new()
            .file(MAIN, "PermitRootLogin no\n")
            .file("/etc/debian_version", "13"),
        "OpenSSH_10.0p2 Debian-7, OpenSSL 3.5.1",
    )
    .outcome(Command::new("sshd", ["-T"]), failing(missing))
    .command(
        Command::new("sshd", ["-G"]),
        "port 22\npermitrootlogin yes\n",
    );
    assert_eq!(setting(&facts(&system), "permitrootlogin").values, ["yes"]);
}

#[test]
fn an_sshd_beside_the_one_that_is_found_by_name_is_not_asked() {
    let system = configured("PermitRootLogin no\n")
        .file("/opt/ssh/sbin/sshd", "")
        .file(
            "/etc/systemd/system/sshd.service",
            "[Service]\nExecStart=/opt/ssh/sbin/sshd -D\n",
        )
        .command(Command::new("sshd", ["-T"]), "permitrootlogin yes\n");
    let facts = facts(&system);
    assert_eq!(setting(&facts, "permitrootlogin").values, ["no"]);
    assert!(facts.server.unwrap().cross_check.starts_with("not-run"));
}

#[test]
fn the_policy_of_rhel_8_comes_on_the_command_line() {
    let policy =
        "CRYPTO_POLICY='-oCiphers=aes256-gcm@openssh.com -oPubkeyAcceptedKeyTypes=rsa-sha2-256'\n";
    let rhel = |sysconfig: &str| {
        let system = Recorded::new()
            .file(MAIN, "Ciphers aes128-ctr\n")
            .file("/etc/os-release", "ID=rhel\nVERSION_ID=\"8.10\"\n")
            .file(
                "/etc/crypto-policies/back-ends/opensshserver.config",
                policy,
            )
            .file("/etc/sysconfig/sshd", sysconfig);
        setting(&facts(&system), "ciphers").values.join(",")
    };
    assert_eq!(rhel("# CRYPTO_POLICY=\n"), "aes256-gcm@openssh.com");
    // The administrator opts out.
    assert_eq!(rhel("CRYPTO_POLICY=\n"), "aes128-ctr");
}

#[test]
fn before_8_7_challenge_response_switches_the_keyboard_on() {
    let keyboard = |text: &str| {
        let status = "Package: openssh-server\nStatus: install ok installed\nVersion: 1:8.4p1-5\n";
        let system = Recorded::new()
            .file(MAIN, text)
            .file("/etc/debian_version", "11.9")
            .file("/var/lib/dpkg/status", status);
        setting(&facts(&system), "kbdinteractiveauthentication").values
    };
    assert_eq!(keyboard("ChallengeResponseAuthentication no\n"), ["no"]);
    assert_eq!(keyboard("KbdInteractiveAuthentication no\n"), ["yes"]);
    assert_eq!(keyboard(""), ["yes"]);
}

#[test]
fn the_package_s_file_counts_where_there_is_no_other() {
    let vendor = "/usr/etc/ssh/sshd_config";
    let text = "Include /etc/ssh/sshd_config.d/*.conf\nInclude /usr/etc/ssh/sshd_config.d/*.conf\n";
    let suse = Recorded::new()
        .file(vendor, text)
        .file("/etc/os-release", "ID=opensuse-tumbleweed\n")
        .file(
            "/usr/etc/ssh/sshd_config.d/50.conf",
            "PermitRootLogin yes\n",
        );
    let found = facts(&suse);
    let server = found.server.as_ref().unwrap();
    assert!(server.installed);
    assert_eq!(server.config, vendor);
    let drop_in = Some("/etc/ssh/sshd_config.d/00-muster.conf");
    assert_eq!(server.drop_in.as_deref(), drop_in);
    assert_eq!(setting(&found, "permitrootlogin").values, ["yes"]);
    let ours = suse
        .clone()
        .file("/etc/ssh/sshd_config.d/10.conf", "PermitRootLogin no\n");
    assert_eq!(setting(&facts(&ours), "permitrootlogin").values, ["no"]);
    // Debian's sshd does not look there, and does not start without its own file.
    let debian = suse.clone().file("/etc/os-release", "ID=debian\n");
    let found = facts(&debian);
    assert_eq!(found.server.as_ref().unwrap().config, MAIN);
    assert!(found.settings.is_err());
    let own = suse.file(MAIN, "PermitRootLogin prohibit-password\n");
    let found = facts(&own);
    assert_eq!(
        setting(&found, "permitrootlogin").values,
        ["prohibit-password"]
    );
    assert_eq!(found.server.unwrap().drop_in, None);
}

#[test]
fn a_drop_in_is_proposed_only_where_it_is_read_first() {
    for (text, expected) in [
        ("Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n", true),
        ("UsePAM yes\nInclude /etc/ssh/sshd_config.d/*.conf\n", false),
        (
            "Match User a\nInclude /etc/ssh/sshd_config.d/*.conf\n",
            false,
        ),
        ("UsePAM yes\n", false),
    ] {
        let drop_in = facts(&configured(text)).server.unwrap().drop_in;
        assert_eq!(drop_in.is_some(), expected, "{text}");
    }
}

#[test]
fn what_a_removed_package_left_is_not_a_server() {
    let status = "Package: openssh-server\nStatus: deinstall ok config-files\nVersion: 1:9.2p1-2\n";
    let removed = Recorded::new()
        .file(MAIN, "PermitRootLogin yes\n")
        .file("/var/lib/dpkg/status", status);
    let installed = |system: &Recorded| facts(system).server.unwrap().installed;
    assert!(!installed(&removed));
    let unit = "[Service]\nExecStart=/opt/ssh/sbin/sshd -D\n";
    let left = removed
        .clone()
        .file("/etc/systemd/system/sshd.service", unit);
    assert!(!installed(&left));
    assert!(installed(&left.file("/opt/ssh/sbin/sshd", "")));
    assert!(installed(&removed.clone().file("/usr/local/sbin/sshd", "")));
    let running = removed
        .file("/proc/812/comm", "sshd\n")
        .file("/proc/812/cmdline", "/srv/bin/sshd\0-D\0");
    assert!(installed(&running));
}

#[test]
fn an_image_with_a_socket_generator_listens_where_sshd_is_configured_to() {
    let unit = "/usr/lib/systemd/system/ssh.socket";
    let image = configured("Port 2222\nListenAddress 10.0.0.1\n")
        .file(unit, "[Socket]\nListenStream=22\n")
        .link("/etc/systemd/system/sockets.target.wants/ssh.socket", unit)
        .file(
            "/usr/lib/systemd/system-generators/sshd-socket-generator",
            "",
        );
    assert_eq!(facts(&image).server.unwrap().ports, [2222]);
}

#[test]
fn a_second_subsystem_is_refused_before_9_5_and_ignored_since() {
    let text = "Subsystem sftp /a\nSubsystem sftp /b\nSubsystem other /c\n";
    let on = |banner: &str| {
        let system = Recorded::new()
            .file(MAIN, text)
            .file("/etc/debian_version", "");
        facts(&version(system, banner))
    };
    assert_eq!(effects(&on("OpenSSH_9.4p1")), ["refused"]);
    let later = on("OpenSSH_9.5p1");
    assert_eq!(setting(&later, "subsystem").values, ["sftp /a", "other /c"]);
}

#[test]
fn a_line_that_strays_from_its_block_is_told_by_its_indentation() {
    let stray = |text: &str| -> Vec<Option<u32>> {
        let system = configured(text).file("/etc/ssh/in_block", "PermitRootLogin no\n");
        let blocks = facts(&system).match_blocks.unwrap();
        let lines = blocks.iter().flat_map(|block| &block.stray);
        lines
            .map(|line| line.source.as_ref().unwrap().line)
            .collect()
    };
    assert_eq!(
        stray("Match User a\n  X11Forwarding no\nMaxSessions 1\n"),
        [Some(3)]
    );
    assert_eq!(
        stray("Match User a\n\tX11Forwarding no\n    MaxSessions 1\n"),
        []
    );
    assert_eq!(stray("Match User a\nX11Forwarding no\nMaxSessions 1\n"), []);
    assert_eq!(
        stray("Match User a\n  X11Forwarding no\nInclude in_block\n"),
        [Some(1)]
    );
    assert_eq!(
        stray("Match User a\n  X11Forwarding no\n  Include in_block\n"),
        []
    );
    assert_eq!(stray("MaxSessions 1\n"), []);
}
