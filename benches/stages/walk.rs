//! One walk through a tree of files, and what find(1) takes for the same questions.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, Throughput};
use muster_collectors::COLLECTORS;
use muster_facts::targets::Targets;
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Root, collect};
use tempfile::TempDir;

/// Directories, with as many files in each as there are on a server.
const DIRECTORIES: usize = 10_000;
const FILES: usize = 9;
const ENTRIES: usize = DIRECTORIES * (FILES + 1);

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("walk");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ENTRIES as u64));
    let mut tree = None;
    group.bench_function(BenchmarkId::new("muster", ENTRIES), |bencher| {
        let tree = tree.get_or_insert_with(make_tree);
        let root = Root::open(tree.path()).expect("it was made");
        let targets = Targets::default();
        bencher.iter(|| {
            let secrets = Secrets::default();
            let context = Context::recorded(&root, &targets, &secrets);
            black_box(collect(context, &[COLLECTORS], &[Domain::Tree], &|_| ()))
        });
    });
    group.bench_function(BenchmarkId::new("find", ENTRIES), |bencher| {
        let tree = tree.get_or_insert_with(make_tree);
        bencher.iter(|| find(tree.path()));
    });
    group.finish();
}

/// Made only where it is measured.
fn make_tree() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |path: String| folder.path().join(path);
    fs::create_dir(at("etc".to_owned())).expect("the folder is ours");
    fs::write(at("etc/passwd".to_owned()), "root:x:0:0::/root:/bin/sh\n").expect("a file");
    fs::write(at("etc/group".to_owned()), "root:x:0:\n").expect("a file");
    for directory in 0..DIRECTORIES {
        let path = format!("srv/{}/{}/{directory}", directory / 1000, directory / 30);
        fs::create_dir_all(at(path.clone())).expect("the folder is ours");
        for file in 0..FILES {
            fs::write(at(format!("{path}/a-file-of-some-length-{file}")), "").expect("a file");
        }
    }
    folder
}

#[expect(
    clippy::disallowed_methods,
    reason = "the real program is what is compared with"
)]
fn find(tree: &Path) {
    let status = Command::new("find")
        .arg(tree)
        .args(["-xdev", "(", "-perm", "-0002", "-o", "-perm", "/6000"])
        .args(["-o", "-nouser", "-o", "-nogroup", ")", "-print0"])
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("find is installed").success());
}
