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
    pub(super) const fn from_bool(holds: bool) -> Self {
        if holds { Self::Always } else { Self::Never }
    }

    /// Both hold. What is false stays false whatever the other is.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, other) | (other, Self::Always) => other,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (depends @ Self::Depends(_), Self::Depends(_)) => depends,
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
            (depends @ Self::Depends(_), Self::Depends(_)) => depends,
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
