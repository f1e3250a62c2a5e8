//! `muster evaluate`: load · select · plan · evaluate · decide · render, on a snapshot.

use muster_facts::{Secrets, Snapshot};
use muster_report::Options;

use crate::failure::Failure;
use crate::history::History;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::session::Session;
use crate::{args, files};

pub(crate) fn run(
    arguments: args::Evaluate,
    options: Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let outputs = Outputs::new(arguments.output, options, true)?;
    let history = History::given(&arguments.history)?.unwrap_or(History::Unknown);
    let progress = Progress::start("loading plugins");
    let session = Session::load_to_judge(&arguments.policy, &progress)?;
    let path = &arguments.snapshot;
    let mut snapshot = Snapshot::from_json(&files::read_text(path)?)
        .map_err(|error| Failure::file_that(path, format!("is not a valid snapshot: {error}")))?;
    session.name(&mut snapshot);
    session.judge(&snapshot, &history, None, progress, &outputs, secrets)
}
