use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

use super::*;

fn facts(system: &dyn System) -> UpdatesFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// Package, candidate, and whether it is kept.
fn pending(system: &Recorded) -> Vec<String> {
    let pending = facts(system).pending_updates.unwrap();
    pending
        .iter()
        .map(|update| format!("{} {} {}", update.name, update.candidate, update.kept))
        .collect()
}

fn why(system: &Recorded) -> String {
    facts(system).overview.unwrap_err().reason().to_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const SECURITY: &str = "/var/lib/apt/lists/security.ubuntu.com_ubuntu_dists_noble-security";

fn ubuntu() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=24.04\n")
        .file(
            "/var/lib/dpkg/status",
            "Package: curl\nStatus: install ok installed\nVersion: 8.5.0-2ubuntu10\n\n\
             Package: vim\nStatus: deinstall ok config-files\nVersion: 1\n",
        )
        .file(
            format!("{SECURITY}_InRelease"),
            "Origin: Ubuntu\nSuite: noble-security\nCodename: noble\nDate: Wed, 03 Jun 2026 09:12:44 UTC\n",
        )
}

#[test]
fn the_last_version_of_all_parts_counts() {
    let host = ubuntu()
        .file(
            format!("{SECURITY}_main_binary-amd64_Packages"),
            "Package: curl\nVersion: 8.5.0-2ubuntu10.9\n\nPackage: curl\nVersion: 8.5.0-2ubuntu10.6\n\n\
             Package: vim\nVersion: 2\n",
        )
        .file(
            format!("{SECURITY}_universe_binary-amd64_Packages.gz"),
            gzip(b"Package: curl\nVersion: 8.5.0-2ubuntu10.8\n"),
        )
        .file(format!("{SECURITY}_main_i18n_Translation-en"), "Package: curl\nVersion: 9\n");
    assert_eq!(pending(&host), ["curl 8.5.0-2ubuntu10.9 no"]);
    let overview = facts(&host).overview.unwrap();
    assert!(overview.tells_security);
    assert_eq!(overview.refreshed_at, 1_780_477_964);
}

#[test]
fn lists_that_cannot_be_read_are_errors() {
    assert!(why(&ubuntu()).contains("apt-get update"));
    let packed = format!("{SECURITY}_main_binary-amd64_Packages.bz2");
    assert!(why(&ubuntu().file(&packed, "")).contains("GzipIndexes"));
    let damaged = format!("{SECURITY}_main_binary-amd64_Packages.gz");
    assert!(facts(&ubuntu().file(&damaged, "no")).overview.is_err());
    let list = format!("{SECURITY}_main_binary-amd64_Packages");
    let dated = ubuntu().file(&list, "");
    assert!(facts(&dated).overview.is_ok());
    let undated = dated.file(format!("{SECURITY}_InRelease"), "Suite: noble-security\n");
    assert!(why(&undated).contains("published"));
}

