//! The project that all rules are about, and what of it is not known.

use muster_sdk::compose::{self, ComposeProject, Gap};
use muster_sdk::{ByName, FactError, Finding, NotEvaluated, Outcome};

/// Parts that decide which services there are, and what any of them is.
pub(crate) const WHOLE: [&str; 2] = ["include", "extends"];

/// What a rule says where there is no project to judge.
const SUBJECT: &str = "compose";

/// The project of this host.
pub(crate) struct Project {
    facts: ComposeProject,
}

impl Project {
    /// Judges the project, if there is one. The findings are about its file, whichever of its files a line
    /// is in.
    pub(crate) fn judge(
        judge: impl FnOnce(&Self) -> Result<Vec<Finding>, NotEvaluated>,
    ) -> Outcome {
        let Some(facts) = compose::project()? else {
            return Ok(vec![Finding::not_applicable(
                SUBJECT,
                "There is no Compose project.",
            )]);
        };
        let project = Self { facts };
        let file = project.file();
        Ok(judge(&project)?
            .into_iter()
            .map(|finding| finding.of_file(file))
            .collect())
    }

    /// The file by which the project is called.
    pub(crate) fn file(&self) -> &str {
        &self.facts.file
    }

    /// The directory of that file, in which relative paths begin.
    pub(crate) fn directory(&self) -> &str {
        self.facts
            .file
            .rsplit_once('/')
            .map_or("/", |(directory, _)| directory)
    }

    /// Whether the project has a service of this name.
    pub(crate) fn has(&self, service: &str) -> bool {
        self.facts
            .services
            .iter()
            .any(|known| known.name == service)
    }

    /// `, which waits for the profile …`, for a service that does not start by itself.
    pub(crate) fn waiting(&self, service: &str) -> String {
        let known = self
            .facts
            .services
            .iter()
            .find(|known| known.name == service);
        known.map_or_else(String::new, |known| waiting_for(&known.waits_for))
    }
}

/// `, once the profile 'debug' is enabled`, where something has to be.
pub(crate) fn waiting_for(profiles: &[String]) -> String {
    let names: Vec<String> = profiles.iter().map(|name| format!("'{name}'")).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(", once the profile {} is enabled", names.join(" or "))
    }
}

/// Whether it is not known what a service has under any of these parts.
pub(crate) fn is_unknown(gaps: &[Gap], service: &str, parts: &[&str]) -> bool {
    gaps.iter().any(|gap| {
        let theirs = gap.service.as_deref().is_none_or(|name| name == service);
        theirs && concerns(gap, parts)
    })
}

/// Whether what is not known is one of these parts, or may decide about it.
fn concerns(gap: &Gap, parts: &[&str]) -> bool {
    let part = gap.part.as_str();
    parts.contains(&part) || WHOLE.contains(&part)
}

/// One error for each service of which one of these parts is not known.
pub(crate) fn unknown(parts: &[&str]) -> Result<Vec<Finding>, FactError> {
    let mut gaps = compose::gaps()?;
    gaps.retain(|gap| concerns(gap, parts));
    Ok(told(&gaps))
}

fn told(gaps: &[Gap]) -> Vec<Finding> {
    let mut found: ByName<Vec<&Gap>> = ByName::default();
    for gap in gaps {
        let subject = match &gap.service {
            Some(service) => format!("compose/{service}/{}", gap.part),
            None => format!("compose/{}", gap.part),
        };
        found.get_or_insert_with(subject, Vec::new).push(gap);
    }
    let finding = |(subject, gaps): (String, Vec<&Gap>)| {
        let (first, more) = gaps.split_first()?;
        let more = match more.len() {
            0 => String::new(),
            1 => "; and one more".to_owned(),
            more => format!("; and {more} more"),
        };
        let whose = match &first.service {
            Some(service) => format!("`{}` of '{service}'", first.part),
            None => format!("`{}` of the project", first.part),
        };
        let reason = format!("{whose} is not known: {}{more}.", first.reason);
        let finding = Finding::error(subject, reason);
        Some(gaps.iter().fold(finding, |finding, gap| {
            finding.at(gap.source.clone(), "is not known")
        }))
    };
    found.into_iter().filter_map(finding).collect()
}
