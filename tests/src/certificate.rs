//! A certificate of its own for a server on this machine, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate for 127.0.0.1 that vouches for itself, and its key.
#[derive(Debug)]
pub struct Certificate {
    folder: tempfile::TempDir,
}

impl Certificate {
    /// Makes one.
    ///
    /// # Errors
    /// When `openssl` is missing or fails.
    pub fn new() -> Result<Self> {
        let made = Self { folder: tempfile::tempdir()? };
        let mut command = Command::new("openssl");
        command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        command.args(["-subj", "/CN=Debrief tests", "-addext", "subjectAltName=IP:127.0.0.1"]);
        // What serves must not be an authority, too.
        command.args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"]).arg(made.key());
        let output = command.arg("-out").arg(made.file()).output().context("the tests need the `openssl` command")?;
        ensure!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
        Ok(made)
    }

    /// The certificate, PEM: for `SSL_CERT_FILE`.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// What a server takes connections with.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn acceptor(&self) -> Result<TlsAcceptor> {
        let (certificate, key) = (read_certificate(&self.file())?, PrivateKeyDer::from_pem_file(self.key())?);
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn read_certificate(file: &Path) -> Result<CertificateDer<'static>> {
    Ok(CertificateDer::from_pem_file(file)?)
}
