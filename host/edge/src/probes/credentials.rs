//! The credentials that the command line lets be sent: where they come from, and to whom they go. They
//! go to the hosts that it names, and only where nobody on the way can read them: over TLS, or to this
//! machine.

use std::collections::BTreeSet;

use data_encoding::BASE64;
use muster_facts::probes::Probe;
use muster_facts::targets::Credential;
use muster_facts::{Fact, FactError, Secret};
use muster_target::Collection;

use super::plan::Request;

/// The longest credential that a file may hold, with room for what surrounds it.
const LARGEST_FILE: u64 = 16 << 10;

/// The values of Authorization, or why there is none.
pub(super) struct Credentials {
    hosts: BTreeSet<String>,
    metrics: Option<Fact<Secret>>,
    admin: Option<Fact<Secret>>,
}

impl Credentials {
    /// Those that may be sent. Nothing is read where none may be.
    pub(super) fn granted(collection: &Collection<'_>) -> Self {
        let http = &collection.context.targets.http;
        let hosts = http.granted.hosts.clone();
        if hosts.is_empty() {
            return Self {
                hosts,
                metrics: None,
                admin: None,
            };
        }
        let find = |place: &Credential| find_secret(collection, place);
        let bearer =
            |place: &Credential| find(place).map(|token| joined(&[b"Bearer ", token.expose()]));
        let metrics = http.metrics_token.as_ref().map(bearer);
        let admin = match (&http.admin_token, &http.admin_user, &http.admin_password) {
            (Some(token), ..) => Some(bearer(token)),
            (None, Some(user), Some(password)) => {
                Some(find(user).and_then(|user| Ok(basic(&user, &find(password)?))))
            }
            (None, None, None) => None,
            (None, ..) => Some(Err(FactError::Failed(
                "`admin-user` and `admin-password` under `[targets.http]` belong together"
                    .to_owned(),
            ))),
        };
        for authorization in [&metrics, &admin].into_iter().flatten().flatten() {
            collection
                .context
                .secrets
                .register_credential(authorization);
        }
        Self {
            hosts,
            metrics,
            admin,
        }
    }

    /// What is sent with a request; none where nothing may be.
    pub(super) fn of(&self, request: &Request) -> Option<&Fact<Secret>> {
        if !request.is_authenticated() || !self.hosts.contains(&request.endpoint.host) {
            return None;
        }
        match request.purpose {
            Probe::PURPOSE_METRICS => self.metrics.as_ref(),
            Probe::PURPOSE_ADMIN => self.admin.as_ref(),
            _ => None,
        }
    }
}

/// RFC 7617, 2.
fn basic(user: &Secret, password: &Secret) -> Secret {
    let pair = joined(&[user.expose(), b":", password.expose()]);
    let encoded = Secret::new(BASE64.encode(pair.expose()));
    joined(&[b"Basic ", encoded.expose()])
}

/// Written once, so that no copy is left behind by growing.
fn joined(parts: &[&[u8]]) -> Secret {
    Secret::new(parts.concat())
}

fn find_secret(collection: &Collection<'_>, place: &Credential) -> Fact<Secret> {
    let context = collection.context;
    let found = match place {
        Credential::Variable(name) => {
            let variables = &context.targets.http.granted.variables;
            variables.get(name).cloned().unwrap_or_else(|| {
                Err(FactError::Failed(format!(
                    "the environment variable {name} was not read"
                )))
            })?
        }
        Credential::File(path) => Secret::new(context.system.read(path, LARGEST_FILE)?),
        Credential::Key(name) => muster_collectors::env::secret_of_key(collection, name)?,
    };
    let text = std::str::from_utf8(found.expose())
        .map_err(|_| FactError::Failed(format!("{} is not text", words(place))))?;
    let secret = Secret::new(text.trim());
    if secret.expose().is_empty() {
        return Err(FactError::Failed(format!("{} is empty", words(place))));
    }
    // The user name is no secret, but what a policy calls one may be.
    context.secrets.register_credential(&secret);
    Ok(secret)
}

/// The place as a sentence begins with it.
fn words(place: &Credential) -> String {
    match place {
        Credential::Variable(name) => format!("the environment variable {name}"),
        Credential::File(path) => path.display().to_string(),
        Credential::Key(name) => format!("{name} in the environment file"),
    }
}
