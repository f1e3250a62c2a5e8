//! `muster upload`: hand a SARIF file to GitHub code scanning.

use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use muster_facts::{Secret, Secrets};
use muster_upload::{Destination, Invalid, Limits, Unfit, UploadResult};

use crate::console::tell;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::{INCOMPLETE, args, files};

/// The largest file that is read. Above it, 10 MB after compression are not to be had.
const LARGEST_FILE: u64 = 512 << 20;

/// The largest file with a token or with certificates.
const LARGEST_SMALL_FILE: u64 = 1 << 20;

/// Where GitHub's API is, but for those who have a GitHub of their own.
const API: &str = "https://api.github.com";

/// The variables that may hold the token, the one that is meant for Muster alone first.
const TOKENS: [&str; 2] = ["MUSTER_GITHUB_TOKEN", "GITHUB_TOKEN"];

pub(crate) fn run(arguments: &args::Upload, secrets: &Secrets) -> Result<u8, Failure> {
    // First, so that nothing below can show it.
    let token = token(arguments.token_file.as_deref())?;
    secrets.register_credential(&token);
    let destination = destination(arguments)?;
    let roots = match &arguments.tls_roots {
        Some(path) => muster_http::certificates(&files::read_bounded(path, LARGEST_SMALL_FILE)?)
            .map_err(|error| Failure::of_file(path, error))?,
        None => Vec::new(),
    };
    let path = &arguments.file;
    let standard_input = Some(Path::new("-"));
    if Some(path.as_path()) == standard_input && arguments.token_file.as_deref() == standard_input {
        return Err(Failure::new(
            "standard input can be the report or the token, not both",
        ));
    }
    let file = files::read_bounded(path, LARGEST_FILE)?;
    let inspected = match muster_upload::inspect(&file) {
        Ok(inspected) => inspected,
        Err(unfit) => return refuse(path, &unfit, secrets),
    };
    let limits = Limits {
        timeout: Duration::from_secs(arguments.timeout),
        wait: !arguments.no_wait,
    };
    let outcome = muster_upload::upload(&file, &inspected, &destination, &token, &roots, limits);
    let name = muster_report::printable_line(&path.display().to_string());
    let (outcome, remarks) = match outcome {
        Ok(UploadResult::Complete(remarks)) => ("has read", remarks),
        Ok(UploadResult::Taken) => ("has taken", Vec::new()),
        Err(refused) => {
            say(secrets, &format!("error: {name}: {refused}"));
            return Ok(INCOMPLETE);
        }
    };
    for remark in remarks {
        say(
            secrets,
            &format!("warning: {name}: GitHub remarks: {remark}"),
        );
    }
    let results = match inspected.results {
        1 => "1 result".to_owned(),
        results => format!("{results} results"),
    };
    let category = match inspected.categories.as_slice() {
        [] => String::new(),
        [one] => format!(", category {one}"),
        many => format!(", categories {}", many.join(", ")),
    };
    let done = format!(
        "GitHub {outcome} {name}: {results} for {}, {} at {}{category}",
        destination.repository, destination.git_ref, destination.commit,
    );
    let done = muster_report::printable_line(&done);
    to_stdout(&format!("{}\n", secrets.scrub(&done)))?;
    Ok(0)
}

/// What is wrong with the file itself. What GitHub would refuse counts as refused.
fn refuse(path: &Path, unfit: &Unfit, secrets: &Secrets) -> Result<u8, Failure> {
    let failure = Failure::file_that(path, unfit);
    match unfit {
        Unfit::Unsuccessful(_) | Unfit::Refused(_) => {
            say(secrets, &format!("error: {failure}"));
            Ok(INCOMPLETE)
        }
        Unfit::NotSarif(_) | Unfit::OtherProfile => Err(failure),
    }
}

fn say(secrets: &Secrets, text: &str) {
    tell(&secrets.scrub(&muster_report::printable(text)));
}

fn destination(arguments: &args::Upload) -> Result<Destination, Failure> {
    let api = match value(arguments.api.as_deref(), "--api", "GITHUB_API_URL") {
        Some((name, text)) => parse_named(&name, &text, muster_upload::parse_api)?,
        None => muster_upload::parse_api(API).map_err(|error| Failure::new(error.to_string()))?,
    };
    Ok(Destination {
        api,
        repository: required(
            arguments.repository.as_deref(),
            "--repository OWNER/NAME",
            "GITHUB_REPOSITORY",
        )?,
        commit: required(arguments.commit.as_deref(), "--commit SHA", "GITHUB_SHA")?,
        git_ref: required(arguments.git_ref.as_deref(), "--ref REF", "GITHUB_REF")?,
    })
}

/// What the command line says, else what the variable holds; with the name of the place.
fn value(argument: Option<&str>, option: &str, variable: &str) -> Option<(String, String)> {
    let option = option.split(' ').next().unwrap_or(option);
    match argument {
        Some(text) => Some((option.to_owned(), text.to_owned())),
        None => Some((variable.to_owned(), environment(variable)?)),
    }
}

fn required<T: FromStr<Err = Invalid>>(
    argument: Option<&str>,
    option: &str,
    variable: &str,
) -> Result<T, Failure> {
    match value(argument, option, variable) {
        Some((name, text)) => parse_named(&name, &text, T::from_str),
        None => Err(Failure::new(format!(
            "{option} is missing, and {variable} is not set"
        ))),
    }
}

/// The text is not repeated: it may be anything that was put into the wrong place.
fn parse_named<T, E: Display>(
    name: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    parse(text).map_err(|error| Failure::new(format!("{name}: {error}")))
}

fn token(file: Option<&Path>) -> Result<Secret, Failure> {
    if let Some(path) = file {
        let text = files::text(path, files::read_bounded(path, LARGEST_SMALL_FILE)?)?;
        return muster_upload::token(&text).map_err(|error| Failure::file_that(path, error));
    }
    let Some((variable, text)) = TOKENS
        .into_iter()
        .find_map(|variable| Some((variable, environment(variable)?)))
    else {
        return Err(Failure::new(format!(
            "there is no token: set {}, or name a file with --token-file FILE",
            TOKENS.join(" or ")
        )));
    };
    muster_upload::token(&text).map_err(|error| Failure::new(format!("{variable} {error}")))
}

/// An empty variable counts as unset: a workflow sets it so if it has no value.
#[expect(
    clippy::disallowed_methods,
    reason = "a workflow hands over its values in the environment"
)]
fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|text| !text.is_empty())
}
