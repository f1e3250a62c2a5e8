//! The collector on recorded systems, and what is read on any text.

use muster_facts::Secrets;
use muster_facts::sudoers::{Changer, CommandFile, DefaultSetting, Rule};
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &Recorded) -> SudoersFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn host() -> Recorded {
    Recorded::new()
        .file("/usr/bin/sudo", "")
        .file("/etc/hostname", "web.example.com\n")
        .file(
            "/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nshop:x:1000:1000::/home/shop:/bin/sh\n",
        )
        .file("/etc/group", "root:x:0:\nstaff:x:50:\nops:x:100:shop\n")
}

fn rules(text: &str) -> Vec<Rule> {
    let found = facts(&host().file("/etc/sudoers", text));
    assert_eq!(found.problems.unwrap(), []);
    found.rules.unwrap()
}

#[test]
fn a_host_without_any_program_has_no_rules() {
    let found = facts(&Recorded::new().file("/etc/sudoers", "ALL ALL=ALL\n"));
    assert!(found.programs.unwrap().is_empty() && found.rules.unwrap().is_empty());
}

#[test]
fn each_program_has_its_own_file() {
    let told = |system: &Recorded| -> Vec<(String, String)> {
        let programs = facts(system).programs.unwrap();
        programs
            .into_iter()
            .map(|program| (program.kind, program.policy))
            .collect()
    };
    let pair = |kind: &str, policy: &str| (kind.to_owned(), policy.to_owned());
    assert_eq!(told(&host()), [pair("sudo", "/etc/sudoers")]);
    let suse = host().file("/usr/etc/sudoers", "");
    assert_eq!(told(&suse), [pair("sudo", "/usr/etc/sudoers")]);
    assert_eq!(
        told(&suse.file("/etc/sudoers", "")),
        [pair("sudo", "/etc/sudoers")]
    );
    let ubuntu = Recorded::new()
        .link("/usr/bin/sudo", "/etc/alternatives/sudo")
        .link("/etc/alternatives/sudo", "/usr/lib/cargo/bin/sudo")
        .file("/usr/lib/cargo/bin/sudo", "")
        .file("/etc/sudoers-rs", "")
        .file("/usr/bin/doas", "");
    assert_eq!(
        told(&ubuntu),
        [
            pair("sudo-rs", "/etc/sudoers-rs"),
            pair("doas", "/etc/doas.conf")
        ]
    );
}

#[test]
fn files_are_read_where_they_are_included() {
    let system = host()
        .file(
            "/etc/sudoers",
            "a ALL=ALL\n#includedir /etc/sudoers.d\n@include own\\ file\n@include /etc/sudoers.%h\nz ALL=ALL\n@includedir gone\n",
        )
        .file("/etc/sudoers.d/20-c", "c ALL=ALL\n")
        .file("/etc/sudoers.d/10-b", "b ALL=ALL\n")
        .file("/etc/sudoers.d/old.bak", "x ALL=ALL\n")
        .file("/etc/sudoers.d/edited~", "x ALL=ALL\n")
        .directory("/etc/sudoers.d/deeper")
        .file("/etc/own file", "d ALL=ALL\n")
        .file("/etc/sudoers.web", "e ALL=ALL\n");
    let found = facts(&system);
    let names: Vec<String> = found
        .rules
        .unwrap()
        .into_iter()
        .map(|rule| rule.subjects[0].name.clone())
        .collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "z"]);
    let passed: Vec<String> = found
        .files
        .unwrap()
        .into_iter()
        .filter(|file| file.state == "passed-over")
        .map(|file| file.path)
        .collect();
    assert_eq!(passed, ["/etc/sudoers.d/edited~", "/etc/sudoers.d/old.bak"]);
}

#[test]
fn a_file_that_includes_itself_comes_to_an_end() {
    let found = facts(&host().file("/etc/sudoers", "a ALL=ALL\n@include sudoers\n"));
    let files = found.files.unwrap();
    assert!(files.iter().any(|file| file.state == "unread"));
    assert!(files.len() < 200);
}

