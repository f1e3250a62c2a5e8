//! From the bytes of a plugin to what it says about a rule.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput};
use muster_facts::{Facts, Secrets, Source, SshdFacts, sshd};
use muster_outcomes::{ParameterValue, RuleId};
use muster_sandbox::{Cache, Grants, Judge, Plugin, Sandbox, pack};

use crate::inputs;

/// The plugin that is loaded alone: of the built-in ones, the one whose size is in the middle.
const PLUGIN: &str = "ssh";

/// Reads two facts and compares one value.
const CHEAP_RULE: &str = "ssh/permit-root-login";

/// Reads every key of every environment file, and looks for none of them.
const RULE_ON_KEYS: &str = "env/required-key-missing";

pub(crate) fn bench(criterion: &mut Criterion) {
    load(criterion);
    call(criterion);
    facts(criterion);
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sandbox/load");
    // A compilation takes tens of milliseconds: ten of them say enough.
    group.sample_size(10);
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let (packed, _) = pack(&sandbox, inputs::plugin(PLUGIN)).expect("it keeps the contract");
    group.bench_function("compile", |bencher| {
        bencher.iter(|| load_one(&sandbox, &packed));
    });
    group.sample_size(100);
    group.bench_function("bundle", |bencher| {
        bencher.iter(|| {
            let plugins = sandbox.load_bundle(inputs::bundle());
            let plugins = plugins.expect("they are built in");
            plugins.iter().for_each(|plugin| plugin.prepare(&sandbox));
            plugins
        });
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cache = Cache::open(&folder.path().join("muster")).expect("the folder is ours");
    let sandbox = Sandbox::new(Some(cache)).expect("this machine runs WebAssembly");
    load_one(&sandbox, &packed);
    group.bench_function("from-cache", |bencher| {
        bencher.iter(|| load_one(&sandbox, &packed));
    });
}

/// As a plugin of somebody else's.
fn load_one(sandbox: &Sandbox, packed: &[u8]) -> Plugin {
    sandbox
        .load(packed, &Grants::all())
        .expect("a plugin of Muster keeps the contract")
}

/// A fresh instance and one call, which is what the first rule of a plugin costs, and one call more,
/// which is what each further rule costs.
fn call(criterion: &mut Criterion) {
    let facts = Arc::new(Facts {
        sshd: Some(small_sshd()),
        ..Facts::default()
    });
    let check = Check::new(CHEAP_RULE, BTreeMap::new(), facts);
    criterion.bench_function("sandbox/instantiate-and-call", |bencher| {
        bencher.iter(|| check.run());
    });
    let (sandbox, _) = inputs::loaded();
    let mut judge = check.plugin.judge(sandbox, &check.facts, &check.secrets);
    criterion.bench_function("sandbox/call", |bencher| {
        bencher.iter(|| check.run_on(&mut judge));
    });
}

/// The same rule on an empty file and on one with 1,000 keys: the difference is what 1,000 records
/// cost on their way into a plugin, and the plugin's own walk over them.
fn facts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sandbox/records-into-plugin");
    for count in [0, 1_000] {
        let keys = ParameterValue::Texts((count > 0).then(last_key).into_iter().collect());
        let parameters = BTreeMap::from([("keys".to_owned(), keys)]);
        let check = Check::new(RULE_ON_KEYS, parameters, Arc::new(inputs::many_keys(count)));
        group.throughput(Throughput::Elements(count.max(1).into()));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| check.run());
        });
    }
}

/// The last of 1,000 keys, so that the rule walks over all of them and passes.
fn last_key() -> String {
    "SERVICE_1000_SECRET".to_owned()
}

fn small_sshd() -> SshdFacts {
    SshdFacts {
        server: Ok(sshd::SshdServer {
            installed: true,
            version: Some("9.2p1".to_owned()),
            config: "/etc/ssh/sshd_config".to_owned(),
            drop_in: None,
            ports: vec![22],
            socket_activated: false,
            cross_check: "agreed".to_owned(),
        }),
        settings: Ok(vec![sshd::Setting {
            keyword: "permitrootlogin".to_owned(),
            values: vec!["no".to_owned()],
            source: Some(Source::line("/etc/ssh/sshd_config", 33)),
        }]),
        match_blocks: Ok(Vec::new()),
        shadowed_lines: Ok(Vec::new()),
        problems: Ok(Vec::new()),
        disagreements: Ok(Vec::new()),
        host_keys: Ok(Vec::new()),
        port_mentions: Ok(Vec::new()),
    }
}

/// One rule, ready to be asked again and again.
struct Check {
    plugin: Arc<Plugin>,
    rule: RuleId,
    parameters: BTreeMap<String, ParameterValue>,
    facts: Arc<Facts>,
    secrets: Secrets,
}

impl Check {
    fn new(rule: &str, parameters: BTreeMap<String, ParameterValue>, facts: Arc<Facts>) -> Self {
        let rule: RuleId = rule.parse().expect("the id is well-formed");
        let (_, plugins) = inputs::loaded();
        let has_rule =
            |plugin: &&Arc<Plugin>| plugin.manifest().rules.iter().any(|own| own.id == rule);
        let plugin = plugins.iter().find(has_rule).expect("the rule is built in");
        // Parameters that are not given here are given their defaults, as a policy does.
        let mut all = BTreeMap::new();
        for own in &plugin.manifest().rules {
            if own.id == rule {
                let defaults = own.parameters.iter();
                all.extend(defaults.map(|own| (own.name.clone(), own.default.clone())));
            }
        }
        all.extend(parameters);
        let check = Self {
            plugin: Arc::clone(plugin),
            rule,
            parameters: all,
            facts,
            secrets: Secrets::default(),
        };
        // A rule that ends in an error would be measured as a fast one.
        check.run();
        check
    }

    fn run(&self) {
        let (sandbox, _) = inputs::loaded();
        self.run_on(&mut self.plugin.judge(sandbox, &self.facts, &self.secrets));
    }

    fn run_on(&self, judge: &mut Judge<'_>) {
        let findings = judge
            .check(&self.rule, &self.parameters)
            .expect("the rule is evaluated");
        black_box(findings);
    }
}
