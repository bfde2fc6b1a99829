// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::Error;

// ANCHOR: layout
/// Where a weight keeps its channels. The other axes are the kernel's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Axes {
    /// `(out, in / groups, k…)`: PyTorch, and `weight.dot(&x)` in ndarray.
    #[default]
    OutIn,
    /// `(k…, in / groups, out)`: Keras, JAX, and `x.dot(&weight)`.
    InOut,
}

/// How to read a weight's shape.
///
/// | layer | shape | layout |
/// |---|---|---|
/// | PyTorch `Linear`, `Conv*d` | `(out, in, k…)` | `WeightLayout::OUT_IN` |
/// | the same with g groups | `(out, in / g, k…)` | `WeightLayout::OUT_IN.groups(g)` |
/// | PyTorch `ConvTranspose*d` | `(in, out / g, k…)` | `WeightLayout::OUT_IN.groups(g).transposed()` |
/// | the same at a stride of 2 | | `….strides(&[2, 2])` |
/// | Keras `Dense`, `Conv*D`; Flax | `(k…, in / g, out)` | `WeightLayout::IN_OUT.groups(g)` |
/// | Keras `Conv*DTranspose` | `(k…, out, in)` | `WeightLayout::IN_OUT.transposed()` |
/// | Flax `ConvTranspose`, stride 1 | `(k…, in, out)` | `WeightLayout::IN_OUT` |
/// | e weights of one shape, stacked | `(e, …)` | `….stacked()` |
///
/// A Keras depthwise kernel `(k…, c, m)` holds the same numbers as `(k…, 1, c m)` with c
/// groups; give that shape. For a Flax `ConvTranspose` at a larger stride, swap the last two
/// sizes and use the row of Keras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WeightLayout {
    /// The order of the axes.
    pub axes: Axes,
    /// The groups of a grouped convolution, 1 for any other layer.
    pub groups: usize,
    /// A transposed convolution: its weight is that of the convolution it reverses, so that
    /// "out" in [`Axes`] is its input and "in" is its output.
    pub transposed: bool,
    /// The first axis counts weights of one shape, each with fans of its own.
    pub stacked: bool,
    strides: Option<Strides>,
}

/// As many strides as the kernel has axes, and their product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Strides {
    axes: usize,
    product: usize,
}

impl WeightLayout {
    /// `(out, in, k…)`, one group, stride 1, not transposed. The default.
    pub const OUT_IN: Self = Self {
        axes: Axes::OutIn,
        groups: 1,
        transposed: false,
        stacked: false,
        strides: None,
    };
    /// `(k…, in, out)`, one group, stride 1, not transposed.
    pub const IN_OUT: Self = Self { axes: Axes::InOut, ..Self::OUT_IN };

    /// One group, stride 1, not transposed, with the axes in this order.
    #[must_use]
    pub const fn new(axes: Axes) -> Self {
        Self { axes, ..Self::OUT_IN }
    }

    /// A grouped convolution.
    #[must_use]
    pub const fn groups(self, groups: usize) -> Self {
        Self { groups, ..self }
    }

    /// A transposed convolution.
    #[must_use]
    pub const fn transposed(self) -> Self {
        Self { transposed: true, ..self }
    }

    /// A convolution with these strides, one for each axis of the kernel.
    #[must_use]
    pub fn strides(self, strides: &[usize]) -> Self {
        let product = strides.iter().fold(1, |p: usize, &s| p.saturating_mul(s));
        Self { strides: Some(Strides { axes: strides.len(), product }), ..self }
    }

    /// Weights of one shape, stacked along the first axis: experts, heads, ensembles.
    #[must_use]
    pub const fn stacked(self) -> Self {
        Self { stacked: true, ..self }
    }
}
// ANCHOR_END: layout

impl Default for WeightLayout {
    fn default() -> Self {
        Self::OUT_IN
    }
}

impl std::fmt::Display for Axes {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.pad(match self {
            Axes::OutIn => "out_in",
            Axes::InOut => "in_out",
        })
    }
}

impl std::str::FromStr for Axes {
    type Err = Error;

    /// `out_in` or `in_out`; a hyphen does as well.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name.replace('-', "_").as_str() {
            "out_in" => Ok(Axes::OutIn),
            "in_out" => Ok(Axes::InOut),
            _ => Err(Error::Name(name.to_string())),
        }
    }
}

/// Which of the fans sets the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Mode {
    /// Preserves the signal's second moment: equation (10).
    #[default]
    FanIn,
    /// Preserves the gradient's second moment: equation (14).
    FanOut,
    /// The mean of both fans: Glorot and Bengio 2010, equation 12.
    FanAvg,
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.pad(match self {
            Mode::FanIn => "fan_in",
            Mode::FanOut => "fan_out",
            Mode::FanAvg => "fan_avg",
        })
    }
}

