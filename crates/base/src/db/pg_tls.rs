//! The database URL of PostgreSQL and TLS, as libpq understands `sslmode`.
//!
//! `disable`, `prefer` (the default) and `require` encrypt or not and believe any certificate, like libpq; `verify-full` checks it
//! and the host name against the system's roots or the file in `sslrootcert`. `verify-ca` is refused: it is `verify-full`
//! with the check of the name left out.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, Result};

/// Reads the URL; the two parameters that the driver does not know are taken out of it.
pub(super) fn parse(url: &str) -> Result<(tokio_postgres::Config, MakeRustlsConnect)> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut kept = Vec::new();
    let (mut verify, mut roots) = (false, None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", "verify-full")) => {
                verify = true;
                kept.push("sslmode=require");
            }
            Some(("sslmode", "verify-ca")) => return Err(wrong("sslmode=verify-ca: use verify-full")),
            Some(("sslrootcert", path)) => roots = Some(path),
            _ => kept.push(pair),
        }
    }
    let url = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
    let config = url.parse().map_err(|error| wrong(&format!("{error}")))?;
    let tls = if verify { verified(roots)? } else { believed()? };
    Ok((config, MakeRustlsConnect::new(tls)))
}

/// Never with the URL in it: that holds the password.
fn wrong(why: &str) -> Error {
    Error::internal(format!("the database URL does not fit: {why}"))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn verified(file: Option<&str>) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let certificates = match file {
        Some(path) => CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong(&format!("sslrootcert: {error}")))?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(wrong("sslmode=verify-full needs root certificates and there are none"));
    }
    let config = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let config = config.map_err(|error| wrong(&error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn believed() -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let config = config.map_err(|error| wrong(&error.to_string()))?;
    let verifier = Arc::new(AnyCertificate(provider()));
    Ok(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Encryption without knowing the server, what `require` means to libpq.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::parse;

    #[test]
    fn the_url_keeps_what_the_driver_knows() {
        let (config, _) = parse("postgres://anna:s%40cret@db:5433/beseda?sslmode=require&connect_timeout=3").unwrap();
        assert_eq!((config.get_user(), config.get_dbname()), (Some("anna"), Some("beseda")));
        assert_eq!((config.get_password(), config.get_ssl_mode()), (Some(b"s@cret".as_slice()), SslMode::Require));
        let (config, _) = parse("postgres://anna@db/beseda").unwrap();
        assert_eq!(config.get_ssl_mode(), SslMode::Prefer);
    }

    #[test]
    fn a_certificate_that_is_to_be_checked_is_never_left_unchecked() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("roots.pem");
        std::fs::write(&empty, "").unwrap();
        for wrong in [
            "postgres://a:hidden@db/b?sslmode=verify-ca".to_owned(),
            "postgres://a:hidden@db/b?sslmode=verify-full&sslrootcert=/nowhere.pem".to_owned(),
            format!("postgres://a:hidden@db/b?sslmode=verify-full&sslrootcert={}", empty.display()),
            "postgres://a:hidden@db/b?sslmode=nonsense".to_owned(),
        ] {
            let Err(error) = parse(&wrong) else { panic!("{wrong} was taken") };
            assert!(!error.to_string().contains("hidden"), "{error}");
        }
    }
}
