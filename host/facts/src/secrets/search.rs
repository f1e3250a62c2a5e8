//! Passes over a value of any type as it serialises, and stops at the first text that is as asked. Nothing is written:
//! what a fact holds is looked at where it lies.

use std::fmt;

use serde::ser::{self, Serialize, Serializer};

/// It is of one type whoever asks: the code that passes over a type of facts is there once.
pub(super) struct Search<'a> {
    pub(super) asked: &'a mut dyn FnMut(&str) -> bool,
}

/// Why a search ended before the end of the value.
#[derive(Debug)]
pub(super) enum Stop {
    /// A text is as asked.
    Found,
    /// The value cannot be serialised, and why.
    Failed(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found => f.write_str("a text is as asked"),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Failed(reason.to_string())
    }
}

type Searched = Result<(), Stop>;

/// What holds no text.
macro_rules! skip {
    ($($method:ident: $value:ty),*) => {
        $(fn $method(self, _: $value) -> Searched {
            Ok(())
        })*
    };
}

impl Serializer for &mut Search<'_> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    skip!(
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_f32: f32,
        serialize_f64: f64
    );

    fn serialize_str(self, text: &str) -> Searched {
        match (self.asked)(text) {
            true => Err(Stop::Found),
            false => Ok(()),
        }
    }

    fn serialize_char(self, character: char) -> Searched {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Searched {
        self.serialize_str(&String::from_utf8_lossy(bytes))
    }

    fn serialize_none(self) -> Searched {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Searched {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Searched {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Searched {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Searched {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Searched {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Searched {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }
}

/// What has parts: each of them is passed over.
macro_rules! parts {
    ($($of:ident: $($method:ident($($name:ident: $name_type:ty)?)),*;)*) => {
        $(impl ser::$of for &mut Search<'_> {
            type Ok = ();
            type Error = Stop;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $($name: $name_type,)? part: &T) -> Searched {
                part.serialize(&mut **self)
            })*

            fn end(self) -> Searched {
                Ok(())
            }
        })*
    };
}

parts! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeMap: serialize_key(), serialize_value();
    SerializeStruct: serialize_field(_field: &'static str);
    SerializeStructVariant: serialize_field(_field: &'static str);
}
