// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers as a reader would write them.

/// A number as a reader would write it: at most four decimals, a true minus sign.
pub fn number(value: f64) -> String {
    let digits = format!("{:.4}", value.abs());
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if value < 0.0 && digits != "0" { format!("−{digits}") } else { digits.to_string() }
}

/// A number to three digits as a reader would write it, very large and very small ones with a
/// power of ten.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if !(1e-3..1e5).contains(&size) && value != 0.0 && value.is_finite() {
        let power = size.log10().floor();
        let digits = size / 10f64.powf(power);
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{digits:.2} × 10{}", superscript(power as i32));
    }
    significant(value, 3)
}

/// A number to so many significant digits, without zeros at its end.
pub fn significant(value: f64, digits: u32) -> String {
    let size = value.abs();
    let decimals = f64::from(digits) - 1.0 - size.max(1e-12).log10().floor();
    let written = format!("{size:.0$}", decimals.clamp(0.0, 17.0) as usize);
    let written = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    if value < 0.0 { format!("−{written}") } else { written.to_string() }
}

/// An exponent in superscript digits.
pub fn superscript(power: i32) -> String {
    power
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => {
                char::from_u32(digit as u32 - '0' as u32 + '⁰' as u32).unwrap_or(digit)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_reader_would() {
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(-2.0), "−2");
        assert_eq!(number(-0.00001), "0");
        let written = [0.0, 1.0, -2.5, 0.002, 64.2345, 31622.7, 1e-9, -2.5e7].map(short);
        let expected =
            ["0", "1", "−2.5", "0.002", "64.2", "31623", "1.00 × 10⁻⁹", "−2.50 × 10⁷"];
        assert_eq!(written, expected);
        assert_eq!(superscript(-30), "⁻³⁰");
        assert_eq!(superscript(1245678), "¹²⁴⁵⁶⁷⁸");
    }
}