#[test]
fn lists_that_are_kept_compressed_by_lz4_are_read() {
    let list = format!("{SECURITY}_main_binary-amd64_Packages.lz4");
    // More than a block of 64 KiB, so that there are several.
    let text = "Package: wget\nVersion: 1\n\n".repeat(9_000)
        + "Package: curl\nVersion: 8.5.0-2ubuntu10.9\n";
    for checksum in [false, true] {
        let settings = lz4_flex::frame::FrameInfo::new()
            .block_size(lz4_flex::frame::BlockSize::Max64KB)
            .content_checksum(checksum);
        let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(settings, Vec::new());
        encoder.write_all(text.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        let host = ubuntu().file(&list, packed.clone());
        assert_eq!(pending(&host), ["curl 8.5.0-2ubuntu10.9 no"]);
        // Cut off anywhere, between two blocks too, it would hide updates.
        for end in 0..packed.len() {
            let cut = ubuntu().file(&list, &packed[..end]);
            assert!(facts(&cut).overview.is_err(), "{end} of {}", packed.len());
        }
    }
}

#[test]
fn a_date_may_lack_the_zero_of_its_hour() {
    let list = format!("{SECURITY}_main_binary-amd64_Packages");
    let dated = ubuntu().file(&list, "").file(
        format!("{SECURITY}_InRelease"),
        "Suite: noble-security\nDate: Wed, 03 Jun 2026  9:12:44 UTC\n",
    );
    let overview = facts(&dated).overview.unwrap();
    assert_eq!(overview.refreshed_at, 1_780_477_964);
    // When another repository published its lists has no say.
    let other = "/var/lib/apt/lists/apt.example.com_InRelease";
    let beside = dated.file(other, "Suite: stable\n");
    assert!(facts(&beside).overview.is_ok());
}

#[test]
fn raspbian_has_no_suite_for_security() {
    let host = ubuntu()
        .file("/etc/os-release", "ID=raspbian\nID_LIKE=debian\n")
        .file(
            format!("{SECURITY}_InRelease"),
            "Suite: oldstable\nDate: Wed, 03 Jun 2026 09:12:44 UTC\n",
        );
    assert!(matches!(
        facts(&host).overview,
        Err(FactError::Unsupported(_))
    ));
}

/// An archive as apk's indexes are: the signature is an archive of its own, without an end.
fn index(text: &str) -> Vec<u8> {
    let entry = |name: &str, content: &[u8]| {
        let mut entry = vec![0; 512];
        entry[..name.len()].copy_from_slice(name.as_bytes());
        let size = format!("{:011o}\0", content.len());
        entry[124..136].copy_from_slice(size.as_bytes());
        entry.extend(content);
        entry.resize(entry.len().next_multiple_of(512), 0);
        entry
    };
    let signature = entry(
        ".SIGN.RSA.alpine-devel@lists.alpinelinux.org.rsa.pub",
        b"signed",
    );
    let index = [
        entry("DESCRIPTION", b"v3.22"),
        entry("APKINDEX", text.as_bytes()),
    ]
    .concat();
    [gzip(&signature), gzip(&index)].concat()
}

/// Of `https://dl-cdn.alpinelinux.org/alpine/v3.9/main` and `…/community`, as apk 2 names them.
const MAIN: &str = "/var/cache/apk/APKINDEX.b89edf6e.tar.gz";
const COMMUNITY: &str = "/var/cache/apk/APKINDEX.737f7e01.tar.gz";

fn alpine() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=alpine\nVERSION_ID=3.9.6\n")
        .file(
            "/lib/apk/db/installed",
            "P:busybox\nV:1.29.3-r10\n\nP:curl\nV:7.64.0-r4\n\nP:jq\nV:1.6-r0\n",
        )
        .file(
            "/etc/apk/repositories",
            "/media/cdrom/apks\n#https://a.example/edge/main\nhttp://dl-cdn.alpinelinux.org/alpine/v3.9/main\n\
             http://dl-cdn.alpinelinux.org/alpine/v3.9/community\n@edge http://dl-cdn.alpinelinux.org/alpine/edge/main\n",
        )
}

#[test]
fn apk_compares_with_the_indexes_of_its_repositories() {
    let host = alpine()
        .file(
            MAIN,
            index("P:busybox\nV:1.29.3-r12\n\nP:curl\nV:7.64.0-r5\n"),
        )
        .modified(MAIN, 100)
        .file(COMMUNITY, index("P:jq\nV:1.6-r0\n\nP:new\nV:1-r0\n"))
        .modified(COMMUNITY, 200)
        .file(
            "/var/cache/apk/APKINDEX.00000000.tar.gz",
            index("P:jq\nV:2.0-r0\n"),
        )
        .file(
            "/etc/apk/world",
            "alpine-base\nbusybox<1.30\njq@edge\ncurl\n",
        );
    assert_eq!(
        pending(&host),
        ["busybox 1.29.3-r12 held", "curl 7.64.0-r5 no"]
    );
    let overview = facts(&host).overview.unwrap();
    assert!(!overview.tells_security);
    assert_eq!(overview.refreshed_at, 200);
}

#[test]
fn an_index_that_is_missing_or_damaged_is_an_error() {
    let half = alpine()
        .file(MAIN, index("P:curl\nV:7.64.0-r5\n"))
        .modified(MAIN, 1);
    assert!(why(&half).contains("apk update"));
    let damaged = half.file(COMMUNITY, gzip(b"short")).modified(COMMUNITY, 1);
    assert!(why(&damaged).contains("no list of packages"));
    let none = alpine().file("/etc/apk/repositories", "/media/cdrom/apks\n");
    assert!(why(&none).contains("no repository"));
}

