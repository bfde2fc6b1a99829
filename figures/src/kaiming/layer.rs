// SPDX-License-Identifier: MIT OR Apache-2.0
//! The reader's own layer.

use kaiming::{
    Axes, Kaiming, Layout, Mode, kaiming_normal, kaiming_truncated_normal, kaiming_uniform,
};
use ndarray::{ArrayD, IxDyn};
use rand::Rng;

use crate::figure::{Error, Values};

const OUT_IN: &str = "out, in, k…";
pub const LAYOUTS: &[&str] = &[OUT_IN, "k…, in, out"];
pub const UNIFORM: &str = "uniform";
pub const NORMAL: &str = "normal";
pub const DISTRIBUTIONS: &[&str] = &[UNIFORM, NORMAL, "truncated normal"];

/// The most weights that are drawn for one figure.
pub const MAX_WEIGHTS: usize = 1_000_000;

/// A weight and how it is to be initialized.
pub struct Layer {
    pub shape: Vec<usize>,
    pub kaiming: Kaiming,
    pub distribution: &'static str,
}

impl Layer {
    /// What the controls of `kaiming-draw` say.
    pub fn read(v: &Values) -> Result<Self, Error> {
        let axes = if v.word("layout") == OUT_IN { Axes::OutIn } else { Axes::InOut };
        let mode = if v.word("mode") == "fan_in" { Mode::FanIn } else { Mode::FanOut };
        let (groups, transposed) = (v.count("groups"), v.word("transposed") == "yes");
        let layout = Layout { axes, groups, transposed };
        let kaiming = Kaiming { negative_slope: v.number("slope"), mode, layout };
        let shape = v.counts("shape").to_vec();
        let layer = Self { shape, kaiming, distribution: v.word("distribution") };
        // The crate's own words, beside the control that they are about.
        layer.kaiming.std(&layer.shape).map_err(|error| match error {
            kaiming::Error::Groups { channels, .. } => {
                v.refuse("groups", format!("a divisor of the {channels} channels"))
            }
            error => v.refused("shape", error),
        })?;
        Ok(layer)
    }

    /// The axis whose length does not change the fan of the mode: the channels on its other side.
    fn free_axis(&self) -> usize {
        let Layout { axes, transposed, .. } = self.kaiming.layout;
        let out_is_free = (self.kaiming.mode == Mode::FanIn) != transposed;
        match (axes, out_is_free) {
            (Axes::OutIn, true) => 0,
            (Axes::OutIn, false) => 1,
            (Axes::InOut, true) => self.shape.len() - 1,
            (Axes::InOut, false) => self.shape.len() - 2,
        }
    }

    /// The shape of the same layer with at most a million weights, which have the same
    /// distribution; none if its fan alone is larger.
    pub fn fewer(&self) -> Option<Vec<usize>> {
        let (free, groups) = (self.free_axis(), self.kaiming.layout.groups);
        let others = self.shape.iter().enumerate().filter(|(axis, _)| *axis != free);
        let rest =
            others.fold(1_usize, |product, (_, &size)| product.saturating_mul(size));
        let most = MAX_WEIGHTS / rest.max(1);
        let mut fewer = self.shape.clone();
        if fewer[free] > most {
            fewer[free] = most / groups * groups;
        }
        (fewer[free] > 0).then_some(fewer)
    }

    /// Weights of this distribution in an array of that shape.
    pub fn draw(&self, shape: &[usize], rng: &mut impl Rng) -> Result<ArrayD<f32>, Error> {
        let shape = IxDyn(shape);
        match self.distribution {
            UNIFORM => kaiming_uniform(shape, self.kaiming, rng),
            NORMAL => kaiming_normal(shape, self.kaiming, rng),
            _ => kaiming_truncated_normal(shape, self.kaiming, rng),
        }
        .map_err(Error::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kaiming::FIGURES;

    #[test]
    fn a_large_weight_is_drawn_in_part_with_its_own_distribution() {
        for (values, fewer) in [
            ("shape=4096 1024", vec![976, 1024]),
            ("shape=4096x1024\nmode=fan_out", vec![4096, 244]),
            ("shape=3 3 999 1000000\nlayout=k…, in, out", vec![3, 3, 999, 111]),
            ("shape=(1000000, 32, 3, 3)\ngroups=1000", vec![3000, 32, 3, 3]),
        ] {
            let layer = Layer::read(&FIGURES[0].values(values).unwrap()).unwrap();
            assert_eq!(layer.fewer(), Some(fewer.clone()));
            let std = |shape: &[usize]| layer.kaiming.std(shape).unwrap();
            assert_eq!(std(&layer.shape), std(&fewer), "{values}");
        }
    }

    #[test]
    fn a_shape_that_is_none_is_refused_beside_its_control() {
        for (values, control) in [
            ("shape=0 3 7 7", "shape"),
            ("shape=3", "shape"),
            ("shape=", "shape"),
            ("shape=18446744073709551615 18446744073709551615", "shape"),
            ("shape=2 1000001", "shape"),
            ("groups=3", "groups"),
            ("slope=NaN", "slope"),
            ("slope=1e300", "slope"),
        ] {
            let refused = FIGURES[0].picture(values).unwrap_err();
            assert_eq!(refused.control(), control, "{values}: {refused}");
        }
        assert!(FIGURES[0].picture("shape=1000000000 3").is_ok());
    }
}
