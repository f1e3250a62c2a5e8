//! Who may send mail for the domains that mail is sent from: SPF, DKIM and DMARC.
//!
//! Sources: the domain of the project's mail, else the domain of `EMAIL_FROM` in its environment
//! files, else its domain; and what the DNS says about it. All is asked side by side, and what has
//! no answer is an error of its own.

pub mod dkim;
pub mod dmarc;
pub mod spf;
mod tags;

use muster_facts::mail::{DkimSelector, Sender};
use muster_facts::targets::SENDER_KEY;
use muster_facts::{EnvFacts, Fact, FactError, MailFacts, Source};
use muster_target::{Collection, Context};
use tokio::task::JoinSet;

use crate::network::resolver::{RecordType, Resolver};
use crate::network::within;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> MailFacts {
    MailFacts {
        senders: collection
            .env()
            .and_then(|env| senders(collection.context, env)),
    }
}

fn senders(context: Context<'_>, env: &EnvFacts) -> Fact<Vec<Sender>> {
    let origins = origins(context, env)?;
    if origins.is_empty() {
        return Ok(Vec::new());
    }
    within(async {
        let resolver = Resolver::of(context)?;
        Ok(ask(&resolver, origins, &context.targets.edge.dkim_selectors).await)
    })?
}

/// A domain that mail is sent from.
struct Origin {
    domain: String,
    /// `target`, `env` or `domain`.
    named_by: &'static str,
    source: Source,
}

/// The domains, each once. Only the domain of an address leaves the environment file.
fn origins(context: Context<'_>, env: &EnvFacts) -> Fact<Vec<Origin>> {
    let edge = &context.targets.edge;
    let target = |domain: &String, named_by, source| Origin {
        domain: domain.clone(),
        named_by,
        source: Source::logical(source),
    };
    if let Some(domain) = &edge.mail_domain {
        return Ok(vec![target(domain, "target", "targets/edge/mail-domain")]);
    }
    let mut found: Vec<Origin> = Vec::new();
    if env.keys.is_empty() {
        // Where it is not known which files there are, neither is what mail is sent from.
        env.files.as_ref().map_err(Clone::clone)?;
    }
    for keys in env.keys.values() {
        let sender = keys
            .as_ref()
            .map_err(Clone::clone)?
            .iter()
            .find(|key| key.name == SENDER_KEY && key.status == "set");
        let Some(sender) = sender else { continue };
        let host = sender
            .components
            .iter()
            .find(|component| component.name == "host")
            .and_then(|component| component.value.as_ref());
        let Some(domain) = host.map(|host| host.to_ascii_lowercase()) else {
            return Err(FactError::Failed(format!(
                "{SENDER_KEY} in {} holds no domain that can be shown; name it in \
                 `targets.edge.mail-domain`",
                sender.source.name
            )));
        };
        if !found.iter().any(|origin| origin.domain == domain) {
            found.push(Origin {
                domain,
                named_by: "env",
                source: sender.source.clone(),
            });
        }
    }
    if found.is_empty() {
        found.extend(
            context
                .targets
                .domain
                .iter()
                .map(|domain| target(domain, "domain", "targets/domain")),
        );
    }
    Ok(found)
}

/// All senders side by side, in the order of their domains in the sources.
async fn ask(resolver: &Resolver, origins: Vec<Origin>, selectors: &[String]) -> Vec<Sender> {
    let mut running = JoinSet::new();
    for (index, origin) in origins.into_iter().enumerate() {
        let (resolver, selectors) = (resolver.clone(), selectors.to_vec());
        running.spawn(async move { (index, sender(&resolver, origin, selectors).await) });
    }
    let mut senders = running.join_all().await;
    senders.sort_by_key(|(index, _)| *index);
    senders.into_iter().map(|(_, sender)| sender).collect()
}

async fn sender(resolver: &Resolver, origin: Origin, selectors: Vec<String>) -> Sender {
    let Origin {
        domain,
        named_by,
        source,
    } = origin;
    let (null_mx, spf, dkim, dmarc) = tokio::join!(
        null_mx(resolver, &domain),
        spf::policy(resolver, &domain),
        keys(resolver, &domain, selectors),
        dmarc::policy(resolver, &domain)
    );
    Sender {
        domain,
        origin: named_by.to_owned(),
        source,
        null_mx,
        spf,
        dkim,
        dmarc,
    }
}

/// Whether a domain says that it takes no mail: its only server is the root (RFC 7505, 3).
async fn null_mx(resolver: &Resolver, domain: &str) -> Fact<bool> {
    let servers = resolver.lookup(domain, RecordType::Mx).await?;
    let mut hosts = servers
        .values()
        .map(|server| server.split_once(' ').map_or("", |(_, host)| host));
    Ok(hosts.next() == Some(".") && hosts.next().is_none())
}

/// The keys of all selectors side by side, in the order of the selectors.
async fn keys(resolver: &Resolver, domain: &str, selectors: Vec<String>) -> Vec<DkimSelector> {
    let mut running = JoinSet::new();
    for (index, selector) in selectors.into_iter().enumerate() {
        let (resolver, domain) = (resolver.clone(), domain.to_owned());
        running.spawn(async move { (index, dkim::selector(&resolver, &domain, &selector).await) });
    }
    let mut keys = running.join_all().await;
    keys.sort_by_key(|(index, _)| *index);
    keys.into_iter().map(|(_, key)| key).collect()
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
