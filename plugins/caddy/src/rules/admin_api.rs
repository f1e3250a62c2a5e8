//! `caddy/admin-api`

use muster_sdk::caddy::{self, Caddyfile, GlobalOption};
use muster_sdk::{FactError, Finding, Outcome};

use crate::addresses::is_loopback;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;
use crate::listening::{Reach, reach};

const SUBJECT: &str = "caddy/admin";

/// Where the API listens unless an address says otherwise.
const PORT: u16 = 2019;

muster_sdk::rule! {
    id: "caddy/admin-api",
    severity: High,
    tags: ["caddy", "network"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "admin_api.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let errors = Gaps::read(&["options"])?.errors();
        if !errors.is_empty() {
            return Ok(errors);
        }
        let option = caddy::options()?
            .into_iter()
            .find(|option| option.name == GlobalOption::NAME_ADMIN);
        Ok(vec![match option {
            None => Finding::pass(
                SUBJECT,
                "The API listens at localhost:2019, as nothing else is said.",
            ),
            Some(option) => judged(caddyfile, &option)?,
        }])
    })
}

fn judged(caddyfile: &Caddyfile, option: &GlobalOption) -> Result<Finding, FactError> {
    let address = option.value.as_str();
    let pass =
        |message: String| Finding::pass(SUBJECT, message).at(option.source.clone(), "says where");
    if address == "off" {
        return Ok(pass("The API is off.".to_owned()));
    }
    if address.starts_with("unix") {
        return Ok(pass("The API listens at a socket of the host.".to_owned()));
    }
    let address = address
        .split_once('/')
        .map_or(address, |(_, address)| address);
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) => (host.trim_matches(['[', ']']), port.parse().unwrap_or(PORT)),
        None => (address, PORT),
    };
    if is_loopback(host) {
        return Ok(pass(format!(
            "The API listens at {address}, which is the host itself."
        )));
    }
    let message = if reach(caddyfile, port)? == Reach::Host {
        format!(
            "The API listens at {address} of the container: other containers of its network can replace the configuration, without a password."
        )
    } else {
        format!(
            "The API listens at {address}: whoever reaches it can replace the configuration, without a password."
        )
    };
    Ok(Finding::fail(SUBJECT, message)
        .observed(address)
        .required("localhost, a socket, or off")
        .at(option.source.clone(), "says where")
        .fix(format!(
            "Delete the option `admin`, and run `{}`",
            reload(caddyfile)
        )))
}
