//! Loading plugins.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use muster_facts::Domain;
use muster_outcomes::sha256;
use wasmtime::component::Component;

use crate::artifact::Artifact;
use crate::bindings::JudgePre as PluginPre;
use crate::bundle::{self, Bundle, Shared};
use crate::compiled::{Compiled, usable};
use crate::compiler::Compiler;
use crate::description::Identity;
use crate::engine::{Runtime, builtin_engine, engine};
use crate::imports::State;
use crate::instance::{described, each_described, instance, link};
use crate::limits::GUEST_THREAD_STACK;
use crate::{Cache, Fault, Grants, LoadError, Manifest, complexity, grants};

/// Loads plugins. One for the whole program.
#[derive(Debug)]
pub struct Sandbox {
    /// For the plugins that are part of this program.
    pub(crate) builtin: Runtime,
    /// For those of others, of which most scans have none.
    foreign: OnceLock<Result<Runtime, String>>,
    cache: Option<Cache>,
    /// Compiles what others wrote; without one this process does.
    compiler: Option<Compiler>,
}

impl Sandbox {
    /// With a cache for compiled plugins, or without one.
    ///
    /// # Errors
    /// When this processor or system cannot run WebAssembly.
    pub fn new(cache: Option<Cache>) -> Result<Self, LoadError> {
        let engine = builtin_engine().map_err(|error| LoadError::Compile(format!("{error:#}")))?;
        Ok(Self {
            builtin: Runtime::new(engine),
            foreign: OnceLock::new(),
            cache,
            compiler: None,
        })
    }

    fn foreign(&self) -> Result<&Runtime, LoadError> {
        let made = || match engine() {
            Ok(engine) => Ok(Runtime::new(engine)),
            Err(error) => Err(format!("{error:#}")),
        };
        let runtime = self.foreign.get_or_init(made).as_ref();
        runtime.map_err(|error| LoadError::Compile(error.clone()))
    }

    /// Compiles the plugins that are not part of this program in a process of their own, so that
    /// none of them can take more time and memory than that has.
    #[must_use]
    pub fn with_compiler(self, compiler: Compiler) -> Self {
        Self {
            compiler: Some(compiler),
            ..self
        }
    }

    /// Loads a packed plugin with the grants of the policy.
    ///
    /// # Errors
    /// See [`LoadError`]. Imports and grants are checked before anything is compiled.
    pub fn load(&self, bytes: &[u8], grants: &Grants) -> Result<Plugin, LoadError> {
        surviving(|| {
            let sha256 = sha256(bytes);
            let artifact = Artifact::read(bytes)?;
            let domains = grants::imported_domains(&artifact)?;
            grants::exports_policy(&artifact)?;
            grants::check(&domains, grants)?;
            let manifest = Manifest::of(&artifact)?;
            let runtime = self.foreign()?;
            if let Some(compiled) = self.cached(runtime, &sha256) {
                return self.plugin(compiled);
            }
            let component = self.compile_foreign(runtime, bytes)?;
            let identity = Identity {
                sha256,
                domains,
                manifest,
            };
            let compiled = Compiled {
                component,
                identity,
            };
            self.keep(runtime, &compiled);
            self.plugin(compiled)
        })
    }

    /// Loads the plugins that are part of this program. Their code is loaded on the first call: most commands
    /// call few plugins, or none.
    ///
    /// # Errors
    /// When the bundle is not what this version builds.
    pub fn load_bundle(&self, bundle: Bundle) -> Result<Vec<Plugin>, LoadError> {
        let (shared, identities) = Shared::of(bundle)?;
        let plugins = identities.into_iter().map(|identity| Plugin {
            code: Code::Shared(Arc::clone(&shared)),
            identity,
        });
        Ok(plugins.collect())
    }

    /// The code of a bundle. Where there is none for this processor, the component is compiled as any plugin is.
    fn link_bundle(
        &self,
        bundle: &Bundle,
        domains: &[Domain],
    ) -> Result<PluginPre<State>, LoadError> {
        surviving(|| {
            let loaded = bundle.code.and_then(|code| code.load(&self.builtin.engine));
            let component = match loaded {
                Some(component) => component,
                None => self.compiled_bundle(bundle.component)?,
            };
            let code = link(&component, domains)?;
            // The first instance makes the memory that all begin with; nobody is to wait for that. What is wrong with
            // it is wrong with the next, which says so.
            drop(instance(&self.builtin, &code, &Arc::default()));
            Ok(code)
        })
    }

    /// A bundle's component from the cache, or compiled.
    fn compiled_bundle(&self, component: &[u8]) -> Result<Component, LoadError> {
        let runtime = &self.builtin;
        let sha256 = sha256(component);
        if let Some(compiled) = self.cached(runtime, &sha256) {
            return Ok(compiled.component);
        }
        let compiled = Compiled {
            component: compiled_here(runtime, component)?,
            identity: bundle::identity(sha256),
        };
        self.keep(runtime, &compiled);
        Ok(compiled.component)
    }

