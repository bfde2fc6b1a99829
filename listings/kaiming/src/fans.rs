// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::Error;

// ANCHOR: layout
/// Where a weight keeps its channels. The other axes are the kernel's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
/// | PyTorch `Linear`, `Conv*d` | `(out, in, k…)` | `Layout::OUT_IN` |
/// | the same with g groups | `(out, in / g, k…)` | `Layout { groups: g, ..Layout::OUT_IN }` |
/// | PyTorch `ConvTranspose*d` | `(in, out / g, k…)` | `Layout { groups: g, transposed: true, ..Layout::OUT_IN }` |
/// | Keras `Dense`, `Conv*D`; Flax | `(k…, in / g, out)` | `Layout { groups: g, ..Layout::IN_OUT }` |
/// | Keras `Conv*DTranspose` | `(k…, out, in)` | `Layout { transposed: true, ..Layout::IN_OUT }` |
/// | Flax `ConvTranspose` | `(k…, in, out)` | `Layout::IN_OUT` |
///
/// A Keras depthwise kernel `(k…, c, m)` holds the same numbers as `(k…, 1, c m)` with c
/// groups; give that shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The order of the axes.
    pub axes: Axes,
    /// The groups of a grouped convolution, 1 for any other layer.
    pub groups: usize,
    /// A transposed convolution: its weight is that of the convolution it reverses, so that
    /// "out" in [`Axes`] is its input and "in" is its output.
    pub transposed: bool,
}

impl Layout {
    /// `(out, in, k…)`, one group, not transposed. The default.
    pub const OUT_IN: Layout = Layout { axes: Axes::OutIn, groups: 1, transposed: false };
    /// `(k…, in, out)`, one group, not transposed.
    pub const IN_OUT: Layout = Layout { axes: Axes::InOut, ..Layout::OUT_IN };
}

impl Default for Layout {
    fn default() -> Self {
        Layout::OUT_IN
    }
}
// ANCHOR_END: layout

/// Which of the two fans sets the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Keeps the signal's second moment: equation (10).
    #[default]
    FanIn,
    /// Keeps the gradient's second moment: equation (14).
    FanOut,
}

// ANCHOR: fans
/// The connections into one output value and out of one input value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fans {
    /// Weights that are summed into one output value: n in the paper.
    pub fan_in: usize,
    /// Weights that one input value is sent through: n̂ in the paper.
    pub fan_out: usize,
}

/// Counts the fans of a weight from its shape.
///
/// ```text
/// fan_in  = k² · in / groups       fan_out = k² · out / groups
/// ```
///
/// where k² means the product of all kernel axes. Both are counted for a stride of 1 and
/// away from the borders, as in He et al. 2015, section 2.2. At a stride of s along an axis
/// an input value has 1/s of the `fan_out` connections on average; a transposed convolution
/// has 1/s of the `fan_in`.
///
/// # Where PyTorch counts differently
///
/// PyTorch looks at the shape alone. It does not divide `fan_out` by the groups, and for a
/// transposed convolution it takes the two fans for each other, again without the groups.
/// [`Layout::OUT_IN`] gives PyTorch's numbers for any layer, and so [`Layout::IN_OUT`] those
/// of Keras:
///
/// ```
/// use kaiming::{Fans, Layout, fans};
/// let shape = [64, 1, 3, 3]; // Conv2d(64, 64, 3, groups=64)
///
/// let layout = Layout { groups: 64, ..Layout::OUT_IN };
/// assert_eq!(fans(&shape, layout)?, Fans { fan_in: 9, fan_out: 9 });
///
/// let pytorch = Layout::OUT_IN;
/// assert_eq!(fans(&shape, pytorch)?, Fans { fan_in: 9, fan_out: 576 });
/// # Ok::<(), kaiming::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Axes`], [`Error::Empty`], [`Error::Groups`], and [`Error::Overflow`] if either fan
/// overflows.
pub fn fans(shape: &[usize], layout: Layout) -> Result<Fans, Error> {
    let (channels_out, channels_in, kernel) = match (layout.axes, shape) {
        (Axes::OutIn, [nf, ni, kernel @ ..]) => (*nf, *ni, kernel),
        (Axes::InOut, [kernel @ .., ni, nf]) => (*nf, *ni, kernel),
        _ => return Err(Error::Axes(shape.len())),
    };
    if let Some(axis) = shape.iter().position(|&length| length == 0) {
        return Err(Error::Empty { axis, shape: shape.to_vec() });
    }
    // The first number counts the channels of all groups, the second those of one.
    if !channels_out.is_multiple_of(layout.groups) {
        return Err(Error::Groups { groups: layout.groups, channels: channels_out });
    }
    let connections = |channels: usize| {
        kernel
            .iter()
            .try_fold(channels, |product, &k| product.checked_mul(k))
            .ok_or_else(|| Error::Overflow(shape.to_vec()))
    };
    let fan_in = connections(channels_in)?;
    let fan_out = connections(channels_out / layout.groups)?;
    Ok(match layout.transposed {
        false => Fans { fan_in, fan_out },
        true => Fans { fan_in: fan_out, fan_out: fan_in },
    })
}

impl Fans {
    /// The fan that `mode` names.
    pub fn of(self, mode: Mode) -> usize {
        match mode {
            Mode::FanIn => self.fan_in,
            Mode::FanOut => self.fan_out,
        }
    }
}
// ANCHOR_END: fans
