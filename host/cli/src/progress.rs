//! Progress on a terminal, for whatever takes longer than a blink.

use std::io::IsTerminal as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use muster_facts::Domain;

use crate::console;

/// A blink. What is done by then shows nothing.
const BLINK: Duration = Duration::from_millis(200);

/// Shows what is going on until it is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    waiting: Mutex<Vec<Domain>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows nothing.
    pub(crate) fn hidden() -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_style(ProgressStyle::default_spinner()),
            waiting: Mutex::default(),
            stop: None,
            thread: None,
        }
    }

    /// Begins to wait for the blink to pass. Does nothing where nobody watches.
    pub(crate) fn start(phase: &'static str) -> Self {
        let mut progress = Self::hidden();
        progress.phase(phase);
        if std::io::stderr().is_terminal() {
            let (stop, stopped) = channel();
            let shown = progress.bar.clone();
            let thread = std::thread::Builder::new()
                .name("progress".to_owned())
                .spawn(move || {
                    if stopped.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                        shown.set_draw_target(ProgressDrawTarget::stderr());
                        shown.enable_steady_tick(BLINK / 2);
                    }
                });
            progress.stop = Some(stop);
            progress.thread = thread.ok();
        }
        progress
    }

    /// Says something on standard error, which must not run into what moves.
    pub(crate) fn say(&self, text: &str) {
        let text = muster_report::printable(text);
        self.bar.suspend(|| console::tell(&text));
    }

    /// Names what is going on now.
    pub(crate) fn phase(&self, text: &'static str) {
        self.bar.set_message(text);
    }

    /// Names the facts that are waited for.
    pub(crate) fn collecting(&self, domains: &[Domain]) {
        self.wait(|waiting| domains.clone_into(waiting));
    }

    /// These facts are there.
    pub(crate) fn collected(&self, domain: Domain) {
        self.wait(|waiting| waiting.retain(|waited| *waited != domain));
    }

    fn wait(&self, change: impl FnOnce(&mut Vec<Domain>)) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut waiting);
        let names: Vec<&str> = waiting.iter().map(|domain| short(*domain)).collect();
        if !names.is_empty() {
            self.bar
                .set_message(format!("collecting facts: {}", names.join(", ")));
        }
    }
}

/// `packet-filter` of `muster:firewall/packet-filter`.
fn short(domain: Domain) -> &'static str {
    let interface = domain.interface();
    interface.rsplit('/').next().unwrap_or(interface)
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
        self.bar.finish_and_clear();
    }
}
