//! Compiling a plugin in a process of its own.
//!
//! The compiler takes as much time and memory as a plugin makes it take, and can crash on it. In a
//! child with limits that costs the plugin its rules and nothing else. The child gets the component
//! on its standard input and answers on its standard output; it reads nothing else, and it ends with
//! its parent.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getrlimit, prlimit, set_parent_process_death_signal, setrlimit,
};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::LoadError;
use crate::engine::engine;
use crate::limits::{
    COMPILER_MEMORY, COMPILER_PATIENCE, COMPILER_SECONDS, COMPILER_THREADS, COMPILER_WASTE,
    LARGEST_CODE, LARGEST_PLUGIN, LONGEST_TEXT,
};

/// How to start the compiler: a program that does nothing but call [`serve`].
#[derive(Clone, Debug)]
pub struct Compiler {
    program: PathBuf,
    argument: OsString,
    /// Seconds that went into plugins which were too costly.
    wasted: Arc<AtomicU64>,
}

impl Compiler {
    /// The program, with the one argument that makes it call [`serve`].
    pub fn new(program: impl Into<PathBuf>, argument: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            argument: argument.into(),
            wasted: Arc::default(),
        }
    }

    /// Compiles a component in a child.
    pub(crate) fn compile(&self, engine: &Engine, bytes: &[u8]) -> Result<Component, LoadError> {
        let code = self.code(bytes)?;
        #[expect(
            unsafe_code,
            reason = "wasmtime cannot check compiled code. This was written by this very program, \
                      started by this process, into a pipe that nobody else has"
        )]
        // SAFETY: as above.
        let component = unsafe { Component::deserialize(engine, code) };
        component.map_err(|error| LoadError::Compile(format!("{error:#}")))
    }

    /// The compiled code, within what earlier plugins have left of the time.
    fn code(&self, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
        let seconds = allowed(self.wasted.load(Ordering::Relaxed));
        if seconds == 0 {
            return Err(LoadError::Compile(format!(
                "the plugins before it took {COMPILER_WASTE} seconds, and none of them could be \
                 compiled; take those out of the policy"
            )));
        }
        let begun = Instant::now();
        let code = self.code_within(bytes, seconds);
        if matches!(code, Err(LoadError::TooCostly(_))) {
            // Begun seconds count, so that it ends whatever a plugin does.
            let taken = seconds.min(begun.elapsed().as_secs() + 1);
            self.wasted.fetch_add(taken, Ordering::Relaxed);
        }
        code
    }

    /// The compiled code, as the child wrote it.
    fn code_within(&self, bytes: &[u8], seconds: u64) -> Result<Vec<u8>, LoadError> {
        let failed = |error: std::io::Error| {
            LoadError::Compile(format!("its compiler could not be run: {error}"))
        };
        let mut child = self.start().map_err(failed)?;
        let answer = limit_processor_time(Some(Pid::from_child(&child)), seconds)
            .map_err(LoadError::Compile)
            .and_then(|()| exchange(&mut child, bytes, seconds));
        if answer.is_err() {
            // It may be done already; either way the next line waits for its end.
            child.kill().ok();
        }
        let status = child.wait().map_err(failed)?;
        let answer = answer?;
        match status.code() {
            Some(0) => Ok(answer),
            Some(code) if code == i32::from(REFUSED) => {
                let message = answer.get(..LONGEST_TEXT).unwrap_or(&answer);
                Err(LoadError::Compile(
                    String::from_utf8_lossy(message).into_owned(),
                ))
            }
            _ => Err(killed(status, seconds)),
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the compiler is this program, not one of the target"
        )]
        let mut command = Command::new(&self.program);
        command
            .arg(&self.argument)
            .env_clear()
            // Each thread of the compiler takes memory of its own, and so does each arena of glibc.
            .env("RAYON_NUM_THREADS", COMPILER_THREADS.to_string())
            .env("MALLOC_ARENA_MAX", COMPILER_THREADS.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // An allocation that fails says so there, and a panic too.
            .stderr(Stdio::null())
            .spawn()
    }
}

/// Seconds of the processor's for the next plugin, after others have wasted some: at most a quarter of
/// what is left, rounded up.
fn allowed(wasted: u64) -> u64 {
    COMPILER_WASTE
        .saturating_sub(wasted)
        .div_ceil(4)
        .min(COMPILER_SECONDS)
}

