//! The plugins of `plugins/`, the packs of `policies/` and the sections of `docs/benchmarks`, put here by
//! `build.rs`. Must not know what any of them is for.

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
