// SPDX-License-Identifier: MIT OR Apache-2.0
//! The reader's own layer.

use kaiming::{
    Axes, Gain, Kaiming, Mode, WeightLayout, kaiming_normal, kaiming_truncated_normal,
    kaiming_uniform,
};
use ndarray::{ArrayD, IxDyn};
use rand::Rng;

use crate::figure::{Error, Values};

const OUT_IN: &str = "out, in, k…";
pub const LAYOUTS: &[&str] = &[OUT_IN, "k…, in, out"];
pub const UNIFORM: &str = "uniform";
pub const NORMAL: &str = "normal";
pub const DISTRIBUTIONS: &[&str] = &[UNIFORM, NORMAL, "truncated normal"];
pub const ACTIVATIONS: &[&str] =
    &["ReLU", "leaky ReLU", "nothing", "tanh", "SELU", "GELU"];
pub const MODES: &[&str] = &["fan_in", "fan_out", "fan_avg"];

/// The gain of GELU, as the chapter about any activation finds it.
pub const GELU: f64 = 1.5335;

/// The most weights that are drawn for one figure.
pub const MAX_WEIGHTS: usize = 1_000_000;

/// A weight and how it is to be initialized.
pub struct Layer {
    pub shape: Vec<usize>,
    pub kaiming: Kaiming,
    pub distribution: &'static str,
    /// The same along each axis of the kernel.
    pub stride: usize,
}

impl Layer {
    /// What the controls of `kaiming-draw` say.
    pub fn read(v: &Values) -> Result<Self, Error> {
        let axes = if v.word("layout") == OUT_IN { Axes::OutIn } else { Axes::InOut };
        let mode = v.word("mode").parse().map_err(Error::of)?;
        let gain = match v.word("activation") {
            "leaky ReLU" => Gain::LeakyRelu(v.number("slope")),
            "nothing" => Gain::Linear,
            "tanh" => Gain::Tanh,
            "SELU" => Gain::Selu,
            "GELU" => Gain::Of(GELU),
            _ => Gain::Relu,
        };
        let shape = v.counts("shape").to_vec();
        let stride = v.count("stride");
        let mut layout = WeightLayout::new(axes).groups(v.count("groups"));
        layout.transposed = v.word("transposed") == "yes";
        if stride > 1 {
            layout = layout.strides(&vec![stride; shape.len().saturating_sub(2)]);
        }
        let kaiming = Kaiming::new(gain).mode(mode).layout(layout);
        let layer = Self { shape, kaiming, distribution: v.word("distribution"), stride };
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
    fn free_axis(&self) -> Option<usize> {
        let WeightLayout { axes, transposed, .. } = self.kaiming.layout;
        let out_is_free = match self.kaiming.mode {
            Mode::FanIn => !transposed,
            Mode::FanOut => transposed,
            _ => return None,
        };
        Some(match (axes == Axes::OutIn, out_is_free) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => self.shape.len() - 1,
            (false, false) => self.shape.len() - 2,
        })
    }

    /// The shape of at most a million weights with the same distribution, and how they are said to
    /// have it: those of the layer if they are few, those of a layer with fewer channels on the side
    /// that the fan does not count, or else a row of them.
    pub fn fewer(&self) -> Result<(Vec<usize>, Kaiming), Error> {
        let of = |shape: &[usize]| {
            shape.iter().fold(1_usize, |product, &size| product.saturating_mul(size))
        };
        if of(&self.shape) <= MAX_WEIGHTS {
            return Ok((self.shape.clone(), self.kaiming));
        }
        let groups = self.kaiming.layout.groups;
        if let Some(free) = self.free_axis() {
            let mut fewer = self.shape.clone();
            fewer[free] = 1;
            fewer[free] = MAX_WEIGHTS / of(&fewer) / groups * groups;
            if fewer[free] > 0 {
                return Ok((fewer, self.kaiming));
            }
        }
        let std = self.kaiming.std(&self.shape).map_err(Error::of)?;
        Ok((vec![MAX_WEIGHTS, 1], Kaiming::new(Gain::Of(std))))
    }

    /// A million weights of this distribution at most.
    pub fn draw(&self, rng: &mut impl Rng) -> Result<ArrayD<f32>, Error> {
        let (shape, kaiming) = self.fewer()?;
        let shape = IxDyn(&shape);
        match self.distribution {
            UNIFORM => kaiming_uniform(shape, kaiming, rng),
            NORMAL => kaiming_normal(shape, kaiming, rng),
            _ => kaiming_truncated_normal(shape, kaiming, rng),
        }
        .map_err(Error::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kaiming::FIGURES;

    fn layer(values: &str) -> Layer {
        Layer::read(&FIGURES[0].values(values).unwrap()).unwrap()
    }

    #[test]
    fn a_large_weight_is_drawn_in_part_with_its_own_distribution() {
        for (values, expected) in [
            ("shape=4096 1024", vec![976, 1024]),
            ("shape=4096x1024\nmode=fan_out", vec![4096, 244]),
            ("shape=4096x1024\nmode=fan_avg", vec![MAX_WEIGHTS, 1]),
            ("shape=2 1000001", vec![MAX_WEIGHTS, 1]),
            ("shape=3 3 999 1000000\nlayout=k…, in, out", vec![3, 3, 999, 111]),
            ("shape=(1000000, 32, 3, 3)\ngroups=1000", vec![3000, 32, 3, 3]),
        ] {
            let layer = layer(values);
            let (fewer, kaiming) = layer.fewer().unwrap();
            assert_eq!(fewer, expected, "{values}");
            let (ours, all) = (kaiming.std(&fewer), layer.kaiming.std(&layer.shape));
            assert_eq!(ours, all, "{values}");
        }
    }

    #[test]
    fn a_shape_that_is_none_is_refused_beside_its_control() {
        for (values, control) in [
            ("shape=0 3 7 7", "shape"),
            ("shape=3", "shape"),
            ("shape=", "shape"),
            ("shape=18446744073709551615 2 18446744073709551615", "shape"),
            ("groups=3", "groups"),
            ("activation=leaky ReLU\nslope=NaN", "slope"),
            ("slope=1e300", "slope"),
        ] {
            let refused = FIGURES[0].picture(values).unwrap_err();
            assert_eq!(refused.control(), control, "{values}: {refused}");
        }
        assert!(FIGURES[0].picture("shape=1000000000 3").is_ok());
        assert!(FIGURES[0].picture("shape=1000000000 3\nmode=fan_avg").is_ok());
    }
}
