//! What a guest may use. Every constant says where its number comes from.

use std::time::Duration;

use wasmtime::{ResourceLimiter, Result};

/// A plugin file. A Rust plugin is some 100 KB, one that carries a JavaScript interpreter 1.6 MB. Data
/// may fill the rest; of code, some 4 MB can be compiled in time.
pub const LARGEST_PLUGIN: usize = 32 << 20;

/// Processor time for compiling a plugin, over all threads. One of 100 KB takes a tenth of a second,
/// one with 2 MB of code 2.7. One that carries CPython, with 6.6 MB of code, is beyond this limit and
/// beyond that of memory.
pub(crate) const COMPILER_SECONDS: u64 = 6;

/// Processor time that plugins which turn out too costly to compile may take together. Each may take
/// a quarter of what the others before it have left: ten of them cannot take ten times as long, and
/// an ordinary plugin among them is still compiled.
pub(crate) const COMPILER_WASTE: u64 = 24;

/// Wall-clock seconds for each second of the processor's, on a machine that is busy with other things.
pub(crate) const COMPILER_PATIENCE: u32 = 2;

/// Address space of the compiler. It needs 60 MB for itself.
pub(crate) const COMPILER_MEMORY: usize = 384 << 20;

/// Threads of the compiler, which do not make it much faster beyond this.
pub(crate) const COMPILER_THREADS: usize = 4;

/// Machine code of one plugin: three to five times as much as its WebAssembly.
pub(crate) const LARGEST_CODE: usize = 64 << 20;

/// The JSON of a manifest. That of the largest built-in plugin, with the pages of 24 rules, has 70 KB.
pub(crate) const LARGEST_MANIFEST: usize = 2 << 20;

/// Compiled code in the cache. It is some eight times as large as the plugin.
pub(crate) const LARGEST_COMPILED: u64 = 8 * LARGEST_PLUGIN as u64;

/// Linear memory of one instance, over all its memories. A Rust plugin needs 1 to 2 MiB, one with
/// a Python interpreter 13 MiB before it does anything.
pub const LARGEST_MEMORY: usize = 64 << 20;

/// Fuel for one call, about one unit per instruction. The costliest built-in rule burns less than
/// a hundredth of it; an endless loop burns it in a fraction of a second.
pub const CHECK_FUEL: u64 = 200_000_000;

/// Fuel beside that for each record of the facts, so that a rule that looks at each is not stopped on a
/// large host. A record costs some 5,000 units to take over, and the costliest built-in rule some
/// 20,000 more.
pub(crate) const RECORD_FUEL: u64 = 50_000;

/// The most records that count: what Muster collects of a host has bounds of its own, and beyond them an
/// endless loop must still end before the clock ends it.
pub(crate) const MOST_RECORDS: u64 = 20_000;

/// Wall-clock backstop for one call, for what fuel does not see. Longer than fuel lasts on a slow
/// machine, so that the same plugin ends in the same error everywhere.
pub const CHECK_DEADLINE: Duration = Duration::from_secs(10);

/// How often the clock of the backstop ticks.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Table elements over all tables; the largest table seen in a real component has 7,691.
const MOST_TABLE_ELEMENTS: usize = 20_000;

/// Core instances, tables and memories: the most seen in a real component are 48, 48 and 3.
const MOST_INSTANCES: usize = 64;
const MOST_TABLES: usize = 64;
const MOST_MEMORIES: usize = 16;

/// Bytes that one call may copy from the guest to the host, wasmtime's accounting included.
pub(crate) const HOSTCALL_FUEL: usize = 8 << 20;

/// Component handles; no interface of Muster uses any.
pub(crate) const MOST_HANDLES: usize = 1_000;

/// Calls of host functions in one check. A rule that asks for every port one by one makes 262,140.
pub(crate) const MOST_HOST_CALLS: u32 = 300_000;

/// Findings of one rule. A host has no thousands of anything that a person could act on.
pub(crate) const MOST_FINDINGS: usize = 2_000;

/// Places of one finding; GitHub shows no more than 100.
pub(crate) const MOST_PLACES: usize = 100;

/// Bytes of one text in a finding. A message is a sentence.
pub(crate) const LONGEST_TEXT: usize = 8 << 10;

/// Rules of one plugin, and bytes of one rule's documentation.
pub(crate) const MOST_RULES: usize = 1_000;

/// Rules that one rule may name as what explains its failures. The built-in rules name four at most;
/// nobody reads a longer list.
pub(crate) const MOST_CAUSES: usize = 50;
pub(crate) const LONGEST_DOCUMENTATION: usize = 64 << 10;

/// Forms of one parameter, the words of one form, and bytes of a pattern. The built-in rules have three, some
/// twenty, and twelve.
pub(crate) const MOST_FORMS: usize = 20;
pub(crate) const MOST_WORDS: usize = 1_000;
pub(crate) const LONGEST_PATTERN: usize = 100;

/// Stack of a thread that runs guests: wasmtime's own 512 KiB for the guest, and room for the host.
pub(crate) const GUEST_THREAD_STACK: usize = 4 << 20;

/// Counts what a store uses in total. wasmtime's own limits are per memory and per table.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    memory: usize,
    table_elements: usize,
}

impl ResourceLimiter for Usage {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let total = self.memory.saturating_sub(current).saturating_add(desired);
        if total > LARGEST_MEMORY {
            wasmtime::bail!(
                "it asked for more than {} MiB of memory",
                LARGEST_MEMORY >> 20
            );
        }
        self.memory = total;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let total = self
            .table_elements
            .saturating_sub(current)
            .saturating_add(desired);
        if total > MOST_TABLE_ELEMENTS {
            wasmtime::bail!("it asked for more than {MOST_TABLE_ELEMENTS} table elements");
        }
        self.table_elements = total;
        Ok(true)
    }

    fn instances(&self) -> usize {
        MOST_INSTANCES
    }

    fn tables(&self) -> usize {
        MOST_TABLES
    }

    fn memories(&self) -> usize {
        MOST_MEMORIES
    }
}
