//! What collectors get when they ask for each other.

use std::sync::atomic::{AtomicUsize, Ordering};

use muster_facts::host::HostIdentity;
use muster_facts::targets::Targets;
use muster_facts::{DnsFacts, HostFacts, MailFacts, Secrets};

use super::*;
use crate::Recorded;

/// A file that two of them read.
struct File(String);

impl Shared for File {
    fn read(collection: &Collection<'_>) -> Self {
        let read = collection.context.system.read_text("/etc/file".as_ref());
        Self(read.unwrap())
    }
}

fn text(collection: &Collection<'_>) -> Fact<String> {
    collection.shared::<File>().map(|file| file.0.clone())
}

fn host(collection: &Collection<'_>) -> HostFacts {
    HostFacts {
        identity: text(collection).map(|name| HostIdentity {
            name,
            os_id: String::new(),
            os_like: Vec::new(),
            os_version: String::new(),
            os_name: String::new(),
            init_system: None,
            kernel: None,
            privileged: true,
        }),
        addresses: Ok(Vec::new()),
        surrounding_container: Ok(None),
        wireless_interfaces: Ok(Vec::new()),
    }
}

fn name(collection: &Collection<'_>) -> Fact<String> {
    let identity = &collection.host()?.identity;
    identity
        .as_ref()
        .map(|host| host.name.clone())
        .map_err(Clone::clone)
}

/// What `dns` and `mail` have to say is what they were told, as an error.
fn dns(collection: &Collection<'_>) -> DnsFacts {
    let told = FactError::Failed(format!("{:?}", name(collection)));
    DnsFacts {
        overview: Ok(None),
        lookups: Err(told),
        dnssec: Ok(None),
        referrals: Ok(Vec::new()),
    }
}

fn mail(collection: &Collection<'_>) -> MailFacts {
    let told = format!("{:?} {:?}", name(collection), text(collection));
    MailFacts {
        senders: Err(FactError::Failed(told)),
    }
}

fn with<T>(
    collectors: &[Collector],
    question: impl FnOnce(Context<'_>, &[&[Collector]]) -> T,
) -> T {
    let system = Recorded::new().file("/etc/file", "web-1");
    let secrets = Secrets::default();
    let targets = Targets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    question(context, &[collectors])
}

#[test]
fn a_domain_is_collected_once_for_all_that_ask() {
    static HOSTS: AtomicUsize = AtomicUsize::new(0);
    fn counted(collection: &Collection<'_>) -> HostFacts {
        HOSTS.fetch_add(1, Ordering::Relaxed);
        host(collection)
    }
    let collectors = [
        Collector::Dns(dns),
        Collector::Mail(mail),
        Collector::Host(counted),
    ];
    let wanted = [Domain::Dns, Domain::Mail];
    let facts = with(&collectors, |context, collectors| {
        collect(context, collectors, &wanted, &|_| ())
    });
    assert_eq!(HOSTS.load(Ordering::Relaxed), 1);
    assert_eq!(
        facts.dns.unwrap().lookups.unwrap_err().reason(),
        r#"Ok("web-1")"#
    );
    assert_eq!(
        facts.mail.unwrap().senders.unwrap_err().reason(),
        r#"Ok("web-1") Ok("web-1")"#
    );
    // Nobody wanted it for itself.
    assert_eq!(facts.host, None);
}

#[test]
fn what_nothing_collects_is_an_error() {
    let facts = with(&[Collector::Dns(dns)], |context, collectors| {
        collect(context, collectors, &[Domain::Dns, Domain::Tls], &|_| ())
    });
    let error = facts.dns.unwrap().lookups.unwrap_err();
    assert!(
        error.reason().contains("nothing collects muster:host/host"),
        "{error:?}"
    );
    assert_eq!(facts.tls, None);
}

#[test]
fn who_needs_each_other_is_told_and_does_not_wait() {
    /// Asks for the one that asks for it.
    fn host(collection: &Collection<'_>) -> HostFacts {
        let dns = collection
            .dns()
            .and_then(|dns| dns.lookups.clone().map(drop));
        HostFacts {
            identity: Err(dns.unwrap_err()),
            addresses: Ok(Vec::new()),
            surrounding_container: Ok(None),
            wireless_interfaces: Ok(Vec::new()),
        }
    }
    let collectors = [Collector::Dns(dns), Collector::Host(host)];
    let both = [Domain::Host, Domain::Dns];
    for wanted in [&both[..], &both[..1], &both[1..]] {
        // Which of the two hears of it is a matter of who asks first.
        let facts = with(&collectors, |context, collectors| {
            collect(context, collectors, wanted, &|_| ())
        });
        let said = format!("{facts:?}");
        assert!(said.contains("need each other"), "{said}");
    }
}

#[test]
fn who_asks_is_written_down() {
    let collectors = [Collector::Mail(mail), Collector::Host(host)];
    let asked = with(&collectors, |context, collectors| {
        with_collection(context, collectors, |collection| {
            collection.mail().unwrap();
            collection.asked()
        })
    });
    let file = type_name::<File>();
    let (host, mail) = (Domain::Host.interface(), Domain::Mail.interface());
    assert_eq!(asked, [(host, file), (mail, host), (mail, file)]);
}
