//! What a value of a Compose file can be: the words in which the tables of the schema are written.

/// What a key takes: of each shape that a value can have, which values; none for a shape that it does not take.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) scalar: Option<Scalar>,
    pub(super) list: Option<List>,
    pub(super) map: Option<Map>,
}

/// A single value.
#[derive(Clone, Copy)]
pub(super) enum Scalar {
    Anything,
    /// One of these types. A text becomes one of the type `cast` first, as Compose does it when it fills in
    /// variables.
    Typed {
        types: &'static [Type],
        cast: Option<Type>,
    },
    /// A whole number in these limits, or a text of one.
    Within(i32, i32),
    Words(&'static [&'static str]),
}

/// The types of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Whole,
    Number,
    Text,
}

#[derive(Clone, Copy)]
pub(super) struct List {
    /// None for whatever there is.
    pub(super) item: Option<&'static Kind>,
    /// Whether nothing may stand in it twice.
    pub(super) unique: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Map {
    Anything,
    /// Keys that are listed.
    Keys(&'static Level),
    /// Names that the author of the file picks.
    Named(&'static Names),
}

/// The keys at one level of a file.
pub(super) struct Level {
    /// What has these keys.
    pub(super) name: &'static str,
    pub(super) keys: &'static [(&'static str, Kind)],
    pub(super) required: &'static [&'static str],
    pub(super) others: Others,
}

/// What becomes of keys that are not listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Refused,
    /// Those that begin with `x-` are the author's own.
    Own,
    /// Compose does not look at them.
    Ignored,
}

pub(super) struct Names {
    pub(super) value: Kind,
    pub(super) form: Form,
}

/// Which names there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Any,
    /// Letters, digits, `.`, `_` and `-`; others are an error.
    Plain,
    /// The same; what others hold is not looked at.
    PlainOrIgnored,
    /// Small letters; what others hold is not looked at.
    SmallOrIgnored,
}

pub(super) const NOTHING: Kind = Kind {
    scalar: None,
    list: None,
    map: None,
};

pub(super) const ANYTHING: Kind = Kind {
    scalar: Some(Scalar::Anything),
    list: Some(List {
        item: None,
        unique: false,
    }),
    map: Some(Map::Anything),
};

const fn typed(types: &'static [Type], cast: Option<Type>) -> Kind {
    Kind {
        scalar: Some(Scalar::Typed { types, cast }),
        ..NOTHING
    }
}

const BOTH: &[Type] = &[Type::Boolean, Type::Text];
const COUNT: &[Type] = &[Type::Whole, Type::Text];
const NUMERIC: &[Type] = &[Type::Number, Type::Text];

pub(super) const TEXT: Kind = typed(&[Type::Text], None);
pub(super) const TEXT_OR_NULL: Kind = typed(&[Type::Text, Type::Null], None);
const NULL: Kind = typed(&[Type::Null], None);
pub(super) const BOOLEAN: Kind = typed(&[Type::Boolean], None);
/// True or false, if written as a text: that is what Compose makes of it.
pub(super) const SWITCH: Kind = typed(BOTH, Some(Type::Boolean));
/// True or false, or any text.
pub(super) const FLAG: Kind = typed(BOTH, None);
pub(super) const WHOLE: Kind = typed(COUNT, Some(Type::Whole));
pub(super) const AMOUNT: Kind = typed(COUNT, None);
pub(super) const WHOLE_ALONE: Kind = typed(&[Type::Whole], None);
pub(super) const NUMBER: Kind = typed(NUMERIC, Some(Type::Number));
/// A number that becomes a whole one if it is written as a text.
pub(super) const WHOLE_OR_NUMBER: Kind = typed(NUMERIC, Some(Type::Whole));
pub(super) const QUANTITY: Kind = typed(NUMERIC, None);
pub(super) const NUMBER_ALONE: Kind = typed(&[Type::Number], None);
/// What a variable or a label can have.
pub(super) const VALUE: Kind = typed(&[Type::Text, Type::Number, Type::Boolean, Type::Null], None);
const OPTION: Kind = typed(&[Type::Text, Type::Number, Type::Null], None);
const DRIVER_OPTION: Kind = typed(NUMERIC, None);

pub(super) const fn words(words: &'static [&'static str]) -> Kind {
    Kind {
        scalar: Some(Scalar::Words(words)),
        ..NOTHING
    }
}

pub(super) const fn within(least: i32, most: i32) -> Kind {
    Kind {
        scalar: Some(Scalar::Within(least, most)),
        ..NOTHING
    }
}

pub(super) const fn list(item: &'static Kind) -> Kind {
    Kind {
        list: Some(List {
            item: Some(item),
            unique: false,
        }),
        ..NOTHING
    }
}

/// A list of which Compose refuses one with an entry twice.
pub(super) const fn set(item: &'static Kind) -> Kind {
    Kind {
        list: Some(List {
            item: Some(item),
            unique: true,
        }),
        ..NOTHING
    }
}

pub(super) const fn keys(level: &'static Level) -> Kind {
    Kind {
        map: Some(Map::Keys(level)),
        ..NOTHING
    }
}

/// A mapping, or nothing behind the key.
pub(super) const fn optional(level: &'static Level) -> Kind {
    Kind {
        scalar: NULL.scalar,
        ..keys(level)
    }
}

pub(super) const fn named(names: &'static Names) -> Kind {
    Kind {
        map: Some(Map::Named(names)),
        ..NOTHING
    }
}

/// The shapes of both.
pub(super) const fn or(one: Kind, other: Kind) -> Kind {
    Kind {
        scalar: if one.scalar.is_some() {
            one.scalar
        } else {
            other.scalar
        },
        list: if one.list.is_some() {
            one.list
        } else {
            other.list
        },
        map: if one.map.is_some() {
            one.map
        } else {
            other.map
        },
    }
}

pub(super) const TEXTS: Kind = list(&TEXT);
pub(super) const SET: Kind = set(&TEXT);
pub(super) const TEXT_OR_LIST: Kind = or(TEXT, TEXTS);
pub(super) const TEXT_OR_SET: Kind = or(TEXT, SET);
pub(super) const COMMAND: Kind = or(TEXT_OR_NULL, TEXTS);

static VALUES: Names = Names {
    value: VALUE,
    form: Form::Any,
};
/// `NAME=VALUE` in a list, or names with values. In most places Compose drops what stands there twice itself.
pub(super) const ASSIGNMENTS: Kind = or(named(&VALUES), TEXTS);
pub(super) const ASSIGNMENT_SET: Kind = or(named(&VALUES), SET);

static LOG_OPTIONS: Names = Names {
    value: OPTION,
    form: Form::Any,
};
pub(super) const OPTIONS: Kind = named(&LOG_OPTIONS);

static OF_DRIVER: Names = Names {
    value: DRIVER_OPTION,
    form: Form::Any,
};
pub(super) const DRIVER_OPTIONS: Kind = named(&OF_DRIVER);

static TEXTS_BY_NAME: Names = Names {
    value: TEXT,
    form: Form::Any,
};
pub(super) const NAMED_TEXTS: Kind = named(&TEXTS_BY_NAME);

static ADDRESSES: Names = Names {
    value: or(TEXT, TEXTS),
    form: Form::Any,
};
pub(super) const HOSTS: Kind = or(named(&ADDRESSES), SET);
