//! From the text of a pack to the selected rules.

use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use muster_outcomes::RuleDescriptor;
use muster_policy::load;

use crate::inputs::{self, Packs};

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("policy");
    group.bench_function("load", |bencher| {
        bencher.iter(|| load(black_box(Packs::default_pack()), &Packs));
    });
    let pack = load(Packs::default_pack(), &Packs).expect("a built-in pack is valid");
    let (_, plugins) = inputs::loaded();
    let rules: Vec<Arc<RuleDescriptor>> = plugins
        .iter()
        .flat_map(|plugin| plugin.manifest().rules.iter().cloned())
        .collect();
    pack.validate(&rules, &[])
        .expect("a built-in pack fits the built-in plugins");
    group.bench_function("validate", |bencher| {
        bencher.iter(|| pack.validate(black_box(&rules), &[]));
    });
}
