//! What is written to as it is: FIFOs, character devices, and descriptors that the caller handed
//! over.

use std::fs::File;
use std::io::{Error, ErrorKind, Write as _};
use std::os::fd::BorrowedFd;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a reader may read nothing before it counts as stuck.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How often to look whether it goes on.
const PAUSE: Duration = Duration::from_millis(20);

/// Writes to a file that was opened so that it never blocks.
pub(super) fn to_stream(mut stream: File, mut bytes: &[u8]) -> Result<(), Error> {
    let mut progress = Instant::now();
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = bytes.get(written..).unwrap_or_default();
                progress = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if progress.elapsed() >= LONGEST_WAIT {
                    return Err(Error::other(format!(
                        "its reader has read nothing for {} seconds",
                        LONGEST_WAIT.as_secs()
                    )));
                }
                sleep(PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes to a descriptor of this process, and waits for its reader as standard output does.
pub(super) fn to_descriptor(number: i32, bytes: &[u8]) -> Result<(), Error> {
    #[expect(
        unsafe_code,
        reason = "a number from the command line becomes a descriptor only by borrowing it; it is \
                  duplicated at once, and one that is not open is refused by the kernel"
    )]
    // SAFETY: not -1, because it was read from digits, and not used beyond this line. Should another
    // thread close it meanwhile, the kernel refuses to duplicate it.
    let duplicated = rustix::io::fcntl_dupfd_cloexec(unsafe { BorrowedFd::borrow_raw(number) }, 0)?;
    File::from(duplicated).write_all(bytes)
}
