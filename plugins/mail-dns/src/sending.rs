//! Whether a domain says that it sends no mail.

use muster_sdk::mail::Sender;

use crate::senders;

/// What the records of a domain say about mail that it sends, where that is not just that it does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sends {
    /// It sends none, and by which records it says so.
    Nothing(String),
    /// It may say so, but a record that would is not known, for this reason.
    Unknown(String),
}

/// Whether a domain says that it takes no mail (RFC 7505, 3).
pub(crate) fn takes_no_mail(sender: &Sender) -> bool {
    sender.null_mx == Ok(true)
}

/// None for a domain that sends mail: an application sends from it, or its SPF record lets somebody.
/// A domain that sends none says so by two of three records: it takes no mail (RFC 7505, 4.2), its SPF
/// lets nobody send (RFC 7208, 10.1.2), and mail that is not authenticated is rejected.
pub(crate) fn declared(sender: &Sender) -> Option<Sends> {
    if sender.origin == Sender::ORIGIN_ENV {
        return None;
    }
    let null_mx = sender.null_mx.as_ref();
    let spf = sender.spf.as_ref().map_err(Clone::clone);
    let spf = spf.and_then(|spf| senders::unanswered(spf).map_or(Ok(spf), Err));
    let spf = spf.as_ref().map(|spf| {
        let refuses = spf.allows_nobody && spf.all.as_deref() == Some("-");
        (refuses, spf.allows_nobody || spf.records.is_empty())
    });
    let dmarc = sender
        .dmarc
        .as_ref()
        .map(|dmarc| dmarc.policy.as_deref() == Some("reject") && !dmarc.weakened);
    if spf.is_ok_and(|(_, possible)| !possible) {
        return None;
    }
    let said = [
        (null_mx.copied(), "null MX"),
        (spf.map(|(refuses, _)| refuses), "v=spf1 -all"),
        (dmarc, "p=reject"),
    ];
    let signs: Vec<&str> = said
        .iter()
        .filter(|(sign, _)| *sign == Ok(true))
        .map(|(_, name)| *name)
        .collect();
    let unknown: Vec<&str> = said
        .iter()
        .filter_map(|(sign, _)| sign.err())
        .map(muster_sdk::FactError::reason)
        .collect();
    // Without SPF it is not known who is allowed to send, whatever the others say.
    if signs.len() >= ENOUGH && spf.is_ok() {
        return Some(Sends::Nothing(signs.join(", ")));
    }
    let reason = unknown
        .first()
        .filter(|_| signs.len() + unknown.len() >= ENOUGH);
    reason.map(|reason| Sends::Unknown((*reason).to_owned()))
}

/// Records that have to say so: each alone is also that of a domain that sends.
const ENOUGH: usize = 2;
