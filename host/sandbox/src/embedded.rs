//! Machine code that is part of a program.

use std::collections::BTreeSet;
use std::ptr::NonNull;
use std::sync::{Mutex, PoisonError};

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::compiled::usable;
use crate::pages::IN_PLACE;

/// Machine code that was made while the program was built.
#[derive(Clone, Copy, Debug)]
pub struct Precompiled(&'static [u8]);

impl Precompiled {
    /// The code that [`build`](crate::build) returned, as it was embedded into the program.
    ///
    /// # Safety
    ///
    /// Loading compiled code is running it. The bytes must be what that returned, and as
    /// hard to change as the program itself. Those for another processor or of another version are
    /// recognised, but not those that were damaged or that somebody made up.
    #[expect(unsafe_code, reason = "the caller answers for the bytes")]
    #[must_use]
    pub const unsafe fn embedded(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    /// The component, if the code is for this engine and processor.
    pub(crate) fn load(self, engine: &Engine) -> Option<Component> {
        let Self(code) = self;
        let in_place = can_stay(code);
        #[expect(
            unsafe_code,
            reason = "wasmtime cannot check compiled code. Who made this value has answered for it"
        )]
        // SAFETY: as above. What is used in place is part of the program, which nobody writes to.
        let loaded = unsafe {
            if in_place {
                Component::deserialize_raw(engine, NonNull::from(code))
            } else {
                Component::deserialize(engine, code)
            }
        };
        usable(loaded)
    }
}

/// Whether code can be run where it lies in the program, which spares copying all of it to run a
/// little. It must fill pages of its own, and wasmtime wants to see each code once in a process: a
/// second sandbox gets a copy.
fn can_stay(code: &'static [u8]) -> bool {
    static TAKEN: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());
    let address = code.as_ptr().addr();
    IN_PLACE
        && address.is_multiple_of(rustix::param::page_size())
        && TAKEN
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(address)
}

#[cfg(test)]
mod tests {
    use wasmtime::Config;

    use super::*;
    use crate::engine::{builtin_engine, engine};

    /// A plugin that does nothing, compiled by the given engine.
    fn compiled_by(compiler: &Engine) -> Precompiled {
        let component = wat::parse_str("(component)").expect("the text is a component");
        let code = compiler
            .precompile_component(&component)
            .expect("it can be compiled");
        Precompiled(code.leak())
    }

    #[test]
    fn code_of_another_configuration_or_processor_is_not_used() {
        let here = builtin_engine().expect("this machine runs WebAssembly");
        assert!(compiled_by(&here).load(&here).is_some());
        let metered = engine().expect("this machine runs WebAssembly");
        assert!(compiled_by(&metered).load(&here).is_none());
        // Code without a budget would run forever.
        let unbounded = Engine::new(&Config::new()).expect("this machine runs WebAssembly");
        assert!(compiled_by(&unbounded).load(&here).is_none());
        let mut config = Config::new();
        config.target("pulley64").expect("wasmtime knows it");
        let portable = Engine::new(&config).expect("its compiler is always there");
        assert!(compiled_by(&portable).load(&here).is_none());
    }

    #[test]
    fn code_that_fills_pages_runs_where_it_lies_and_a_second_sandbox_gets_a_copy() {
        let here = builtin_engine().expect("this machine runs WebAssembly");
        let Precompiled(bytes) = compiled_by(&here);
        let page = rustix::param::page_size();
        let room = vec![0; bytes.len() + page].leak();
        let (_, room) = room.split_at_mut(room.as_ptr().align_offset(page));
        let (code, _) = room.split_at_mut(bytes.len());
        code.copy_from_slice(bytes);
        let precompiled = Precompiled(code);
        let begins = |component: &Component| component.image_range().start;

        let first = precompiled
            .load(&here)
            .expect("the code is for this engine");
        assert_eq!(begins(&first) == precompiled.0.as_ptr(), IN_PLACE);
        let second = precompiled
            .load(&here)
            .expect("the code is for this engine");
        assert_ne!(begins(&second), precompiled.0.as_ptr());
    }
}
