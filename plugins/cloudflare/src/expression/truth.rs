//! What can be said about an expression when a part of the request is not known.

/// Whether an expression holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// For every request that is described.
    Always,
    /// For none of them.
    Never,
    /// For some of them, as far as is known: it depends on this field.
    Depends(String),
    /// Not decided here, for this reason.
    Unknown(String),
}

impl Truth {
    /// Whether only what is asked for decides, and not who asks.
    #[must_use]
    pub fn depends_on_what_is_asked(&self) -> bool {
        matches!(self, Self::Depends(field) if says_what_is_asked(field))
    }

    pub(super) const fn from_bool(holds: bool) -> Self {
        if holds { Self::Always } else { Self::Never }
    }

    /// Both hold. What is false stays false whatever the other is.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, other) | (other, Self::Always) => other,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::Depends(own), Self::Depends(other)) => Self::Depends(weightier(own, other)),
        }
    }

    /// At least one holds.
    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Exactly one holds.
    pub(super) fn xor(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, other) | (other, Self::Never) => other,
            (Self::Always, other) | (other, Self::Always) => other.not(),
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::Depends(own), Self::Depends(other)) => Self::Depends(weightier(own, other)),
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            open @ (Self::Depends(_) | Self::Unknown(_)) => open,
        }
    }
}

/// Of two fields that decide, the one that says who asks: what is asked for is known to whoever looks.
fn weightier(own: String, other: String) -> String {
    if says_what_is_asked(&own) { other } else { own }
}

/// Fields, and beginnings of fields (with a dot at the end), that say what is asked for or answered, and
/// not who asks. A visitor chooses the version of HTTP, which therefore is not among them.
const ASKED: [&str; 8] = [
    "http.host",
    "http.request.full_uri",
    "http.request.method",
    "http.request.uri",
    "http.request.uri.",
    "http.response.",
    "cf.zone.name",
    "ssl",
];

/// Whether a field says what is asked for, and nothing of who asks.
pub(super) fn says_what_is_asked(field: &str) -> bool {
    let name = field.strip_prefix("raw.").unwrap_or(field);
    ASKED.iter().any(|known| match known.strip_suffix('.') {
        Some(_) => name.starts_with(known),
        None => name == *known,
    })
}
