//! Sums of money: exact decimals in a currency of ISO 4217.
//!
//! In JSON an amount is a text (`"14400.50"`), because a number of JSON is a binary fraction for most readers. In the table it
//! is a whole number of ten-thousandths of the unit, the finest step that any currency has.

use beseda_base::error::Checks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Digits behind the point in the table.
const SCALE: usize = 4;
/// Digits before the point: with the scale they fit into 64 bits.
const WHOLE_MAX: usize = 12;

/// Currencies by how many digits they have behind the point; all others have two.
const WHOLE_ONLY: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";
const TEN_THOUSANDTHS: &str = "CLF UYW";
const HUNDREDTHS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
    CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK \
    NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT \
    TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// A sum of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// An exact decimal with a point and as many digits behind it as the currency has; up to 12 digits before it.
    #[schema(example = "14400.50")]
    pub amount: String,
    /// Code of ISO 4217.
    #[schema(example = "RUB")]
    pub currency: String,
}

impl Money {
    /// From the table.
    #[must_use]
    pub fn of(ten_thousandths: i64, currency: String) -> Money {
        let digits = digits_of(&currency).unwrap_or(SCALE);
        let all = format!("{ten_thousandths:0width$}", width = SCALE + 1);
        let (whole, fraction) = all.split_at(all.len() - SCALE);
        let amount = match digits {
            0 => whole.to_owned(),
            digits => format!("{whole}.{}", &fraction[..digits]),
        };
        Money { amount, currency }
    }

    /// For the table; what does not fit is complained about in `checks` and counts as nothing.
    pub fn ten_thousandths(&self, field: &str, checks: &mut Checks) -> i64 {
        let Some(digits) = digits_of(&self.currency) else {
            checks.ensure(false, &format!("{field}.currency"), "unknown", "A code of ISO 4217, for example RUB.");
            return 0;
        };
        let exact = exact(&self.amount, digits);
        let message = format!("A decimal: up to {WHOLE_MAX} digits, a point, up to {digits} digits.");
        checks.ensure(exact.is_some(), &format!("{field}.amount"), "bad_value", &message);
        exact.unwrap_or(0)
    }
}

/// Digits behind the point; none for what is no currency.
fn digits_of(currency: &str) -> Option<usize> {
    let known = |codes: &str| currency.len() == 3 && codes.split(' ').any(|code| code == currency);
    match currency {
        _ if known(HUNDREDTHS) => Some(2),
        _ if known(WHOLE_ONLY) => Some(0),
        _ if known(THOUSANDTHS) => Some(3),
        _ if known(TEN_THOUSANDTHS) => Some(4),
        _ => None,
    }
}

fn exact(amount: &str, digits: usize) -> Option<i64> {
    let (whole, fraction) = match amount.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (amount, ""),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=WHOLE_MAX).contains(&whole.len()) && fraction.len() <= digits;
    if !fits || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<SCALE$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use beseda_base::error::Checks;

    use super::Money;

    fn read(amount: &str, currency: &str) -> Option<i64> {
        let mut checks = Checks::new();
        let money = Money { amount: amount.into(), currency: currency.into() };
        let read = money.ten_thousandths("budget", &mut checks);
        checks.done().ok().map(|()| read)
    }

    #[test]
    fn an_amount_is_exact_there_and_back() {
        for (amount, currency, kept, shown) in [
            ("14400", "RUB", 144_000_000, "14400.00"),
            ("0.1", "EUR", 1_000, "0.10"),
            ("0", "USD", 0, "0.00"),
            ("007.05", "USD", 70_500, "7.05"),
            ("999999999999.99", "RUB", 9_999_999_999_999_900, "999999999999.99"),
            ("500", "JPY", 5_000_000, "500"),
            ("1.234", "KWD", 12_340, "1.234"),
            ("1.2345", "CLF", 12_345, "1.2345"),
        ] {
            assert_eq!(read(amount, currency), Some(kept), "{amount} {currency}");
            assert_eq!(Money::of(kept, currency.into()).amount, shown, "{amount} {currency}");
        }
    }

    #[test]
    fn what_is_no_exact_sum_is_refused() {
        for (amount, currency) in [
            ("", "RUB"),
            (".5", "RUB"),
            ("5.", "RUB"),
            ("-1", "RUB"),
            ("+1", "RUB"),
            ("1,5", "RUB"),
            ("1e3", "RUB"),
            ("1 000", "RUB"),
            ("1.234", "RUB"),
            ("1.5", "JPY"),
            ("1000000000000", "RUB"),
            ("٣", "RUB"),
            ("1", "rub"),
            ("1", "XXX"),
            ("1", ""),
            ("1", "USD EUR"),
        ] {
            assert_eq!(read(amount, currency), None, "{amount} {currency}");
        }
    }
}
