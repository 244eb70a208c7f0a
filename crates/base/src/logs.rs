//! placeholder
use std::borrow::Cow;
/// Text without keys and tokens.
pub fn redact(text: &str) -> Cow<'_, str> { Cow::Borrowed(text) }
