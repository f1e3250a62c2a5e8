//! What was found before: the evaluation that `--previous` names, or the last one that a scan of this
//! host and policy kept.

use std::path::{Path, PathBuf};

use muster_facts::Target;
use muster_outcomes::{Evaluation, Outcome, Selection, Status};

use crate::failure::Failure;
use crate::{args, directories, files};

/// The word for "there is none" in place of a file.
const NONE: &str = "none";

/// What is known of the evaluation before.
#[derive(Debug)]
pub(crate) enum History {
    /// Nothing: there may have been one.
    Unknown,
    /// That there was none.
    First,
    /// The evaluation.
    Before(Box<Evaluation>),
}

impl History {
    /// What the command line says; none where it says nothing.
    pub(crate) fn given(arguments: &args::HistoryArgs) -> Result<Option<Self>, Failure> {
        let Some(path) = &arguments.previous else {
            return Ok(None);
        };
        if path == Path::new(NONE) {
            return Ok(Some(Self::First));
        }
        let before = read_evaluation(path).map_err(|failure| {
            Failure::new(format!(
                "--previous: {failure}; use `--previous none` if nothing was reported before"
            ))
        })?;
        Ok(Some(Self::Before(Box::new(before))))
    }

    /// Lets an evaluation take over what it could not judge.
    pub(crate) fn lead_to(&self, evaluation: &mut Evaluation) -> Result<(), Failure> {
        match self {
            Self::Unknown => evaluation.follow(None),
            Self::First => {
                evaluation.follow(None);
                evaluation.history_unknown.clear();
            }
            Self::Before(before) => {
                let (then, now) = (before.target.identity(), evaluation.target.identity());
                if then != now {
                    return Err(Failure::new(format!(
                        "--previous names an evaluation of '{then}', but this is one of '{now}'"
                    )));
                }
                evaluation.follow(Some(before));
            }
        }
        Ok(())
    }
}

/// Reads an evaluation that the command line names.
pub(crate) fn read_evaluation(path: &Path) -> Result<Evaluation, Failure> {
    Evaluation::from_json(&files::read_text(path)?)
        .map_err(|error| Failure::file_that(path, format!("is not a valid evaluation: {error}")))
}

/// What the next scan has to know of an evaluation: its failures, and what it took over.
pub(crate) fn failures_of(evaluation: &Evaluation) -> Evaluation {
    let failed = |outcome: &&Outcome| outcome.status == Status::Fail;
    Evaluation {
        outcomes: evaluation.outcomes.iter().filter(failed).cloned().collect(),
        rules: Vec::new(),
        plugins: Vec::new(),
        schema: evaluation.schema.clone(),
        muster: evaluation.muster.clone(),
        target: evaluation.target.clone(),
        collected_at: evaluation.collected_at.clone(),
        selection: evaluation.selection.clone(),
        carried: evaluation.carried.clone(),
        history_unknown: evaluation.history_unknown.clone(),
    }
}

/// Where scans keep their last evaluation.
pub(crate) struct State {
    directory: PathBuf,
}

impl State {
    /// This user's, where there is a place for it.
    pub(crate) fn of_user() -> Option<Self> {
        let directory = directories::STATE.directory()?;
        Some(Self { directory })
    }

    fn path(&self, target: &Target, selection: &Selection) -> PathBuf {
        let name = format!("{}.json", selection.digest(target));
        self.directory.join(name)
    }

    /// The last evaluation of a host by the same selection.
    pub(crate) fn last(&self, target: &Target, selection: &Selection) -> History {
        let path = self.path(target, selection);
        if !path.is_file() {
            return History::Unknown;
        }
        match read_evaluation(&path) {
            Ok(evaluation) if evaluation.target.identity() == target.identity() => {
                History::Before(Box::new(evaluation))
            }
            Ok(_) => History::Unknown,
            Err(failure) => {
                tracing::warn!("the last evaluation is lost: {failure}");
                History::Unknown
            }
        }
    }

    /// Keeps the [failures](failures_of) of an evaluation for the next. Where that is not possible, the
    /// next scan says that it does not know.
    pub(crate) fn keep(&self, kept: &Evaluation) {
        let path = self.path(&kept.target, &kept.selection);
        let written = files::private_directory(&self.directory)
            .and_then(|()| {
                kept.to_json()
                    .map_err(|error| Failure::new(error.to_string()))
            })
            .and_then(|text| {
                // To put a file in place of another takes the file system longer than all else here.
                if files::read_text(&path).is_ok_and(|known| known == text) {
                    return Ok(());
                }
                files::write(&path, text.as_bytes(), files::Mode::Private)
            });
        if let Err(failure) = written {
            tracing::info!("this evaluation is not kept for the next: {failure}");
        }
    }
}
