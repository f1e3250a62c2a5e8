//! How long each stage takes on its own: `cargo bench -p muster --bench stages [FILTER]`.
//!
//! Every input is either recorded in `tests/hosts/` or made here, so that two runs measure the same
//! work. What a run of the whole program takes is measured by `benches/whole-process`.
#![expect(
    clippy::expect_used,
    reason = "without its input there is nothing to measure"
)]

mod collectors;
mod inputs;
mod policy;
mod report;
mod sandbox;
mod walk;

use criterion::Criterion;
use muster_sandbox::Sandbox;

fn main() {
    // Plugins are compiled and run on this thread, as the program does it.
    let thread = Sandbox::guest_thread()
        .spawn(|| {
            let mut criterion = Criterion::default().configure_from_args();
            sandbox::bench(&mut criterion);
            collectors::bench(&mut criterion);
            walk::bench(&mut criterion);
            policy::bench(&mut criterion);
            report::bench(&mut criterion);
            criterion.final_summary();
        })
        .expect("a thread starts");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}
