//! Random calendar events as systemd elapses them, and random crontabs as Debian's cron takes them.
#![expect(
    clippy::disallowed_methods,
    reason = "the real programs are the oracle"
)]

use std::process::{Command, Output};

use chrono::{Days as Later, NaiveDate};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::calendar::{event, span};
use super::crontab::{Flavour, parse};
use super::moments::Moments;

/// How many are compared.
const CASES: usize = 150;
/// How often each elapses.
const TIMES: usize = 12;
/// Beyond these days nothing is compared: rare events take long to come by.
const DAYS: u64 = 3_000;

fn cases(strategy: &impl Strategy<Value = String>) -> Vec<String> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let mut case = || strategy.new_tree(&mut runner).unwrap().current();
    (0..CASES).map(|_| case()).collect()
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C").env("TZ", "UTC");
    command.output().unwrap()
}

/// The first times from 2001 on, as systemd writes them.
fn elapses(moments: &Moments) -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(2001, 1, 1).unwrap();
    let days = (0..DAYS).map(|day| first + Later::new(day));
    days.filter(|day| moments.days.hold(*day))
        .flat_map(|day| {
            let seconds = moments.times.seconds();
            seconds.map(move |second| {
                let (hour, minute) = (second / 3_600, second / 60 % 60);
                format!("{day} {hour:02}:{minute:02}:{:02}", second % 60)
            })
        })
        .take(TIMES)
        .collect()
}

#[test]
fn systemd_elapses_at_the_same_times() {
    if !muster_real::runs(
        "systemd-analyze",
        &["calendar", "--base-time=2020-01-01 UTC", "daily"],
    ) {
        return;
    }
    let number = |to: u32| {
        let one = (0..=to).prop_map(|n| n.to_string());
        let range = (0..=to, 0..=to).prop_map(|(a, b)| format!("{}..{}", a.min(b), a.max(b)));
        let step = (0..=to, 1..=20_u32).prop_map(|(a, b)| format!("{a}/{b}"));
        let spread = (1..=20_u32).prop_map(|n| format!("*/{n}"));
        let list = proptest::collection::vec(0..=to, 2..4)
            .prop_map(|all| all.iter().map(u32::to_string).collect::<Vec<_>>().join(","));
        proptest::prop_oneof![
            3 => proptest::strategy::Just("*".to_owned()),
            3 => one,
            1 => range,
            1 => step,
            1 => spread,
            1 => list
        ]
    };
    let weekday = "|Mon |Sat,Sun |Mon\\.\\.Fri |fri |Tuesday,Thu\\.\\.Sat |Sun\\.\\.Mon ";
    let date = (number(13), "-|-|~", number(32))
        .prop_map(|(month, dash, day)| format!("*-{month}{dash}{day} "));
    let time = (number(24), number(60), number(60)).prop_map(|(h, m, s)| format!("{h}:{m}:{s}"));
    let given =
        (weekday, date, time).prop_map(|(weekday, date, time)| format!("{weekday}{date}{time}"));
    let mut written: Vec<String> = [
        "minutely",
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "semiannually",
        "yearly",
        "Mon, *:0/15",
        "12:30",
        "02-29 1:2:3",
        "*-*~5/2 00:00",
        "*-*~1..3 1:00",
        "*-*~* 1:00",
    ]
    .map(str::to_owned)
    .to_vec();
    written.extend(cases(&given));
    let mut agreed = 0;
    for text in written {
        let iterations = format!("--iterations={TIMES}");
        let arguments = [
            "calendar",
            &iterations,
            "--base-time=2000-12-31 23:59:59 UTC",
            &text,
        ];
        let output = run("systemd-analyze", &arguments);
        let Some(event) = event(&text) else {
            assert!(
                !output.status.success(),
                "{text}: systemd takes it:\n{}",
                String::from_utf8_lossy(&output.stdout)
            );
            continue;
        };
        assert!(output.status.success(), "{text}: systemd refuses it");
        let told = String::from_utf8(output.stdout).unwrap();
        let theirs: Vec<String> = told
            .lines()
            .filter(|line| line.contains("Next elapse:") || line.contains("Iter. #"))
            .filter_map(|line| {
                let mut words = line.split(": ").nth(1)?.split(' ').skip(1);
                Some(format!("{} {}", words.next()?, words.next()?))
            })
            .collect();
        let ours = elapses(&event.moments);
        assert_eq!(ours, theirs[..ours.len().min(theirs.len())], "{text}");
        assert!(ours.len() == theirs.len() || ours.len() < TIMES, "{text}");
        agreed += 1;
    }
    assert!(agreed > CASES / 3, "{agreed}");
}

