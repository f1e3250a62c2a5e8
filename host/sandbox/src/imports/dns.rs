//! `muster:dns/dns`

use muster_facts::Fact;
use muster_facts::dns::{DnsOverview, Host, Lookup, Referral, Security};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn overview(&mut self) -> Result<Fact<Option<DnsOverview>>> {
        self.answer(|facts| facts.dns.as_ref(), |facts| facts.overview.clone())
    }

    fn lookups(&mut self) -> Result<Fact<Vec<Lookup>>> {
        self.answer(|facts| facts.dns.as_ref(), |facts| facts.lookups.clone())
    }

    fn dnssec(&mut self) -> Result<Fact<Option<Security>>> {
        self.answer(|facts| facts.dns.as_ref(), |facts| facts.dnssec.clone())
    }

    fn referrals(&mut self) -> Result<Fact<Vec<Referral>>> {
        self.answer(|facts| facts.dns.as_ref(), |facts| facts.referrals.clone())
    }
}
