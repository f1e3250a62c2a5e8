//! `--output FORMAT[=PATH]`: which documents there are, and how the command line names them. Knows neither
//! the command line nor how a document is written.

use std::path::PathBuf;
use std::str::FromStr;

use muster_report::Format;

/// One `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutputSpec {
    pub(crate) document: Document,
    /// Standard output when there is none.
    pub(crate) path: Option<PathBuf>,
}

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    Report(Format),
    /// What `muster report` reads.
    Evaluation,
    /// What `muster evaluate` reads.
    Snapshot,
}

impl Document {
    /// What Muster itself reads again, beside the reports.
    const OWN: [Self; 2] = [Self::Evaluation, Self::Snapshot];

    /// Every document, the default first.
    fn all() -> impl Iterator<Item = Self> {
        Format::ALL.map(Self::Report).into_iter().chain(Self::OWN)
    }

    /// Its name on the command line.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Report(format) => format.as_str(),
            Self::Evaluation => "evaluation",
            Self::Snapshot => "snapshot",
        }
    }
}

/// What `--help` says of `--output`.
pub(crate) fn help() -> String {
    let names: Vec<&str> = Document::all().map(Document::as_str).collect();
    format!(
        "FORMAT, or FORMAT=PATH for a file; repeatable. Formats: {}. Standard output is the terminal \
         report unless a FORMAT without PATH is given",
        names.join(", ")
    )
}

impl FromStr for OutputSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("the path after `=` is missing".to_owned()),
            Some((format, "-")) => (format, None),
            Some((format, path)) => (format, Some(PathBuf::from(path))),
            None => (text, None),
        };
        let own = Document::OWN.into_iter().find(|own| own.as_str() == format);
        let document = match own {
            Some(own) => own,
            None => Document::Report(format.parse().map_err(|error| {
                format!(
                    "{error}, {}",
                    Document::OWN.map(Document::as_str).join(" or ")
                )
            })?),
        };
        Ok(Self { document, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_format_and_path() {
        let spec: OutputSpec = "sarif=out/a=b.sarif".parse().unwrap();
        assert_eq!(spec.document, Document::Report(Format::Sarif));
        assert_eq!(spec.path, Some(PathBuf::from("out/a=b.sarif")));
        assert_eq!("json=-".parse::<OutputSpec>().unwrap().path, None);
        assert!("yaml".parse::<OutputSpec>().is_err());
        assert!("json=".parse::<OutputSpec>().is_err());
    }
}
