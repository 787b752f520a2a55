//! A site that is stopped and started while people read it: nobody is refused, and no answer is cut off.

use crate::world::{PATIENCE, Site};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

/// One answer from a connection; gives whether the connection goes on.
fn answer(stream: &mut BufReader<TcpStream>) -> bool {
    let mut length = 0;
    let mut goes_on = true;
    let mut status = String::new();
    stream.read_line(&mut status).expect("an answer");
    assert!(status.starts_with("HTTP/1.1 200"), "“{status}”");
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("a header");
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(said) = line.strip_prefix("content-length: ") {
            length = said.parse().expect("a length");
        }
        goes_on &= line != "connection: close";
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a whole answer");
    goes_on
}

/// Asks again and again until told to stop, on one connection for as long as it goes on, or on a new one each time.
fn reader(at: std::net::SocketAddr, keeps: bool, stop: &AtomicBool, answered: &AtomicU64) {
    let mut held = None;
    while !stop.load(Ordering::Relaxed) {
        let mut stream = held.take().unwrap_or_else(|| {
            let stream = TcpStream::connect(at).expect("nobody is refused");
            stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
            BufReader::new(stream)
        });
        let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.get_mut().write_all(request).expect("a request");
        let goes_on = answer(&mut stream);
        answered.fetch_add(1, Ordering::Relaxed);
        held = (keeps && goes_on).then_some(stream);
    }
}

/// Starts the program with a socket that stays with the test, as systemd keeps it.
fn start(site: &Site, socket: &TcpListener) -> Child {
    let socket: OwnedFd = socket.try_clone().expect("a socket").into();
    let script = "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=site exec \"$@\"";
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_gongkai"), "--data"])
        .arg(site.data())
        .arg("serve")
        .stdin(socket)
        .stderr(Stdio::piped());
    command.spawn().expect("the program")
}

/// Waits until the program says that it serves; what it says later is read, so that it never waits.
fn ready(said: ChildStderr) {
    let (told, hears) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            if line.contains("按 Ctrl-C 停止") {
                let _ = told.send(());
            }
        }
    });
    hears.recv_timeout(PATIENCE).expect("a site that serves");
}

#[test]
fn a_restart_by_socket_activation_refuses_nobody_and_cuts_nothing_off() {
    let site = Site::new();
    let socket = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let at = socket.local_addr().expect("its address");
    let mut child = start(&site, &socket);
    ready(child.stderr.take().expect("its words"));
    let (stop, answered): (Arc<AtomicBool>, Arc<AtomicU64>) = Default::default();
    let readers: Vec<_> = [true, true, false, false]
        .into_iter()
        .map(|keeps| {
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            std::thread::spawn(move || reader(at, keeps, &stop, &answered))
        })
        .collect();
    for _ in 0..3 {
        let before = answered.load(Ordering::Relaxed);
        while answered.load(Ordering::Relaxed) < before + 100 {
            std::thread::yield_now();
        }
        let pid = child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.expect("kill").success());
        assert!(child.wait().expect("an end").success());
        child = start(&site, &socket);
        ready(child.stderr.take().expect("its words"));
    }
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.join().expect("every answer, whole");
    }
    assert!(300 <= answered.load(Ordering::Relaxed));
    child.kill().expect("a process to kill");
    child.wait().expect("an end");
}

/// Whether a program of systemd is here; a machine that checks everything has them.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn is_here(program: &str) -> bool {
    let path = Path::new("/usr/bin").join(program);
    if !path.exists() {
        assert!(!crate::world::is_ci(), "{program} must be here");
        eprintln!("SKIPPED: there is no {program}; the Debian package systemd has it");
    }
    path.exists()
}

#[test]
fn a_socket_that_systemd_opened_is_served() {
    if !is_here("systemd-socket-activate") {
        return;
    }
    let site = Site::new();
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = free.local_addr().expect("its address");
    drop(free);
    let mut command = Command::new("systemd-socket-activate");
    command
        .args(["--listen", &at.to_string(), "--fdname=site"])
        .args([env!("CARGO_BIN_EXE_gongkai"), "--data"])
        .arg(site.data())
        .arg("serve")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("systemd-socket-activate");
    let said = child.stderr.take().expect("its words");
    let mut lines = BufReader::new(said).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("Listening on")));
    let stream = TcpStream::connect(at).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let mut stream = BufReader::new(stream);
    let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.get_mut().write_all(request).expect("a request");
    assert!(answer(&mut stream));
    let named = format!("http://{at}/");
    assert!(lines.any(|line| line.contains(&named)));
    child.kill().expect("a process to kill");
    child.wait().expect("an end");
}

#[test]
fn the_units_are_as_systemd_wants_them() {
    if !is_here("systemd-analyze") {
        return;
    }
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let folder = tempfile::TempDir::new().expect("a folder");
    for unit in ["gongkai.service", "gongkai.socket"] {
        let text = std::fs::read_to_string(deploy.join(unit)).expect(unit);
        // The program of the unit must be there.
        let text = text.replace("/usr/local/bin/gongkai", env!("CARGO_BIN_EXE_gongkai"));
        let text = text.replace("/usr/bin/gongkai", env!("CARGO_BIN_EXE_gongkai"));
        std::fs::write(folder.path().join(unit), text).expect("a file");
    }
    for unit in ["gongkai.service", "gongkai.socket"] {
        let output = Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(folder.path().join(unit))
            .output()
            .expect("systemd-analyze");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{unit}: {said}");
        // It warns and ends well; a warning about our units is a mistake in them.
        let ours: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("gongkai"))
            .collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
}
