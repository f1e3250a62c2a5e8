//! Standard output and standard error as they are here: colour, width, log and panics.

use std::io::{IsTerminal as _, Write};
use std::panic::PanicHookInfo;

use muster_facts::Secrets;
use muster_report::Options;
use tracing::Level;

use crate::args::Colour;

/// Wider lines are hard to read, however wide the terminal is.
const WIDEST: usize = 120;
/// Narrower than this, code frames fall apart.
const NARROWEST: usize = 40;

/// What the report on standard output may look like.
pub(crate) fn options(colour: Colour, verbose: u8) -> Options {
    let terminal = std::io::stdout().is_terminal();
    Options {
        colour: match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !no_color(),
        },
        width: terminal_size::terminal_size_of(std::io::stdout())
            .map_or(Options::default().width, |(width, _)| usize::from(width.0))
            .clamp(NARROWEST, WIDEST),
        verbose: verbose > 0,
        ..Options::default()
    }
}

/// <https://no-color.org>: set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the convention is an environment variable"
)]
fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}

/// Sends the log to standard error, and panics too, both without any secret.
pub(crate) fn install(verbose: u8, secrets: &Secrets) {
    let level = match verbose {
        0 => Level::WARN,
        1 => Level::INFO,
        2 => Level::DEBUG,
        _ => Level::TRACE,
    };
    let for_log = secrets.clone();
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false)
        .without_time()
        .with_ansi(false)
        .with_writer(move || ScrubbedStderr(for_log.clone()))
        .init();
    let for_panics = secrets.clone();
    std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        let text = panic.to_string();
        let text = muster_report::printable(&for_panics.scrub(&text));
        tell(&format!("internal error: {text}"));
    }));
}

/// A line on standard error. If even that fails, there is nobody left to tell.
pub(crate) fn tell(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").ok();
}

struct ScrubbedStderr(Secrets);

impl Write for ScrubbedStderr {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // tracing-subscriber hands over one whole event at a time.
        let text = String::from_utf8_lossy(bytes);
        let text = muster_report::printable(&self.0.scrub(&text));
        // Whoever read it may have gone. tracing-subscriber would report the error on standard error, and panic there.
        std::io::stderr().lock().write_all(text.as_bytes()).ok();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().lock().flush().ok();
        Ok(())
    }
}
