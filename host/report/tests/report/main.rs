//! What a reader of each format sees, through the crate's one function.

#[cfg(test)]
mod attested;
#[cfg(test)]
mod causes;
#[cfg(test)]
mod features;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod followed;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod json;
#[cfg(test)]
mod junit;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod markdown;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod prometheus;
#[cfg(test)]
mod sarif;
#[cfg(test)]
mod sarif_rules;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod totals;

#[cfg(test)]
use muster_outcomes::Totals;
#[cfg(test)]
use muster_policy::Verdict;
#[cfg(test)]
use muster_report::{Format, Options, render};

/// What a reader of the format counts.
#[cfg(test)]
fn counted(format: Format, verdict: &Verdict) -> Totals {
    let text = render(format, verdict, &Options::default()).unwrap();
    match format {
        Format::Terminal => terminal::totals(&text),
        Format::Json => json::totals(&text),
        Format::Sarif => sarif::totals(&text),
        Format::SarifGithub => sarif::alert_totals(&text, verdict.totals),
        Format::Junit => junit::totals(verdict),
        Format::Markdown => markdown::totals(&text),
        Format::Prometheus => prometheus::totals(&text),
    }
}
