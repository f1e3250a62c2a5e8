//! `muster scan`: load · select · plan · collect · evaluate · decide · render.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use muster_facts::{Secrets, make_room};
use muster_report::Options;

use crate::failure::Failure;
use crate::history::{History, State};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::project::is_missing;
use crate::session::Session;
use crate::trust::PROJECT_FILE;
use crate::{args, console, survey, target};

pub(crate) fn run(
    arguments: args::Scan,
    options: Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let outputs = Outputs::new(arguments.output, options, true)?;
    let history = History::given(&arguments.history)?;
    let keeps = !arguments.policy.narrowing.no_cache;
    let progress = Progress::start("loading plugins");
    // Reading a recording takes as long as loading what judges it.
    let (session, system) = thread::scope(|scope| {
        let opening = scope.spawn(|| {
            make_room();
            target::open(&arguments.target)
        });
        let session = Session::load_to_judge(&arguments.policy, &progress);
        let system = opening.join().unwrap_or_else(|panic| resume_unwind(panic));
        (session, system)
    });
    let (mut session, system) = (session?, system?);
    let offline = arguments.target.offline;
    let snapshot = session.look(&*system, offline, &arguments.edge, &progress, secrets)?;
    let state = State::of_user();
    let history = match history {
        Some(given) => given,
        None => session.last(state.as_ref(), &snapshot.target),
    };
    let keeper = state.as_ref().filter(|_| keeps);
    // Programs that read a report want no advice, and whoever chose a policy has one.
    let is_advised = outputs.are_for_people()
        && arguments.policy.source.chosen().is_none()
        && is_missing(Path::new(PROJECT_FILE));
    let hint = is_advised.then(|| {
        let targets = session.targets();
        survey::hint(
            &snapshot.facts,
            &*system,
            targets,
            secrets,
            &arguments.target,
        )
    });
    let code = session.judge(&snapshot, &history, keeper, progress, &outputs, secrets)?;
    if let Some(hint) = hint.flatten() {
        console::tell(&muster_report::printable_line(&hint));
    }
    Ok(code)
}
