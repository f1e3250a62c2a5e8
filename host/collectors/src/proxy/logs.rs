//! What is written to logs, and how files are rotated
//! (<https://caddyserver.com/docs/caddyfile/directives/log>).

use muster_facts::caddy::Log;

use super::found::Found;
use super::stop::{Complaint, Stop, refused};
use super::tokens::Token;
use super::tree::Node;

/// What Caddy keeps where nothing is said, or 0: files, days, MiB.
const DEFAULT_KEEP: i64 = 10;
const DEFAULT_DAYS: i64 = 90;
const DEFAULT_SIZE: i64 = 100;

const HOURS_OF_A_DAY: f64 = 24.0;

/// What a block of `log` may hold beside `output`.
const OPTIONS: [&str; 8] = [
    "core",
    "exclude",
    "format",
    "hostnames",
    "include",
    "level",
    "no_hostname",
    "sampling",
];

/// What a block of `output file` may hold beside what is read here.
const FILE_OPTIONS: [&str; 8] = [
    "backup_time_format",
    "roll_at",
    "roll_compression",
    "roll_gzip",
    "roll_interval",
    "roll_local_time",
    "roll_minutes",
    "roll_uncompressed",
];

/// A log.
pub(super) struct Written {
    pub(super) log: Log,
    /// Whether nothing is said, so that Caddy's own log gets it.
    pub(super) is_plain: bool,
}

/// Reads `log` of a site, or of the global options.
pub(super) fn log(node: &Node, site: Option<&str>, found: &mut Found) -> Result<Written, Stop> {
    let name = match node.arguments.as_slice() {
        [] => site.is_none().then(|| "default".to_owned()),
        [name] => (!name.is_unknown()).then(|| name.text.clone()),
        _ => return Err(refused(node.place(), "`log` takes one name")),
    };
    let mut written = Written {
        log: Log {
            site: site.map(str::to_owned),
            name,
            output: Log::OUTPUT_STDERR.to_owned(),
            path: None,
            rolls: false,
            keep: 0,
            keep_days: 0,
            size: 0,
            source: node.place().source(),
        },
        is_plain: node.inner().is_empty(),
    };
    let mut has_output = false;
    for option in node.inner() {
        match option.name.text.as_str() {
            "output" if has_output => {
                return Err(refused(option.place(), "`output` appears twice in a log"));
            }
            "output" => {
                has_output = true;
                output(option, site, &mut written.log, found)?;
            }
            "include" | "exclude" if site.is_some() => {
                return Err(refused(
                    option.place(),
                    "`include` and `exclude` are for logs of the global options",
                ));
            }
            "hostnames" if site.is_none() => {
                return Err(refused(
                    option.place(),
                    "`hostnames` is for the log of a site",
                ));
            }
            name if OPTIONS.contains(&name) => {}
            _ => found.foreign.push(Complaint {
                reason: "`log` has no option of this name".to_owned(),
                place: option.place().clone(),
            }),
        }
    }
    Ok(written)
}

fn output(option: &Node, site: Option<&str>, log: &mut Log, found: &mut Found) -> Result<(), Stop> {
    let place = option.place();
    log.source = place.source();
    if option.is_unknown() && option.first().is_none_or(Token::is_unknown) {
        log.output = Log::OUTPUT_OTHER.to_owned();
        found.miss(
            site,
            "logs",
            place,
            "a variable without a known value says where a log is written",
        );
        return Ok(());
    }
    let Some(module) = option.first() else {
        return Err(refused(place, "`output` does not say where to"));
    };
    let word = match module.text.as_str() {
        "stderr" => Log::OUTPUT_STDERR,
        "stdout" => Log::OUTPUT_STDOUT,
        "discard" => Log::OUTPUT_DISCARD,
        "net" => Log::OUTPUT_NET,
        "file" => Log::OUTPUT_FILE,
        _ => {
            let reason = "the output of the log is not one of Caddy's standard modules";
            found.miss_foreign(site, "logs", place, reason);
            Log::OUTPUT_OTHER
        }
    };
    log.output = word.to_owned();
    if word == Log::OUTPUT_FILE {
        file(option, site, log, found)?;
    }
    Ok(())
}

