//! `muster collect`: load · select · plan · collect.

use muster_facts::Secrets;

use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::session::Session;
use crate::{INCOMPLETE, args, files, target};

pub(crate) fn run(arguments: &args::Collect, secrets: &Secrets) -> Result<u8, Failure> {
    let progress = Progress::start("loading plugins");
    let mut session = Session::load(&arguments.policy, &progress)?;
    let system = target::open(&arguments.target)?;
    let network = target::network(&*system, arguments.target.offline);
    session.confirm(&arguments.edge, &network)?;
    let snapshot = session.collect(&*system, &network, &progress, secrets);
    drop(progress);
    let text = snapshot
        .to_json()
        .map_err(|error| Failure::new(error.to_string()))?;
    match &arguments.output {
        Some(path) => files::write(path, text.as_bytes(), files::Mode::Private)?,
        None => to_stdout(&text)?,
    }
    Ok(if session.is_incomplete() {
        INCOMPLETE
    } else {
        0
    })
}
