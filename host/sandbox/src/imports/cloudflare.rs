//! `muster:cloudflare/cloudflare`

use muster_facts::cloudflare::{
    CertificatePack, DnsRecord, EdgeRule, Host, Refusal, Setting, Zone,
};
use muster_facts::{Fact, FactError};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn overview(&mut self) -> Result<Fact<Option<Zone>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.overview.clone(),
        )
    }

    fn settings(&mut self) -> Result<Fact<Vec<Setting>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.settings.clone(),
        )
    }

    fn dns_records(&mut self) -> Result<Fact<Vec<DnsRecord>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.dns_records.clone(),
        )
    }

    fn edge_rules(&mut self, phase: String) -> Result<Fact<Vec<EdgeRule>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| {
                facts.edge_rules.get(&phase).cloned().unwrap_or_else(|| {
                    Err(FactError::Failed(format!(
                        "the rules of phase {phase} are not collected"
                    )))
                })
            },
        )
    }

    fn certificate_packs(&mut self) -> Result<Fact<Vec<CertificatePack>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.certificate_packs.clone(),
        )
    }

    fn refusals(&mut self) -> Result<Fact<Vec<Refusal>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.refusals.clone(),
        )
    }

    fn token_permissions(&mut self) -> Result<Fact<Option<Vec<String>>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.token_permissions.clone(),
        )
    }

    fn address_ranges(&mut self) -> Result<Fact<Vec<String>>> {
        self.answer(
            |facts| facts.cloudflare.as_ref(),
            |facts| facts.address_ranges.clone(),
        )
    }
}
