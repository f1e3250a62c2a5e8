//! What no plugin needs and what makes compiling slow, refused before a byte is compiled. It takes
//! time and memory that grow faster than the file: one function with 49,000 locals in 280 KiB would
//! take half a minute and five gigabytes.
//!
//! This is the first line. What it lets through is compiled with bounds on time and memory, see
//! [`compiler`](crate::compiler).

use wasmparser::{BinaryReaderError, FunctionBody, Parser, Payload};

use crate::LoadError;

/// Bytes of one function. Registers are assigned to the whole of a function at once, in time that
/// grows faster than the function. The largest of a built-in plugin has 6 KB; of 5 MB of Rust with
/// parsers for regular expressions, TOML, JSON and WebAssembly, optimised for speed, 55 KB. The loop of
/// CPython's interpreter has 427 KB, in a file that takes too long to compile anyway.
const LARGEST_FUNCTION: usize = 128 << 10;

/// Locals of one function, its parameters not counted. Both have fewer than 100.
const MOST_LOCALS: u64 = 1_000;

/// Functions of all modules together. The built-in plugins have up to 900, the 5 MB of Rust 8,200.
const MOST_FUNCTIONS: u64 = 50_000;

/// Entries of all other sections together, in modules and components: types, imports, exports,
/// elements, segments and so on. Each is a record in the compiler's memory, or several. There are
/// hardly more of them than functions.
const MOST_ENTRIES: u64 = 100_000;

/// Modules and components within the component. One that was linked from several libraries has 48.
const MOST_MODULES: u64 = 200;

/// Refuses what is made to be slow to compile.
pub(crate) fn check(bytes: &[u8]) -> Result<(), LoadError> {
    let malformed = |error: BinaryReaderError| LoadError::NotAComponent(error.message().to_owned());
    let mut counts = Counts::default();
    for payload in Parser::new(0).parse_all(bytes) {
        counts
            .add(&payload.map_err(malformed)?)
            .map_err(malformed)?;
        counts.within_limits()?;
    }
    Ok(())
}

/// What was seen so far.
#[derive(Default)]
struct Counts {
    largest_function: usize,
    locals: u64,
    functions: u64,
    entries: u64,
    modules: u64,
}

impl Counts {
    fn add(&mut self, payload: &Payload<'_>) -> Result<(), BinaryReaderError> {
        let entries = match payload {
            Payload::CodeSectionStart { count, .. } => {
                self.functions += u64::from(*count);
                0
            }
            Payload::CodeSectionEntry(body) => {
                self.largest_function = self.largest_function.max(body.range().len());
                self.locals = self.locals.max(locals(body)?);
                0
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                self.modules += 1;
                0
            }
            Payload::TypeSection(section) => section.count(),
            Payload::ImportSection(section) => section.count(),
            Payload::FunctionSection(section) => section.count(),
            Payload::TableSection(section) => section.count(),
            Payload::MemorySection(section) => section.count(),
            Payload::TagSection(section) => section.count(),
            Payload::GlobalSection(section) => section.count(),
            Payload::ExportSection(section) => section.count(),
            Payload::ElementSection(section) => section.count(),
            Payload::DataSection(section) => section.count(),
            Payload::InstanceSection(section) => section.count(),
            Payload::CoreTypeSection(section) => section.count(),
            Payload::ComponentInstanceSection(section) => section.count(),
            Payload::ComponentAliasSection(section) => section.count(),
            Payload::ComponentTypeSection(section) => section.count(),
            Payload::ComponentCanonicalSection(section) => section.count(),
            Payload::ComponentImportSection(section) => section.count(),
            Payload::ComponentExportSection(section) => section.count(),
            // No entries, or no work for the compiler.
            _ => 0,
        };
        self.entries += u64::from(entries);
        Ok(())
    }

    fn within_limits(&self) -> Result<(), LoadError> {
        let within = |what: &str, found: u64, most: u64| match found > most {
            true => Err(LoadError::TooComplex(format!(
                "{found} {what}, and Muster compiles at most {most}"
            ))),
            false => Ok(()),
        };
        within(
            "bytes in one function",
            self.largest_function as u64,
            LARGEST_FUNCTION as u64,
        )?;
        within("local variables in one function", self.locals, MOST_LOCALS)?;
        within("functions", self.functions, MOST_FUNCTIONS)?;
        within(
            "types, imports, exports and other entries",
            self.entries,
            MOST_ENTRIES,
        )?;
        within("modules and components in it", self.modules, MOST_MODULES)
    }
}

fn locals(body: &FunctionBody<'_>) -> Result<u64, BinaryReaderError> {
    let mut locals = 0;
    for declaration in body.get_locals_reader()? {
        let (count, _) = declaration?;
        locals += u64::from(count);
    }
    Ok(locals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<String> {
        let component = wat::parse_str(text).expect("the text is a component");
        match check(&component) {
            Ok(()) => None,
            Err(error) => Some(error.to_string()),
        }
    }

    #[track_caller]
    fn assert_bounds(what: &str, most: u64, text: impl Fn(u64) -> String) {
        assert_eq!(refusal(&text(most)), None);
        let refused = refusal(&text(most + 1)).expect("it is refused");
        let says = format!("{} {what}", most + 1);
        assert!(refused.contains(&says), "{refused}");
    }

    #[test]
    fn locals_count_however_they_are_declared() {
        let function = |locals: u64| {
            format!(
                "(component (core module (func {})))",
                "(local i32 i64)".repeat(locals as usize / 2)
                    + &"(local f32)".repeat(locals as usize % 2)
            )
        };
        assert_bounds("local variables", MOST_LOCALS, function);
    }

    #[test]
    fn a_module_deep_inside_counts_as_well() {
        let nops = "nop ".repeat(LARGEST_FUNCTION);
        let text = format!("(component (component (component (core module (func {nops})))))");
        assert!(
            refusal(&text)
                .expect("it is refused")
                .contains("bytes in one function")
        );
    }

    #[test]
    fn functions_modules_and_entries_are_counted_over_all_modules() {
        assert_bounds("functions", MOST_FUNCTIONS, |count| {
            let half = "(func)".repeat(count as usize / 2);
            let rest = "(func)".repeat(count as usize % 2);
            format!("(component (core module {half}) (core module {half}{rest}))")
        });
        assert_bounds("modules", MOST_MODULES, |count| {
            let half = "(core module)(component)".repeat(count as usize / 2);
            format!(
                "(component {half}{})",
                "(core module)".repeat(count as usize % 2)
            )
        });
        assert_bounds("types", MOST_ENTRIES, |count| {
            format!("(component {})", "(type u8)".repeat(count as usize))
        });
    }

    #[test]
    fn the_built_in_plugins_are_far_within_the_limits() {
        for (name, module) in muster_bundled::PLUGINS {
            let mut counts = Counts::default();
            for payload in Parser::new(0).parse_all(module) {
                counts.add(&payload.unwrap()).unwrap();
            }
            assert!(counts.largest_function < LARGEST_FUNCTION / 4, "{name}");
            assert!(counts.locals < MOST_LOCALS / 4, "{name}");
            assert!(counts.functions < MOST_FUNCTIONS / 10, "{name}");
            assert!(counts.entries < MOST_ENTRIES / 10, "{name}");
        }
    }
}