#[test]
fn a_file_that_is_missing_or_closed_is_not_left_out() {
    let system = host()
        .file(
            "/etc/sudoers",
            "@include gone\n@includedir /etc/sudoers.d\n",
        )
        .file("/etc/sudoers.d/a", "a ALL=ALL\n")
        .denied("/etc/sudoers.d/a");
    let unread = facts(&system).files.unwrap();
    assert_eq!(
        unread.iter().filter(|file| file.state == "unread").count(),
        2
    );
    let without = facts(&host()).files.unwrap();
    assert_eq!(without[0].state, "unread");
}

#[test]
fn arguments_that_leave_open_what_root_does_are_told_apart() {
    for (command, arguments) in [
        ("/bin/su -", "open"),
        ("/bin/su - root", "open"),
        ("/bin/su - www -c id", "fixed"),
        ("/bin/bash -i", "open"),
        ("/bin/bash /opt/x", "fixed"),
        ("/bin/id -u", "fixed"),
        ("sudoedit /etc/*", "open"),
        ("sudoedit /etc/sudoers.d/shop", "open"),
        ("sudoedit /etc/p[a-z]sswd", "open"),
        ("sudoedit /etc/shop/*", "wildcard"),
        ("sudoedit /etc/hosts", "fixed"),
        ("sudoedit", "any"),
    ] {
        let found = rules(&format!("shop ALL = {command}\n"));
        assert_eq!(found[0].arguments, arguments, "{command}");
    }
}

#[test]
fn rules_say_whom_and_what_they_are_about() {
    let found = rules(
        "Cmnd_Alias SHELLS = /bin/sh, !/bin/su root\n\
         shop, %ops ALL = (www) /usr/bin/x secret, NOPASSWD: SHELLS, (root) sudoedit /etc/x, ALL : db = /bin/true\n",
    );
    type Told<'a> = (&'a str, Option<&'a str>, bool, &'a str, bool, &'a str, u32);
    let told: Vec<Told<'_>> = found
        .iter()
        .map(|rule| {
            (
                rule.kind.as_str(),
                rule.command.as_deref(),
                rule.permits,
                rule.password.as_str(),
                rule.as_root,
                rule.arguments.as_str(),
                rule.part,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "path",
                Some("/usr/bin/x"),
                true,
                "default",
                false,
                "fixed",
                1
            ),
            ("path", Some("/bin/sh"), true, "not-asked", false, "any", 1),
            (
                "path",
                Some("/bin/su"),
                false,
                "not-asked",
                false,
                "open",
                1
            ),
            ("edit", None, true, "not-asked", true, "fixed", 1),
            ("all", None, true, "not-asked", true, "any", 1),
            ("path", Some("/bin/true"), true, "default", true, "any", 2),
        ]
    );
    assert!(found[0].here && !found[5].here);
    assert_eq!(found[0].targets, ["www"]);
    assert!(!format!("{found:?}").contains("secret"));
}

#[test]
fn root_is_one_of_the_targets_or_is_not() {
    for (targets, as_root) in [
        ("", true),
        ("(ALL)", true),
        ("(ALL:ALL)", true),
        ("(www, root)", true),
        ("(#0)", true),
        ("(ALL, !root)", false),
        ("(!www, ALL)", true),
        ("(www)", false),
        ("(:docker)", false),
        ("()", false),
        ("(%wheel)", true),
        ("(WEB)", false),
    ] {
        let text = format!("Runas_Alias WEB = www, #33\nshop ALL = {targets} /bin/x\n");
        assert_eq!(rules(&text)[0].as_root, as_root, "{targets}");
    }
}

#[test]
fn another_host_is_told_by_its_name_alone() {
    for (hosts, here) in [
        ("ALL", true),
        ("web", true),
        ("WEB.example.com", true),
        ("db", false),
        ("db, 10.0.0.0/8", true),
        ("+hosts", true),
        ("w*", true),
        ("ALL, !web", false),
        ("ALL, !db", true),
        ("fe80::1", true),
    ] {
        assert_eq!(
            rules(&format!("shop {hosts} = ALL\n"))[0].here,
            here,
            "{hosts}"
        );
    }
}

