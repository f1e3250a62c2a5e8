//! `muster report`: decide · render, on a saved evaluation.

use std::path::Path;

use muster_report::Options;

use crate::args;
use crate::failure::Failure;
use crate::history::{self, History};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::session::Session;

pub(crate) fn run(arguments: args::Report, options: Options) -> Result<u8, Failure> {
    let outputs = Outputs::new(arguments.output, options, false)?;
    let load = || Session::load(&arguments.policy, &Progress::hidden());
    if let Some(host) = &arguments.retired {
        outputs.retire(host, load()?.selection())?;
        return Ok(0);
    }
    let path = arguments.evaluation.as_deref().unwrap_or(Path::new("-"));
    let mut evaluation = history::read_evaluation(path)?;
    let history = History::given(&arguments.history)?;
    let session = load()?;
    session.narrow(&mut evaluation);
    session.complete(&mut evaluation);
    if let Some(history) = history {
        history.lead_to(&mut evaluation)?;
    }
    session.report(None, evaluation, &outputs)
}