const CACHE: &str = "/var/cache/zypp/raw/repo-update/repodata";

fn suse() -> Recorded {
    let database = muster_specs::rpm::database(
        "curl-8.0.1-150400.5.53.1.x86_64\nkernel-default-6.4.0-150600.23.50.1.x86_64\n\
         kernel-default-6.4.0-150600.23.60.1.x86_64\n",
    );
    Recorded::new()
        .file("/etc/os-release", "ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n")
        .file("/usr/lib/sysimage/rpm/Packages.db", database.unwrap())
        .file(
            "/etc/zypp/repos.d/update.repo",
            "[repo-update]\nname=Update\nenabled=1\n[repo-source]\nenabled=0\n",
        )
        .file(
            format!("{CACHE}/repomd.xml"),
            "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1780480000</revision>\
             <data type=\"updateinfo\"><location href=\"repodata/1-updateinfo.xml.gz\"/></data></repomd>",
        )
}

fn advisories(packages: &str) -> Vec<u8> {
    gzip(
        format!(
            "<updates><update type=\"security\"><pkglist><collection>{packages}</collection></pkglist></update></updates>"
        )
        .as_bytes(),
    )
}

#[test]
fn zypper_and_dnf_compare_with_advisories() {
    let host = suse().file(
        format!("{CACHE}/1-updateinfo.xml.gz"),
        advisories(
            "<package name=\"curl\" epoch=\"0\" version=\"8.0.1\" release=\"150400.5.60.1\" arch=\"x86_64\"/>\
             <package name=\"kernel-default\" epoch=\"0\" version=\"6.4.0\" release=\"150600.23.60.1\" arch=\"x86_64\"/>",
        ),
    );
    assert_eq!(pending(&host), ["curl 8.0.1-150400.5.60.1 no"]);
    assert_eq!(facts(&host).overview.unwrap().refreshed_at, 1_780_480_000);
    let locked = host.file("/etc/zypp/locks", "type: package\nsolvable_name: cur*\n");
    assert_eq!(pending(&locked), ["curl 8.0.1-150400.5.60.1 held"]);
}

#[test]
fn advisories_that_cannot_be_read_are_errors() {
    assert!(why(&suse()).contains("zypper refresh"));
    let damaged = suse().file(format!("{CACHE}/1-updateinfo.xml.gz"), gzip(b"<updates>"));
    assert!(why(&damaged).contains("early"));
    let other = suse()
        .file(
            format!("{CACHE}/repomd.xml"),
            "<repomd><data type=\"updateinfo\"><location href=\"repodata/1-updateinfo.xml.bz2\"/></data></repomd>",
        )
        .file(format!("{CACHE}/1-updateinfo.xml.bz2"), "");
    assert!(why(&other).contains("compressed"));
}

/// What is there is not young for having been fetched again: Amazon Linux keeps to one release.
#[test]
fn amazon_linux_is_as_old_as_its_release() {
    let directory = "/var/cache/dnf/amazonlinux-0123456789abcdef/repodata";
    let database = muster_specs::rpm::database("curl-8.5.0-1.amzn2023.x86_64\n").unwrap();
    let amazon = Recorded::new()
        .file("/etc/os-release", "ID=amzn\nVERSION_ID=2023\n")
        .file("/var/lib/rpm/Packages.db", database)
        .file("/etc/yum.repos.d/amazonlinux.repo", "[amazonlinux]\nname=a\n")
        .file(
            format!("{directory}/repomd.xml"),
            "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1700000000</revision>\
             <data type=\"updateinfo\"><location href=\"repodata/1-updateinfo.xml.gz\"/></data></repomd>",
        )
        .modified(format!("{directory}/repomd.xml"), 1_780_000_000)
        .file(format!("{directory}/1-updateinfo.xml.gz"), advisories(""));
    assert_eq!(facts(&amazon).overview.unwrap().refreshed_at, 1_700_000_000);
    let fedora = amazon.file("/etc/os-release", "ID=fedora\nVERSION_ID=43\n");
    assert_eq!(facts(&fedora).overview.unwrap().refreshed_at, 1_780_000_000);
}
