//! The configuration as logrotate itself reads it, with `--debug`.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Live, with_collection};

use super::*;

#[test]
fn logrotate_reads_the_same() {
    if !muster_real::runs("logrotate", &["--version"]) {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    // Files of others are left out, which a logrotate without root's rights does not do.
    if Live::new().metadata(folder.path()).unwrap().uid != 0 {
        return;
    }
    let top = folder.path().to_str().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text.replace('@', top)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    };
    write(
        "main.conf",
        "# Everything\nweekly\nrotate 4\ntabooext + .off\ninclude @/d\n\"@/log/a b.log\" @/log/b*.log\n@/log/c.log {\n\
         \tdaily\n\tpostrotate\n\t\techo } /x {\n\tendscript\n}\n@/log/none.log {\n\tsize=10M\n\trotate 9\n\tmissingok\n}\n",
    );
    write("d/one", "@/log/one.log { hourly }\n");
    write(
        "d/two",
        "monthly\n'@/log/two.log' {\n bogus\n copytruncate\n}\n",
    );
    write("d/three.dpkg-old", "@/log/three.log {\n}\n");
    write("d/four.off", "@/log/four.log {\n}\n");
    write("d/.five", "@/log/five.log {\n}\n");
    write("d/six~", "@/log/six.log {\n}\n");
    write("d/seven", "@/log/seven.log {\n}\n");
    fs::set_permissions(
        folder.path().join("d/seven"),
        fs::Permissions::from_mode(0o664),
    )
    .unwrap();
    for name in ["a b", "b1", "b2", "c", "one", "two", "five", "seven"] {
        write(&format!("log/{name}.log"), "");
    }
    let output = Command::new("logrotate")
        .args(["--debug", "--state"])
        .arg(folder.path().join("state"))
        .arg(folder.path().join("main.conf"))
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let theirs: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("considering log "))
        .collect();
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let system = Live::new();
    let ours = with_collection(
        Context::recorded(&system, &targets, &secrets),
        &[crate::COLLECTORS],
        |collection| {
            let packages = collection.shared::<Packages>().unwrap();
            let mut reader = Reader::new(&system, &packages);
            reader.file(&folder.path().join("main.conf"), 0).unwrap();
            reader.configuration.stanzas
        },
    );
    let patterns: Vec<&str> = ours
        .iter()
        .flat_map(|one| &one.patterns)
        .map(|one| one.text.as_str())
        .collect();
    let files: Vec<String> = patterns
        .iter()
        .flat_map(|pattern| {
            let found = expand_pattern(&system, pattern).unwrap();
            let found: Vec<String> = found
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            // logrotate names a pattern that stands for nothing.
            if found.is_empty() {
                vec![(*pattern).to_owned()]
            } else {
                found
            }
        })
        .collect();
    assert_eq!(files, theirs, "{said}");
    let turns: Vec<(String, Option<u32>)> = said
        .lines()
        .filter_map(|line| {
            let (_, rest) = line
                .rsplit_once("  after ")
                .or_else(|| line.rsplit_once("  "))?;
            let (often, kept) = rest.strip_suffix(" rotations)")?.split_once(" (")?;
            Some((often.to_owned(), kept.parse().ok()))
        })
        .collect();
    let own: Vec<(String, Option<u32>)> = ours
        .iter()
        .map(|one| {
            let often = match one.frequency.as_str() {
                Stanza::FREQUENCY_HOURLY => "hourly",
                Stanza::FREQUENCY_DAILY => "1 days",
                Stanza::FREQUENCY_WEEKLY => "weekly",
                Stanza::FREQUENCY_MONTHLY => "monthly",
                _ => "10485760 bytes",
            };
            (often.to_owned(), one.rotate)
        })
        .collect();
    let shortened: Vec<(String, Option<u32>)> = turns
        .into_iter()
        .map(|(often, kept)| (often.trim_start_matches("after ").to_owned(), kept))
        .collect();
    assert_eq!(own, shortened, "{said}");
}
