//! The directories that are still to be walked through, for several threads. The last one in is the first one out, so
//! that there are never more of them open than the tree is deep, for each thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    more: Condvar,
}

struct State<T> {
    tasks: Vec<T>,
    /// Threads that have a task, and may bring new ones.
    running: usize,
    waiting: usize,
    ended: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(first: T) -> Self {
        Self {
            state: Mutex::new(State {
                tasks: vec![first],
                running: 0,
                waiting: 0,
                ended: false,
            }),
            more: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A task, after which [`Queue::done`] must be called; none when nothing is left to do.
    pub(super) fn next(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if state.ended {
                return None;
            }
            if let Some(task) = state.tasks.pop() {
                state.running += 1;
                return Some(task);
            }
            if state.running == 0 {
                state.ended = true;
                self.more.notify_all();
                return None;
            }
            state.waiting += 1;
            state = self
                .more
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }

    /// Gives back the right to bring tasks, with those that the last one came to.
    pub(super) fn done(&self, tasks: &mut Vec<T>) {
        let mut state = self.state();
        state.tasks.append(tasks);
        state.running -= 1;
        let is_over = state.tasks.is_empty() && state.running == 0;
        if state.waiting > 0 && (is_over || !state.tasks.is_empty()) {
            self.more.notify_all();
        }
    }

    /// Leaves the rest undone. Whether somebody has said so before is told.
    pub(super) fn end(&self) -> bool {
        let mut state = self.state();
        state.tasks.clear();
        self.more.notify_all();
        std::mem::replace(&mut state.ended, true)
    }
}

/// Ends the walk where a thread panics in the middle of a task: the others would wait for it forever.
pub(super) struct EndOnPanic<'a, T>(pub(super) &'a Queue<T>);

impl<T> Drop for EndOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}