impl std::str::FromStr for Mode {
    type Err = Error;

    /// `fan_in`, `fan_out` or `fan_avg`; a hyphen does as well.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name.replace('-', "_").as_str() {
            "fan_in" => Ok(Mode::FanIn),
            "fan_out" => Ok(Mode::FanOut),
            "fan_avg" => Ok(Mode::FanAvg),
            _ => Err(Error::Name(name.to_string())),
        }
    }
}

// ANCHOR: fans
/// The connections into one output value and out of one input value.
///
/// Whole numbers at a stride of 1, and means over the positions at any other.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Fans {
    /// Weights that are summed into one output value: n in the paper.
    pub fan_in: f64,
    /// Weights that one input value is sent through: n̂ in the paper.
    pub fan_out: f64,
}

/// Counts the fans of a weight from its shape.
///
/// ```text
/// fan_in  = k² · in / groups       fan_out = k² · out / (groups · strides)
/// ```
///
/// where k² means the product of all kernel axes. Both are counted away from the borders, as in
/// He et al. 2015, section 2.2. At a stride of s along an axis an input value has 1/s of the
/// connections on average; a transposed convolution has 1/s of the `fan_in` instead.
///
/// # Where PyTorch counts differently
///
/// PyTorch looks at the shape alone. It does not divide `fan_out` by the groups or the strides,
/// and for a transposed convolution it takes the two fans for each other, again undivided.
/// [`WeightLayout::OUT_IN`] gives PyTorch's numbers for any layer. Likewise,
/// [`WeightLayout::IN_OUT`] gives those of Keras and JAX. For a depthwise convolution:
///
/// ```
/// use kaiming::{Fans, WeightLayout, fans};
/// let shape = [64, 1, 3, 3]; // Conv2d(64, 64, 3, groups=64)
///
/// let layout = WeightLayout::OUT_IN.groups(64);
/// assert_eq!(fans(&shape, layout)?, Fans { fan_in: 9.0, fan_out: 9.0 });
///
/// let pytorch = WeightLayout::OUT_IN;
/// assert_eq!(fans(&shape, pytorch)?, Fans { fan_in: 9.0, fan_out: 576.0 });
/// # Ok::<(), kaiming::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Axes`], [`Error::Empty`], [`Error::Groups`], [`Error::Strides`], and
/// [`Error::Overflow`] if either fan overflows.
pub fn fans(shape: &[usize], layout: WeightLayout) -> Result<Fans, Error> {
    let too_few = || Error::Axes { axes: shape.len(), stacked: layout.stacked };
    let one = match (layout.stacked, shape) {
        (false, one) | (true, [_, one @ ..]) => one,
        (true, []) => return Err(too_few()),
    };
    let (channels_out, channels_in, kernel) = match (layout.axes, one) {
        (Axes::OutIn, [nf, ni, kernel @ ..]) => (*nf, *ni, kernel),
        (Axes::InOut, [kernel @ .., ni, nf]) => (*nf, *ni, kernel),
        _ => return Err(too_few()),
    };
    if let Some(axis) = shape.iter().position(|&length| length == 0) {
        return Err(Error::Empty { axis, shape: shape.to_vec() });
    }
    // The first number counts the channels of all groups, the second those of one.
    if !channels_out.is_multiple_of(layout.groups) {
        return Err(Error::Groups { groups: layout.groups, channels: channels_out });
    }
    let stride = match layout.strides {
        None => 1,
        Some(Strides { axes, product: product @ 1.. }) if axes == kernel.len() => product,
        Some(Strides { axes, product }) => {
            let (strides, zero) = (axes, product == 0);
            return Err(Error::Strides { strides, zero, kernel: kernel.len() });
        }
    };
    let connections = |channels: usize| {
        kernel
            .iter()
            .try_fold(channels, |product, &k| product.checked_mul(k))
            .map(|product| product as f64)
            .ok_or_else(|| Error::Overflow(shape.to_vec()))
    };
    // ANCHOR: count
    let fan_in = connections(channels_in)?;
    let fan_out = connections(channels_out / layout.groups)? / stride as f64;
    Ok(match layout.transposed {
        false => Fans { fan_in, fan_out },
        true => Fans { fan_in: fan_out, fan_out: fan_in },
    })
    // ANCHOR_END: count
}

impl Fans {
    /// The fan that `mode` names.
    pub fn of(self, mode: Mode) -> f64 {
        match mode {
            Mode::FanIn => self.fan_in,
            Mode::FanOut => self.fan_out,
            Mode::FanAvg => self.fan_in / 2.0 + self.fan_out / 2.0,
        }
    }
}
// ANCHOR_END: fans