    /// What each plugin of a bundle says about itself, up to a number of them and one more. The code spares compiling
    /// the component, where it is for this machine.
    pub(crate) fn describe_bundle(
        &self,
        component: &[u8],
        code: Option<&[u8]>,
        plugins: usize,
    ) -> Result<Vec<Manifest>, LoadError> {
        surviving(|| {
            let artifact = Artifact::read(component)?;
            let domains = grants::imported_domains(&artifact)?;
            grants::exports_policy(&artifact)?;
            let runtime = &self.builtin;
            #[expect(
                unsafe_code,
                reason = "wasmtime cannot check compiled code. The caller has just made this"
            )]
            // SAFETY: as above.
            let loaded = code
                .and_then(|code| unsafe { usable(Component::deserialize(&runtime.engine, code)) });
            let component = match loaded {
                Some(component) => component,
                None => compiled_here(runtime, component)?,
            };
            let pre = link(&component, &domains)?;
            each_described(&mut instance(runtime, &pre, &Arc::default())?, plugins)
        })
    }

    /// A thread with a stack on which guests may run.
    pub fn guest_thread() -> std::thread::Builder {
        std::thread::Builder::new()
            .name("plugin".to_owned())
            .stack_size(GUEST_THREAD_STACK)
    }

    /// What a component says about itself.
    pub(crate) fn describe(
        &self,
        component: &[u8],
        artifact: &Artifact,
    ) -> Result<Manifest, LoadError> {
        surviving(|| {
            let domains = grants::imported_domains(artifact)?;
            grants::exports_policy(artifact)?;
            let runtime = self.foreign()?;
            let component = self.compile_foreign(runtime, component)?;
            self.manifest(runtime, &component, &domains)
        })
    }

    fn manifest(
        &self,
        runtime: &Runtime,
        component: &Component,
        domains: &[Domain],
    ) -> Result<Manifest, LoadError> {
        let pre = link(component, domains)?;
        described(&mut instance(runtime, &pre, &Arc::default())?)
    }

    fn cached(&self, runtime: &Runtime, sha256: &str) -> Option<Compiled> {
        self.cache.as_ref()?.get(&runtime.engine, sha256)
    }

    fn keep(&self, runtime: &Runtime, compiled: &Compiled) {
        if let Some(cache) = &self.cache
            && let Err(error) = cache.put(&runtime.engine, compiled)
        {
            tracing::warn!("plugin `{}` {error}", compiled.identity.manifest.name);
        }
    }

    fn plugin(&self, compiled: Compiled) -> Result<Plugin, LoadError> {
        Ok(Plugin {
            code: Code::Own(link(&compiled.component, &compiled.identity.domains)?),
            identity: compiled.identity,
        })
    }

    /// Compiles what somebody else wrote.
    fn compile_foreign(&self, runtime: &Runtime, component: &[u8]) -> Result<Component, LoadError> {
        complexity::check(component)?;
        match &self.compiler {
            Some(compiler) => timed(component, |component| {
                compiler.compile(&runtime.engine, component)
            }),
            None => compiled_here(runtime, component),
        }
    }

    /// Where a plugin runs.
    pub(crate) fn runtime(&self, builtin: bool) -> Result<&Runtime, LoadError> {
        match builtin {
            true => Ok(&self.builtin),
            false => self.foreign(),
        }
    }
}

/// Compiles in this process.
fn compiled_here(runtime: &Runtime, component: &[u8]) -> Result<Component, LoadError> {
    timed(component, |component| {
        Component::from_binary(&runtime.engine, component)
            .map_err(|error| LoadError::Compile(format!("{error:#}")))
    })
}

fn timed(
    component: &[u8],
    compile: impl FnOnce(&[u8]) -> Result<Component, LoadError>,
) -> Result<Component, LoadError> {
    let begun = Instant::now();
    let compiled = compile(component);
    tracing::debug!(
        bytes = component.len(),
        microseconds = begun.elapsed().as_micros(),
        "compiled"
    );
    compiled
}

/// wasmtime can panic on input that it should refuse; a plugin must not take the program down.
fn surviving<T>(load: impl FnOnce() -> Result<T, LoadError>) -> Result<T, LoadError> {
    catch_unwind(AssertUnwindSafe(load)).unwrap_or_else(|_| {
        Err(LoadError::Compile(
            "the compiler failed on it, which is a mistake in Muster or in wasmtime".to_owned(),
        ))
    })
}

/// Where a plugin's code is.
enum Code {
    /// In a component of its own, which somebody else wrote.
    Own(PluginPre<State>),
    /// In the one that is part of this program.
    Shared(Arc<Shared>),
}

/// A plugin that is ready to judge.
pub struct Plugin {
    code: Code,
    pub(crate) identity: Identity,
}

impl Plugin {
    /// What it says about itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.identity.manifest
    }

    /// SHA-256 of the bytes that it was loaded from, hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.identity.sha256
    }

    /// The fact domains that it imports and was granted, sorted.
    #[must_use]
    pub fn domains(&self) -> &[Domain] {
        &self.identity.domains
    }

    /// Whether it is part of this program, so that its words are Muster's own.
    #[must_use]
    pub const fn is_builtin(&self) -> bool {
        matches!(self.code, Code::Shared(_))
    }

    /// Loads the code ahead of the first call, which reports whatever goes wrong.
    pub fn prepare(&self, sandbox: &Sandbox) {
        let _ = self.code(sandbox);
    }

    /// The code, which the first call loads.
    pub(crate) fn code(&self, sandbox: &Sandbox) -> Result<&PluginPre<State>, Fault> {
        match &self.code {
            Code::Own(code) => Ok(code),
            Code::Shared(shared) => shared
                .code(|bundle, domains| sandbox.link_bundle(bundle, domains))
                .map_err(|error| Fault::Host(error.to_string())),
        }
    }
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("name", &self.identity.manifest.name)
            .field("sha256", &self.identity.sha256)
            .finish_non_exhaustive()
    }
}
