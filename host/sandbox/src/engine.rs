//! wasmtime's configuration, and the clock that stops what runs too long.

use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use wasmtime::{Config, Engine, OptLevel, Result};

use crate::limits::{LARGEST_MEMORY, TICK};
use crate::pages::{IN_PLACE, Pages};

/// For what others wrote: each call has a budget of fuel. Compiles for the processor that it runs on.
pub(crate) fn engine() -> Result<Engine> {
    Engine::new(config().consume_fuel(true))
}

/// For what is part of this program. The clock alone stops it, and it is trusted not to look beyond its
/// memory by speculation: counting and masking would make a third more machine code.
pub(crate) fn builtin_engine() -> Result<Engine> {
    Engine::new(&builtin_config())
}

/// Compiles for the simplest processor of a target, so that the code runs on all of them.
/// [`builtin_engine`] loads it there.
pub(crate) fn builtin_engine_for(target: &str) -> Result<Engine> {
    let mut config = builtin_config();
    // Nobody waits for this compiler, and code that runs once costs most where it is read from the disk.
    config
        .target(target)?
        .cranelift_opt_level(OptLevel::SpeedAndSize);
    Engine::new(&config)
}

fn builtin_config() -> Config {
    let mut config = config();
    // All plugins have one memory to begin with, of which a scan needs a part, on each processor.
    config.memory_init_cow(true);
    #[expect(
        unsafe_code,
        reason = "the flags of the compiler, of which some would make code that is not sandboxed"
    )]
    // SAFETY: these two only leave out what guards against speculation.
    unsafe {
        config
            .cranelift_flag_set("enable_heap_access_spectre_mitigation", "false")
            .cranelift_flag_set("enable_table_access_spectre_mitigation", "false");
    }
    config
}

/// What both have. Compiled code is for one of them alone.
fn config() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        // Calls are synchronous; with concurrency, calls between components cost 50 times as much.
        .concurrency_support(false)
        .max_wasm_stack(512 << 10)
        // No more than an instance may have. The default reserves 4 GiB for each memory, which is
        // not to be had where the address space is limited (`ulimit -v`, `LimitAS=`).
        .memory_reservation(LARGEST_MEMORY as u64)
        .memory_reservation_for_growth(0)
        .memory_guard_size(64 << 10)
        // A file in memory for what a guest's memory begins with: worth its making when there is much of it, or many
        // instances of one plugin, and a scan has one.
        .memory_init_cow(false)
        // Not needed by any guest language, and each has had its share of advisories.
        .wasm_memory64(false)
        .wasm_relaxed_simd(false)
        // Rules run for microseconds, and the compiler for a thousand times as long.
        .cranelift_opt_level(OptLevel::None)
        // The same facts give the same verdict on every processor.
        .cranelift_nan_canonicalization(true)
        .wasm_backtrace_max_frames(NonZeroUsize::new(16))
        .native_unwind_info(false)
        .generate_address_map(false)
        .debug_symbols(false);
    if IN_PLACE {
        config.with_custom_code_memory(Some(Arc::new(Pages)));
    }
    // Multi-memory stays on: without it wasmtime panics on valid components that nest components.
    config
}

/// An engine, and its clock, which runs from the first call on.
#[derive(Debug)]
pub(crate) struct Runtime {
    pub(crate) engine: Engine,
    ticker: Mutex<Option<Ticker>>,
}

impl Runtime {
    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine,
            ticker: Mutex::default(),
        }
    }

    pub(crate) fn start_clock(&self) -> std::io::Result<()> {
        let mut ticker = self.ticker.lock().unwrap_or_else(PoisonError::into_inner);
        if ticker.is_none() {
            *ticker = Some(Ticker::start(&self.engine)?);
        }
        Ok(())
    }
}

/// Advances the engine's epoch while it lives.
#[derive(Debug)]
struct Ticker {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: &Engine) -> std::io::Result<Self> {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let signal = Arc::clone(&stop);
        let engine = engine.weak();
        let thread = std::thread::Builder::new()
            .name("epoch".to_owned())
            .spawn(move || {
                let (stopped, condition) = &*signal;
                let mut stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
                while !*stopped {
                    let Some(engine) = engine.upgrade() else {
                        return;
                    };
                    engine.increment_epoch();
                    stopped = condition
                        .wait_timeout(stopped, TICK)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0;
                }
            })?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        let (stopped, condition) = &*self.stop;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        condition.notify_all();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
