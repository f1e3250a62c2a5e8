//! What a rule asks of parameters of the kernel beside their values.

/// What a rule asks of a host.
pub(crate) struct Demands {
    /// Whether a line has to set it, even where the kernel begins with such a value.
    pub(crate) explicit: bool,
    /// Whether each network interface counts, where a parameter is that of all.
    pub(crate) per_interface: bool,
    /// Words for what explains another value.
    pub(crate) unless: Vec<String>,
}

impl Default for Demands {
    fn default() -> Self {
        Self {
            explicit: false,
            per_interface: true,
            unless: Vec::new(),
        }
    }
}
