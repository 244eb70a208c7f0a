//! Checks of what a request holds. Limits count characters, as people do, not bytes.

use std::ops::RangeInclusive;

use super::{Error, FieldError, Result};

/// Collects what does not fit in a request, so that the caller sees all of it at once.
#[derive(Debug, Default)]
#[must_use = "call done()"]
pub struct Checks(Vec<FieldError>);

impl Checks {
    /// Nothing to complain about yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text of `length` characters (not bytes). A text of spaces counts as missing where one is required; NUL is refused
    /// because PostgreSQL cannot store it.
    pub fn text(&mut self, field: &str, value: &str, length: RangeInclusive<usize>) -> &mut Self {
        let (min, max) = (*length.start(), *length.end());
        if min > 0 && value.trim().is_empty() {
            return self.add(FieldError::new(field, "required", "Fill this in."));
        }
        // Counting stops just above the limit: a long text costs no more than a fitting one.
        let count = value.chars().take(max.saturating_add(1)).count();
        if count > max {
            let message = format!("At most {max} characters.");
            return self.add(FieldError { max: bound(max), ..FieldError::new(field, "too_long", message) });
        }
        if count < min {
            let message = format!("At least {min} characters.");
            return self.add(FieldError { min: bound(min), ..FieldError::new(field, "too_short", message) });
        }
        self.ensure(!value.contains('\0'), field, "bad_value", "NUL characters are not allowed.")
    }

    /// [`Checks::text`] when the field was given.
    pub fn text_if(&mut self, field: &str, value: Option<&str>, length: RangeInclusive<usize>) -> &mut Self {
        match value {
            Some(value) => self.text(field, value, length),
            None => self,
        }
    }

    /// An e-mail address as browsers understand it, at most 254 characters.
    pub fn email(&mut self, field: &str, value: &str) -> &mut Self {
        let before = self.0.len();
        self.text(field, value, 1..=254);
        if self.0.len() > before {
            return self;
        }
        self.ensure(is_email(value), field, "bad_email", "This is not an e-mail address.")
    }

    /// How many entries a list has.
    pub fn count(&mut self, field: &str, entries: usize, allowed: RangeInclusive<usize>) -> &mut Self {
        let (min, max) = (*allowed.start(), *allowed.end());
        if entries > max {
            let message = format!("At most {max} entries.");
            return self.add(FieldError { max: bound(max), ..FieldError::new(field, "too_long", message) });
        }
        if entries < min {
            let code = if entries == 0 { "required" } else { "too_short" };
            let message = format!("At least {min} entries.");
            return self.add(FieldError { min: bound(min), ..FieldError::new(field, code, message) });
        }
        self
    }

    /// A number within bounds.
    pub fn number(&mut self, field: &str, value: i64, allowed: RangeInclusive<i64>) -> &mut Self {
        if allowed.contains(&value) {
            return self;
        }
        let (min, max) = (*allowed.start(), *allowed.end());
        let message = format!("From {min} to {max}.");
        self.add(FieldError { min: Some(min), max: Some(max), ..FieldError::new(field, "bad_value", message) })
    }

    /// Any other condition.
    pub fn ensure(&mut self, holds: bool, field: &str, code: &'static str, message: &str) -> &mut Self {
        if holds { self } else { self.add(FieldError::new(field, code, message)) }
    }

    /// A complaint found elsewhere.
    pub fn add(&mut self, error: FieldError) -> &mut Self {
        self.0.push(error);
        self
    }

    /// `Err(Invalid)` with everything collected, if anything was.
    pub fn done(&mut self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(std::mem::take(&mut self.0))) }
    }
}

/// One `@`, something without spaces on both sides, a host of letters, digits, dots and hyphens (any script).
#[must_use]
pub fn is_email(value: &str) -> bool {
    let Some((local, host)) = value.rsplit_once('@') else { return false };
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>[\\]@".contains(c);
    let host_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    value.chars().count() <= 254
        && (1..=64).contains(&local.chars().count())
        && !local.contains(odd)
        && host.split('.').all(host_label)
}

fn bound(value: usize) -> Option<i64> {
    i64::try_from(value).ok()
}
