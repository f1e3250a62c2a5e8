//! `muster report`: decide · render, on a saved evaluation.

use muster_outcomes::Evaluation;
use muster_report::Options;

use crate::failure::Failure;
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::session::Session;
use crate::{args, files};

pub(crate) fn run(arguments: args::Report, options: Options) -> Result<u8, Failure> {
    let outputs = Outputs::new(arguments.output, options, false)?;
    let path = &arguments.evaluation;
    let mut evaluation = Evaluation::from_json(&files::read_text(path)?)
        .map_err(|error| Failure::file_that(path, format!("is not a whole evaluation: {error}")))?;
    let session = Session::load(&arguments.policy, &Progress::hidden())?;
    session.complete(&mut evaluation);
    session.report(None, &evaluation, &outputs)
}
