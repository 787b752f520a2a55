//! The program as a service of systemd: sockets that were opened for it, and the word that it is ready.
//!
//! Decides which socket is for what: by its name (`FileDescriptorName=`), `metrics` and `redirect` for those two, any
//! other for the site. A socket that systemd holds stays open while the program is replaced: who comes meanwhile waits in
//! its queue, and nobody is refused.

use crate::config;
use listenfd::ListenFd;
use rustix::io::{FdFlags, fcntl_setfd};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use tokio::net::TcpListener;

/// What sockets are for.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    pub(crate) site: Vec<TcpListener>,
    pub(crate) redirect: Vec<TcpListener>,
    pub(crate) metrics: Vec<TcpListener>,
}

/// Takes the sockets that were opened for this process.
///
/// # Errors
/// Where one of them is no listening TCP socket.
pub(crate) fn sockets() -> std::io::Result<Sockets> {
    let mut given = ListenFd::from_env();
    let names = config::socket_names();
    let mut names = names.split(':');
    let mut sockets = Sockets::default();
    for n in 0..given.len() {
        let name = names.next().unwrap_or_default();
        let Some(listener) = given.take_tcp_listener(n)? else {
            continue;
        };
        // Reader processes must not have it.
        fcntl_setfd(&listener, FdFlags::CLOEXEC)?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        match name {
            "metrics" => sockets.metrics.push(listener),
            "redirect" => sockets.redirect.push(listener),
            _ => sockets.site.push(listener),
        }
    }
    Ok(sockets)
}

/// Tells systemd how it goes (sd_notify(3)), where it wants to be told.
pub(crate) fn tell(says: &str) {
    let Some(path) = config::notify_socket() else {
        return;
    };
    let address = match path.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&path),
    };
    let told =
        UnixDatagram::unbound().and_then(|socket| socket.send_to_addr(says.as_bytes(), &address?));
    if let Err(error) = told {
        tracing::warn!(%error, "systemd could not be told how it goes");
    }
}
