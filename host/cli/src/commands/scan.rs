//! `muster scan`: load · select · plan · collect · evaluate · decide · render.

use muster_facts::Secrets;
use muster_report::Options;

use crate::args;
use crate::failure::Failure;
use crate::history::{History, State};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::session::Session;

pub(crate) fn run(
    arguments: args::Scan,
    options: Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let outputs = Outputs::new(arguments.output, options, true)?;
    let history = History::given(&arguments.history)?;
    let keeps = !arguments.policy.no_cache;
    let progress = Progress::start("loading plugins");
    let mut session = Session::load(&arguments.policy, &progress)?;
    let snapshot = session.look(&arguments.target, &arguments.edge, &progress, secrets)?;
    let state = State::of_user();
    let history = match history {
        Some(given) => given,
        None => session.last(state.as_ref(), &snapshot.target),
    };
    let keeper = state.as_ref().filter(|_| keeps);
    session.judge(&snapshot, &history, keeper, progress, &outputs, secrets)
}
