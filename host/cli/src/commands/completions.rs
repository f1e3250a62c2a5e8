//! `muster completions`

use clap::CommandFactory as _;

use crate::args::{Cli, Completions};
use crate::failure::Failure;
use crate::outputs::to_stdout;

pub(crate) fn run(arguments: &Completions) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "muster", &mut script);
    to_stdout(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
