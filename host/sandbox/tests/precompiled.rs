//! The plugins that come with Muster, compiled ahead of time: nothing is compiled any more where
//! that can be used, and nothing is lost where it cannot.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    unsafe_code,
    reason = "a test stops where something is not as it must be, and looks at real files"
)]

use std::sync::Arc;

use muster_bundled::PLUGINS;
use muster_facts::Secrets;
use muster_sandbox::{Cache, Fault, Plugin, Precompiled, RawStatus, Sandbox, precompile};

/// This machine, as far as compiled code is concerned.
const TARGET: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-unknown-linux-gnu"
} else {
    "x86_64-unknown-linux-gnu"
};

/// Loads a plugin with an empty cache, and calls it. The number says whether it had to be compiled: what was
/// compiled is kept.
fn load(module: &'static [u8], precompiled: Option<Vec<u8>>) -> (Plugin, usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("muster");
    let cache = Cache::open(&path).expect("the folder is ours");
    let sandbox = Sandbox::new(Some(cache)).expect("this machine runs WebAssembly");
    let precompiled = precompiled.map(|bytes| {
        // SAFETY: either `precompile` has just returned them, or they must be recognised as damaged.
        unsafe { Precompiled::embedded(bytes.leak()) }
    });
    let plugin = sandbox
        .load_builtin(module, precompiled)
        .expect("a plugin of Muster can be loaded");
    let rule = plugin.manifest().rules.first().expect("it has rules");
    let parameters = rule
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.default.clone()))
        .collect();
    let judged = plugin
        .judge(&sandbox, &Arc::default(), &Secrets::default())
        .check(&rule.id, &parameters);
    // Without facts nothing passes and nothing fails.
    let is_open = match &judged {
        Err(fault) => matches!(fault, Fault::NotEvaluated(_)),
        Ok(findings) => findings
            .iter()
            .all(|one| !matches!(one.status, RawStatus::Pass | RawStatus::Fail)),
    };
    assert!(is_open, "{}: there are no facts", rule.id);
    let kept = std::fs::read_dir(&path)
        .expect("the folder is there")
        .count();
    (plugin, kept)
}

#[test]
fn a_precompiled_plugin_is_the_same_and_is_not_compiled() {
    for (name, module) in PLUGINS {
        let compiled = precompile(module, TARGET).expect("this machine compiles for itself");
        let (ahead, kept) = load(module, Some(compiled));
        assert_eq!(kept, 0, "{name} was compiled");
        let (now, kept) = load(module, None);
        assert_eq!(kept, 1, "{name} was not compiled");
        assert_eq!(ahead.manifest(), now.manifest());
        assert_eq!(ahead.domains(), now.domains());
        assert_eq!(ahead.sha256(), now.sha256());
    }
}

#[test]
fn bytes_that_hold_no_precompiled_plugin_are_replaced_by_compiling_it() {
    let (_, module) = PLUGINS[0];
    let whole = precompile(module, TARGET).expect("this machine compiles for itself");
    let changed_at = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let end = whole.len() - 1;
    let damaged = [
        Vec::new(),
        vec![0xff; 8],
        whole[..whole.len() / 2].to_vec(),
        changed_at(0),
        // The end of the description, and its length.
        changed_at(end - 8),
        changed_at(end - 7),
    ];
    for bytes in damaged {
        let (plugin, kept) = load(module, Some(bytes));
        assert_eq!(kept, 1, "what cannot be read was used");
        assert!(!plugin.manifest().rules.is_empty());
    }
}

#[test]
fn code_for_a_machine_that_the_compiler_does_not_know_is_an_error() {
    let (_, module) = PLUGINS[0];
    let error = precompile(module, "sparc-unknown-linux-gnu").expect_err("no such compiler");
    assert!(
        error.to_string().contains("could not be compiled"),
        "{error}"
    );
}
