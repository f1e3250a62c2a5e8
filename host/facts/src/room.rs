//! Memory for threads.

use std::hint::black_box;
use std::sync::Once;

/// More than most threads of a scan allocate.
const BYTES: usize = 1 << 20;

/// Makes room for what this thread is going to allocate, in one step. The allocator of glibc gives memory to all threads
/// but the first one page by page, with a call of the kernel for each that the others wait for, and keeps for a thread
/// what it frees. No page is touched.
pub fn make_room() {
    static LIMIT: Once = Once::new();
    // What is larger than a limit goes back to the kernel at once. When that happens, the limit rises to its size, see
    // `M_MMAP_THRESHOLD` in mallopt(3).
    LIMIT.call_once(|| allocate(2 * BYTES));
    allocate(BYTES);
}

fn allocate(bytes: usize) {
    drop(black_box(Vec::<u8>::with_capacity(bytes)));
}
