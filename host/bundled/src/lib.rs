//! The plugins of `plugins/` and the packs of `policies/`, put here by `build.rs`. Must not know what
//! either is for.

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
