use super::*;
use crate::ssh::invocation::Given;
use crate::ssh::server::vendor::Distribution;
use crate::ssh::server::version::Build;

#[test]
fn of_a_command_line_only_the_program_is_shown() {
    for (text, expected) in [
        (
            "/usr/bin/restic --password x check",
            "/usr/bin/restic [redacted]",
        ),
        ("internal-sftp", "internal-sftp"),
        ("none", "none"),
        ("\"/bin/my prog\" x", "/bin/my [redacted]"),
        ("TOKEN=abc /bin/x", "TOKEN=[redacted]"),
        ("/bin/x;curl -H abc", "/bin/x [redacted]"),
        ("$(cat /x)", "[redacted]"),
    ] {
        assert_eq!(command(text), expected, "{text}");
    }
    let subsystem = "sftp /usr/lib/sftp-server -k abc".to_owned();
    assert_eq!(
        values("subsystem", &[subsystem]),
        ["sftp /usr/lib/sftp-server [redacted]"]
    );
}

#[test]
fn variables_that_env_would_call_secret_are_hidden() {
    let shown = |pair: &str| values("setenv", &[pair.to_owned()]).remove(0);
    assert_eq!(shown("DEPLOY_TOKEN=x"), "DEPLOY_TOKEN=[redacted]");
    assert_eq!(shown("ANY=ghp_0123456789abcdef"), "ANY=[redacted]");
    assert_eq!(shown("LANG=C.UTF-8"), "LANG=C.UTF-8");
}

fn whole(text: &str) -> String {
    let lines = token::lines(text);
    let token::Content::Directive { keyword, rest } = &lines[0].content else {
        panic!("{text} is not a directive");
    };
    let known = KEYWORDS
        .iter()
        .find(|one| one.name.eq_ignore_ascii_case(keyword));
    line(known, keyword, rest, &lines[0].text)
}

#[test]
fn nothing_behind_an_unknown_keyword_is_shown() {
    for (text, expected) in [
        ("DEPLOY_TOKEN hunter", "DEPLOY_TOKEN [redacted]"),
        ("TOKEN: hunter", "TOKEN: [redacted]"),
        ("SetEnvv hunter", "SetEnvv [redacted]"),
        ("SetEnv: A=hunter", "SetEnv: [redacted]"),
        ("kX9vQ2mL7pR4tY8wA1bC5dE6Zw==", "[redacted] [redacted]"),
        ("kX9vQ2mL7pR4tY8wA1bC5dE6Zw", "[redacted]"),
    ] {
        assert_eq!(whole(text), expected, "{text}");
    }
}

#[test]
fn comments_are_cut_off() {
    for (text, expected) in [
        (
            "PermitRootLogin yes # root password: x",
            "PermitRootLogin yes",
        ),
        ("Banner \"/etc/a #b\" # token:x", "Banner \"/etc/a #b\""),
        ("Banner \"/etc/a # token:x", "Banner \"/etc/a"),
        ("PermitRootLogin=#x", "PermitRootLogin="),
        ("Match User a # curl -u root:x", "Match User a"),
        ("VersionAddendum a # token:x", "VersionAddendum a"),
    ] {
        assert_eq!(whole(text), expected, "{text}");
    }
}

#[test]
fn commands_and_free_texts_end_where_a_secret_may_begin() {
    for (text, expected) in [
        (
            "Match Exec \"curl -u admin:x https://h\"",
            "Match Exec curl [redacted]",
        ),
        ("Match exec=x:y", "Match exec x [redacted]"),
        ("Match User a Password x", "Match User a [redacted]"),
        ("ForceCommand=\"x", "ForceCommand [redacted]"),
        ("ForceCommand a:x@host b", "ForceCommand a [redacted]"),
        (
            "ForceCommand /bin/x,--password,y",
            "ForceCommand /bin/x [redacted]",
        ),
        (
            "VersionAddendum a --password x",
            "VersionAddendum a [redacted]",
        ),
    ] {
        assert_eq!(whole(text), expected, "{text}");
    }
    assert_eq!(
        values("versionaddendum", &["a token:x".to_owned()]),
        ["a [redacted]"]
    );
}

#[test]
fn sshd_is_asked_without_what_is_hidden() {
    let build = Build::from_banner("OpenSSH_9.2p1", Distribution::UNKNOWN).unwrap();
    for (argument, expected) in [
        (
            "SetEnv A_TOKEN=x y==",
            "SetEnv \"A_TOKEN=[redacted]\" [redacted]1=[redacted]",
        ),
        ("SetEnv A_TOKEN= y", "SetEnv A_TOKEN= [redacted]"),
        ("SetEnv \"A=b c\"", "SetEnv \"A=b c\""),
        ("A_TOKEN x", "A_TOKEN [redacted]"),
        ("PermitRootLogin yes # root: x", "PermitRootLogin yes"),
    ] {
        let given = Given {
            letter: 'o',
            argument: argument.to_owned(),
            source: muster_facts::Source::file("/x"),
        };
        assert_eq!(words(&given, &build), ["-o", expected], "{argument}");
    }
}

#[test]
fn words_that_look_like_secrets_are_hidden_anywhere() {
    assert_eq!(message("Port 22 TOKEN=abc"), "Port 22 TOKEN=[redacted]");
    assert_eq!(message("x --password abc y"), "x --password [redacted] y");
    assert_eq!(message("`ghp_0123456789abcdef` is"), "`[redacted]` is");
    for harmless in [
        "PermitRootLogin  no",
        "PasswordAuthentication=no",
        "PasswordAuthentification=no",
    ] {
        assert_eq!(message(harmless), harmless);
    }
}
