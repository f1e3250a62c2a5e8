//! The Markdown page of a rule, with its tests.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_specs::Page;

fuzz_target!(|markdown: &str| {
    match Page::parse(markdown) {
        Ok(page) => {
            for case in page.cases {
                assert!(!case.expected.is_empty(), "{} expects nothing", case.name);
            }
        }
        Err(error) => assert!(error.line >= 1),
    }
});
