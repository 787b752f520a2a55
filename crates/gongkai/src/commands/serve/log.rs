//! What a serving process does for the public log: copies that were made are registered, the log is signed, witnesses are
//! asked.

use crate::clock;
use crate::keys::{Keys, Ring};
use crate::stop::told;
use crate::witness::Witnesses;
use acts::Portal;
use acts::desk::{Actor, Desk, Register};
use std::time::Duration;
use tokio::sync::watch;

/// How often the log is signed where there is something new, and copies are registered that were made.
const SIGN: Duration = Duration::from_millis(500);
const RECORD: Duration = Duration::from_millis(500);
/// How often witnesses are asked where there is something new, and how long they are left alone after a failure.
const WITNESS: Duration = Duration::from_secs(1);
const AFTER_WITNESS: Duration = Duration::from_secs(30);

/// Registers copies that were made, so that they can be proved.
pub(super) async fn record(portal: Portal, register: Register, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(RECORD);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        let made = portal.take_made();
        if made.is_empty() {
            continue;
        }
        let actor = Actor {
            name: "登记版式文件".into(),
            identified_by: "serve".into(),
        };
        let recorded = async {
            let desk = Desk::new(register.clone(), actor, clock::now())?;
            acts::log::record_copies(&desk, made).await
        };
        if let Err(failure) = recorded.await {
            tracing::error!(%failure, "copies that were made cannot be registered");
        }
    }
}

/// Signs how the log stands, soon after each act.
pub(super) async fn sign(register: Register, keys: Keys, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(SIGN);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut ring = Ring::default();
    // What stands in the way is told once, not each time.
    let mut said = None;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        let signed = match ring.refresh(&keys) {
            Ok(()) => keys.sign(&register, &ring).await,
            Err(error) => Err(error),
        };
        let trouble = match signed {
            Ok(Ok(_)) => None,
            Ok(Err(unsignable)) => Some(unsignable.to_string()),
            Err(error) => Some(crate::trouble::says(&error)),
        };
        if trouble != said {
            if let Some(trouble) = &trouble {
                tracing::error!(%trouble, "the log is not signed");
            }
            said = trouble;
        }
    }
}

/// Asks witnesses to sign what was signed here.
pub(super) async fn witness(
    register: Register,
    mut witnesses: Witnesses,
    mut stopped: watch::Receiver<bool>,
) {
    if witnesses.is_empty() {
        return;
    }
    let mut every = tokio::time::interval(WITNESS);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut said = Vec::new();
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        let troubles = tokio::select! {
            troubles = witnesses.ask(&register) => troubles,
            () = told(&mut stopped) => return,
        };
        if troubles != said {
            for trouble in &troubles {
                tracing::warn!(%trouble, "a witness did not sign");
            }
            said = troubles;
        }
        if !said.is_empty() {
            every.reset_after(AFTER_WITNESS);
        }
    }
}
