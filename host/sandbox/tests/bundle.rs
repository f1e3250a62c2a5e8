//! The plugins that come with Muster, compiled ahead of time: nothing is compiled any more where
//! that can be used, and nothing is lost where it cannot.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    unsafe_code,
    reason = "a test stops where something is not as it must be, and looks at real files"
)]

use std::sync::{Arc, OnceLock};

use muster_bundled::{BUNDLE, PLUGINS};
use muster_facts::{Facts, Secrets};
use muster_outcomes::sha256;
use muster_sandbox::{
    Built, Bundle, Cache, Fault, Idle, Judge, Plugin, Precompiled, RawStatus, Sandbox, build,
};

/// This machine, as far as compiled code is concerned.
const TARGET: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-unknown-linux-gnu"
} else {
    "x86_64-unknown-linux-gnu"
};

fn alone() -> Vec<(String, Vec<u8>)> {
    let plugins = PLUGINS.iter();
    plugins
        .map(|(name, module)| ((*name).to_owned(), module.to_vec()))
        .collect()
}

/// What the build makes, once for all tests.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(BUNDLE, &alone(), TARGET).expect("the plugins keep the contract"))
}

/// The bundle with machine code, which may not be that of the build.
fn bundle(code: Option<Vec<u8>>) -> Bundle {
    Bundle {
        component: &built().component,
        description: &built().description,
        // SAFETY: either the build has just made it, or it must be recognised as damaged.
        code: code.map(|code| unsafe { Precompiled::embedded(code.leak()) }),
    }
}

fn code() -> Vec<u8> {
    let code = built().code.as_ref();
    code.expect("this machine compiles for itself").clone()
}

/// Calls the first rule of a plugin. Without facts nothing passes and nothing fails.
fn call(plugin: &Plugin, mut judge: Judge<'_>) {
    let rule = plugin.manifest().rules.first().expect("it has rules");
    let parameters = rule
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.default.clone()))
        .collect();
    let judged = judge.check(&rule.id, &parameters);
    let is_open = match &judged {
        Err(fault) => matches!(fault, Fault::NotEvaluated(_)),
        Ok(findings) => findings
            .iter()
            .all(|one| !matches!(one.status, RawStatus::Pass | RawStatus::Fail)),
    };
    assert!(is_open, "{}: there are no facts: {judged:?}", rule.id);
}

/// Loads the plugins with an empty cache, and calls each. The number says how often something had to be compiled:
/// what was compiled is kept.
fn load(bundle: Bundle) -> (Vec<Plugin>, usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("muster");
    let cache = Cache::open(&path).expect("the folder is ours");
    let sandbox = Sandbox::new(Some(cache)).expect("this machine runs WebAssembly");
    let plugins = sandbox
        .load_bundle(bundle)
        .expect("the plugins can be loaded");
    let (facts, secrets) = (Arc::<Facts>::default(), Secrets::default());
    let mut idle = Idle::default();
    for plugin in &plugins {
        let judge = plugin.judge_next(&sandbox, &facts, &secrets, &mut idle);
        call(plugin, judge);
    }
    let kept = std::fs::read_dir(&path)
        .expect("the folder is there")
        .count();
    (plugins, kept)
}

#[test]
fn precompiled_plugins_are_the_same_and_are_not_compiled() {
    let (ahead, kept) = load(bundle(Some(code())));
    assert_eq!(kept, 0, "the bundle was compiled");
    let (now, kept) = load(bundle(None));
    assert_eq!(kept, 1, "the bundle was not compiled once");
    assert_eq!(ahead.len(), now.len());
    for (ahead, now) in ahead.iter().zip(now) {
        assert_eq!(ahead.manifest(), now.manifest());
        assert_eq!(ahead.domains(), now.domains());
        assert_eq!(ahead.sha256(), now.sha256());
    }
}

#[test]
fn the_bundle_holds_every_plugin_with_what_it_imports_alone() {
    let (plugins, _) = load(bundle(Some(code())));
    assert_eq!(plugins.len(), PLUGINS.len());
    let mut imports = 0;
    for (plugin, (name, module)) in plugins.iter().zip(PLUGINS) {
        assert_eq!(plugin.manifest().name, *name);
        assert_eq!(plugin.sha256(), sha256(module));
        assert!(!plugin.manifest().rules.is_empty(), "{name} has no rule");
        imports += plugin.domains().len();
    }
    // None is granted what only others import.
    assert!(imports > 0 && imports < plugins.len() * muster_facts::Domain::ALL.len() / 2);
}

#[test]
fn bytes_that_hold_no_code_are_replaced_by_compiling_it() {
    let whole = code();
    let mut changed = whole.clone();
    changed[0] ^= 1;
    let damaged = [
        Vec::new(),
        vec![0xff; 8],
        whole[..whole.len() / 2].to_vec(),
        changed,
    ];
    for bytes in damaged {
        let (_, kept) = load(bundle(Some(bytes)));
        assert_eq!(kept, 1, "what cannot be read was used");
    }
}

#[test]
fn a_description_of_another_form_is_refused() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let cut = &built().description[..built().description.len() - 1];
    for description in [&[][..], cut] {
        let refused = sandbox.load_bundle(Bundle {
            description,
            ..bundle(None)
        });
        assert!(refused.is_err());
    }
}

#[test]
fn a_bundle_of_other_plugins_is_refused() {
    let mut others = alone();
    others[0].0 = "another".to_owned();
    let error = build(BUNDLE, &others, TARGET).expect_err("it holds other plugins");
    assert!(error.to_string().contains("`another`"), "{error}");
    let mut more = alone();
    more.push(("zone".to_owned(), PLUGINS[0].1.to_vec()));
    assert!(build(BUNDLE, &more, TARGET).is_err());
    let mut fewer = alone();
    fewer.pop();
    assert!(build(BUNDLE, &fewer, TARGET).is_err());
}

#[test]
fn code_for_a_machine_that_the_compiler_does_not_know_cannot_be_made() {
    let built = build(BUNDLE, &alone(), "sparc-unknown-linux-gnu").expect("all else can be made");
    let error = built.code.expect_err("no such compiler");
    assert!(
        error.to_string().contains("could not be compiled"),
        "{error}"
    );
}