fn file(option: &Node, site: Option<&str>, log: &mut Log, found: &mut Found) -> Result<(), Stop> {
    log.rolls = true;
    (log.keep, log.keep_days, log.size) = (DEFAULT_KEEP, DEFAULT_DAYS, DEFAULT_SIZE);
    match option.arguments.as_slice() {
        _ if option.is_unknown() => {
            found.miss(
                site,
                "logs",
                option.place(),
                "a variable without a known value says where a log is written",
            );
        }
        [_, path] if path.text.contains('{') => {
            found.miss(
                site,
                "logs",
                option.place(),
                "a placeholder says where a log is written",
            );
        }
        [_, path] => log.path = Some(path.text.clone()),
        _ => return Err(refused(option.place(), "`output file` takes one path")),
    }
    for setting in option.inner() {
        let name = setting.name.text.as_str();
        let wrong = || refused(setting.place(), format!("the value of `{name}` is not one"));
        if setting.is_unknown() {
            found.miss(
                site,
                "logs",
                setting.place(),
                "a variable without a known value says how a log is rotated",
            );
            continue;
        }
        let only = match setting.arguments.as_slice() {
            [only] => Some(only.text.as_str()),
            _ => None,
        };
        match name {
            "roll_disabled" => log.rolls = false,
            "roll_keep" => {
                let keep: i64 = only.and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
                log.keep = if keep == 0 { DEFAULT_KEEP } else { keep };
            }
            "roll_keep_for" => {
                let days = only.and_then(days).ok_or_else(wrong)?;
                log.keep_days = if days == 0 { DEFAULT_DAYS } else { days };
            }
            "roll_size" => {
                let size = only.and_then(mebibytes).ok_or_else(wrong)?;
                log.size = if size == 0 { DEFAULT_SIZE } else { size };
            }
            "mode" | "dir_mode" => {
                let is_mode = |text: &str| {
                    matches!(text, "from_file" | "inherit") || u32::from_str_radix(text, 8).is_ok()
                };
                if !only.is_some_and(is_mode) {
                    return Err(wrong());
                }
            }
            name if FILE_OPTIONS.contains(&name) => {}
            _ => found.foreign.push(Complaint {
                reason: "`output file` has no option of this name".to_owned(),
                place: setting.place().clone(),
            }),
        }
    }
    Ok(())
}

/// Numbers, each with its unit. None where there is another text.
fn quantities(text: &str) -> Option<Vec<(f64, String)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let end = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(end)?;
        let end = after.find(is_number).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        found.push((number.parse().ok()?, unit.trim().to_lowercase()));
        rest = after;
    }
    (!found.is_empty()).then_some(found)
}

/// A duration as Go writes it, with `d` for days, in days that are begun.
pub(super) fn days(text: &str) -> Option<i64> {
    if text == "0" {
        return Some(0);
    }
    let mut hours = 0.0;
    for (number, unit) in quantities(text)? {
        hours += number
            * match unit.as_str() {
                "d" => HOURS_OF_A_DAY,
                "h" => 1.0,
                "m" => 1.0 / 60.0,
                "s" => 1.0 / 3600.0,
                "ms" | "us" | "µs" | "ns" => 0.0,
                _ => return None,
            };
    }
    whole((hours / HOURS_OF_A_DAY).ceil())
}

/// A size, in MiB that are begun.
pub(super) fn mebibytes(text: &str) -> Option<i64> {
    let quantities = quantities(text)?;
    let [(number, unit)] = quantities.as_slice() else {
        return None;
    };
    let bytes = number
        * match unit.as_str() {
            "" | "b" => 1.0,
            "k" | "kb" => 1e3,
            "m" | "mb" => 1e6,
            "g" | "gb" => 1e9,
            "t" | "tb" => 1e12,
            "ki" | "kib" => 1024.0,
            "mi" | "mib" => 1_048_576.0,
            "gi" | "gib" => 1_073_741_824.0,
            "ti" | "tib" => 1_099_511_627_776.0,
            _ => return None,
        };
    whole((bytes / 1_048_576.0).ceil())
}

/// A number that has no fraction.
fn whole(number: f64) -> Option<i64> {
    /// More than any disk holds, and exact in both types.
    const LARGEST: f64 = 1e15;
    (0.0..=LARGEST).contains(&number).then_some(number as i64)
}
