//! `host/disk-space`

use muster_sdk::mounts::{self, Disk};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// How much of a file system is left at least, in percent, of its bytes and of its files.
        #[form(Range(0, 100))]
        percent: i64 = 10,
        /// How many GiB are enough, however small a part of the file system they are.
        enough_gib: i64 = 10,
        /// Where file systems are mounted that may be full, such as one for backups that are replaced.
        exempt: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/disk-space",
    severity: Medium,
    precision: VeryHigh,
    tags: ["host", "availability"],
    documentation: "disk_space.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "disk";

fn check(parameters: Parameters) -> Outcome {
    for (name, value) in [
        ("percent", parameters.percent),
        ("enough-gib", parameters.enough_gib),
    ] {
        if value < 0 {
            return Err(NotEvaluated::because(format!(
                "the parameter `{name}` is {value}; write a number that is not negative"
            )));
        }
    }
    let disks = applicable(SUBJECT, mounts::disks())?;
    let judged: Vec<Finding> = disks
        .iter()
        .filter(|disk| !parameters.exempt.contains(&disk.path))
        .map(|disk| judge_disk(disk, &parameters))
        .collect();
    if judged.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No file system of a disk is mounted that can be written to.",
        )]);
    }
    Ok(judged)
}

fn judge_disk(disk: &Disk, parameters: &Parameters) -> Finding {
    let path = &disk.path;
    let Some(room) = &disk.room else {
        let why = disk.gap.as_deref().unwrap_or("nothing says so");
        let reason = format!("It is not known how much room there is on {path}: {why}.");
        return Finding::error(path, reason).at(disk.source.clone(), "is mounted");
    };
    let least = u128::from(parameters.percent.unsigned_abs());
    let is_short = |left: u64, all: u64| u128::from(left) * 100 < u128::from(all) * least;
    let enough = u128::from(parameters.enough_gib.unsigned_abs()) << 30;
    let lacks_bytes = is_short(room.available, room.bytes) && u128::from(room.available) < enough;
    let lacks_inodes = is_short(room.free_inodes, room.inodes);
    let bytes = format!(
        "{} of {} GiB ({} %)",
        gibibytes(room.available),
        gibibytes(room.bytes),
        percent(room.available, room.bytes)
    );
    let inodes = format!(
        "{} of {} files ({} %)",
        room.free_inodes,
        room.inodes,
        percent(room.free_inodes, room.inodes)
    );
    let observed = match room.inodes {
        0 => format!("left: {bytes}"),
        _ => format!("left: {bytes}, {inodes}"),
    };
    let argument = shell_word(path);
    let finding = match (lacks_bytes, lacks_inodes) {
        (false, false) => Finding::pass(path, format!("On {path} are left {bytes}.")),
        (true, _) => Finding::fail(path, format!("On {path} are left only {bytes}.")).fix(format!(
            "Find what takes the room with `du -xh --max-depth=2 {argument} | sort -h | tail -20`, and delete it or \
             make the file system larger"
        )),
        (false, true) => {
            Finding::fail(path, format!("On {path} there is room for only {inodes}.")).fix(format!(
                "Find the directories with most files with `du -x --inodes --max-depth=3 {argument} | sort -n | tail -20`, \
                 and delete what nobody needs"
            ))
        }
    };
    finding
        .observed(observed)
        .required(format!(
            "left: {} % or {} GiB, and {} % of the files",
            parameters.percent, parameters.enough_gib, parameters.percent
        ))
        .at(disk.source.clone(), "is mounted")
}

/// With one digit, rounded down as the percentage is.
fn gibibytes(bytes: u64) -> String {
    let tenths = (u128::from(bytes) * 10) >> 30;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Rounded down: what is short does not look as if it were not.
fn percent(left: u64, all: u64) -> u128 {
    match all {
        0 => 100,
        _ => u128::from(left) * 100 / u128::from(all),
    }
}
