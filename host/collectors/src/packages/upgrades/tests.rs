use std::collections::BTreeSet;

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, System, with_collection};

use super::*;

pub(super) fn facts(system: &dyn System, names: &[&str]) -> UpgradesFacts {
    let (mut targets, secrets) = (Targets::default(), Secrets::default());
    targets.requests.updates = names.iter().map(|name| (*name).to_owned()).collect();
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// Package, candidate, and why it is kept.
fn upgrades(system: &Recorded) -> Vec<String> {
    let upgrades = facts(system, &["*"]).upgrades.unwrap();
    upgrades
        .iter()
        .map(|one| format!("{} {} {}", one.name, one.candidate, one.kept))
        .collect()
}

fn why(system: &Recorded) -> String {
    facts(system, &["*"])
        .overview
        .unwrap_err()
        .reason()
        .to_owned()
}

const LISTS: &str = "/var/lib/apt/lists/archive.ubuntu.com_ubuntu_dists_noble";

fn ubuntu() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=ubuntu\nID_LIKE=debian\n")
        .file(
            "/var/lib/dpkg/status",
            "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.22\n\n\
             Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.39-0ubuntu8\n\n\
             Package: libc6\nStatus: install ok installed\nArchitecture: i386\nVersion: 2.39-0ubuntu8\n\n\
             Package: tzdata\nStatus: hold ok installed\nArchitecture: all\nVersion: 2024a-3\n\n\
             Package: vim\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n",
        )
        .file("/etc/apt/sources.list", "deb http://archive.ubuntu.com/ubuntu noble main # a\n")
        .file(
            format!("{LISTS}_InRelease"),
            "Suite: noble\nDate: Wed, 03 Jun 2026 09:12:44 UTC\nSHA256:\n a 9 main/binary-amd64/Packages\n",
        )
}

fn list(architecture: &str) -> String {
    format!("{LISTS}_main_binary-{architecture}_Packages")
}

#[test]
fn a_version_is_of_the_architecture_that_is_installed() {
    let host = ubuntu()
        .file(
            list("amd64"),
            "Package: libc6\nArchitecture: amd64\nVersion: 2.39-0ubuntu8\n\n\
             Package: tzdata\nArchitecture: all\nVersion: 2024b-1\n\nPackage: vim\nArchitecture: amd64\nVersion: 2\n",
        )
        .file("/var/lib/dpkg/arch", "amd64\ni386\n")
        .file(list("i386"), "Package: dpkg\nArchitecture: i386\nVersion: 9\n");
    assert_eq!(upgrades(&host), ["tzdata 2024b-1 held"]);
    let foreign = host.file(
        list("i386"),
        "Package: libc6\nArchitecture: i386\nVersion: 2.40\n",
    );
    assert_eq!(upgrades(&foreign), ["libc6 2.40 no", "tzdata 2024b-1 held"]);
    let named = facts(&foreign, &["tzdata", "nothing"]).upgrades.unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].source.location(), "/etc/apt/sources.list:1");
}

#[test]
fn what_is_phased_does_not_hide_an_earlier_update() {
    let phased =
        "Package: dpkg\nArchitecture: amd64\nVersion: 1.24\nPhased-Update-Percentage: 10\n\n";
    let host = ubuntu().file(list("amd64"), phased);
    assert_eq!(upgrades(&host), ["dpkg 1.24 phased"]);
    let before = format!("{phased}Package: dpkg\nArchitecture: amd64\nVersion: 1.23\n");
    assert_eq!(
        upgrades(&ubuntu().file(list("amd64"), before)),
        ["dpkg 1.23 no"]
    );
    let all = host.file(
        "/etc/apt/apt.conf.d/10-all",
        "APT::Get::Always-Include-Phased-Updates \"true\";\n",
    );
    assert_eq!(upgrades(&all), ["dpkg 1.24 no"]);
}

