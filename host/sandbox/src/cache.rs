//! Compiled plugins on disk.
//!
//! Compiled code that is loaded is machine code that is run, so this directory must belong to the
//! user alone, is never reached through a link, and what is in it is used only when it is whole.
//! Any doubt means compiling again, never failing.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read as _, Write as _};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::LoadError;
use crate::compiled::Compiled;
use crate::limits::LARGEST_COMPILED;

/// A private directory of compiled plugins.
#[derive(Debug)]
pub struct Cache {
    directory: OwnedFd,
}

/// Why a cache directory is not used.
#[derive(Debug, thiserror::Error)]
#[error("the cache {} is not used: {reason}", path.display())]
pub struct CacheRefused {
    path: PathBuf,
    reason: String,
}

impl Cache {
    /// Opens the directory, and makes it and its parent when they are missing.
    ///
    /// # Errors
    /// When the directory is a link, belongs to another user, is accessible to others, or stands in
    /// a directory that others may write to.
    pub fn open(path: &Path) -> Result<Self, CacheRefused> {
        let refused = |reason: String| CacheRefused {
            path: path.to_owned(),
            reason,
        };
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(refused("it is not a directory of its own".to_owned()));
        };
        let failed = |what: &str, error: Errno| refused(format!("{what}: {error}"));
        make_directories(parent).map_err(|error| failed("its parent cannot be made", error))?;
        let open = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let parent = rustix::fs::open(parent, open, Mode::empty())
            .map_err(|error| failed("its parent cannot be opened", error))?;
        let stat = rustix::fs::fstat(&parent)
            .map_err(|error| failed("its parent cannot be examined", error))?;
        let shared = stat.st_mode & 0o022 != 0 && stat.st_mode & 0o1000 == 0;
        if shared || !(is_ours(&stat) || stat.st_uid == 0) {
            return Err(refused(
                "others can write to the directory that it is in".to_owned(),
            ));
        }
        match rustix::fs::mkdirat(&parent, name, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(failed("it cannot be made", error)),
        }
        let directory =
            rustix::fs::openat(&parent, name, open | OFlags::NOFOLLOW, Mode::empty())
                .map_err(|error| failed("it cannot be opened without following a link", error))?;
        let stat = rustix::fs::fstat(&directory)
            .map_err(|error| failed("it cannot be examined", error))?;
        if !is_ours(&stat) {
            return Err(refused("it belongs to another user".to_owned()));
        }
        if stat.st_mode & 0o077 != 0 {
            return Err(refused(format!(
                "others can access it (mode {:04o}); make it 0700",
                stat.st_mode & 0o7777
            )));
        }
        Ok(Self { directory })
    }

    /// The compiled form of the plugin with this digest, if it is there and beyond doubt.
    pub(crate) fn get(&self, engine: &Engine, sha256: &str) -> Option<Compiled> {
        let (file, bytes) = self.read(&file_name(engine, sha256))?;
        let compiled = Compiled::from_bytes(&bytes, || {
            // Mapped through the very file that was just examined, whatever its name means by now.
            let mapped = format!("/proc/self/fd/{}", file.as_raw_fd());
            #[expect(
                unsafe_code,
                reason = "wasmtime cannot check compiled code. This file lies in a directory that \
                          only this user can reach, was written by this program in one step, \
                          belongs to this user, is writable by nobody else, and is whole"
            )]
            // SAFETY: as above.
            unsafe {
                Component::deserialize_file(engine, mapped)
            }
        })?;
        (compiled.identity.sha256 == sha256).then_some(compiled)
    }

    /// Keeps the compiled form of a plugin. If that fails, nothing else does.
    pub(crate) fn put(&self, engine: &Engine, compiled: &Compiled) -> Result<(), LoadError> {
        let failed = |error: String| LoadError::Compile(format!("it cannot be cached: {error}"));
        let bytes = compiled
            .to_bytes()
            .map_err(|error| failed(error.to_string()))?;
        self.write(&file_name(engine, &compiled.identity.sha256), &bytes)
            .map_err(|error| failed(error.to_string()))
    }

    /// A file that nobody else can have touched, and its content.
    fn read(&self, name: &str) -> Option<(std::fs::File, Vec<u8>)> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = rustix::fs::openat(&self.directory, name, flags, Mode::empty()).ok()?;
        let stat = rustix::fs::fstat(&file).ok()?;
        let ours = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
            && is_ours(&stat)
            && stat.st_mode & 0o022 == 0
            && stat.st_nlink == 1
            && u64::try_from(stat.st_size).is_ok_and(|size| size <= LARGEST_COMPILED);
        if !ours {
            return None;
        }
        let mut content = Vec::with_capacity(usize::try_from(stat.st_size).ok()?);
        let mut file = std::fs::File::from(file);
        file.read_to_end(&mut content).ok()?;
        Some((file, content))
    }

    /// Writes a file under another name first, so that nobody ever sees half of it.
    fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let unfinished = format!(".{name}.{}", std::process::id());
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(
            &self.directory,
            unfinished.as_str(),
            flags,
            Mode::RUSR | Mode::WUSR,
        )?;
        let mut file = std::fs::File::from(file);
        let written = file.write_all(bytes).and_then(|()| {
            rustix::fs::renameat(&self.directory, unfinished.as_str(), &self.directory, name)?;
            Ok(())
        });
        if written.is_err() {
            // The write's own error is the one to report.
            rustix::fs::unlinkat(&self.directory, unfinished.as_str(), AtFlags::empty()).ok();
        }
        written
    }
}

fn is_ours(stat: &Stat) -> bool {
    stat.st_uid == rustix::process::geteuid().as_raw()
}

fn make_directories(path: &Path) -> Result<(), Errno> {
    for directory in path.ancestors().collect::<Vec<_>>().into_iter().rev() {
        match rustix::fs::mkdir(directory, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            // A directory above may be read-only and there already.
            Err(_) if directory != path => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The digest of the plugin, and everything about this program that shapes compiled code.
fn file_name(engine: &Engine, sha256: &str) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    format!("{sha256}-{:016x}.compiled", hasher.finish())
}
