//! What holds for every client: it goes to the address that is asked and nowhere else.

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};
use rustls::pki_types::CertificateDer;

/// Redirects are not followed, and no proxy is used. A server must prove who it is by the public roots or
/// by one of these.
///
/// # Errors
/// When a root has no form that can be used.
pub(crate) fn careful(roots: &[CertificateDer<'_>]) -> Result<ClientBuilder, reqwest::Error> {
    let mut client = Client::builder()
        .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .referer(false);
    for root in roots {
        client = client.add_root_certificate(Certificate::from_der(root)?);
    }
    Ok(client)
}
