//! What package managers have fetched: lists of apt, and packages and advisories of dnf, with the files that name them;
//! and an index of apk, once packed and once as it is. Packed by xz and zstd, whatever that is, it is unpacked.
#![no_main]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

/// What a repository at `https://a.example/main` is called in apk's cache.
const INDEX: &str = "/var/cache/apk/APKINDEX.8b60d04e.tar.gz";

fuzz_target!(|input: &[u8]| {
    let [first, second, third] = muster_fuzz::files(input);
    let status = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n";
    let apt = Recorded::new()
        .file("/etc/os-release", "ID=debian\n")
        .file("/var/lib/dpkg/status", status)
        .file("/etc/apt/preferences", third)
        .file("/etc/apt/sources.list", "deb http://s/ s main\n")
        .file("/var/lib/apt/lists/s_dists_s_InRelease", first)
        .file(
            "/var/lib/apt/lists/s_dists_s_main_binary-amd64_Packages",
            second,
        );
    let packages = muster_specs::rpm::database("a-1-1.noarch").unwrap_or_default();
    let dnf = Recorded::new()
        .file("/etc/os-release", "ID=rocky\n")
        .file("/var/lib/rpm/Packages.db", packages)
        .file("/etc/yum.repos.d/a.repo", third)
        .file(
            "/var/cache/dnf/a-0123456789abcdef/repodata/repomd.xml",
            first,
        )
        .file(
            "/var/cache/dnf/a-0123456789abcdef/repodata/updateinfo.xml",
            second,
        )
        .file(
            "/var/cache/dnf/a-0123456789abcdef/repodata/primary.xml",
            second,
        );
    let packed_by = |end: &str| {
        let list = format!("/var/lib/apt/lists/s_dists_s_main_binary-amd64_Packages.{end}");
        Recorded::new()
            .file("/etc/os-release", "ID=debian\n")
            .file("/var/lib/dpkg/status", status)
            .file("/etc/apt/sources.list", "deb http://s/ s main\n")
            .file(
                "/var/lib/apt/lists/s_dists_s_InRelease",
                "Suite: s-security\n",
            )
            .file(list, first)
    };
    let (xz, zst, lz4) = (packed_by("xz"), packed_by("zst"), packed_by("lz4"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    let _ = packed.write_all(second);
    let alpine = |index: Vec<u8>| {
        Recorded::new()
            .file("/etc/os-release", "ID=alpine\n")
            .file("/lib/apk/db/installed", "P:a\nV:1\n")
            .file("/etc/apk/repositories", "https://a.example/main\n")
            .file("/etc/apk/world", third)
            .file(INDEX, index)
            .modified(INDEX, 1)
    };
    let packed = alpine(packed.finish().unwrap_or_default());
    let mut targets = Targets::default();
    targets.requests.updates.insert("*".to_owned());
    for host in [apt, dnf, packed, alpine(second.to_vec()), xz, zst, lz4] {
        muster_fuzz::collect_domain(&host, &targets, Domain::Updates);
        muster_fuzz::collect_domain(&host, &targets, Domain::Upgrades);
    }
});
