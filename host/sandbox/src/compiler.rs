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
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{
    Resource, Rlimit, Signal, getrlimit, set_parent_process_death_signal, setrlimit,
};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::LoadError;
use crate::engine::engine;
use crate::limits::{
    COMPILER_DEADLINE, COMPILER_MEMORY, COMPILER_SECONDS, COMPILER_THREADS, LARGEST_CODE,
    LARGEST_PLUGIN, LONGEST_TEXT,
};

/// How to start the compiler: a program that does nothing but call [`serve`].
#[derive(Clone, Debug)]
pub struct Compiler {
    program: PathBuf,
    argument: OsString,
}

impl Compiler {
    /// The program, with the one argument that makes it call [`serve`].
    pub fn new(program: impl Into<PathBuf>, argument: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            argument: argument.into(),
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

    /// The compiled code, as the child wrote it.
    fn code(&self, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
        let failed = |error: std::io::Error| {
            LoadError::Compile(format!("its compiler could not be run: {error}"))
        };
        let mut child = self.start().map_err(failed)?;
        let answer = exchange(&mut child, bytes);
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
            _ => Err(killed(status)),
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

/// Gives the child the component and takes its answer, within the deadline.
fn exchange(child: &mut Child, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
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
            None => match receiver.recv_timeout(COMPILER_DEADLINE) {
                Ok(Ok(answer)) if answer.len() <= LARGEST_CODE => Ok(answer),
                Ok(Ok(_)) => Err(LoadError::TooCostly(format!(
                    "becomes more than {} MiB of machine code",
                    LARGEST_CODE >> 20
                ))),
                Ok(Err(error)) => Err(LoadError::Compile(format!(
                    "its compiler could not be heard: {error}"
                ))),
                Err(RecvTimeoutError::Timeout) => Err(too_long(COMPILER_DEADLINE)),
                // The thread panicked.
                Err(RecvTimeoutError::Disconnected) => Err(LoadError::Compile(
                    "its compiler could not be heard".to_owned(),
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

fn too_long(time: Duration) -> LoadError {
    LoadError::TooCostly(format!(
        "takes more than {} seconds to compile",
        time.as_secs()
    ))
}

/// What the end of a child means that gave no answer.
fn killed(status: ExitStatus) -> LoadError {
    const PROCESSOR_TIME: [i32; 2] = [Signal::XCPU.as_raw(), Signal::KILL.as_raw()];
    match status.signal() {
        Some(signal) if PROCESSOR_TIME.contains(&signal) => {
            too_long(Duration::from_secs(COMPILER_SECONDS))
        }
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
    let failed = |error: rustix::io::Errno| format!("its limits could not be set: {error}");
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(failed)?;
    for (resource, most) in [
        // A crash must not leave a copy of the memory on the disk.
        (Resource::Core, 0),
        (Resource::Cpu, COMPILER_SECONDS),
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
        setrlimit(resource, limit).map_err(failed)?;
    }
    Ok(())
}
