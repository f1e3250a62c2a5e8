//! Writes the documents of one run to where they were asked for.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use muster_facts::Snapshot;
use muster_outcomes::{Evaluation, Selection};
use muster_policy::Verdict;
use muster_report::{Format, Options, Settings, printable_line};

use crate::args;
use crate::console::tell;
use crate::documents::{Document, OutputSpec};
use crate::failure::Failure;
use crate::{evidence, files, repository};

/// Everything that one run can be asked to write.
pub(crate) struct Results<'a> {
    pub(crate) snapshot: Option<&'a Snapshot>,
    /// There where it [is asked for](Outputs::have_evaluation).
    pub(crate) evaluation: Option<&'a Evaluation>,
    pub(crate) verdict: &'a Verdict,
    /// The policy's own file, where it is in a repository.
    pub(crate) settings: Option<&'a Settings>,
}

/// Where the documents of one run go.
#[derive(Debug)]
pub(crate) struct Outputs {
    specs: Vec<OutputSpec>,
    options: Options,
    /// Where what the report quotes goes.
    evidence: Option<PathBuf>,
}

impl Outputs {
    /// Checks what was asked for before any work is done.
    pub(crate) fn new(
        output: args::OutputArgs,
        options: Options,
        has_snapshot: bool,
    ) -> Result<Self, Failure> {
        let mut specs = output.output;
        if specs.iter().filter(|spec| spec.path.is_none()).count() > 1 {
            return Err(Failure::new(
                "only one document can go to standard output; give the others a path: --output FORMAT=PATH",
            ));
        }
        if !has_snapshot && specs.iter().any(|spec| spec.document == Document::Snapshot) {
            return Err(Failure::new(
                "an evaluation does not hold its snapshot; use `muster collect`",
            ));
        }
        for (index, spec) in specs.iter().enumerate() {
            if let Some(path) = &spec.path
                && specs
                    .iter()
                    .skip(index + 1)
                    .any(|other| other.path.as_ref() == Some(path))
            {
                return Err(Failure::file_that(path, "is the path of two documents"));
            }
        }
        // Anyone who has the report for people in a file does not need it twice.
        let terminal = Document::Report(Format::Terminal);
        if specs
            .iter()
            .all(|spec| spec.path.is_some() && spec.document != terminal)
        {
            specs.push(OutputSpec {
                document: terminal,
                path: None,
            });
        }
        Ok(Self {
            specs,
            options: Options {
                checkout: output.path_prefix.as_ref().map(|_| repository::root()),
                path_prefix: output.path_prefix,
                category: output.category,
                min_severity: output.min_severity,
                alert_consequences: output.alert_consequences,
                ..options
            },
            evidence: output.evidence,
        })
    }

    /// Writes every document, the files first, so that standard output comes last.
    pub(crate) fn write(&self, results: &Results<'_>) -> Result<(), Failure> {
        let (files, standard): (Vec<_>, Vec<_>) =
            self.specs.iter().partition(|spec| spec.path.is_some());
        let own_options = Options {
            settings: results.settings.cloned(),
            ..self.options.clone()
        };
        // What one document cannot hold must not keep the others back.
        let mut failed = None;
        for spec in files.into_iter().chain(standard) {
            // A file is never coloured or as wide as somebody's terminal.
            let options = match &spec.path {
                Some(_) => &Options {
                    colour: false,
                    width: Options::default().width,
                    ..own_options.clone()
                },
                None => &own_options,
            };
            let begun = Instant::now();
            let text = match document(spec.document, results, options) {
                Ok(text) => text,
                Err(failure) => {
                    failed.get_or_insert(failure);
                    continue;
                }
            };
            tracing::info!(
                bytes = text.len(),
                microseconds = begun.elapsed().as_micros(),
                "rendered"
            );
            let written = match &spec.path {
                Some(path) => files::write(path, text.as_bytes(), files::Mode::Private),
                None => to_stdout(&text),
            };
            if let Err(failure) = written {
                failed.get_or_insert(failure);
            }
        }
        if let Some(directory) = &self.evidence {
            let Verdict {
                target, selection, ..
            } = results.verdict;
            let texts = muster_report::evidence(results.verdict, &own_options);
            if let Err(failure) = evidence::write(directory, target, selection, &texts) {
                failed.get_or_insert(failure);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Whether a file for GitHub is among them.
    pub(crate) fn are_for_github(&self) -> bool {
        self.have(Document::Report(Format::SarifGithub))
    }

    /// Whether standard output is the report for people, and no program reads any.
    pub(crate) fn are_for_people(&self) -> bool {
        let terminal = Document::Report(Format::Terminal);
        self.specs
            .iter()
            .all(|spec| spec.document == terminal && spec.path.is_none())
    }

    /// Whether the evaluation itself is among them.
    pub(crate) fn have_evaluation(&self) -> bool {
        self.have(Document::Evaluation)
    }

    fn have(&self, document: Document) -> bool {
        self.specs.iter().any(|spec| spec.document == document)
    }

    /// Writes the file for GitHub that ends the alerts of a host that is gone.
    pub(crate) fn retire(&self, host: &str, selection: &Selection) -> Result<(), Failure> {
        let github = Document::Report(Format::SarifGithub);
        let is_default = |spec: &&OutputSpec| {
            spec.path.is_none() && spec.document == Document::Report(Format::Terminal)
        };
        let mut specs = self
            .specs
            .iter()
            .filter(|spec| !is_default(spec))
            .peekable();
        if specs.peek().is_none() {
            return Err(Failure::new(
                "a host that is gone has no report; give `--output sarif-github=PATH`",
            ));
        }
        for spec in specs {
            if spec.document != github {
                return Err(Failure::new(
                    "--retired only closes alerts; `sarif-github` is the one format for it",
                ));
            }
            let (text, category) = muster_report::retired(host, selection, &self.options)
                .map_err(|error| Failure::new(error.to_string()))?;
            match &spec.path {
                Some(path) => files::write(path, text.as_bytes(), files::Mode::Private)?,
                None => to_stdout(&text)?,
            }
            tell(&printable_line(&format!(
                "Upload it to close the alerts of the category {category}"
            )));
        }
        Ok(())
    }
}

fn document(
    document: Document,
    results: &Results<'_>,
    options: &Options,
) -> Result<String, Failure> {
    match document {
        Document::Report(format) => muster_report::render(format, results.verdict, options)
            .map_err(|error| Failure::new(error.to_string())),
        Document::Evaluation => match results.evaluation {
            Some(evaluation) => evaluation
                .to_json()
                .map_err(|error| Failure::new(error.to_string())),
            None => Err(Failure::new("there is no evaluation to write")),
        },
        Document::Snapshot => match results.snapshot {
            Some(snapshot) => snapshot
                .to_json()
                .map_err(|error| Failure::new(error.to_string())),
            None => Err(Failure::new("there is no snapshot to write")),
        },
    }
}

/// Writes to standard output. A reader that has gone away (`| head`) is not an error.
pub(crate) fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::of_file(Path::new("standard output"), error))
        }
        _ => Ok(()),
    }
}
