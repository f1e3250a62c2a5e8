//! `muster init`: look at the host · write a policy that describes it.

use std::path::Path;

use muster_facts::Secrets;
use muster_policy::PackSource;
use muster_report::printable_line;

use crate::args::Init;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::{DEFAULT_PACK, Packs, builtin, is_missing};
use crate::survey::Survey;
use crate::trust::{PROJECT_FILE, Trust, Unread};
use crate::{files, target};

pub(crate) fn run(arguments: &Init, secrets: &Secrets) -> Result<u8, Failure> {
    let path = arguments.output.as_path();
    let is_shown = path == Path::new("-");
    // Before the host is looked at, so that nobody waits for nothing; and again when it is written.
    if !is_shown && !arguments.force && !is_missing(path) {
        return Err(Failure::file_that(
            path,
            "exists already; replace it with --force, or show a new one with --output -",
        ));
    }
    let packs = Packs(Trust::Named);
    let pack = muster_policy::load(builtin(DEFAULT_PACK)?, &packs)?;
    let system = target::open(&arguments.target.without_network())?;
    let progress = Progress::start("looking at the host");
    let survey = Survey::of(&*system, pack.targets(), secrets);
    drop(progress);
    let text = survey.to_policy();
    // Read as the next scan will.
    muster_policy::load(PackSource::file(PROJECT_FILE, text.clone()), &packs)?;
    if is_shown {
        to_stdout(&text)?;
        return Ok(0);
    }
    match arguments.force {
        true => files::write(path, text.as_bytes(), files::Mode::Readable)?,
        false => files::create(path, text.as_bytes(), files::Mode::Readable)?,
    }
    to_stdout(&written(path, &survey.summary()))?;
    if let Err(Unread::Distrusted(why)) = Trust::Found.read_text(path) {
        tracing::warn!("{why}");
    }
    Ok(0)
}

/// What was written, and what to do with it.
fn written(path: &Path, summary: &str) -> String {
    let name = printable_line(&path.display().to_string());
    let found = match summary.is_empty() {
        true => String::new(),
        false => format!(": {summary}"),
    };
    let scan = match path == Path::new(PROJECT_FILE) {
        true => "`muster scan`".to_owned(),
        false => format!("`muster scan --policy {name}`"),
    };
    format!(
        "Written to {name}{found}.\n\
         Read it and turn on what is right, then run {scan}. `muster doctor` says what this user cannot read.\n"
    )
}
