//! What a table of settings is: the macro that declares one, how it is read, and how it is described.

/// A value as it is written, as far as settings have a use for it.
#[derive(Clone, Copy, Debug)]
pub enum Raw<'a> {
    /// `true` or `false`
    Boolean(bool),
    /// A number without a point.
    Integer(i64),
    /// A string.
    Text(&'a str),
    /// Anything else.
    Other,
}

/// A value as `${targets.…}` hands it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A string.
    Text(String),
    /// A number.
    Integer(i64),
}

/// What may be written for a setting, or as an entry of one that is a list.
pub trait Kind {
    /// What it is read into.
    type Value;

    /// What such a value is, after "is not": `a port`.
    const NOUN: &'static str;

    /// How it is written, as advice.
    const HELP: &'static str;

    /// The type in TOML, for tables and messages: `string`, `integer`.
    const TYPE: &'static str = "string";

    /// A regular expression that every such text matches, in the dialect that JSON Schema and most
    /// editors share. It may match more.
    const PATTERN: Option<&'static str> = None;

    /// Whether the value has the type, whatever it says.
    fn has_type(raw: Raw<'_>) -> bool {
        matches!(raw, Raw::Text(_))
    }

    /// Reads the value.
    fn read(raw: Raw<'_>) -> Option<Self::Value>;

    /// The value as it may be written.
    fn write(value: &Self::Value) -> Scalar;

    /// Whether a value in a table that holds a token may be shown in a message. What does not fit may
    /// be the token itself.
    fn may_be_shown(raw: Raw<'_>) -> bool {
        Self::read(raw).is_some()
    }
}

/// Hands out what a policy says in one table. It reports what is wrong, and gives nothing then.
pub trait Reader {
    /// One value.
    fn one<K: Kind>(&mut self, key: &'static str) -> Option<K::Value>;

    /// A list of values.
    fn many<K: Kind>(&mut self, key: &'static str) -> Option<Vec<K::Value>>;

    /// The list of environment files, each a path or a table.
    fn env_files(&mut self, key: &'static str) -> Option<Vec<super::EnvFile>>;

    /// Reads a table into what is known, and says whether it is there.
    fn table<S: Section>(&mut self, key: &'static str, known: &mut S) -> bool;
}

/// A table of settings.
pub trait Section: Sized {
    /// Its header, such as `targets.edge`.
    const HEADER: &'static str;

    /// Whether somebody could write a token into it by mistake.
    const HOLDS_TOKEN: bool = false;

    /// Its settings, in the order of the documentation.
    fn settings() -> Vec<Setting>;

    /// Reads what is said over what is known.
    fn read(&mut self, reader: &mut impl Reader);

    /// What a reference to a setting stands for; none where nobody has set it.
    fn value(&self, key: &str) -> Option<Vec<Scalar>>;
}

/// A setting, described.
#[derive(Clone, Debug)]
pub struct Setting {
    /// As it is written.
    pub key: &'static str,
    /// What it means: the doc comment of its field, as Markdown on one line.
    pub meaning: String,
    /// What may be written.
    pub shape: Shape,
}

/// What may be written for a setting.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One value, of this type and pattern.
    One(&'static str, Option<&'static str>),
    /// A list of such values.
    Many(&'static str, Option<&'static str>),
    /// The list of environment files.
    EnvFiles,
    /// A table with this header and these settings.
    Table(&'static str, Vec<Setting>),
}

/// The doc comment of a field on one line.
pub(super) fn meaning(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ")
}

/// Declares a section: `"key": form field: Type,` for each setting, where the form is
///
/// - `maybe`: a value of a kind, or none;
/// - `or DEFAULT`: a value of a kind, with a default;
/// - `many`: a list, empty where nothing is said;
/// - `list`: a list, or none where nothing is said;
/// - `files`: environment files, or none where nothing is said;
/// - `table`: a section; `optional` one that need not be there.
///
/// What follows `also` is not a setting.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $header:literal $(holds $token:ident)? =>
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $key:literal: $form:ident $(($($argument:tt)+))? $field:ident: $type:ty,
            )+
            $(also {
                $(#[doc = $also_doc:literal])+
                $also:ident: $also_type:ty,
            })?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                pub $field: section!(@type $form $type),
            )+
            $(
                $(#[doc = $also_doc])+
                pub $also: $also_type,
            )?
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: section!(@default $form $(($($argument)+))?),)+
                    $($also: Default::default(),)?
                }
            }
        }

        impl $crate::targets::Section for $name {
            const HEADER: &'static str = $header;
            $(const HOLDS_TOKEN: bool = stringify!($token).len() > 0;)?

