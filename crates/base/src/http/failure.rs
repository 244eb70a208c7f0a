//! Why there is no answer, and whether the other side can have taken the request.

use super::body::Progress;
use super::guard::Refused;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutError {
    /// Surely not taken by the other side: no connection, no name, no TLS, or our file ended early. May be repeated.
    #[error("not sent: {0}")]
    NotSent(String),
    /// May have been taken.
    #[error("no answer: {0}")]
    Ambiguous(String),
    /// The answer is longer than allowed.
    #[error("the answer is too big")]
    TooBig,
    /// Not allowed to go there. Never sent; repeating does not help.
    #[error("refused: {0}")]
    Refused(String),
}

/// What a failure of the client says about the other side.
pub(super) fn classify(error: &reqwest::Error, progress: &Progress) -> OutError {
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return refused.clone().into();
        }
        source = inner.source();
    }
    if progress.broken() {
        // The other side was promised more bytes than it got, so it has no whole request.
        return OutError::NotSent("a file of the request could not be read whole".into());
    }
    if error.is_builder() || error.is_connect() || progress.nothing_sent() {
        OutError::NotSent(text_of(error))
    } else {
        OutError::Ambiguous(text_of(error))
    }
}

/// What went wrong, from the innermost cause, without the address.
pub(super) fn text_of(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let text = innermost.to_string();
    // Only the outermost error of the client knows the address; if there is no cause below it, its text is not used.
    if std::ptr::addr_eq(innermost, error) {
        "the request failed".into()
    } else {
        crate::logs::redact(&text).into_owned()
    }
}
