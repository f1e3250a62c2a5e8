//! Headers of HTTP as browsers read them. Pure; the collectors of the network and the plugins read them alike, so that
//! an answer and a setting that sends it are judged by the same grammar.

mod strict_transport;

pub use self::strict_transport::Promise;
