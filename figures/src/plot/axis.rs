// SPDX-License-Identifier: MIT OR Apache-2.0
//! One axis of a chart: what it measures, its range, and its ticks.

use super::{number, superscript};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios; values must be above 0.
    Log,
}

/// One axis.
#[derive(Clone, Debug)]
pub struct Axis {
    pub(super) label: String,
    scale: Scale,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// A linear axis from `from` to `to`, with at most six ticks at round numbers.
    pub fn linear(label: &str, from: f64, to: f64) -> Self {
        let step = round_step((to - from) / 5.0);
        let first = (from / step - 1e-9).ceil() as i64;
        let last = (to / step + 1e-9).floor() as i64;
        let ticks = (first..=last).map(|tick| tick as f64 * step);
        let ticks = ticks.map(|tick| (tick, number(tick))).collect();
        Self { label: label.into(), scale: Scale::Linear, from, to, ticks }
    }

    /// What is counted from 0 or 1 up to `last`: layers, steps, blocks. Half a place of room at
    /// either end, ticks at whole numbers.
    pub fn counting(label: &str, first: usize, last: usize) -> Self {
        let (from, to) = (first as f64, last as f64);
        let room = ((to - from) * 0.03).max(0.5);
        let step = round_step((to - from) / 6.0).max(1.0) as usize;
        let ticks = (first..=last).filter(|tick| tick % step == 0 || last == first);
        let ticks = ticks.map(|tick| (tick as f64, tick.to_string())).collect();
        let (from, to) = (from - room, to + room);
        Self { label: label.into(), scale: Scale::Linear, from, to, ticks }
    }

    /// A logarithmic axis from 10^`from` to 10^`to` with a tick at every `step`-th power of ten.
    pub fn log10(label: &str, from: i32, to: i32, step: usize) -> Self {
        let ticks = (from..=to)
            .step_by(step.max(1))
            .map(|power| (10f64.powi(power), format!("10{}", superscript(power))))
            .collect();
        let (from, to) = (10f64.powi(from), 10f64.powi(to));
        Self { label: label.into(), scale: Scale::Log, from, to, ticks }
    }

    /// A logarithmic axis that holds all of `values` above 0, with some five ticks.
    pub fn log10_around(label: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let powers = values.into_iter().filter(|value| *value > 0.0).map(f64::log10);
        let (low, high) = powers.fold((-1.0_f64, 1.0_f64), |(low, high), power| {
            (low.min(power), high.max(power))
        });
        let low = low.floor().max(-150.0) as i32;
        let high = high.ceil().min(150.0) as i32;
        let step = ((high - low + 4) / 5).max(1);
        Self::log10(label, low.div_euclid(step) * step, high, step as usize)
    }

    /// The same axis with ticks of one's own: value and text.
    pub fn with_ticks(mut self, ticks: impl IntoIterator<Item = (f64, String)>) -> Self {
        self.ticks = ticks.into_iter().collect();
        self
    }

    /// Where `value` is between 0 (`from`) and 1 (`to`); not a number if it has no place.
    pub(super) fn position(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log => (value / self.from).log10() / (self.to / self.from).log10(),
        }
    }
}

/// The least of 1, 2, 5, 10, 20, … (and 0.5, 0.2, …) that is no smaller than `step`.
fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.max(1e-300).log10().floor());
    let rounded = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power);
    rounded.into_iter().find(|round| *round >= step * (1.0 - 1e-9)).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_axis_puts_equal_ratios_at_equal_distances() {
        let axis = Axis::log10("y", -2, 2, 1);
        assert!((axis.position(0.01) - 0.0).abs() < 1e-12);
        assert!((axis.position(1.0) - 0.5).abs() < 1e-12);
        assert!((axis.position(100.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn counted_things_have_whole_ticks_at_every_length() {
        let ticks = |first, last| -> Vec<String> {
            let axis = Axis::counting("layer", first, last);
            axis.ticks.into_iter().map(|(_, words)| words).collect()
        };
        assert_eq!(ticks(0, 30), ["0", "5", "10", "15", "20", "25", "30"]);
        assert_eq!(ticks(0, 2), ["0", "1", "2"]);
        assert_eq!(ticks(1, 1), ["1"]);
        for last in 1..1000 {
            assert!((2..=7).contains(&ticks(0, last).len()), "{last}");
        }
    }

    #[test]
    fn numbers_have_round_ticks() {
        let axis = Axis::linear("y", -1.0, 1.2);
        let words: Vec<&str> =
            axis.ticks.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["−1", "−0.5", "0", "0.5", "1"]);
        assert_eq!(Axis::linear("y", 0.0, 0.03).ticks.len(), 4);
    }
}
