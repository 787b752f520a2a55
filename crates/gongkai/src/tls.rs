//! TLS — the site's certificate, where the program itself speaks https.
//!
//! Decides that a pair of certificate and key is taken as a whole or not at all: one that does not fit is refused at the
//! start, and later the pair in use stays while the log says what is wrong with the new one. A new pair is taken at the
//! word of SIGHUP, and within a minute after the files changed, without a restart and without the end of a connection.

mod expiry;

use crate::config::Tls;
use crate::stop::told;
use crate::trouble;
use anyhow::{Context as _, anyhow};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::signal::unix::Signal;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// How often it is looked whether the files changed.
const LOOK: Duration = Duration::from_mins(1);
const DAY: u64 = 24 * 60 * 60;

/// The pair in use. Cheap to clone; all see a new one.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    settings: Arc<Tls>,
    used: Arc<RwLock<Used>>,
}

#[derive(Clone, Debug)]
struct Used {
    config: Arc<ServerConfig>,
    expires_at: i64,
    files: [Option<Stamp>; 2],
}

/// When a file was last written, in nanoseconds, which file it is, and how long.
type Stamp = (i128, u64, u64);

impl Keys {
    /// Reads the pair.
    ///
    /// # Errors
    /// Where a file cannot be read, holds something else, or the two do not belong together.
    pub(crate) fn read(settings: &Tls) -> anyhow::Result<Self> {
        Ok(Self {
            settings: Arc::new(settings.clone()),
            used: Arc::new(RwLock::new(Used::read(settings)?)),
        })
    }

    fn used(&self) -> Used {
        let used = self.used.read().unwrap_or_else(PoisonError::into_inner);
        used.clone()
    }

    /// What the next connection is greeted with.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.used().config)
    }

    /// When the certificate ends, in seconds since 1970 UTC.
    pub(crate) fn expires_at(&self) -> i64 {
        self.used().expires_at
    }

    /// What makes a browser ask by https alone, where that is wanted.
    pub(crate) fn hsts(&self) -> Option<HeaderValue> {
        let seconds = u64::from(self.settings.hsts_days?).checked_mul(DAY)?;
        if seconds == 0 {
            return None;
        }
        HeaderValue::from_str(&format!("max-age={seconds}")).ok()
    }

    /// Takes the pair that lies in the files now, where it fits.
    fn renew(&self) {
        match Used::read(&self.settings) {
            Ok(used) => {
                let mut held = self.used.write().unwrap_or_else(PoisonError::into_inner);
                *held = used;
                tracing::info!("the certificate was read anew");
            }
            Err(error) => tracing::error!(
                cause = trouble::says(&error),
                "the new certificate cannot be used; the one before stays"
            ),
        }
    }
}

/// Takes a new pair when told so by SIGHUP or when the files changed, until told to stop.
pub(crate) async fn follow(
    keys: Option<Keys>,
    mut told_anew: Signal,
    mut stopped: watch::Receiver<bool>,
) {
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // What was looked at last, fit or not: the same files are not complained of each minute.
    let mut seen = keys.as_ref().map(|keys| keys.used().files);
    loop {
        let is_told = tokio::select! {
            () = told(&mut stopped) => return,
            _ = told_anew.recv() => true,
            _ = every.tick() => false,
        };
        let Some(keys) = &keys else {
            continue;
        };
        let files = Some(stamps(&keys.settings));
        if is_told || files != seen {
            seen = files;
            keys.renew();
        }
    }
}

impl Used {
    fn read(settings: &Tls) -> anyhow::Result<Self> {
        let files = stamps(settings);
        let chain = chain(&settings.certificate)?;
        let shown = settings.key.display();
        let key = std::fs::read(&settings.key)
            .with_context(|| format!("不能读取私钥 {shown}（设置 tls.key）"))?;
        let key = PrivateKeyDer::from_pem_slice(&key)
            .map_err(|_| anyhow!("{shown}（设置 tls.key）里没有 PEM 写法的私钥"))?;
        let first = chain.first().map(AsRef::as_ref).unwrap_or_default();
        let expires_at = expiry::of(first).ok_or_else(|| {
            let shown = settings.certificate.display();
            anyhow!("{shown}（设置 tls.certificate）里的证书读不懂")
        })?;
        let unfit = || {
            format!(
                "证书 {} 和私钥 {shown} 不能一起用：私钥要是这张证书的，种类是 RSA、ECDSA 或者 Ed25519",
                settings.certificate.display()
            )
        };
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .with_context(unfit)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            expires_at,
            files,
        })
    }
}

/// The certificate of the site and those above it.
fn chain(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let shown = file.display();
    let bytes = std::fs::read(file)
        .with_context(|| format!("不能读取证书 {shown}（设置 tls.certificate）"))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(anyhow!(
            "{shown}（设置 tls.certificate）里没有 PEM 写法的证书"
        )),
    }
}

fn stamps(settings: &Tls) -> [Option<Stamp>; 2] {
    let stamp = |file: &PathBuf| {
        let found = std::fs::metadata(file).ok()?;
        let at = i128::from(found.mtime()) * 1_000_000_000 + i128::from(found.mtime_nsec());
        Some((at, found.ino(), found.len()))
    };
    [stamp(&settings.certificate), stamp(&settings.key)]
}

/// What answers on the port without TLS: the same address by https. The host is the one that is registered, else the one
/// that was asked for, as far as it is one.
pub(crate) fn redirect(
    domain: impl Fn() -> String + Clone + Send + Sync + 'static,
    port: u16,
) -> Router {
    Router::new().fallback(move |request: Request| {
        let domain = domain();
        async move { by_tls(&request, &domain, port) }
    })
}

fn by_tls(request: &Request, domain: &str, port: u16) -> Response {
    let asked = request.headers().get(header::HOST);
    let asked = asked.and_then(|host| host.to_str().ok()).map(without_port);
    let host = if domain.is_empty() {
        asked.filter(|host| is_host(host))
    } else {
        Some(without_port(domain))
    };
    let path = request.uri().path_and_query();
    let path = path.map_or("/", |path| path.as_str());
    let (Some(host), true) = (host, path.starts_with('/')) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let port = match port {
        443 => String::new(),
        other => format!(":{other}"),
    };
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("https://{host}{port}{path}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A name or an address that can stand in an address as it is.
fn is_host(host: &str) -> bool {
    let name = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match name {
        Some(six) => six.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use axum::body::Body;

    fn sent(host: &str, path: &str, domain: &str, port: u16) -> Option<String> {
        let request = Request::builder().uri(path).header("host", host);
        let response = by_tls(&request.body(Body::empty()).unwrap(), domain, port);
        let location = response.headers().get(header::LOCATION)?;
        Some(location.to_str().unwrap().to_owned())
    }

    #[test]
    fn who_asks_without_tls_is_sent_to_the_same_address_by_https() {
        for (host, domain, port, expected) in [
            ("a.example:80", "", 443, Some("https://a.example/laws?q=1")),
            (
                "a.example",
                "",
                8443,
                Some("https://a.example:8443/laws?q=1"),
            ),
            ("[::1]:8080", "", 443, Some("https://[::1]/laws?q=1")),
            (
                "evil.example",
                "www.a.example",
                443,
                Some("https://www.a.example/laws?q=1"),
            ),
            ("a.example/x", "", 443, None),
            ("a@b", "", 443, None),
            ("", "", 443, None),
        ] {
            assert_eq!(
                sent(host, "/laws?q=1", domain, port).as_deref(),
                expected,
                "{host}"
            );
        }
    }
}
