//! Names that stand for several, and the name that was probably meant for one that is misspelt. Pure; collectors, packs
//! and plugins read them alike.

mod nearest;
pub mod patterns;
mod star;

pub use self::nearest::nearest;
pub use self::star::fits_pattern;
