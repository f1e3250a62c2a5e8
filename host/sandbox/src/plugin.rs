//! Loading a plugin, and calling it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use muster_facts::{Domain, Facts, Secrets};
use muster_outcomes::{ParameterValue, RuleId, sha256};
use wasmtime::Store;
use wasmtime::component::{Component, Linker};

use crate::artifact::Artifact;
use crate::bindings::{Judge as Bindings, JudgePre as PluginPre};
use crate::call::guarded;
use crate::compiled::Compiled;
use crate::compiler::Compiler;
use crate::description::Identity;
use crate::engine::{Runtime, builtin_engine, engine};
use crate::findings::{accepted, hold_secret, shorten};
use crate::imports::{self, State};
use crate::limits::{GUEST_THREAD_STACK, HOSTCALL_FUEL, MOST_HANDLES};
use crate::pack::componentise;
use crate::precompile::Precompiled;
use crate::{
    Cache, Fault, Grants, LoadError, Manifest, RawFinding, complexity, grants, parameters,
};

/// Loads plugins. One for the whole program.
#[derive(Debug)]
pub struct Sandbox {
    /// For the plugins that are part of this program.
    builtin: Runtime,
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

    /// Loads a plugin that is part of this program: a core module as cargo builds it, which gets
    /// what it imports and is asked for its manifest. Its precompiled form spares all that, and is
    /// itself loaded on the first call: most commands call few plugins, or none.
    ///
    /// # Errors
    /// When the module does not keep the contract, which is a mistake in the build.
    pub fn load_builtin(
        &self,
        module: &'static [u8],
        precompiled: Option<Precompiled>,
    ) -> Result<Plugin, LoadError> {
        if let Some(precompiled) = precompiled
            && let Some(identity) = precompiled.identity()
        {
            return Ok(Plugin {
                code: Code::Deferred {
                    precompiled,
                    module,
                    linked: OnceLock::new(),
                },
                identity,
                builtin: true,
            });
        }
        surviving(|| {
            let plugin = self.plugin(self.compiled(module)?)?;
            Ok(Plugin {
                builtin: true,
                ..plugin
            })
        })
    }

