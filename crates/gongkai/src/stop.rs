//! 停止 — the word to stop, as all that runs on its own waits for it.

use tokio::sync::watch;

/// Waits for the word to stop; a word-giver that is gone is one too.
pub(crate) async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}
