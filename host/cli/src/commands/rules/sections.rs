//! `muster rules --pack NAME`: how a pack's rules cover the sections of the benchmark that it follows.
//!
//! The sections are part of the program, and nothing else reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use muster_bundled::BENCHMARKS;
use muster_policy::{Benchmark, Coverage, Section, SectionNumber, SectionRule};
use muster_report::printable_line;
use serde_json::{Value, json};

use crate::args::SectionsFormat;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::{Project, hint};
use crate::sandbox;

/// The width of a terminal line, at which longer reasons are wrapped.
const WIDTH: usize = 100;

/// The indent of a reason below its section.
const INDENT: &str = "      ";

/// The schema of the JSON document.
const SCHEMA: &str = "muster.sections/1";

/// A section, and how it is judged.
struct Judged<'a> {
    number: &'a SectionNumber,
    section: &'a Section,
    rules: &'a [SectionRule<'a>],
    coverage: Coverage,
}

pub(super) fn run(pack: &str, format: SectionsFormat, no_cache: bool) -> Result<u8, Failure> {
    let benchmark = benchmark(pack)?;
    let sandbox = sandbox::new(no_cache)?;
    let project = Project::load(Some(pack), &sandbox, &Progress::hidden())?;
    let rules = project.rules();
    let selected = project.pack.validate(&rules, &[])?.severities();
    let enabled = rules.iter().filter(|rule| selected.contains_key(&rule.id));
    let named = benchmark.rules(enabled.map(|rule| {
        let references = rule.references.iter();
        let labels = references.map(|reference| reference.label.as_str());
        (SectionRule::from(&**rule), labels.collect())
    }));
    let judged: Vec<Judged<'_>> = benchmark
        .sections()
        .map(|(number, section)| {
            let rules = named.get(number).map(Vec::as_slice).unwrap_or_default();
            Judged {
                number,
                section,
                rules,
                coverage: section.coverage(rules),
            }
        })
        .collect();
    let text = match format {
        SectionsFormat::Terminal => {
            let titles = rules
                .iter()
                .map(|rule| (rule.id.as_str(), rule.title.as_str()))
                .collect();
            shown(pack, &benchmark, &judged, &titles)
        }
        SectionsFormat::Json => format!("{:#}\n", document(pack, &benchmark, &judged)),
    };
    to_stdout(&text)?;
    Ok(0)
}

/// The benchmark that a pack follows.
fn benchmark(pack: &str) -> Result<Benchmark, Failure> {
    let Some((_, text)) = BENCHMARKS.iter().find(|(name, _)| *name == pack) else {
        let names: Vec<&str> = BENCHMARKS.iter().map(|(name, _)| *name).collect();
        return Err(Failure::new(format!(
            "no benchmark belongs to a pack `{pack}`; {}",
            hint(pack, &names)
        )));
    };
    // Tests hold each file right.
    Benchmark::parse(text).map_err(Failure::new)
}

fn count(judged: &[Judged<'_>], coverage: Coverage) -> usize {
    let same = judged.iter().filter(|one| one.coverage == coverage);
    same.count()
}

/// In percent, with one decimal.
fn share(count: usize, all: usize) -> String {
    let tenths = (count * 1_000 + all / 2).checked_div(all);
    let tenths = tenths.unwrap_or_default();
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn shown(
    pack: &str,
    benchmark: &Benchmark,
    judged: &[Judged<'_>],
    titles: &BTreeMap<&str, &str>,
) -> String {
    let all = judged.len();
    let mut text = format!(
        "{pack} follows {} v{}, level 1 for servers: {all} sections\n\n",
        printable_line(&benchmark.name),
        printable_line(&benchmark.version)
    );
    // Writing to a String cannot fail.
    for coverage in Coverage::ALL {
        let count = count(judged, coverage);
        writeln!(
            text,
            "  {:12}{count:4}  {:>5} %  {}",
            coverage.name(),
            share(count, all),
            coverage.meaning()
        )
        .ok();
    }
    for coverage in Coverage::ALL {
        if coverage == Coverage::Automated || count(judged, coverage) == 0 {
            continue;
        }
        let mut heading = coverage.name().to_owned();
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        writeln!(text, "\n{heading}").ok();
        for one in judged.iter().filter(|one| one.coverage == coverage) {
            writeln!(
                text,
                "  {}  {}",
                one.number,
                printable_line(&one.section.about)
            )
            .ok();
            for sentence in sentences(one, titles) {
                text.push_str(&wrapped(&sentence));
            }
        }
    }
    text
}

/// The rules that are about a section, how each is answered, and why no rule judges what is left.
fn sentences(one: &Judged<'_>, titles: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut sentences = Vec::new();
    for rule in one.rules {
        let title = titles.get(rule.id).copied().unwrap_or_default();
        let how = if rule.is_manual {
            Coverage::Manual
        } else {
            Coverage::Automated
        };
        let title = printable_line(title);
        sentences.push(format!("{:9}  {}: {title}.", how.name(), rule.id));
    }
    let reason = one.section.reason();
    sentences.extend(reason.as_deref().map(printable_line));
    sentences
}

fn wrapped(sentence: &str) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for word in sentence.split(' ') {
        if !line.is_empty()
            && INDENT.len() + line.chars().count() + 1 + word.chars().count() > WIDTH
        {
            writeln!(text, "{INDENT}{line}").ok();
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(text, "{INDENT}{line}").ok();
    text
}

fn document(pack: &str, benchmark: &Benchmark, judged: &[Judged<'_>]) -> Value {
    let counts: serde_json::Map<String, Value> = Coverage::ALL
        .iter()
        .map(|coverage| {
            (
                coverage.name().replace(' ', "-"),
                json!(count(judged, *coverage)),
            )
        })
        .collect();
    let sections: Vec<Value> = judged
        .iter()
        .map(|one| {
            let rules = |is_manual: bool| -> Vec<&str> {
                let rules = one.rules.iter().filter(|rule| rule.is_manual == is_manual);
                rules.map(|rule| rule.id).collect()
            };
            json!({
                "number": one.number.to_string(),
                "about": one.section.about,
                "coverage": one.coverage.name().replace(' ', "-"),
                "automated": rules(false),
                "manual": rules(true),
                "reason": one.section.reason(),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "pack": pack,
        "benchmark": benchmark.name,
        "version": benchmark.version,
        "counts": counts,
        "sections": sections,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded() {
        assert_eq!(share(235, 249), "94.4");
        assert_eq!(share(1, 3), "33.3");
        assert_eq!(share(2, 3), "66.7");
        assert_eq!(share(0, 0), "0.0");
    }

    #[test]
    fn long_reasons_take_several_lines() {
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().count() > 1);
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        assert!(text.lines().all(|line| line.starts_with(INDENT)));
    }
}
