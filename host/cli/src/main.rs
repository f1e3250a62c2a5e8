//! The `muster` program: arguments, wiring and exit codes. Decides nothing.

mod args;
mod bundled;
mod cache;
mod commands;
mod console;
mod directories;
mod documents;
mod edge;
mod evidence;
mod failure;
mod files;
mod history;
mod outputs;
mod plugins;
mod progress;
mod project;
#[cfg(test)]
mod random_hosts;
mod repository;
mod sandbox;
mod session;
mod specs;
mod survey;
mod target;
mod trust;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue};
use muster_facts::Secrets;
use muster_report::printable_line;
use rustix::process::{Resource, getrlimit};

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

/// Ends the program with clap's message, or with its help. The message repeats words of the command
/// line, which may hold what moves a cursor or hides text.
fn refuse(error: clap::Error) -> ! {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let clean: Vec<String> = words.iter().map(|word| printable_line(word)).collect();
    if clean == words || !error.use_stderr() {
        without_address(error).exit();
    }
    if let Err(same) = Cli::try_parse_from(clean)
        && same.use_stderr()
    {
        without_address(same).exit();
    }
    // Only the characters were wrong.
    let code = error.exit_code();
    let text = without_address(error).render().to_string();
    console::tell(muster_report::printable(&text).trim_end());
    std::process::exit(code)
}

/// With less than this, allocations fail in the midst of a scan, and end the program without a word to the point.
const LEAST_MEMORY: u64 = 128 << 20;
/// The stack of the first thread, which parses the command line. All others have the size that they need.
const LEAST_STACK: u64 = 128 << 10;

/// Which limit of setrlimit(2) is too low to begin with.
fn lack() -> Option<String> {
    let lacks = |resource, least: u64| {
        let limit = getrlimit(resource).current?;
        (limit < least).then_some((limit >> 10, least >> 10))
    };
    let told = |option, what, (limit, least)| {
        format!(
            "the {what} of a program is limited to {limit} KiB here, but Muster needs at least {least}: raise \
             `ulimit {option}`"
        )
    };
    let memory = lacks(Resource::As, LEAST_MEMORY).map(|lack| told("-v", "memory", lack));
    memory.or_else(|| lacks(Resource::Stack, LEAST_STACK).map(|lack| told("-s", "stack", lack)))
}

fn main() -> ExitCode {
    if let Some(lack) = lack() {
        console::tell(&format!("error: {lack}"));
        return ExitCode::from(USAGE);
    }
    muster()
}

/// Not in `main`, whose own part of the stack must be small.
#[inline(never)]
fn muster() -> ExitCode {
    if sandbox::is_compiler() {
        return muster_sandbox::compile_for_parent();
    }
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(error));
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
        Command::Init(arguments) => commands::init::run(&arguments, secrets),
        Command::Doctor(arguments) => commands::doctor::run(&arguments, &options, secrets),
        Command::Collect(arguments) => commands::collect::run(&arguments, secrets),
        Command::Evaluate(arguments) => commands::evaluate::run(arguments, options, secrets),
        Command::Report(arguments) => commands::report::run(arguments, options),
        Command::Upload(arguments) => commands::upload::run(&arguments, secrets),
        Command::Explain(arguments) => commands::explain::run(&arguments, &options, secrets),
        Command::Features(arguments) => commands::features::run(&arguments, &options, secrets),
        Command::Attest(arguments) => commands::attest::run(&arguments, &options),
        Command::Rules(arguments) => commands::rules::run(&arguments),
        Command::Plugin(arguments) => commands::plugin::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments),
    }
}
