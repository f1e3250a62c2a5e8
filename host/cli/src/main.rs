//! The `muster` program: arguments, wiring and exit codes. Decides nothing.

mod args;
mod bundled;
mod cache;
mod commands;
mod console;
mod edge;
mod failure;
mod files;
mod outputs;
mod plugins;
mod progress;
mod project;
#[cfg(test)]
mod random_hosts;
mod sandbox;
mod session;
mod specs;
mod target;
mod trust;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue};
use muster_facts::Secrets;

use crate::args::{Cli, Command};
use crate::failure::Failure;

/// A wrong command line, policy or input file. clap uses the same code.
const USAGE: u8 = 2;
/// Muster itself failed: nothing that it may have found is the whole truth.
const INCOMPLETE: u8 = 3;

/// A refused address of the API may hold the token: it is not repeated.
fn without_address(mut error: clap::Error) -> clap::Error {
    let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    if argument.is_some_and(|argument| argument.starts_with("--cloudflare-api")) {
        let hidden = ContextValue::String(muster_facts::REDACTED.to_owned());
        error.insert(ContextKind::InvalidValue, hidden);
    }
    error
}

fn main() -> ExitCode {
    if sandbox::is_compiler() {
        return muster_sandbox::compile_for_parent();
    }
    let cli = Cli::try_parse().unwrap_or_else(|error| without_address(error).exit());
    let secrets = Secrets::default();
    console::install(cli.verbose, &secrets);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(cli, &secrets)));
    match result {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(failure)) => {
            let text = muster_report::printable(&failure.to_string());
            console::tell(&format!("error: {}", secrets.scrub(&text)));
            ExitCode::from(USAGE)
        }
        Err(_) => ExitCode::from(INCOMPLETE),
    }
}

fn run(cli: Cli, secrets: &Secrets) -> Result<u8, Failure> {
    let options = console::options(cli.color, cli.verbose);
    match cli.command {
        Command::Scan(arguments) => commands::scan::run(arguments, options, secrets),
        Command::Collect(arguments) => commands::collect::run(&arguments, secrets),
        Command::Evaluate(arguments) => commands::evaluate::run(arguments, options, secrets),
        Command::Report(arguments) => commands::report::run(arguments, options),
        Command::Explain(arguments) => commands::explain::run(&arguments, &options),
        Command::Rules(arguments) => commands::rules::run(&arguments),
        Command::Plugin(arguments) => commands::plugin::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments),
    }
}
