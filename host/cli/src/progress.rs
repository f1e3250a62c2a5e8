//! Progress on a terminal, for whatever takes longer than a blink.

use std::io::IsTerminal as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget};

/// A blink. What is done by then shows nothing.
const BLINK: Duration = Duration::from_millis(200);

/// Shows what is going on until it is dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to wait for the blink to pass. Does nothing where nobody watches.
    pub(crate) fn start(phase: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(phase);
        if !std::io::stderr().is_terminal() {
            return Self {
                bar,
                stop: None,
                thread: None,
            };
        }
        let (stop, stopped) = channel();
        let shown = bar.clone();
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .spawn(move || {
                if stopped.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(BLINK / 2);
                }
            });
        Self {
            bar,
            stop: Some(stop),
            thread: thread.ok(),
        }
    }

    /// Names what is going on now.
    pub(crate) fn phase(&self, text: &'static str) {
        self.bar.set_message(text);
    }
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
