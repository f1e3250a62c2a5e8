//! The zone that the project names, and the host names in it.

use muster_sdk::cloudflare::{self, Zone};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable};

/// What is judged where the project names no zone.
const NO_ZONE: &str = "cloudflare/zone";

/// Judges the project's zone; not applicable when it has none, or when nobody can be asked about the
/// target.
pub(crate) fn with_zone(check: impl FnOnce(&Zone) -> Outcome) -> Outcome {
    match applicable(NO_ZONE, cloudflare::overview())? {
        Some(zone) => check(&zone),
        None => Ok(vec![Finding::not_applicable(
            NO_ZONE,
            "The project names no zone at Cloudflare.",
        )]),
    }
}

/// The public host names in the zone: those that a parameter names, else the project's.
///
/// # Errors
/// When there are none, or a parameter names one that is not in the zone.
pub(crate) fn hosts(zone: &Zone, named: &[String]) -> Result<Vec<String>, NotEvaluated> {
    let hosts: Vec<String> = if named.is_empty() {
        zone.names.clone()
    } else {
        named
            .iter()
            .map(|name| whole(zone, name))
            .collect::<Result<_, _>>()?
    };
    if hosts.is_empty() {
        return Err(NotEvaluated::because(format!(
            "the project names no host name in {}; set `domain` under `[targets]` or `web-names` \
             under `[targets.edge]`",
            zone.name
        )));
    }
    Ok(hosts)
}

/// A name as policies write it, by the rule for `web-names`: `@` is the domain itself, a name without a
/// dot is below it, and one with a dot is whole.
fn whole(zone: &Zone, name: &str) -> Result<String, NotEvaluated> {
    let name = name.to_ascii_lowercase();
    if name == "@" {
        return Ok(zone.name.clone());
    }
    if !name.contains('.') {
        return Ok(format!("{name}.{}", zone.name));
    }
    if name == zone.name || name.ends_with(&format!(".{}", zone.name)) {
        return Ok(name);
    }
    Err(NotEvaluated::because(format!(
        "parameter `hosts`: '{name}' is a whole name and not in the zone {zone}; write '{name}.{zone}' if \
         that is meant",
        zone = zone.name
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::zone;

    #[test]
    fn names_are_whole_or_below_the_zone() {
        let named = ["@", "API", "www.example.com"].map(str::to_owned);
        assert_eq!(
            hosts(&zone(), &named).unwrap(),
            ["example.com", "api.example.com", "www.example.com"]
        );
        assert_eq!(hosts(&zone(), &[]).unwrap(), zone().names);
        // Policies name the host in the same way, where nobody knows what is in the zone.
        for elsewhere in ["api.eu", "example.org"] {
            assert!(hosts(&zone(), &[elsewhere.to_owned()]).is_err());
        }
    }

    #[test]
    fn no_name_is_an_error_and_no_pass() {
        let mut zone = zone();
        zone.names.clear();
        assert!(hosts(&zone, &[]).is_err());
    }
}
