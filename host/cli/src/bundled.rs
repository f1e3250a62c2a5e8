//! The plugins and packs that are part of the program, and what `build.rs` made of the plugins.

pub(crate) use muster_bundled::{PACKS, PLUGINS};
use muster_sandbox::Precompiled;

/// Begins where a page of memory does, so that the code in it can be run where it lies. Where pages
/// are larger, it is copied.
#[repr(C, align(4096))]
struct Pages<T: ?Sized>(T);

include!(concat!(env!("OUT_DIR"), "/compiled.rs"));

/// A plugin's machine code, if it could be compiled for this target where the program was built.
pub(crate) fn compiled(name: &str) -> Option<Precompiled> {
    let (_, bytes) = COMPILED.iter().find(|(known, _)| *known == name)?;
    #[expect(
        unsafe_code,
        reason = "`build.rs` has just compiled it, and now it is part of the program"
    )]
    // SAFETY: as above.
    Some(unsafe { Precompiled::embedded(bytes) })
}