#[test]
fn a_host_without_a_name_may_be_any() {
    let system = Recorded::new()
        .file("/usr/bin/sudo", "")
        .file("/etc/sudoers", "shop db = ALL\n");
    assert!(facts(&system).rules.unwrap()[0].here);
}

#[test]
fn arguments_are_told_by_their_kind() {
    for (command, arguments) in [
        ("/bin/x", "any"),
        ("/bin/x \"\"", "none"),
        ("/bin/x a b", "fixed"),
        ("/bin/x a\\*b", "fixed"),
        ("/bin/x a *", "wildcard"),
        ("/bin/x [a-z]", "wildcard"),
        ("/bin/x ^a, b$", "wildcard"),
    ] {
        assert_eq!(
            rules(&format!("shop ALL = {command}\n"))[0].arguments,
            arguments,
            "{command}"
        );
    }
    assert!(rules("shop ALL = /usr/bin/*\n")[0].wildcard);
    assert!(!rules("shop ALL = /usr/bin/\\*\n")[0].wildcard);
    assert_eq!(rules("shop ALL = /opt/tools/\n")[0].kind, "directory");
    assert_eq!(
        rules("shop ALL = sha256:YWJj= /bin/x\n")[0]
            .command
            .as_deref(),
        Some("/bin/x")
    );
}

