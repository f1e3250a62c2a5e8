//! The Markdown page of a rule, with its tests.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_specs::{Fixtures, Page, update};

fuzz_target!(|markdown: &str| {
    // The page is its own fixture, so that what fixtures hold is read, too.
    let fixtures: Fixtures = [("page.md".to_owned(), markdown.to_owned())]
        .into_iter()
        .collect();
    match Page::parse(markdown, &fixtures) {
        Ok(page) => {
            let outcomes = vec![Vec::new(); page.cases.len()];
            let (updated, _) = update(markdown, &page, &outcomes);
            Page::parse(&updated, &fixtures).expect("an updated page can be read");
        }
        Err(error) => assert!(error.line >= 1),
    }
});
