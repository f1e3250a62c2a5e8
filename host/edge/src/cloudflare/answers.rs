//! All that the API answered about one zone, whether it was asked now or its answers come out of an
//! export. Knows neither way.

use std::collections::BTreeMap;

use muster_facts::cloudflare::Refusal as Refused;
use muster_facts::{Fact, FactError};
use serde_json::Value;

use super::endpoint::{Endpoint, ZONE_PERMISSION};
use super::envelope::{self, Refusal};

/// What became of one question.
#[derive(Clone, Debug)]
pub(super) enum ZoneResult {
    /// `result`, the pages of a list joined.
    Given(Value),
    /// The zone has no ruleset for the phase.
    NoEntrypoint,
    /// The token lacks a permission.
    Refused(Refused),
    /// The token is not known to the API, for this reason.
    UnknownToken(String),
    /// The token cannot be used from this address.
    NotFromHere(String),
    /// Anything else.
    Failed(String),
}

/// The answers about one zone.
pub(super) struct ZoneResults {
    /// Name of the zone.
    pub(super) zone: String,
    /// To `zones?name=`: the zone.
    pub(super) lookup: ZoneResult,
    /// To the questions about the zone, by path.
    pub(super) of_zone: BTreeMap<&'static str, ZoneResult>,
    /// Cloudflare's address ranges.
    pub(super) ranges: ZoneResult,
    /// What the token says about itself. None for an export without it.
    pub(super) token: Option<ZoneResult>,
}

impl ZoneResult {
    /// What a refusal means for a question of this name.
    pub(super) fn refused(name: String, permission: &str, refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoEntrypoint => Self::NoEntrypoint,
            Refusal::Permission {
                status,
                code,
                account_token,
                ..
            } => Self::Refused(Refused {
                endpoint: name,
                status,
                code,
                permission: permission.to_owned(),
                account_token,
            }),
            Refusal::Token(said) => Self::UnknownToken(said),
            Refusal::Address(said) => Self::NotFromHere(said),
            Refusal::Other(said) => Self::Failed(format!("{name} {said}")),
        }
    }

    /// The result, or why there is none. Rules of a phase without a ruleset have no result either.
    pub(super) fn result(&self) -> Fact<Option<&Value>> {
        match self {
            Self::Given(value) => Ok(Some(value)),
            Self::NoEntrypoint => Ok(None),
            Self::Refused(refused) => Err(denied(refused)),
            Self::UnknownToken(said) => Err(FactError::Denied(format!(
                "Cloudflare does not know the token: {said}; create one at \
                 https://dash.cloudflare.com/profile/api-tokens, read-only and for this zone"
            ))),
            Self::NotFromHere(said) => Err(FactError::Denied(format!(
                "Cloudflare does not accept the token from this address: {said}; add the address \
                 to \
                 the token's Client IP Address Filtering at \
                 https://dash.cloudflare.com/profile/api-tokens"
            ))),
            Self::Failed(reason) => Err(FactError::Failed(reason.clone())),
        }
    }
}

impl ZoneResults {
    /// What every refused question needs.
    pub(super) fn refusals(&self) -> Vec<Refused> {
        std::iter::once(&self.lookup)
            .chain(self.of_zone.values())
            .filter_map(|answer| match answer {
                ZoneResult::Refused(refused) => Some(refused.clone()),
                ZoneResult::Given(_)
                | ZoneResult::NoEntrypoint
                | ZoneResult::UnknownToken(_)
                | ZoneResult::NotFromHere(_)
                | ZoneResult::Failed(_) => None,
            })
            .collect()
    }

    /// The answer to a question about the zone.
    pub(super) fn result(&self, endpoint: Endpoint) -> Fact<Option<&Value>> {
        match self.of_zone.get(endpoint.path) {
            Some(answer) => answer.result(),
            // Nothing is asked about a zone that is not known.
            None => Err(self.lookup.result().err().unwrap_or_else(|| {
                FactError::Failed(format!(
                    "{} was not asked: Cloudflare gave the zone no identifier",
                    name(&self.zone, endpoint)
                ))
            })),
        }
    }
}

/// What a question is called in messages and refusals.
pub(super) fn name(zone: &str, endpoint: Endpoint) -> String {
    format!("zones/{zone}/{}", endpoint.path)
}

/// What the question for the zone itself is called.
pub(super) fn lookup_name(zone: &str) -> String {
    format!("zones?name={zone}")
}

/// The zone out of the list that `zones?name=` answers with. A token without access to the zone
/// gets an empty list, not a refusal.
pub(super) fn pick_zone(zone: &str, list: Value) -> ZoneResult {
    let found = match list {
        Value::Array(zones) => zones
            .into_iter()
            .find(|found| found.get("name").and_then(Value::as_str) == Some(zone)),
        _ => {
            return ZoneResult::Failed(format!(
                "{} does not answer with a list of zones",
                lookup_name(zone)
            ));
        }
    };
    found.map_or_else(
        || {
            ZoneResult::Refused(Refused {
                endpoint: lookup_name(zone),
                status: 200,
                code: 0,
                permission: ZONE_PERMISSION.to_owned(),
                account_token: false,
            })
        },
        ZoneResult::Given,
    )
}

/// The pages of a list, one after the other.
#[derive(Default)]
pub(super) struct Joined(Option<Value>);

impl Joined {
    /// Adds a page.
    ///
    /// # Errors
    /// When one of several pages is not a list.
    pub(super) fn add(&mut self, page: envelope::Page) -> Result<(), &'static str> {
        match (&mut self.0, page.result) {
            (joined @ None, result) => *joined = Some(result),
            (Some(Value::Array(joined)), Value::Array(more)) => joined.extend(more),
            (Some(_), _) => return Err("has several pages that are not lists"),
        }
        Ok(())
    }

    pub(super) fn into_value(self) -> Value {
        self.0.unwrap_or_default()
    }
}

fn denied(refused: &Refused) -> FactError {
    FactError::Denied(if refused.account_token {
        format!(
            "Cloudflare never answers {} for a token of an account; use a token of a user, from \
             https://dash.cloudflare.com/profile/api-tokens",
            refused.endpoint
        )
    } else if refused.status == 200 {
        format!(
            "the token sees no such zone ({}); give it the permission {} for the zone, or correct \
             `zone` under `[targets.edge.cloudflare]`",
            refused.endpoint, refused.permission
        )
    } else {
        format!(
            "Cloudflare refuses {} (HTTP status {}, code {}); give the token the permission {}",
            refused.endpoint, refused.status, refused.code, refused.permission
        )
    })
}
