//! Files that are not what they should be: exit code 2, the file's name and, where there is one,
//! the line. Never a hang, a panic or a partial report.

use std::fs::File;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::program::{Run, host, muster_in, read, write};
use crate::{folder, text};

/// Beyond what Muster reads of any input.
const TOO_LARGE: u64 = 70 << 20;

/// Everything that reads a file which the operator names, with the file's place left open.
const READERS: &[&[&str]] = &[
    &["evaluate", "@"],
    &["report", "@"],
    &["scan", "--root", ".", "--policy", "@"],
    &["plugin", "inspect", "@"],
    &["plugin", "pack", "@", "--output", "out.wasm"],
    &["plugin", "test", "@", "page.md"],
    &["plugin", "test", "ssh", "@"],
];

/// Runs a reader on a file. Packs are files by their extension, and pages are a rule's by name.
fn run_reader(folder: &Path, reader: &[&str], file: &str) -> Run {
    let file = &format!("./{file}");
    let arguments = reader.iter().map(|argument| {
        if *argument == "@" {
            file.as_str()
        } else {
            argument
        }
    });
    muster_in(folder, arguments)
}

#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let folder = folder();
    let name = "permit_root_login.toml";
    let path = folder.path().join(name);
    for reader in READERS {
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("the folder is ours");
        run_reader(folder.path(), reader, name)
            .exits(2)
            .says(&[name, "is not a regular file"]);
        std::fs::remove_file(&path).expect("the folder is ours");

        std::fs::create_dir(&path).expect("the folder is ours");
        run_reader(folder.path(), reader, name)
            .exits(2)
            .says(&[name, "is not a regular file"]);
        std::fs::remove_dir(&path).expect("the folder is ours");

        run_reader(folder.path(), reader, name)
            .exits(2)
            .says(&[name, "No such file or directory"]);
    }
}

#[test]
fn no_content_brings_the_program_down() {
    let folder = folder();
    let name = "permit_root_login.toml";
    let contents: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\xff\xfe\xfd",
        b"[[[[[[[[[[[[[[[[[[[[[[[[[[",
        b"{\"schema\":\"muster.snapshot/1\"}",
        b"null",
        b"\x1b]0;title\x07",
        &b"[".repeat(100_000),
    ];
    for content in contents {
        write(&folder.path().join(name), content);
        for reader in READERS {
            let run = run_reader(folder.path(), reader, name);
            if reader[..2] == ["plugin", "test"] && run.exit_code == 1 {
                // A page without cases is a page, and proves nothing.
                let last = "0 passed, 0 failed, 1 page without a test; 0 checks, 0 runs with a fact missing or a word unknown\n";
                assert!(run.stdout.ends_with(last), "{}", run.stdout);
                continue;
            }
            let run = run.exits(2).says(&[name]);
            assert_eq!(run.stdout, "", "{reader:?}");
            assert!(
                !run.stderr.contains(['\u{1b}', '\u{7}', '\0']),
                "{:?}",
                run.stderr
            );
        }
    }
}

