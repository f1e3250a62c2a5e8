//! `muster features`: load · select what features need · collect · evaluate · decide · show.

use std::thread;
use std::time::{Duration, Instant};

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

/// Between two looks at a host whose services are starting.
const PAUSE: Duration = Duration::from_secs(2);

pub(crate) fn run(
    arguments: &Features,
    options: &Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let progress = Progress::start("loading plugins");
    let mut session = Session::load_features(arguments, &progress)?;
    let begun = Instant::now();
    let patience = Duration::from_secs(arguments.wait.unwrap_or_default());
    let (verdict, code) = loop {
        let verdict = judge(&mut session, arguments, &progress, secrets)?;
        let code = exit_code(&verdict, arguments.after_deploy);
        let left = patience.saturating_sub(begun.elapsed());
        if code == 0 || left.is_zero() {
            break (verdict, code);
        }
        progress.phase("waiting for what is not ready");
        thread::sleep(left.min(PAUSE));
    };
    drop(progress);
    let rendered = |format| {
        muster_report::render(format, &verdict, options)
            .map_err(|error| Failure::new(error.to_string()))
    };
    let text = match arguments.output {
        // What fails need not belong to a feature.
        FeaturesFormat::Terminal if arguments.after_deploy => rendered(Format::Terminal)?,
        FeaturesFormat::Terminal => muster_report::features(&verdict, options),
        FeaturesFormat::Json => rendered(Format::Json)?,
    };
    to_stdout(&text)?;
    Ok(code)
}

/// Looks at the target once.
fn judge(
    session: &mut Session,
    arguments: &Features,
    progress: &Progress,
    secrets: &Secrets,
) -> Result<Verdict, Failure> {
    let system = target::open(&arguments.target)?;
    let offline = arguments.target.offline;
    let snapshot = session.look(&*system, offline, &arguments.edge, progress, secrets)?;
    progress.phase("evaluating rules");
    let mut evaluation = session.evaluate(&snapshot, secrets);
    // What failed in the last scan and cannot be judged now still fails.
    session
        .last(State::of_user().as_ref(), &snapshot.target)
        .lead_to(&mut evaluation)?;
    Ok(session.decide(evaluation))
}

fn exit_code(verdict: &Verdict, after_deploy: bool) -> u8 {
    if after_deploy {
        return verdict.conclusion.exit_code();
    }
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
