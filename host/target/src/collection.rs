//! The facts of a target. Each domain is collected once, whoever asks for it: a collector that needs
//! another domain asks the collection, and waits where that one is still being collected.
//!
//! Two that need each other would wait forever. Who asks for whom is therefore written down before
//! anyone waits, and a question that closes a circle is answered with an error.
//!
//! What several collectors read and what is not a fact is [`Shared`] in the same way.

use std::any::{Any, TypeId, type_name};
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Instant;

use muster_facts::{Domain, Fact, FactError, Facts, make_room};

use crate::traced::Traced;
use crate::{Context, Kind};

/// What a collector is given: the target, and the facts of the other domains.
#[derive(Clone, Copy)]
pub struct Collection<'a> {
    /// The target, and what the project says about it.
    pub context: Context<'a>,
    found: &'a Found,
    /// What is being read, in order to answer whom.
    asking: Option<&'static str>,
}

/// What several collectors read, and what does not leave them: a file of the system, or a project.
pub trait Shared: Send + Sync + Sized + 'static {
    /// Reads it.
    fn read(collection: &Collection<'_>) -> Self;
}

/// Something [`Shared`], once somebody has asked for it.
type SharedSlot = Arc<OnceLock<Arc<dyn Any + Send + Sync>>>;

macro_rules! collection {
    ($($domain:ident, $field:ident: $facts:ty;)*) => {
        /// A domain with what collects it.
        #[derive(Clone, Copy)]
        #[expect(missing_docs, reason = "each is the domain of the same name")]
        pub enum Collector {
            $($domain(fn(&Collection<'_>) -> $facts),)*
        }

        /// What was collected so far.
        #[derive(Default)]
        struct Found {
            asked: Asked,
            shared: Mutex<HashMap<TypeId, SharedSlot>>,
            $($field: Slot<$facts>,)*
        }

        impl Found {
            fn new(collectors: &[&[Collector]]) -> Self {
                let mut found = Self::default();
                for collector in collectors.iter().copied().flatten() {
                    match collector {
                        $(Collector::$domain(collect) => found.$field.collector = Some(*collect),)*
                    }
                }
                found
            }

            fn into_facts(self, domains: &[Domain]) -> Facts {
                let mut facts = Facts::default();
                $(
                    if domains.contains(&Domain::$domain) {
                        facts.$field = self.$field.facts.into_inner();
                    }
                )*
                facts
            }
        }

        impl<'a> Collection<'a> {
            $(
                /// The facts of this domain.
                ///
                /// # Errors
                /// When nothing collects them, or their collector waits for the one that asks.
                pub fn $field(&self) -> Fact<&'a $facts> {
                    self.ask(Domain::$domain, &self.found.$field)
                }
            )*

            /// Collects a domain, if nobody has yet.
            ///
            /// # Errors
            /// When nothing collects it, or its collector waits for the one that asks.
            pub fn prepare(&self, domain: Domain) -> Fact<()> {
                match domain {
                    $(Domain::$domain => self.$field().map(drop),)*
                }
            }
        }
    };
}

muster_facts::domains!(collection);

/// The facts of one domain, once somebody has asked for them.
struct Slot<T> {
    collector: Option<fn(&Collection<'_>) -> T>,
    facts: OnceLock<T>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            collector: None,
            facts: OnceLock::new(),
        }
    }
}

/// Who has asked for whom.
#[derive(Default)]
struct Asked(Mutex<BTreeSet<(&'static str, &'static str)>>);

impl Asked {
    /// Takes a question down, or refuses it where the one who is asked waits for the one who asks.
    fn add(&self, asking: &'static str, asked: &'static str) -> Result<(), FactError> {
        let mut questions = lock(&self.0);
        if leads_to(&questions, asked, asking) {
            return Err(FactError::Failed(format!(
                "{asking} and {asked} need each other, which is a mistake in Muster"
            )));
        }
        questions.insert((asking, asked));
        Ok(())
    }
}

/// Whether questions lead from one domain to another. There is no circle among them.
fn leads_to(questions: &BTreeSet<(&str, &str)>, from: &str, to: &str) -> bool {
    from == to
        || questions
            .iter()
            .filter(|(asking, _)| *asking == from)
            .any(|(_, asked)| leads_to(questions, asked, to))
}

impl<'a> Collection<'a> {
    fn ask<T>(&self, domain: Domain, slot: &'a Slot<T>) -> Fact<&'a T> {
        let Some(collect) = slot.collector else {
            return Err(FactError::Unsupported(format!(
                "nothing collects {}",
                domain.interface()
            )));
        };
        let for_it = self.asking_for(domain.interface())?;
        Ok(slot.facts.get_or_init(|| {
            let begun = Instant::now();
            let facts = collect(&for_it);
            tracing::info!(
                facts = domain.interface(),
                microseconds = begun.elapsed().as_micros(),
                "collected"
            );
            facts
        }))
    }

    /// What is read for several collectors.
    ///
    /// # Errors
    /// When it is read for the one that asks.
    pub fn shared<T: Shared>(&self) -> Fact<Arc<T>> {
        let for_it = self.asking_for(type_name::<T>())?;
        let slot = {
            let mut shared = lock(&self.found.shared);
            Arc::clone(shared.entry(TypeId::of::<T>()).or_default())
        };
        let read = Arc::clone(slot.get_or_init(|| Arc::new(T::read(&for_it))));
        read.downcast()
            .map_err(|_| FactError::Failed(format!("{} is something else", type_name::<T>())))
    }

    /// Who has asked for whom so far: names of domains, and of what they share.
    #[must_use]
    pub fn asked(&self) -> Vec<(&'static str, &'static str)> {
        lock(&self.found.asked.0).iter().copied().collect()
    }

    /// The collection for whoever reads what is asked for.
    fn asking_for(&self, asked: &'static str) -> Result<Self, FactError> {
        if let Some(asking) = self.asking {
            self.found.asked.add(asking, asked)?;
        }
        Ok(Self {
            asking: Some(asked),
            ..*self
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers a question of the facts as their collectors gave them, which may be about one domain alone.
pub fn with_collection<T>(
    context: Context<'_>,
    collectors: &[&[Collector]],
    question: impl FnOnce(&Collection<'_>) -> T,
) -> T {
    question(&Collection {
        context,
        found: &Found::new(collectors),
        asking: None,
    })
}

/// How many domains are collected at a time.
fn workers(kind: Kind, domains: usize) -> usize {
    let most = match kind {
        // Most of the time goes into waiting for commands and for the network.
        Kind::Live => domains,
        // One more than there are processors: a collector that waits for what another one reads leaves its own to it.
        Kind::Root | Kind::Recording => {
            thread::available_parallelism().map_or(1, NonZeroUsize::get) + 1
        }
    };
    most.min(domains)
}

/// Collects the given domains side by side, and leaves no secret that any of them has met in a text of
/// another. Each is said to be `collected` as soon as it is.
#[must_use]
pub fn collect(
    context: Context<'_>,
    collectors: &[&[Collector]],
    domains: &[Domain],
    collected: &(dyn Fn(Domain) + Sync),
) -> Facts {
    let system = Traced(context.system);
    let found = Found::new(collectors);
    let collection = Collection {
        context: Context {
            system: &system,
            ..context
        },
        found: &found,
        asking: None,
    };
    let collect = |domain: Domain| {
        if collection.prepare(domain).is_ok() {
            collected(domain);
        }
    };
    let next = AtomicUsize::new(0);
    let work = || {
        make_room();
        while let Some(domain) = domains.get(next.fetch_add(1, Ordering::Relaxed)) {
            collect(*domain);
        }
    };
    thread::scope(|scope| {
        // This thread is a worker, too.
        let running: Vec<_> = (1..workers(context.system.kind(), domains.len()))
            .map(|_| scope.spawn(work))
            .collect();
        work();
        for collector in running {
            // A panic is a mistake in Muster and stays one.
            collector
                .join()
                .unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut facts = found.into_facts(domains);
    facts.clean(context.secrets);
    debug_assert_eq!(
        muster_facts::unlisted(&mut facts),
        [""; 0],
        "wit/ lists what these fields can be"
    );
    facts
}

#[cfg(test)]
mod tests;
