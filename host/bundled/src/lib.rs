//! The plugins in `plugins/`, the packs in `policies/` and the sections in `docs/benchmarks`, which `build.rs` puts
//! here. Must not know what any of them is for.

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