#[test]
fn a_file_beyond_the_limit_is_not_read_to_its_end() {
    let folder = folder();
    let name = "permit_root_login.toml";
    File::create(folder.path().join(name))
        .and_then(|file| file.set_len(TOO_LARGE))
        .expect("a sparse file");
    for reader in READERS {
        run_reader(folder.path(), reader, name)
            .exits(2)
            .says(&[name, "MiB"]);
    }
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_its_line() {
    let folder = folder();
    let name = "permit_root_login.toml";
    write(&folder.path().join(name), b"a\nb\nc\xff\n");
    for reader in [READERS[0], READERS[1], READERS[2], READERS[6]] {
        run_reader(folder.path(), reader, name)
            .exits(2)
            .says(&[&format!("{name}: line 3 is not UTF-8 text")]);
    }
}

/// A snapshot and an evaluation of shop-1, in this folder.
fn saved(folder: &Path) -> [(&'static str, &'static str, String); 2] {
    let recording = host("shop-1");
    let run = muster_in(
        folder,
        [
            "scan",
            "--recording",
            text(&recording),
            "-o",
            "snapshot=s.json",
            "-o",
            "evaluation=e.json",
        ],
    );
    run.exits(1);
    [
        ("evaluate", "snapshot", read(&folder.join("s.json"))),
        ("report", "evaluation", read(&folder.join("e.json"))),
    ]
}

#[test]
fn half_a_document_is_refused_with_its_line() {
    let folder = folder();
    for (command, document, whole) in saved(folder.path()) {
        let cuts = [1, 20, whole.len() / 3, whole.len() / 2, whole.len() - 3];
        for cut in cuts {
            let half = &whole[..whole.floor_char_boundary(cut)];
            write(&folder.path().join("half.json"), half);
            let line = format!("line {}", half.lines().count().max(1));
            let run = muster_in(folder.path(), [command, "half.json"]).exits(2);
            let run = run.says(&["half.json is not a valid ", document, "line "]);
            // Where the text ends in a newline, the end is on the line after it.
            let next = format!("line {}", half.lines().count() + 1);
            assert!(
                run.stderr.contains(&line) || run.stderr.contains(&next),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn another_version_or_document_is_refused_by_name() {
    let folder = folder();
    let documents = saved(folder.path());
    for (command, document, whole) in &documents {
        let newer = whole.replace(
            &format!("muster.{document}/1"),
            &format!("muster.{document}/9"),
        );
        write(&folder.path().join("newer.json"), newer);
        muster_in(folder.path(), [*command, "newer.json"])
            .exits(2)
            .says(&[
                "newer.json",
                &format!("muster.{document}/9"),
                &format!("muster.{document}/1"),
            ]);
    }
    muster_in(folder.path(), ["evaluate", "e.json"])
        .exits(2)
        .says(&["e.json", "muster.evaluation/1"]);
    muster_in(folder.path(), ["report", "s.json"])
        .exits(2)
        .says(&["s.json", "muster.snapshot/1"]);
}

#[test]
fn a_recording_or_image_that_is_not_there_is_named() {
    let folder = folder();
    for target in ["--root", "--recording"] {
        muster_in(folder.path(), ["scan", target, "nowhere"])
            .exits(2)
            .says(&["nowhere: No such file or directory"]);
    }
    std::fs::create_dir(folder.path().join("empty")).expect("the folder is ours");
    muster_in(folder.path(), ["scan", "--recording", "empty"])
        .exits(2)
        .says(&["empty", "recording.toml"]);
    write(
        &folder.path().join("typo/recording.toml"),
        "name = \"t\"\n\n[[command]]\nargc = []\n",
    );
    muster_in(folder.path(), ["scan", "--recording", "typo"])
        .exits(2)
        .says(&["recording.toml", "line 4", "argc"]);
}

#[test]
fn what_is_wrong_with_the_policy_of_a_case_is_told_in_the_lines_of_its_page() {
    let folder = folder();
    let page = folder.path().join("permit_root_login.md");
    let head = "# Root stays out\n\n## Tests\n\n### A\n\n```policy\ngate = \"low\"\n";
    let host = "```file /etc/ssh/sshd_config\nPermitRootLogin no\n```\n\n";
    let expected = "```expect\npass sshd/PermitRootLogin\n```\n";
    for (block, code, says) in [
        ("colour = 1", 2, "--> permit_root_login.md:9:1"),
        (
            "[rules.\"ssh/permit-root-login\"]\nparameters = { allowd = [] }",
            2,
            "--> permit_root_login.md:10:16",
        ),
        ("gate = \"high\"", 2, "permit_root_login.md: line 9: "),
        (
            "colour = 1\n```\n\n```policy\nattestation-days = 30",
            2,
            "--> permit_root_login.md, the policy blocks of the case of line 5:",
        ),
        (
            "```\n\n```optional sshd.servers\nIt guesses.",
            1,
            "`optional sshd.servers` names nothing that the plugin asks for",
        ),
    ] {
        write(&page, format!("{head}{block}\n```\n\n{host}{expected}"));
        let run = muster_in(
            folder.path(),
            ["plugin", "test", "ssh", "permit_root_login.md"],
        )
        .exits(code);
        assert!(
            run.stderr.contains(says) || run.stdout.contains(says),
            "{block}: {}{}",
            run.stderr,
            run.stdout
        );
    }
}
