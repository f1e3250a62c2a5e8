//! The plugins and packs that are part of the program, and what `build.rs` made of the plugins.

pub(crate) use muster_bundled::PACKS;
use muster_sandbox::{Bundle, Precompiled};

/// Begins where a page of memory does, so that the code in it can be run where it lies. Where pages
/// are larger, it is copied.
#[repr(C, align(4096))]
struct Pages<T: ?Sized>(T);

include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// The plugins, with their machine code if it could be made for this target where the program was built.
pub(crate) fn bundle() -> Bundle {
    #[expect(
        unsafe_code,
        reason = "`build.rs` has just compiled it, and now it is part of the program"
    )]
    // SAFETY: as above.
    let code = CODE.map(|code| unsafe { Precompiled::embedded(code) });
    Bundle {
        component: COMPONENT,
        description: DESCRIPTION,
        code,
    }
}
