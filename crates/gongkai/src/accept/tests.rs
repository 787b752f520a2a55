#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;
use axum::routing::get;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinHandle;

const SHORT: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(10);

struct Served {
    at: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

async fn served(connections: usize) -> Served {
    let slow = || async {
        tokio::time::sleep(4 * SHORT).await;
        "slow"
    };
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/slow", get(slow));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let limits = Limits {
        header: SHORT,
        connections,
    };
    let task = tokio::spawn(serve(listener, router, limits, stopped));
    Served { at, stop, task }
}

/// Sends some words and gives all that comes until the other side closes.
async fn answer(at: SocketAddr, words: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    let mut said = String::new();
    let read = stream.read_to_string(&mut said);
    tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap();
    said
}

#[tokio::test]
async fn a_header_that_is_sent_by_half_is_not_waited_for() {
    let served = served(8).await;
    for half in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let said = answer(served.at, half).await;
        assert!(!said.contains("here"), "{half:?}: {said}");
    }
}

#[tokio::test]
async fn a_kept_connection_without_a_next_request_is_closed() {
    let served = served(8).await;
    let said = answer(served.at, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(
        said.starts_with("HTTP/1.1 200") && said.ends_with("here"),
        "{said}"
    );
}

#[tokio::test]
async fn an_answer_may_take_longer_than_its_header() {
    let served = served(8).await;
    let said = answer(served.at, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(said.ends_with("slow"), "{said}");
}

#[tokio::test]
async fn who_comes_when_all_places_are_taken_is_served_after() {
    let served = served(1).await;
    let idle = TcpStream::connect(served.at).await.unwrap();
    let said = answer(served.at, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(said.ends_with("here"), "{said}");
    drop(idle);
}

#[tokio::test]
async fn a_stop_lets_the_open_answer_end_and_takes_no_other() {
    let served = served(8).await;
    let at = served.at;
    let asked =
        tokio::spawn(async move { answer(at, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await });
    tokio::time::sleep(SHORT).await;
    served.stop.send(true).unwrap();
    tokio::time::timeout(PATIENCE, served.task)
        .await
        .unwrap()
        .unwrap();
    assert!(asked.await.unwrap().ends_with("slow"));
    assert!(TcpStream::connect(at).await.is_err());
}
