//! An environment file as Docker Compose takes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::env::dialect::compose::parse;

fuzz_target!(|text: &str| {
    let lines = text.split('\n').count();
    for definition in parse(text).definitions {
        assert!(definition.line >= 1 && definition.line <= definition.end_line);
        assert!(definition.end_line as usize <= lines);
    }
});
