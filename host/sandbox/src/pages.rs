//! Making pages of machine code executable.

use rustix::mm::MprotectFlags;
use wasmtime::CustomCodeMemory;

/// Whether code runs where it lies in the program: where a processor's caches of data and of
/// instructions agree by themselves. Elsewhere, as on ARM, wasmtime copies it and sees to the caches.
pub(crate) const IN_PLACE: bool = cfg!(target_arch = "x86_64");

/// As wasmtime does by itself, but for code that is part of the program too: wasmtime only changes
/// the protection of memory that it has allocated.
pub(crate) struct Pages;

impl CustomCodeMemory for Pages {
    fn required_alignment(&self) -> usize {
        rustix::param::page_size()
    }

    fn publish_executable(&self, start: *const u8, length: usize) -> wasmtime::Result<()> {
        let flags = MprotectFlags::READ | MprotectFlags::EXEC;
        #[expect(
            unsafe_code,
            reason = "nothing may write to these pages any more, and the rest of the program must not need to"
        )]
        // SAFETY: wasmtime passes the text of a compiled plugin, which nobody writes to from here on.
        // It fills its pages, up to the last one, on which only what was compiled with it follows.
        unsafe {
            rustix::mm::mprotect(start.cast_mut().cast(), length, flags)?;
        }
        Ok(())
    }

    /// Memory that wasmtime has allocated is given back next, and the program's own stays as it is.
    fn unpublish_executable(&self, _: *const u8, _: usize) -> wasmtime::Result<()> {
        Ok(())
    }
}