    /// A core module from the cache, or compiled.
    fn compiled(&self, module: &[u8]) -> Result<Compiled, LoadError> {
        let runtime = &self.builtin;
        let sha256 = sha256(module);
        if let Some(compiled) = self.cached(runtime, &sha256) {
            return Ok(compiled);
        }
        let component = componentise(module)?;
        let domains = grants::imported_domains(&Artifact::read(&component)?)?;
        let component = compiled_here(runtime, &component)?;
        let manifest = self.manifest(runtime, &component, &domains)?;
        let compiled = Compiled {
            component,
            identity: Identity {
                sha256,
                domains,
                manifest,
            },
        };
        self.keep(runtime, &compiled);
        Ok(compiled)
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
        let (mut store, bindings) = instance(runtime, &pre, &Arc::default())?;
        let described = guarded(&mut store, |store| {
            bindings.muster_policy_policy().call_describe(store)
        })?;
        Manifest::from_guest(described).map_err(LoadError::BadManifest)
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
            code: Code::Linked(link(&compiled.component, &compiled.identity.domains)?),
            identity: compiled.identity,
            builtin: false,
        })
    }

    /// The code of a precompiled plugin. Where it is not for this processor, the module is compiled
    /// as any plugin is.
    fn load_deferred(
        &self,
        precompiled: Precompiled,
        module: &[u8],
        domains: &[Domain],
    ) -> Result<PluginPre<State>, LoadError> {
        surviving(|| {
            let component = match precompiled.load(&self.builtin.engine) {
                Some(component) => component,
                None => self.compiled(module)?.component,
            };
            link(&component, domains)
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
    fn runtime(&self, builtin: bool) -> Result<&Runtime, LoadError> {
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

/// Links the plugin's own domains and nothing else.
fn link(component: &Component, domains: &[Domain]) -> Result<PluginPre<State>, LoadError> {
    let mut linker = Linker::new(component.engine());
    for domain in domains {
        imports::link(&mut linker, *domain)
            .map_err(|error| LoadError::OtherContract(error.root_cause().to_string()))?;
    }
    linker
        .instantiate_pre(component)
        .and_then(PluginPre::new)
        .map_err(|error| LoadError::OtherContract(error.root_cause().to_string()))
}

/// A fresh instance. It has used up its budget unless a call renews it.
fn instance(
    runtime: &Runtime,
    pre: &PluginPre<State>,
    facts: &Arc<Facts>,
) -> Result<(Store<State>, Bindings), Fault> {
    runtime
        .start_clock()
        .map_err(|error| Fault::Host(error.to_string()))?;
    let mut store = Store::new(&runtime.engine, State::new(Arc::clone(facts)));
    store.limiter(|state| &mut state.usage);
    store.set_hostcall_fuel(HOSTCALL_FUEL);
    store.set_max_component_handles(MOST_HANDLES);
    // Instantiating runs the guest's start functions.
    let bindings = guarded(&mut store, |store| pre.instantiate(store))?;
    Ok((store, bindings))
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
    /// Ready to be instantiated.
    Linked(PluginPre<State>),
    /// Not loaded before the first call.
    Deferred {
        precompiled: Precompiled,
        module: &'static [u8],
        linked: OnceLock<Result<PluginPre<State>, LoadError>>,
    },
}

/// A plugin that is ready to judge.
pub struct Plugin {
    code: Code,
    identity: Identity,
    /// Whether it is part of this program.
    builtin: bool,
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
        self.builtin
    }

    /// Loads the code ahead of the first call, which reports whatever goes wrong.
    pub fn prepare(&self, sandbox: &Sandbox) {
        let _ = self.code(sandbox);
    }

    /// The code, which the first call loads.
    fn code(&self, sandbox: &Sandbox) -> Result<&PluginPre<State>, Fault> {
        match &self.code {
            Code::Linked(code) => Ok(code),
            Code::Deferred {
                precompiled,
                module,
                linked,
            } => linked
                .get_or_init(|| sandbox.load_deferred(*precompiled, module, &self.identity.domains))
                .as_ref()
                .map_err(|error| Fault::Host(error.to_string())),
        }
    }

    /// Begins to judge a set of facts.
    #[must_use]
    pub fn judge<'a>(
        &'a self,
        sandbox: &'a Sandbox,
        facts: &Arc<Facts>,
        secrets: &'a Secrets,
    ) -> Judge<'a> {
        Judge {
            sandbox,
            plugin: self,
            facts: Arc::clone(facts),
            secrets,
            instance: None,
        }
    }
}

/// One plugin over one set of facts. Its rules share an instance for as long as all goes well: a
/// new instance for each rule costs as much as judging the rule. What a failed call leaves behind
/// is dropped, and the next rule gets a fresh instance.
pub struct Judge<'a> {
    sandbox: &'a Sandbox,
    plugin: &'a Plugin,
    facts: Arc<Facts>,
    secrets: &'a Secrets,
    instance: Option<(Store<State>, Bindings)>,
}

impl Judge<'_> {
    /// Judges one rule.
    ///
    /// # Errors
    /// See [`Fault`]. Every one of them means that the rule was not evaluated.
    pub fn check(
        &mut self,
        rule: &RuleId,
        parameters: &BTreeMap<String, ParameterValue>,
    ) -> Result<Vec<RawFinding>, Fault> {
        let parameters = parameters::to_guest(parameters);
        let (mut store, bindings) = match self.instance.take() {
            Some(instance) => instance,
            None => {
                let runtime = self.sandbox.runtime(self.plugin.builtin);
                let runtime = runtime.map_err(|error| Fault::Host(error.to_string()))?;
                instance(runtime, self.plugin.code(self.sandbox)?, &self.facts)?
            }
        };
        let result = guarded(&mut store, |store| {
            bindings
                .muster_policy_policy()
                .call_check(store, rule.as_str(), &parameters)
        })?;
        // Muster's own plugins say nothing but what the facts hold, which no secret is in, and words
        // of their own: a value that is the same as one of those is not betrayed by it.
        if !self.plugin.is_builtin() && hold_secret(&result, self.secrets) {
            return Err(Fault::HoldsSecret);
        }
        let findings = result.map_err(|reason| Fault::NotEvaluated(shorten(reason)));
        self.instance = Some((store, bindings));
        let findings = findings?;
        accepted(rule, &self.plugin.identity.manifest.name, findings)
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
