//! What the documentation points at is there.

use std::path::Path;

use crate::{file, markdown};

/// Every page that a reader is led through.
fn pages() -> Vec<String> {
    let mut pages = file::list(".", "md");
    pages.extend(file::list("docs", "md"));
    pages
}

#[test]
fn every_link_within_the_documentation_leads_somewhere() {
    let mut dead = Vec::new();
    for page in pages() {
        let text = file::read(&page);
        let folder = Path::new(&page).parent().expect("a file is in a folder");
        for link in links(&text) {
            let (target, _) = link.split_once('#').unwrap_or((&link, ""));
            let target = folder.join(target);
            if !file::path(&target.to_string_lossy()).exists() {
                dead.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "\n{}\n", dead.join("\n"));
}

/// The targets of inline links that are neither on the web nor on the same page.
fn links(text: &str) -> Vec<String> {
    let text: Vec<String> = markdown::prose(text).map(markdown::without_code).collect();
    text.join("\n")
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .filter(|target| !target.contains(':') && !target.starts_with('#'))
        .collect()
}

#[test]
fn links_on_the_web_and_on_the_page_are_left_alone() {
    let text = "[a](https://example.com) [b](#here)\n[`c`](docs/packs.md#targets) `[d](e)`";
    assert_eq!(links(text), ["docs/packs.md#targets"]);
}

#[test]
fn no_comment_has_an_example_that_nobody_runs() {
    // `tests/run` runs those of the SDK. Looking for more in the whole workspace takes half a minute.
    let mut open: Vec<String> = ["host", "plugins"].map(str::to_owned).into();
    let mut found = Vec::new();
    while let Some(entry) = open.pop() {
        if file::path(&entry).is_dir() {
            let inside = file::entries(&entry).into_iter();
            open.extend(inside.map(|name| format!("{entry}/{name}")));
        } else if entry.ends_with(".rs") && !entry.starts_with("plugins/sdk/") {
            let text = file::read(&entry);
            let fences = text.lines().filter_map(|line| {
                let line = line.trim_start();
                let comment = line
                    .strip_prefix("///")
                    .or_else(|| line.strip_prefix("//!"))?;
                comment.trim().strip_prefix("```")
            });
            let opening = fences.step_by(2);
            found.extend(
                opening
                    .filter(|language| !["text", "toml", "ignore"].contains(language))
                    .map(|language| format!("{entry}: `{language}`")),
            );
        }
    }
    assert_eq!(found, [""; 0], "have `tests/run` run the examples");
}
