//! What a user can read: what cannot be read first, with the way out.

use super::page::{Page, Role};
use crate::text::line;
use crate::{Diagnosis, FactSource, Options, Reading};

/// Reasons that are shown of one source.
const MOST_REASONS: usize = 5;

/// Whether a reading belongs to a section.
type Belongs = fn(Reading) -> bool;

/// The sections, in their order.
const SECTIONS: [(&str, Belongs); 4] = [
    ("Not read", Reading::is_unread),
    ("Read", |reading| matches!(reading, Reading::Read)),
    ("Not on this host", |reading| {
        matches!(reading, Reading::NotHere)
    }),
    ("Network, asked by scans", |reading| {
        matches!(reading, Reading::NotAsked)
    }),
];

/// Renders the page.
pub(crate) fn render(diagnosis: &Diagnosis, options: &Options) -> String {
    let mut page = Page::new(options.width, options.colour);
    page.paragraph(
        &format!(
            "muster {} · {} ({}) · policy {}",
            diagnosis.muster,
            line(&diagnosis.target.name),
            diagnosis.target.kind,
            line(&diagnosis.policy)
        ),
        Role::Dim,
    );
    for (title, belongs) in SECTIONS {
        let mut sources: Vec<&FactSource> = diagnosis
            .sources
            .iter()
            .filter(|source| belongs(source.reading) && matters(source))
            .collect();
        if sources.is_empty() {
            continue;
        }
        sources.sort_by_key(|source| source.reading);
        page.heading(title, sources.len());
        let is_list = sources.iter().all(|source| !source.reading.is_unread());
        if is_list {
            page.blank();
        }
        for source in sources {
            if !is_list {
                page.blank();
            }
            write(&mut page, source, options.verbose);
        }
    }
    unused(&mut page, diagnosis, options.verbose);
    others(&mut page, &diagnosis.others);
    conclusion(&mut page, diagnosis);
    page.into_text()
}

/// Whether a rule needs it, or somebody may want to know why it could not be read.
const fn matters(source: &FactSource) -> bool {
    source.rules > 0 || source.reading.is_unread()
}

/// What no rule needs, in one line: it is nothing that an administrator has to read.
fn unused(page: &mut Page, diagnosis: &Diagnosis, verbose: bool) {
    let unused: Vec<&FactSource> = diagnosis
        .sources
        .iter()
        .filter(|source| !matters(source))
        .collect();
    if unused.is_empty() {
        return;
    }
    page.heading("Needed by no rule here", unused.len());
    page.blank();
    if verbose {
        for source in unused {
            page.row(("", Role::Plain), &line(&source.about), Role::Dim);
        }
        return;
    }
    let text = match unused.len() {
        1 => "1 kind of facts makes no difference to any rule on this host; `--verbose` names it."
            .to_owned(),
        many => format!(
            "{many} kinds of facts make no difference to any rule on this host; `--verbose` names them."
        ),
    };
    page.row(("", Role::Plain), &text, Role::Dim);
}

fn write(page: &mut Page, source: &FactSource, verbose: bool) {
    let (label, role) = match source.reading {
        Reading::Denied => ("denied", Role::Error),
        Reading::ProgramMissing => ("missing", Role::Error),
        Reading::Failed => ("failed", Role::Error),
        Reading::Read => ("read", Role::Pass),
        Reading::NotHere => ("absent", Role::Dim),
        Reading::NotAsked => ("network", Role::Dim),
    };
    let rules = match source.rules {
        1 => "1 rule".to_owned(),
        rules => format!("{rules} rules"),
    };
    page.headline((label, role), &line(&source.about), &rules);
    if !source.reading.is_unread() && !verbose {
        return;
    }
    for reason in source.reasons.iter().take(MOST_REASONS) {
        page.row(("", Role::Plain), &line(reason), Role::Plain);
    }
    let more = source.reasons.len().saturating_sub(MOST_REASONS);
    if more > 0 {
        page.row(("", Role::Plain), &format!("and {more} more"), Role::Dim);
    }
    if source.reading.is_unread() {
        let adds = match source.lost {
            0 => "Every rule can be judged without it.".to_owned(),
            1 => "1 rule cannot be judged without it.".to_owned(),
            lost => format!("{lost} rules cannot be judged without it."),
        };
        page.row(("", Role::Plain), &adds, Role::Plain);
    }
    for (index, way) in source.ways_out.iter().enumerate() {
        let label = if index == 0 { "fix" } else { "or" };
        page.row((label, Role::Strong), &line(way), Role::Plain);
    }
}

/// Why other rules cannot be judged.
fn others(page: &mut Page, reasons: &[String]) {
    if reasons.is_empty() {
        return;
    }
    page.heading("Not understood", reasons.len());
    page.blank();
    for reason in reasons.iter().take(MOST_REASONS) {
        page.row(("error", Role::Error), &line(reason), Role::Plain);
    }
    if reasons.len() > MOST_REASONS {
        let more = format!(
            "and {} more; see `muster scan`",
            reasons.len() - MOST_REASONS
        );
        page.row(("", Role::Plain), &more, Role::Dim);
    }
}

fn conclusion(page: &mut Page, diagnosis: &Diagnosis) {
    page.rule();
    let name = line(&diagnosis.target.name);
    let text = match diagnosis.lost {
        0 => format!("Everything that the policy needs from {name} can be read. Exit code 0."),
        1 => format!(
            "1 of {} rules cannot be judged on {name}. Exit code 3.",
            diagnosis.rules
        ),
        lost => format!(
            "{lost} of {} rules cannot be judged on {name}. Exit code 3.",
            diagnosis.rules
        ),
    };
    page.paragraph(&text, Role::Strong);
}