#[test]
fn lists_that_are_missing_or_cannot_be_read_are_errors() {
    assert!(why(&ubuntu()).contains("/etc/apt/sources.list:1; run `apt-get update`"));
    let whole = ubuntu().file(list("amd64"), "");
    assert_eq!(
        facts(&whole, &["*"]).overview.unwrap().refreshed_at,
        1_780_477_964
    );
    assert!(matches!(
        facts(&whole, &[]).overview,
        Err(FactError::Unsupported(_))
    ));
    for (file, text, part) in [
        ("/etc/apt/sources.list", "", "no source"),
        (
            "/etc/apt/sources.list.d/a.list",
            "deb https://me:secret@a.example/token x main\n",
            "a.list:1",
        ),
        (
            "/etc/apt/preferences",
            "Package: a\nPin: release a=/(/\nPin-Priority: 1\n",
            "preferences:1 has a pin",
        ),
        (
            "/etc/apt/preferences",
            "Package: a\n",
            "preferences:1 has a pin",
        ),
        (
            "/etc/apt/apt.conf",
            "Dir::State::Lists \"/srv\";\n",
            "apt.conf:1",
        ),
    ] {
        let reason = why(&ubuntu().file(list("amd64"), "").file(file, text));
        assert!(
            reason.contains(part) && !reason.contains("token"),
            "{reason}"
        );
    }
    let denied = list("amd64");
    let denied = ubuntu().file(&denied, "").denied(&denied);
    assert!(matches!(
        facts(&denied, &["*"]).overview,
        Err(FactError::Denied(_))
    ));
    let cut = ubuntu().file(format!("{}.gz", list("amd64")), "no");
    assert!(why(&cut).contains("sources.list:1"));
}

/// A list that is good for a week is published again within one; others may not change for months.
#[test]
fn lists_are_as_old_as_the_oldest_that_expires() {
    let other = "/var/lib/apt/lists/a.example_dists_x";
    let host = ubuntu()
        .file(list("amd64"), "")
        .file("/etc/apt/sources.list.d/a.list", "deb http://a.example x\n")
        .file(
            format!("{other}_InRelease"),
            "Date: Wed, 03 Jan 2024 09:12:44 UTC\n",
        );
    assert_eq!(
        facts(&host, &["*"]).overview.unwrap().refreshed_at,
        1_780_477_964
    );
    let expires = host.file(
        format!("{other}_InRelease"),
        "Date: Wed, 03 Jan 2024 09:12:44 UTC\nValid-Until: Wed, 10 Jan 2024 09:12:44 UTC\n",
    );
    assert_eq!(
        facts(&expires, &["*"]).overview.unwrap().refreshed_at,
        1_704_273_164
    );
}

const CACHE: &str = "/var/cache/dnf/updates-0123456789abcdef/repodata";

fn fedora(packages: &str) -> Recorded {
    let database = muster_specs::rpm::database(
        "curl-8.9.1-2.fc41.x86_64\nnginx-1.26-1.module_f41.x86_64\ntzdata-2024a-1.fc41.noarch\n",
    );
    let list = format!("<metadata>{packages}</metadata>");
    Recorded::new()
        .file("/etc/os-release", "ID=fedora\nVERSION_ID=41\n")
        .file("/usr/lib/sysimage/rpm/Packages.db", database.unwrap())
        .file(
            "/etc/yum.repos.d/fedora.repo",
            "[updates]\nname=a\nenabled=1\n",
        )
        .file(
            format!("{CACHE}/repomd.xml"),
            "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1780480000</revision>\
             <data type=\"primary\"><location href=\"repodata/1-primary.xml\"/></data></repomd>",
        )
        .file(format!("{CACHE}/1-primary.xml"), list)
}

fn package(name: &str, architecture: &str, version: &str, release: &str) -> String {
    format!(
        "<package type=\"rpm\"><name>{name}</name><arch>{architecture}</arch><version ver=\"{version}\" rel=\"{release}\"/>\
         </package>"
    )
}

