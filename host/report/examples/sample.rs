//! Prints a made-up verdict: `cargo run -p muster-report --example sample [FORMAT] [WIDTH] [-v]`.

#[path = "../tests/report/fixture.rs"]
#[expect(clippy::unwrap_used, reason = "written for the tests")]
mod fixture;

use std::io::Write as _;

use muster_report::{Format, Options, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verbose = arguments.iter().any(|argument| argument == "-v");
    let mut words = arguments.iter().filter(|argument| *argument != "-v");
    let format: Format = words
        .next()
        .map_or(Ok(Format::Terminal), |name| name.parse())?;
    let width = words.next().map_or(Ok(80), |width| width.parse())?;
    let options = Options {
        colour: true,
        width,
        verbose,
        ..Options::default()
    };
    let text = render(format, &fixture::verdict(), &options)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