            fn settings() -> Vec<$crate::targets::Setting> {
                vec![$($crate::targets::Setting {
                    key: $key,
                    meaning: $crate::targets::section::meaning(&[$($doc),+]),
                    shape: section!(@shape $form $type),
                }),+]
            }

            fn read(&mut self, reader: &mut impl $crate::targets::Reader) {
                $(section!(@read $form $type, reader, $key, self.$field);)+
            }

            fn value(&self, key: &str) -> Option<Vec<$crate::targets::Scalar>> {
                match key {
                    $($key => section!(@value $form $type, &self.$field),)+
                    _ => None,
                }
            }
        }
    };

    (@type maybe $kind:ty) => { Option<<$kind as $crate::targets::Kind>::Value> };
    (@type or $kind:ty) => { <$kind as $crate::targets::Kind>::Value };
    (@type many $kind:ty) => { Vec<<$kind as $crate::targets::Kind>::Value> };
    (@type list $kind:ty) => { Option<Vec<<$kind as $crate::targets::Kind>::Value>> };
    (@type files $type:ty) => { Option<Vec<$type>> };
    (@type table $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };

    (@default or ($default:expr)) => { $default };
    (@default $form:ident) => { Default::default() };

    (@shape maybe $kind:ty) => { section!(@one $kind) };
    (@shape or $kind:ty) => { section!(@one $kind) };
    (@shape many $kind:ty) => { section!(@many $kind) };
    (@shape list $kind:ty) => { section!(@many $kind) };
    (@shape files $type:ty) => { $crate::targets::Shape::EnvFiles };
    (@shape table $type:ty) => { section!(@table $type) };
    (@shape optional $type:ty) => { section!(@table $type) };
    (@one $kind:ty) => {
        $crate::targets::Shape::One(
            <$kind as $crate::targets::Kind>::TYPE,
            <$kind as $crate::targets::Kind>::PATTERN,
        )
    };
    (@many $kind:ty) => {
        $crate::targets::Shape::Many(
            <$kind as $crate::targets::Kind>::TYPE,
            <$kind as $crate::targets::Kind>::PATTERN,
        )
    };
    (@table $type:ty) => {
        $crate::targets::Shape::Table(
            <$type as $crate::targets::Section>::HEADER,
            <$type as $crate::targets::Section>::settings(),
        )
    };

    (@read maybe $kind:ty, $reader:ident, $key:literal, $field:expr) => {
        if let Some(value) = $reader.one::<$kind>($key) {
            $field = Some(value);
        }
    };
    (@read or $kind:ty, $reader:ident, $key:literal, $field:expr) => {
        if let Some(value) = $reader.one::<$kind>($key) {
            $field = value;
        }
    };
    (@read many $kind:ty, $reader:ident, $key:literal, $field:expr) => {
        if let Some(values) = $reader.many::<$kind>($key) {
            $field = values;
        }
    };
    (@read list $kind:ty, $reader:ident, $key:literal, $field:expr) => {
        if let Some(values) = $reader.many::<$kind>($key) {
            $field = Some(values);
        }
    };
    (@read files $type:ty, $reader:ident, $key:literal, $field:expr) => {
        if let Some(files) = $reader.env_files($key) {
            $field = Some(files);
        }
    };
    (@read table $type:ty, $reader:ident, $key:literal, $field:expr) => {
        $reader.table($key, &mut $field);
    };
    (@read optional $type:ty, $reader:ident, $key:literal, $field:expr) => {
        let mut known = $field.clone().unwrap_or_default();
        if $reader.table($key, &mut known) {
            $field = Some(known);
        }
    };

    (@value maybe $kind:ty, $field:expr) => {
        $field.as_ref().map(|value| vec![<$kind as $crate::targets::Kind>::write(value)])
    };
    (@value or $kind:ty, $field:expr) => {
        Some(vec![<$kind as $crate::targets::Kind>::write($field)])
    };
    (@value many $kind:ty, $field:expr) => {
        Some($field.iter().map(<$kind as $crate::targets::Kind>::write).collect())
    };
    (@value list $kind:ty, $field:expr) => {
        $field
            .as_ref()
            .map(|values| values.iter().map(<$kind as $crate::targets::Kind>::write).collect())
    };
    (@value files $type:ty, $field:expr) => {
        $field
            .as_ref()
            .map(|files| files.iter().map(<$type>::written).collect())
    };
    (@value table $type:ty, $field:expr) => { None };
    (@value optional $type:ty, $field:expr) => { None };
}

pub(super) use section;