#[test]
fn systemd_reads_the_same_spans() {
    if !muster_real::runs("systemd-analyze", &["timespan", "1h"]) {
        return;
    }
    for text in [
        "5",
        "1h 30min",
        "1d12h",
        "15 min",
        "2w",
        "1month",
        "1y 2M",
        "90m",
        "1.5s",
        "5 bananas",
        "soon",
    ] {
        let output = run("systemd-analyze", &["timespan", text]);
        let theirs = String::from_utf8(output.stdout).unwrap();
        let theirs = theirs
            .lines()
            .find_map(|line| {
                line.trim()
                    .strip_prefix("μs: ")
                    .or_else(|| line.trim().strip_prefix("us: "))
            })
            .and_then(|number| number.parse::<u64>().ok());
        assert_eq!(
            span(text),
            theirs.map(|number| number / 1_000_000),
            "{text}"
        );
    }
}

#[test]
fn debian_s_cron_takes_the_same_crontabs() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("crontab");
    let path = file.to_str().unwrap().to_owned();
    let option = muster_real::or_skip(|| {
        std::fs::write(&file, "@daily true\n").unwrap();
        if !std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join("crontab").is_file())
        {
            return Err("crontab is not installed");
        }
        // cronie says its version; Debian's does not know the option.
        if run("crontab", &["-V"]).status.success() {
            return Err("crontab is not Debian's");
        }
        let options = ["-T", "-n"].into_iter();
        let mut taken = options.filter(|option| run("crontab", &[option, &path]).status.success());
        taken.next().ok_or("crontab cannot check a file")
    });
    let Some(option) = option else {
        return;
    };
    let element = "\\*|\\*/[0-9]{1,2}|[0-9]{1,2}|[0-7]|[0-9]{1,2}-[0-9]{1,2}|[0-5]-[5-7]|[1-5]-[6-9]/[0-3]|jan|SUN|mon-fri|january|x|-1";
    let field = proptest::collection::vec(element, 1..3).prop_map(|all| all.join(","));
    let fields = proptest::collection::vec(field, 5).prop_map(|all| all.join(" "));
    let whole = "\\* \\* \\* \\* \\*|@(daily|hourly|reboot|yearly|often)|0 3 \\* \\* [0-9]|[0-9]{2} [0-9]{2} \\* \\* \\*|\\*/[0-9]{1,2} \\* [0-9]{1,2} [0-9]{1,2} \\*";
    let line = proptest::prop_oneof![
        2 => whole.boxed(),
        2 => fields.boxed(),
        1 => "[A-Z]{1,3} ?= ?[a-z]{0,3}|# x|\"A b\"=c|A b = c|".boxed()
    ];
    let mut taken = 0;
    for line in cases(&line) {
        let text = format!("{line} true\n");
        std::fs::write(&file, &text).unwrap();
        let theirs = run("crontab", &[option, &path]).status.success();
        let ours = parse(&text, Flavour::Debian, false).wrong.is_empty();
        assert_eq!(ours, theirs, "{text}");
        taken += usize::from(theirs);
    }
    assert!(taken > CASES / 4 && taken < CASES, "{taken}");
    std::fs::write(&file, "@daily true").unwrap();
    assert!(!run("crontab", &[option, &path]).status.success());
    assert!(parse("@daily true", Flavour::Debian, false).is_torn);
}
