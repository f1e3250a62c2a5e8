//! From what a host holds to facts.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use muster_collectors::COLLECTORS;
use muster_collectors::firewall::{nft_json, reachability};
use muster_facts::targets::{Edge, Targets};
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, collect};

use crate::inputs;

/// Rules of large rulesets: a host with a list of partners, and those that keep every ban. The recorded
/// host has some hundred, Docker's included.
const NFT_RULES: [usize; 3] = [1_000, 5_000, 20_000];

/// `Match` blocks of a large sshd_config; most hosts have none.
const MATCH_BLOCKS: usize = 100;

pub(crate) fn bench(criterion: &mut Criterion) {
    nft(criterion);
    sshd(criterion);
    recorded_host(criterion);
}

fn nft(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("collectors/nft");
    group.sample_size(10);
    for rules in NFT_RULES {
        let json = inputs::nft_ruleset(rules);
        let ruleset = nft_json::parse(&json).expect("nft prints it like this");
        group.throughput(Throughput::Elements(rules as u64));
        group.bench_function(BenchmarkId::new("parse", rules), |bencher| {
            bencher.iter(|| nft_json::parse(black_box(&json)));
        });
        group.bench_function(BenchmarkId::new("evaluate", rules), |bencher| {
            bencher.iter(|| reachability(black_box(&ruleset)).expect("it is not too large"));
        });
    }
}

fn sshd(criterion: &mut Criterion) {
    let host = Recorded::new()
        .file("/usr/sbin/sshd", "")
        .file("/etc/ssh/sshd_config", inputs::sshd_config(MATCH_BLOCKS));
    let targets = Targets::default();
    let secrets = Secrets::default();
    let context = Context::recorded(&host, &targets, &secrets);
    let mut group = criterion.benchmark_group("collectors/sshd");
    group.throughput(Throughput::Elements(MATCH_BLOCKS as u64));
    group.bench_function(
        BenchmarkId::new("parse-and-evaluate", MATCH_BLOCKS),
        |bencher| {
            bencher.iter(|| black_box(collect(context, &[COLLECTORS], &[Domain::Sshd], &|_| ())))
        },
    );
}

/// Every domain of the recorded host, one by one.
fn recorded_host(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("collectors/web-1");
    let directory = inputs::recorded_host();
    let host = muster_target::load(&directory).expect("the recording is whole");
    group.bench_function("load-recording", |bencher| {
        bencher.iter(|| muster_target::load(&directory));
    });
    let targets = targets();
    let all = [COLLECTORS, muster_edge::COLLECTORS];
    for domain in Domain::ALL {
        group.bench_function(domain.interface(), |bencher| {
            bencher.iter(|| {
                // Each scan begins without knowing any secret.
                let secrets = Secrets::default();
                let context = Context::recorded(&host, &targets, &secrets);
                black_box(collect(context, &all, &[domain], &|_| ()))
            });
        });
    }
}

/// The files that the default pack binds.
fn targets() -> Targets {
    let pack = muster_policy::load(inputs::Packs::default_pack(), &inputs::Packs)
        .expect("a built-in pack is valid");
    Targets {
        edge: Edge::default(),
        ..pack.targets().clone()
    }
}