#[test]
fn dnf_compares_with_the_packages_of_its_repositories() {
    let packages = [
        package("curl", "x86_64", "8.9.1", "3.fc41"),
        package("curl", "x86_64", "8.9.1", "2.fc41"),
        package("curl", "i686", "8.9.1", "4.fc41"),
        package("curl", "src", "8.9.1", "5.fc41"),
        package("curl", "x86_64", "9", "1.module_f41"),
        package("tzdata", "noarch", "2024b", "1.fc41"),
        package("wget", "x86_64", "2", "1"),
    ]
    .concat();
    let host = fedora(&packages);
    assert_eq!(
        upgrades(&host),
        ["curl 8.9.1-3.fc41 no", "tzdata 2024b-1.fc41 no"]
    );
    assert_eq!(
        facts(&host, &["*"]).overview.unwrap().refreshed_at,
        1_780_480_000
    );
    let excluded = host.file("/etc/dnf/dnf.conf", "[main]\nexcludepkgs=tz*, curl-9*\n");
    assert_eq!(
        upgrades(&excluded),
        ["curl 8.9.1-3.fc41 no", "tzdata 2024b-1.fc41 excluded"]
    );
    let locked = excluded.file(
        "/etc/dnf/plugins/versionlock.list",
        "curl-0:8.9.1-2.fc41.*\n",
    );
    assert_eq!(
        upgrades(&locked),
        ["curl 8.9.1-3.fc41 held", "tzdata 2024b-1.fc41 excluded"]
    );
    let module = fedora(&package("nginx", "x86_64", "2", "1.module_f41"));
    assert_eq!(upgrades(&module), ["nginx 2-1.module_f41 undecided"]);
}

#[test]
fn a_better_repository_hides_what_others_have() {
    let host = fedora(&package("curl", "x86_64", "8.9.1", "2.fc41"));
    let repomd = "<repomd><data type=\"primary\"><location href=\"repodata/1-primary.xml\"/></data></repomd>";
    let other = "/var/cache/dnf/other-0123456789abcdef/repodata";
    let list = format!(
        "<metadata>{}</metadata>",
        package("curl", "x86_64", "10", "1")
    );
    let host = host
        .file(format!("{other}/repomd.xml"), repomd)
        .file(format!("{other}/1-primary.xml"), list);
    let both = |priority: &str| {
        let definition = format!("[other]\nname=a\npriority={priority}\n");
        upgrades(&host.clone().file("/etc/yum.repos.d/other.repo", definition))
    };
    assert_eq!(both("100"), Vec::<String>::new());
    assert_eq!(both("99"), ["curl 10-1 no"]);
    let included = "[other]\nname=a\nincludepkgs=wget\n";
    let included = host.file("/etc/yum.repos.d/other.repo", included);
    assert_eq!(upgrades(&included), Vec::<String>::new());
}

#[test]
fn a_list_of_packages_that_is_missing_is_an_error() {
    let repomd = format!("{CACHE}/repomd.xml");
    let named = fedora("").file(
        &repomd,
        "<repomd><data type=\"primary\"><location href=\"repodata/2-primary.xml.zst\"/></data></repomd>",
    );
    assert!(why(&named).contains("dnf makecache"));
    let damaged = named.file(format!("{CACHE}/2-primary.xml.zst"), "no");
    assert!(why(&damaged).contains("unpacked"));
    assert!(why(&fedora("").file(&repomd, "<repomd/>")).contains("no list of packages"));
}

#[test]
fn what_is_asked_for_is_all_or_what_is_named() {
    let names = BTreeSet::from(["curl".to_owned()]);
    assert!(Wanted(&names).has("curl") && !Wanted(&names).has("wget"));
    let all = BTreeSet::from([ALL.to_owned()]);
    assert!(Wanted(&all).has("wget"));
}
