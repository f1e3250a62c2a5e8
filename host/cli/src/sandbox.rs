//! The sandbox as the command line wants it.

use muster_sandbox::{Compiler, Sandbox};

use crate::cache;
use crate::failure::Failure;

/// With the cache of this user, or without one.
pub(crate) fn new(no_cache: bool) -> Result<Sandbox, Failure> {
    let cache = if no_cache { None } else { cache::open() };
    let sandbox =
        Sandbox::new(cache).map_err(|error| Failure::new(format!("the sandbox {error}")))?;
    Ok(sandbox.with_compiler(Compiler::new(THIS_PROGRAM, COMPILE)))
}

/// The program that runs, whatever has become of its file.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// The one argument with which this program is a compiler of plugins, and nothing else. For itself
/// alone, so the command line does not show it.
const COMPILE: &str = "compile-plugin";

/// Whether this process was started as the compiler.
pub(crate) fn is_compiler() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().is_some_and(|first| first == COMPILE) && arguments.next().is_none()
}
