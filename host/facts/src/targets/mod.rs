//! What the project says about the host, as policies write it and as collectors read it. Plain data:
//! nothing here parses TOML or reads a host.
//!
//! A setting is one entry of a [`section`](self::section) with its doc comment. From that come the
//! field, how a policy's value is read into it, its row in `docs/packs.md`, and its place in the JSON
//! schema. What a pack says is read into what the packs before it said, so the last one wins.

mod backup;
mod deploy;
mod edge;
mod host;
mod http;
pub mod kinds;
mod logs;
mod requests;
mod section;
mod shown;

pub use backup::{Backup, FileNames, InvalidFileNames};
pub use deploy::Deploy;
pub use edge::{CLOUDFLARE_API, Cloudflare, Edge, TOKEN_VARIABLE, WebPorts, whole_name};
pub use host::{ComposeFile, DIALECTS, EnvFile, PortSpec, Targets};
pub use http::{Credential, Granted, Http, HttpEndpoint, InvalidCredential, InvalidEndpoint};
pub use logs::{InvalidLinePart, LinePart, Logs};
pub use requests::Requests;
pub use section::{Kind, Raw, Reader, Scalar, Section, Setting, Shape};
pub use shown::{InvalidKeyPattern, KeyPattern, SENDER_KEY, Shown};
