//! One call of guest code, within its budget.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wasmtime::Store;

use crate::Fault;
use crate::imports::State;
use crate::limits::{CHECK_DEADLINE, TICK};

/// Calls the guest with a budget of its own. A panic of the host inside a host call is caught
/// here, so that it costs one rule.
pub(crate) fn guarded<T>(
    store: &mut Store<State>,
    call: impl FnOnce(&mut Store<State>) -> wasmtime::Result<T>,
) -> Result<T, Fault> {
    store.data_mut().begin_call();
    store.set_epoch_deadline(
        u64::try_from(CHECK_DEADLINE.as_millis() / TICK.as_millis()).unwrap_or(1),
    );
    // What is part of this program runs by the clock alone.
    if store.get_fuel().is_ok() {
        let fuel = store.data().fuel();
        store
            .set_fuel(fuel)
            .map_err(|error| Fault::Host(error.to_string()))?;
    }
    match catch_unwind(AssertUnwindSafe(|| call(store))) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Fault::of(&error)),
        Err(_) => Err(Fault::Host("it panicked".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use muster_facts::Facts;
    use wasmtime::{Func, Instance, Module};

    use super::*;
    use crate::engine::engine;

    #[test]
    fn a_host_function_that_panics_costs_one_call() {
        let engine = engine().unwrap();
        let module = Module::new(
            &engine,
            wat::parse_str(r#"(module (import "" "f" (func $f)) (func (export "g") (call $f)))"#)
                .unwrap(),
        )
        .unwrap();
        let mut store = Store::new(&engine, State::new(Arc::new(Facts::default())));
        let mut call = |panics: bool| {
            guarded(&mut store, |store| {
                let host = Func::wrap(&mut *store, move || assert!(!panics, "a mistake"));
                let instance = Instance::new(&mut *store, &module, &[host.into()])?;
                instance
                    .get_typed_func::<(), ()>(&mut *store, "g")?
                    .call(store, ())
            })
        };
        assert!(matches!(call(true), Err(Fault::Host(message)) if message.contains("panicked")));
        assert!(call(false).is_ok());
    }
}
