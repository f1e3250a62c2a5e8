//! A server on a free port of this machine, which ends with its value.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Listener {
    /// Serves each connection on a thread of its own.
    pub(crate) fn start(
        serve: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let ended = Arc::new(AtomicBool::new(false));
        let (serve, over) = (Arc::new(serve), Arc::clone(&ended));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let serve = Arc::clone(&serve);
                // Whoever hangs up in the middle has seen enough.
                thread::spawn(move || serve(connection).ok());
            }
        });
        Self { address, ended }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the server.
        TcpStream::connect(self.address).ok();
    }
}
