//! A plugin's bytes: inspected, then loaded with every grant, which compiles them.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use muster_sandbox::{Grants, Inspection, Sandbox};

/// Compilation takes time that grows with the plugin, and no longer plugin takes another path.
const LONGEST: usize = 64 << 10;

static SANDBOX: LazyLock<Sandbox> =
    LazyLock::new(|| Sandbox::new(None).expect("this machine runs WebAssembly"));

fuzz_target!(
    init: {
        // The sandbox catches a panic of the compiler on purpose, and a panic that nobody catches
        // still ends the run: libFuzzer's hook, which aborts at the first, must go.
        drop(std::panic::take_hook());
    },
    |bytes: &[u8]| {
        if bytes.len() > LONGEST {
            return;
        }
        let inspection = Inspection::of(bytes);
        let loaded = SANDBOX.load(bytes, &Grants::all());
        if let Ok(plugin) = &loaded {
            let inspection = inspection.expect("what can be loaded can be inspected");
            assert_eq!(plugin.sha256(), inspection.sha256);
            assert_eq!(plugin.manifest(), &inspection.manifest.expect("it has one"));
        }
    }
);
