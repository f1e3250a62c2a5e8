//! `muster features`: load · select what features need · collect · evaluate · decide · show.

use muster_facts::Secrets;
use muster_policy::{Readiness, Verdict};
use muster_report::{Format, Options};

use crate::args::{Features, FeaturesFormat};
use crate::failure::Failure;
use crate::history::State;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::session::Session;
use crate::{INCOMPLETE, target};

/// A feature lacks something.
const NOT_READY: u8 = 1;

pub(crate) fn run(
    arguments: &Features,
    options: &Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let progress = Progress::start("loading plugins");
    let mut session = Session::load_features(arguments, &progress)?;
    let system = target::open(&arguments.target)?;
    let network = target::network(&*system, arguments.target.offline);
    session.confirm(arguments.edge.cloudflare_api.clone(), &network)?;
    let snapshot = session.collect_to_judge(&*system, &network, &progress, secrets);
    progress.phase("evaluating rules");
    let mut evaluation = session.evaluate(&snapshot, secrets);
    // What failed in the last scan and cannot be judged now still fails.
    session
        .last(State::of_user().as_ref(), &snapshot.target)
        .lead_to(&mut evaluation)?;
    drop(progress);
    let verdict = session.decide(evaluation);
    let text = match arguments.output {
        FeaturesFormat::Terminal => muster_report::features(&verdict, options),
        FeaturesFormat::Json => muster_report::render(Format::Json, &verdict, options)
            .map_err(|error| Failure::new(error.to_string()))?,
    };
    to_stdout(&text)?;
    Ok(exit_code(&verdict))
}

fn exit_code(verdict: &Verdict) -> u8 {
    let features = &verdict.features;
    if features.iter().any(|feature| !feature.unknown.is_empty()) {
        INCOMPLETE
    } else if features
        .iter()
        .any(|feature| feature.state == Readiness::NotReady)
    {
        NOT_READY
    } else {
        0
    }
}
