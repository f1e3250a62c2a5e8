//! `log/app-warnings`

use muster_sdk::lines::{self, FailureCount, Gap, Log};
use muster_sdk::{Finding, Outcome, limit_in_seconds};

use crate::log::{
    HOUR, LOGS, about, called, gaps, is_ignored, latest, lines_in_words, not_covered, now,
};

muster_sdk::parameters! {
    struct Parameters {
        /// How far back lines count, in hours.
        #[form(Range(1, 1_000_000_000))]
        hours: i64 = 24,
        /// Logs that are not judged, with `*` for any text: `container/NAME`, or a path.
        ignored: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "log/app-warnings",
    severity: Low,
    precision: High,
    tags: ["logs", "availability", "checklist", "manual"],
    explained_by: [Place("caddy/config-valid"), Place("caddy/access-log"), Place("compose/file-valid")],
    documentation: "app_warnings.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let window = limit_in_seconds("hours", parameters.hours, HOUR)?;
    let patterns = lines::patterns()?;
    if patterns.is_empty() {
        return Ok(vec![Finding::not_applicable(
            LOGS,
            "The policy names no log line that means that something is wrong.",
        )]);
    }
    let Some(now) = now()? else {
        return Ok(vec![Finding::not_applicable(
            LOGS,
            "An image at rest has no clock, so no line of its logs has an age.",
        )]);
    };
    let since = now.saturating_sub(window);
    // The values of environment files are of no concern here.
    let mut findings = gaps(&parameters.ignored, |gap| gap.part != Gap::PART_VALUES)?;
    let counts = lines::failure_counts()?;
    for log in lines::logs()? {
        if is_ignored(&log.name, &parameters.ignored) {
            continue;
        }
        let own = counts.iter().filter(|count| count.log == log.name);
        let mut of_log: Vec<Finding> = own
            .filter_map(|count| judge_count(&log, count, since, parameters.hours))
            .collect();
        if let Some(why) = not_covered(&log, Some(since)) {
            of_log.push(Finding::error(&log.name, why).at(log.source.clone(), "names it"));
        }
        if of_log.is_empty() {
            of_log.push(passed(&log, patterns.len(), parameters.hours));
        }
        findings.extend(of_log.into_iter().map(|finding| about(&log, finding)));
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(LOGS, "There is no log."));
    }
    Ok(findings)
}

/// None where all lines are older.
fn judge_count(log: &Log, count: &FailureCount, since: i64, hours: i64) -> Option<Finding> {
    let subject = format!("{}#{}", log.name, count.pattern);
    let told = lines_in_words(count.lines, &count.last);
    let finding = match latest(&count.last) {
        Some(latest) if latest < since => return None,
        Some(_) => Finding::fail(
            subject,
            format!("`{}` is in {}, on {told}.", count.pattern, called(log)),
        )
        .observed(&told)
        .required(format!("none in the last {hours} hours"))
        .fix(match &log.container {
            Some(container) => format!(
                "Read the lines around it with `docker logs --timestamps --since {hours}h {container}`, and fix the \
                 cause"
            ),
            None => format!("Read the lines around it in {}, and fix the cause", log.name),
        }),
        None => Finding::manual(
            subject,
            format!(
                "Check whether `{}` in {}, on {told}, is from the last {hours} hours: no line says when it was written.",
                count.pattern,
                called(log)
            ),
        )
        .observed(&told),
    };
    Some(finding.at(count.last.source.clone(), "the last one"))
}

fn passed(log: &Log, patterns: usize, hours: i64) -> Finding {
    let known = match patterns {
        1 => "The line that the policy names is".to_owned(),
        number => format!("None of the {number} lines that the policy names is"),
    };
    let not = if patterns == 1 { " not" } else { "" };
    Finding::pass(
        &log.name,
        format!("{known}{not} in {} of the last {hours} hours.", called(log)),
    )
}