/// Gives the child the component and takes its answer. The deadline is for a machine that is too busy
/// to give the child the time of its processor that it may take.
fn exchange(child: &mut Child, bytes: &[u8], seconds: u64) -> Result<Vec<u8>, LoadError> {
    let deadline = Duration::from_secs(seconds) * COMPILER_PATIENCE;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(LoadError::Compile("its compiler has no pipes".to_owned()));
    };
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        let threads = [
            std::thread::Builder::new().spawn_scoped(scope, move || {
                // A child that reads no further has its reason, which its end tells.
                input.write_all(bytes).ok();
            }),
            std::thread::Builder::new().spawn_scoped(scope, move || {
                let mut answer = Vec::new();
                let read = output
                    .take(LARGEST_CODE as u64 + 1)
                    .read_to_end(&mut answer);
                // Nobody waits any more when the deadline has passed.
                sender.send(read.map(|_| answer)).ok();
            }),
        ];
        let answer = match threads.into_iter().find_map(Result::err) {
            Some(error) => Err(LoadError::Compile(format!(
                "its compiler could not be run: {error}"
            ))),
            None => match receiver.recv_timeout(deadline) {
                Ok(Ok(answer)) if answer.len() <= LARGEST_CODE => Ok(answer),
                Ok(Ok(_)) => Err(LoadError::TooCostly(format!(
                    "becomes more than {} MiB of machine code",
                    LARGEST_CODE >> 20
                ))),
                Ok(Err(error)) => Err(LoadError::Compile(format!(
                    "its compiler's output could not be read: {error}"
                ))),
                Err(RecvTimeoutError::Timeout) => Err(too_long(deadline.as_secs(), "")),
                // The thread panicked.
                Err(RecvTimeoutError::Disconnected) => Err(LoadError::Compile(
                    "its compiler's output could not be read".to_owned(),
                )),
            },
        };
        if answer.is_err() {
            // Ends both threads, which the scope waits for.
            child.kill().ok();
        }
        answer
    })
}

fn too_long(seconds: u64, of: &str) -> LoadError {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    LoadError::TooCostly(format!("takes more than {seconds} {unit}{of} to compile"))
}

/// What the end of a child means that gave no answer.
fn killed(status: ExitStatus, seconds: u64) -> LoadError {
    match status.signal().and_then(Signal::from_named_raw) {
        Some(Signal::XCPU) => too_long(seconds, " of processor time"),
        // By the kernel for want of memory, or by somebody: not because of a limit of ours.
        Some(Signal::KILL | Signal::TERM | Signal::INT | Signal::HUP) => LoadError::Compile(
            "its compiler was killed; does this machine have too little memory?".to_owned(),
        ),
        _ => LoadError::TooCostly(format!(
            "takes more than {} MiB of memory to compile, or makes the compiler crash",
            COMPILER_MEMORY >> 20
        )),
    }
}

/// Exit code of a compiler that has refused the component, and says why.
const REFUSED: u8 = 1;

/// What the child does: compiles the component on standard input, and writes the code to standard
/// output. Limits itself before it reads anything.
#[must_use]
pub fn serve() -> ExitCode {
    let (answer, code) = match limit_this_process().and_then(|()| compiled_input()) {
        Ok(code) => (code, ExitCode::SUCCESS),
        Err(message) => (message.into_bytes(), ExitCode::from(REFUSED)),
    };
    let mut output = std::io::stdout().lock();
    match output.write_all(&answer).and_then(|()| output.flush()) {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}

fn compiled_input() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_PLUGIN as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    engine()
        .and_then(|engine| engine.precompile_component(&bytes))
        .map_err(|error| format!("{error:#}"))
}

fn limit_this_process() -> Result<(), String> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(not_limited)?;
    for (resource, most) in [
        // A crash must not leave a copy of the memory on the disk.
        (Resource::Core, 0),
        (Resource::As, COMPILER_MEMORY as u64),
        // Writes to pipes are not files.
        (Resource::Fsize, 0),
    ] {
        // Where the limit is lower already, it stays.
        let most = getrlimit(resource)
            .maximum
            .map_or(most, |present| present.min(most));
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).map_err(not_limited)?;
    }
    // The parent may have said less, and whoever started it.
    let present = getrlimit(Resource::Cpu).current.unwrap_or(COMPILER_SECONDS);
    limit_processor_time(None, present.min(COMPILER_SECONDS))
}

/// Ends a process, or this one, by SIGXCPU. SIGKILL would follow a second later; it is what the kernel
/// sends for want of memory, too, so that it must not come first.
fn limit_processor_time(process: Option<Pid>, seconds: u64) -> Result<(), String> {
    let limit = Rlimit {
        current: Some(seconds),
        maximum: Some(seconds + 1),
    };
    match prlimit(process, Resource::Cpu, limit) {
        // It may have ended already, or whoever started this program allows less.
        Ok(_) | Err(Errno::SRCH | Errno::PERM) => Ok(()),
        Err(error) => Err(not_limited(error)),
    }
}

fn not_limited(error: Errno) -> String {
    format!("its limits could not be set: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_is_wasted_is_bounded_for_all_plugins_together() {
        let mut wasted = 0;
        let mut tried = 0;
        while allowed(wasted) > 0 {
            wasted += allowed(wasted);
            tried += 1;
        }
        assert_eq!(wasted, COMPILER_WASTE);
        assert!(tried >= 8, "{tried}");
        // One that is no more than large is still compiled behind one that is hostile.
        assert!(allowed(COMPILER_SECONDS) + 1 >= COMPILER_SECONDS);
    }

    #[test]
    fn only_what_the_limits_did_is_said_to_be_the_plugin() {
        let ended = |signal: Signal| killed(ExitStatus::from_raw(signal.as_raw()), 3).to_string();
        assert!(ended(Signal::XCPU).contains("3 seconds of processor time"));
        assert!(ended(Signal::ABORT).contains("MiB of memory"));
        let outside = ended(Signal::KILL);
        assert!(outside.contains("was killed"), "{outside}");
        assert!(
            !outside.contains("more than a plugin is allowed"),
            "{outside}"
        );
    }
}
