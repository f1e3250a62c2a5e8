//! One child process, bounded in time and output. It cannot hang the caller: not by printing for
//! ever, by printing nothing, by closing its output, or by leaving children behind.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

use super::{Command, Output, RunError};

/// How often to ask whether the child has ended when its pipes say nothing. Both pipes close at
/// the end of nearly every command, so that this delays only the odd ones.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// How long a killed child may take to die before it is left to init. Only one that is stuck in
/// the kernel, as on a dead network file system, needs longer.
const LAST_BREATH: Duration = Duration::from_secs(1);

/// What a child may use up.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) time: Duration,
    /// Bytes, of each of the two outputs.
    pub(super) output: usize,
}

/// Runs a program to its end, or kills it and everything in its process group.
pub(super) fn run(
    program: &Path,
    command: &Command,
    search_path: &str,
    limits: Limits,
) -> Result<Output, RunError> {
    let other = |error: io::Error| RunError::Other {
        command: command.to_string(),
        message: error.to_string(),
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the System trait runs commands"
    )]
    let mut child = std::process::Command::new(program)
        .args(&command.arguments)
        .env_clear()
        .env("LC_ALL", "C")
        .env("PATH", search_path)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(other)?;
    let outcome = follow(&mut child, command, limits);
    let status = end(&mut child);
    let (stdout, stderr) = outcome?;
    let status = status.map_err(other)?;
    match status.code() {
        Some(code) => Ok(Output {
            status: code,
            stdout,
            stderr,
        }),
        None => Err(RunError::Other {
            command: command.to_string(),
            message: format!("was killed by signal {}", status.signal().unwrap_or(0)),
        }),
    }
}

/// Reads both outputs until the child has ended, or until it goes too far.
fn follow(
    child: &mut Child,
    command: &Command,
    limits: Limits,
) -> Result<(Vec<u8>, Vec<u8>), RunError> {
    let deadline = Instant::now() + limits.time;
    let other = |error: io::Error| RunError::Other {
        command: command.to_string(),
        message: error.to_string(),
    };
    let mut stdout = Capture::new(child.stdout.take().map(OwnedFd::from)).map_err(other)?;
    let mut stderr = Capture::new(child.stderr.take().map(OwnedFd::from)).map_err(other)?;
    loop {
        // Asked before the pipes are read: all that the child has written is then in them, and
        // what a grandchild that holds them open may still write is not waited for.
        let ended = has_ended(child).map_err(other)?;
        for output in [&mut stdout, &mut stderr] {
            output.drain(limits.output).map_err(other)?;
            if output.content.len() > limits.output {
                return Err(RunError::TooMuchOutput {
                    command: command.to_string(),
                });
            }
        }
        if ended {
            return Ok((stdout.content, stderr.content));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(RunError::TimedOut {
                command: command.to_string(),
            });
        }
        wait_for_output(&[&stdout, &stderr], left.min(ASK_AGAIN)).map_err(other)?;
    }
}

/// Whether the child has ended. It is not reaped: until then its number, which is also that of
/// its process group, belongs to nobody else.
fn has_ended(child: &Child) -> io::Result<bool> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    match rustix::process::waitid(WaitId::Pid(Pid::from_child(child)), options) {
        Ok(status) => Ok(status.is_some()),
        Err(Errno::INTR) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Kills what is left of the process group and reaps the child.
fn end(child: &mut Child) -> io::Result<ExitStatus> {
    // An error means that nobody is left, or that somebody has changed to another user.
    let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
    let deadline = Instant::now() + LAST_BREATH;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() >= deadline {
            return Err(io::Error::other("does not die when it is killed"));
        }
        std::thread::sleep(ASK_AGAIN);
    }
}

/// One output of the child.
struct Capture {
    /// None once it is closed.
    pipe: Option<File>,
    content: Vec<u8>,
}

impl Capture {
    fn new(pipe: Option<OwnedFd>) -> io::Result<Self> {
        if let Some(pipe) = &pipe {
            let flags = rustix::fs::fcntl_getfl(pipe)?;
            rustix::fs::fcntl_setfl(pipe, flags | OFlags::NONBLOCK)?;
        }
        Ok(Self {
            pipe: pipe.map(File::from),
            content: Vec::new(),
        })
    }

    /// Takes what is in the pipe, at most one byte more than the limit.
    fn drain(&mut self, limit: usize) -> io::Result<()> {
        let Some(pipe) = &mut self.pipe else {
            return Ok(());
        };
        let room = (limit + 1).saturating_sub(self.content.len());
        match pipe.take(room as u64).read_to_end(&mut self.content) {
            Ok(_) => self.pipe = None,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn wait_for_output(outputs: &[&Capture], time: Duration) -> io::Result<()> {
    let mut pipes: Vec<PollFd<'_>> = outputs
        .iter()
        .filter_map(|output| output.pipe.as_ref())
        .map(|pipe| PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN))
        .collect();
    let timeout = Timespec {
        tv_sec: 0,
        tv_nsec: time.subsec_nanos().into(),
    };
    match poll(&mut pipes, Some(&timeout)) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}