#[test]
fn only_what_cannot_be_secret_is_shown_of_settings() {
    let text = "Defaults use_pty, !lecture, passprompt=\"x y\", timestamp_timeout=15\n\
                Defaults:shop,%ops env_keep += \"TOKEN=1\", logfile=/var/log/sudo.log, logfile=\"odd $name\"\n\
                Defaults!/bin/ls noexec\n";
    let found = facts(&host().file("/etc/sudoers", text))
        .default_settings
        .unwrap();
    let told: Vec<(&str, &str, Option<&str>, &str)> = found
        .iter()
        .map(|one: &DefaultSetting| {
            (
                one.name.as_str(),
                one.operator.as_str(),
                one.value.as_deref(),
                one.scope.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("use_pty", "set", Some("true"), "all"),
            ("lecture", "set", Some("false"), "all"),
            ("passprompt", "set", None, "all"),
            ("timestamp_timeout", "set", Some("15"), "all"),
            ("env_keep", "add", None, "user"),
            ("logfile", "set", Some("/var/log/sudo.log"), "user"),
            ("logfile", "set", None, "user"),
            ("noexec", "set", Some("true"), "command"),
        ]
    );
    assert_eq!(found[4].names, ["shop", "%ops"]);
}

#[test]
fn doas_is_read_as_well() {
    let system = Recorded::new()
        .file("/usr/bin/doas", "")
        .file("/etc/doas.d/10.conf", "permit persist :wheel\n# permit nopass all\n")
        .file("/etc/doas.d/README", "permit x\n")
        .file(
            "/etc/doas.conf",
            "permit nopass setenv { A=b -C } shop \\\n as root cmd /bin/x args a b\ndeny 1000 as \"www\" cmd ls args\npermit\nallow x\n",
        );
    let found = facts(&system);
    let rules = found.rules.unwrap();
    let told: Vec<(&str, &str, &str, bool, bool, &str)> = rules
        .iter()
        .map(|rule| {
            (
                rule.subjects[0].kind.as_str(),
                rule.kind.as_str(),
                rule.password.as_str(),
                rule.permits,
                rule.as_root,
                rule.arguments.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("group", "all", "asked", true, true, "any"),
            ("user", "path", "not-asked", true, true, "fixed"),
            ("uid", "other", "asked", false, false, "none"),
        ]
    );
    assert_eq!(rules[1].source, Source::line("/etc/doas.conf", 1));
    let lines: Vec<Option<u32>> = found
        .problems
        .unwrap()
        .iter()
        .map(|problem| problem.source.line)
        .collect();
    assert_eq!(lines, [Some(4), Some(5)]);
}

fn changers(system: Recorded, path: &str) -> Vec<(String, String, String)> {
    let system = system.file("/etc/sudoers", format!("shop ALL = {path}\n"));
    let files: Vec<CommandFile> = facts(&system).command_files.unwrap();
    let told = |changer: Changer| (changer.path, changer.kind, changer.name);
    files
        .into_iter()
        .flat_map(|file| file.changers)
        .map(told)
        .collect()
}

#[test]
fn who_can_change_a_command_is_told() {
    let path = "/srv/bin/x";
    let of = |mode: u32, uid: u32, gid: u32| {
        changers(host().file(path, "").owned(path, mode, uid, gid), path)
    };
    let triple =
        |path: &str, kind: &str, name: &str| (path.to_owned(), kind.to_owned(), name.to_owned());
    assert_eq!(of(0o755, 0, 0), []);
    assert_eq!(of(0o755, 1000, 0), [triple(path, "account", "shop")]);
    assert_eq!(of(0o755, 77, 0), [triple(path, "account", "77")]);
    assert_eq!(of(0o777, 0, 0), [triple(path, "everybody", "")]);
    assert_eq!(of(0o775, 0, 0), []);
    assert_eq!(of(0o775, 0, 50), []);
    assert_eq!(of(0o775, 0, 100), [triple(path, "group", "ops")]);
    // By a directory, whether or not the file is there.
    let open = host().directory("/tmp/a").owned("/tmp", 0o1777, 0, 0);
    assert_eq!(
        changers(open.clone(), "/tmp/gone"),
        [triple("/tmp", "everybody", "")]
    );
    assert_eq!(changers(open.clone().file("/tmp/x", ""), "/tmp/x"), []);
    let linked = open
        .file("/home/shop/x", "")
        .owned("/home/shop", 0o755, 1000, 1000)
        .link("/usr/bin/y", "/home/shop/x");
    assert_eq!(
        changers(linked, "/usr/bin/y"),
        [triple("/home/shop", "account", "shop")]
    );
}

#[test]
fn aliases_that_stand_for_themselves_or_for_too_much_are_told() {
    let circle = "User_Alias A = B : B = A\nA ALL = ALL\nshop ALL = ALL\n";
    let found = facts(&host().file("/etc/sudoers", circle));
    assert_eq!(found.problems.unwrap().len(), 1);
    assert_eq!(found.rules.unwrap().len(), 1);
    let mut much = String::from("User_Alias A0 = a, b\n");
    for depth in 1..30 {
        much.push_str(&format!("User_Alias A{depth} = A{0}, A{0}\n", depth - 1));
    }
    let found = facts(&host().file("/etc/sudoers", much + "A29 ALL = ALL\n"));
    assert_eq!(found.problems.unwrap().len(), 1);
}

proptest! {
    #[test]
    fn any_policy_is_read(
        text in "(shop|ALL|=|\\(|\\)|:|,|!|\"|\\\\|#1|%ops|/bin/x|/bin/\\*|Defaults|User_Alias|Cmnd_Alias|A|NOPASSWD:|@include|sudoers| |\n){0,40}",
    ) {
        let lines = u32::try_from(text.matches('\n').count()).unwrap() + 1;
        let found = facts(&host().file("/etc/sudoers", text));
        for rule in found.rules.unwrap() {
            prop_assert!(rule.source.line.unwrap() <= lines);
        }
    }

    #[test]
    fn any_configuration_of_doas_is_read(text in "(permit|deny|nopass|as|cmd|args|setenv|[{}\"\\\\#]|:a|b| |\n){0,40}") {
        let host = Recorded::new().file("/usr/bin/doas", "").file("/etc/doas.conf", text);
        prop_assert!(facts(&host).rules.is_ok());
    }
}
