use muster_facts::targets::Targets;
use muster_facts::{FactError, PackageSourcesFacts, Secrets};
use muster_target::{Context, Recorded, System, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System) -> PackageSourcesFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// `NAME ADDRESS SIGNATURES LINE` of each source.
fn shown(system: &dyn System) -> Vec<String> {
    let show = |one: PackageSource| {
        let line = one.source.line.unwrap_or_default();
        format!("{} {} {} {line}", one.name, one.address, one.signatures)
    };
    facts(system)
        .sources
        .unwrap()
        .into_iter()
        .map(show)
        .collect()
}

fn checks(system: &dyn System) -> Vec<String> {
    let show = |one: Check| format!("{} {} {}", one.program, one.key, one.on);
    facts(system)
        .checks
        .unwrap()
        .into_iter()
        .map(show)
        .collect()
}

#[test]
fn lines_of_apt_have_options() {
    let system = Recorded::new().file(
        "/etc/apt/sources.list",
        "# deb http://a b c\ndeb http://deb.debian.org/debian bookworm main # x\n\
         deb [ arch=amd64 signed-by=/usr/share/keyrings/a.gpg ] https://u:p@a.example/x stable main\n\
         deb [trusted=yes] https://b.example ./\ndeb-src [trusted=yes] http://c.example d e\n\
         deb [trusted=no] cdrom:[Debian GNU/Linux 12 _Bookworm_]/ bookworm main\n\
         deb [allow-insecure=1] https://d.example x main\n",
    );
    assert_eq!(
        shown(&system),
        [
            "bookworm http://deb.debian.org any-key 2",
            "stable https://a.example named-keys 3",
            " https://b.example none 4",
            "bookworm cdrom: any-key 6",
            "x https://d.example none 7",
        ]
    );
}

#[test]
fn stanzas_of_apt_have_fields() {
    let system = Recorded::new()
        .file(
            "/etc/apt/sources.list.d/ubuntu.sources",
            "Types: deb deb-src\nURIs: http://a.example/ubuntu http://b.example/\nSuites: noble noble-updates\n\
             Components: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n\n\
             # off\nTypes: deb\nURIs: http://c.example\nSuites: x\nEnabled: no\n\n\
             types: deb\nuris: http://d.example\nsuites: y\nTrusted: yes\n",
        )
        .file("/etc/apt/sources.list.d/a.sources.save", "x")
        .file("/etc/apt/sources.list.d/a.list~", "x");
    assert_eq!(
        shown(&system),
        [
            "noble http://a.example named-keys 2",
            "noble-updates http://a.example named-keys 2",
            "noble http://b.example named-keys 2",
            "noble-updates http://b.example named-keys 2",
            "y http://d.example none 19",
        ]
    );
}

#[test]
fn what_apt_does_not_take_is_an_error() {
    for (file, text) in [
        ("a.list", "deb http://a\n"),
        ("a.list", "rpm http://a b c\n"),
        ("a.list", "deb [trusted=yes http://a b c\n"),
        ("a.sources", "Types deb\n"),
    ] {
        let system = Recorded::new().file(format!("/etc/apt/sources.list.d/{file}"), text);
        assert!(
            matches!(facts(&system).sources, Err(FactError::Failed(_))),
            "{text}"
        );
    }
}

#[test]
fn apt_is_told_to_check_less() {
    let system = Recorded::new().file(
        "/etc/apt/apt.conf.d/99",
        "Acquire::AllowInsecureRepositories \"true\";\nAPT::Get::AllowUnauthenticated \"0\";\n",
    );
    assert_eq!(
        checks(&system),
        [
            "apt Acquire::AllowInsecureRepositories true",
            "apt APT::Get::AllowUnauthenticated false"
        ]
    );
}

#[test]
fn repositories_of_dnf_check_packages_or_lists() {
    let system = Recorded::new()
        .file("/etc/dnf/dnf.conf", "[main]\ngpgcheck=1\n")
        .file(
            "/etc/yum.repos.d/a.repo",
            "[baseos]\nname=x\nmirrorlist=https://m.example/?arch=$basearch&token=x\ngpgcheck=1\nenabled=1\ngpgkey=file:///x\n\
             [plain]\nbaseurl=https://u:p@b.example/x\n\
             [none]\nbaseurl=https://c.example/x\ngpgcheck = 0\n\
             [list]\nbaseurl=https://d.example/x\ngpgcheck=0\nrepo_gpgcheck=1\n\
             [off]\nbaseurl=https://e.example/x\ngpgcheck=0\nenabled=0\n",
        );
    assert_eq!(
        shown(&system),
        [
            "baseos https://m.example named-keys 4",
            "plain https://b.example default 8",
            "none https://c.example none 11",
            "list https://d.example list 14",
        ]
    );
    assert_eq!(checks(&system), ["dnf gpgcheck true"]);
    let unset = system.file("/etc/dnf/dnf.conf", "[main]\n");
    assert_eq!(checks(&unset), ["dnf gpgcheck false"]);
}

#[test]
fn zypper_and_apk_check_unless_told_otherwise() {
    let zypper = Recorded::new()
        .file("/etc/zypp/zypp.conf", "[main]\n# gpgcheck = off\n")
        .file(
            "/etc/zypp/repos.d/oss.repo",
            "[oss]\nenabled=1\nbaseurl=http://a.example/\n",
        );
    assert_eq!(shown(&zypper), ["oss http://a.example default 3"]);
    assert_eq!(checks(&zypper), ["zypper gpgcheck true"]);
    let apk = Recorded::new().file(
        "/etc/apk/repositories",
        "#http://x\nhttp://a.example/v3.22/main\n@edge https://b.example/edge\n/media/cdrom/apks\n",
    );
    assert_eq!(
        shown(&apk),
        [
            " http://a.example any-key 2",
            " https://b.example any-key 3",
            " file: any-key 4"
        ]
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in "[a-d \\[\\]=:#/\\né]{0,80}") {
        let system = Recorded::new()
            .file("/etc/apt/sources.list", text.as_str())
            .file("/etc/apt/sources.list.d/a.sources", text.as_str())
            .file("/etc/yum.repos.d/a.repo", text.as_str())
            .file("/etc/apk/repositories", text.as_str());
        let _ = facts(&system);
    }
}
