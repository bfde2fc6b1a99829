// SPDX-License-Identifier: MIT OR Apache-2.0
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "ndarray")]
mod array;
mod element;
mod error;
mod fans;
#[cfg(feature = "ndarray")]
mod orthogonal;
#[cfg(feature = "ndarray")]
pub mod parallel;
pub mod slice;

#[cfg(feature = "ndarray")]
pub use array::{
    fill_normal, fill_orthogonal, fill_truncated_normal, fill_uniform, kaiming_normal,
    kaiming_truncated_normal, kaiming_uniform, orthogonal,
};
pub use element::Element;
pub use error::Error;
pub use fans::{Axes, Fans, Mode, WeightLayout, fans};
/// The version of ndarray whose arrays are filled.
#[cfg(feature = "ndarray")]
pub use ndarray;
/// The version of rand whose generators are taken.
pub use rand;

// ANCHOR: gain
/// What a leaky ReLU makes necessary: gain = √(2 / (1 + a²)), equation (15).
///
/// `negative_slope` is the paper's a: 0 for ReLU, 1 for a linear layer. Its
/// sign does not matter.
///
/// # Errors
///
/// [`Error::NegativeSlope`] if the slope is infinite or not a number, or so large
/// (beyond 10¹⁵⁴) that its square is: the gain would be 0, and with it every weight.
pub fn gain(negative_slope: f64) -> Result<f64, Error> {
    let square = negative_slope * negative_slope;
    if !square.is_finite() {
        return Err(Error::NegativeSlope(negative_slope));
    }
    Ok((2.0 / (1.0 + square)).sqrt())
}
// ANCHOR_END: gain

// ANCHOR: gains
/// The function before the weight, or a gain of one's own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Gain {
    /// √2.
    #[default]
    Relu,
    /// [`gain`] of this negative slope.
    LeakyRelu(f64),
    /// 1: no function, or a sigmoid in PyTorch's table.
    Linear,
    /// 5/3, as in PyTorch's `calculate_gain`.
    Tanh,
    /// 3/4, as in PyTorch's `calculate_gain`. The paper of SELU takes [`Gain::Linear`].
    Selu,
    /// Any positive number, such as 1.5335 for GELU.
    Of(f64),
}

impl Gain {
    /// The number.
    ///
    /// # Errors
    ///
    /// Those of [`gain`], and [`Error::Gain`] if a gain of one's own is not positive and finite.
    pub fn value(self) -> Result<f64, Error> {
        match self {
            Gain::Relu => gain(0.0),
            Gain::LeakyRelu(negative_slope) => gain(negative_slope),
            Gain::Linear => Ok(1.0),
            Gain::Tanh => Ok(5.0 / 3.0),
            Gain::Selu => Ok(0.75),
            Gain::Of(gain) if gain.is_finite() && gain > 0.0 => Ok(gain),
            Gain::Of(gain) => Err(Error::Gain(gain)),
        }
    }
}
// ANCHOR_END: gains

impl std::fmt::Display for Gain {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.pad(&match self {
            Gain::Relu => "relu".to_string(),
            Gain::LeakyRelu(negative_slope) => format!("leaky_relu({negative_slope})"),
            Gain::Linear => "linear".to_string(),
            Gain::Tanh => "tanh".to_string(),
            Gain::Selu => "selu".to_string(),
            Gain::Of(gain) => gain.to_string(),
        })
    }
}

impl std::str::FromStr for Gain {
    type Err = Error;

    /// What `Display` writes: `relu`, `leaky_relu(0.01)`, `linear`, `tanh` or `selu`, or a number.
    fn from_str(name: &str) -> Result<Self, Error> {
        let unknown = |_| Error::Name(name.to_string());
        let slope =
            name.strip_prefix("leaky_relu(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(slope) = slope {
            return slope.parse().map(Gain::LeakyRelu).map_err(unknown);
        }
        match name {
            "relu" => Ok(Gain::Relu),
            "linear" => Ok(Gain::Linear),
            "tanh" => Ok(Gain::Tanh),
            "selu" => Ok(Gain::Selu),
            number => number.parse().map(Gain::Of).map_err(unknown),
        }
    }
}

// ANCHOR: kaiming
/// What a weight is initialized for: Var w = gain² / fan. The default is a ReLU, `fan_in` and
/// [`WeightLayout::OUT_IN`], as PyTorch's `kaiming_uniform_` with `nonlinearity='relu'` has it.
///
/// ```
/// use kaiming::{Kaiming, Mode, WeightLayout};
///
/// let layer = Kaiming::leaky_relu(0.01).mode(Mode::FanOut);
/// let depthwise = layer.layout(WeightLayout::OUT_IN.groups(64));
/// assert_eq!(depthwise.std(&[64, 1, 3, 3])?, 0.47138095233261177);
/// # Ok::<(), kaiming::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Kaiming {
    /// What makes up for the function before the weight.
    pub gain: Gain,
    /// Which fan sets the scale.
    pub mode: Mode,
    /// How to read the weight's shape.
    pub layout: WeightLayout,
}

impl Kaiming {
    /// A weight with this gain, `fan_in` and [`WeightLayout::OUT_IN`].
    #[must_use]
    pub const fn new(gain: Gain) -> Self {
        Self { gain, mode: Mode::FanIn, layout: WeightLayout::OUT_IN }
    }

    /// After a ReLU: Var w = 2 / fan_in, equation (10).
    #[must_use]
    pub const fn relu() -> Self {
        Self::new(Gain::Relu)
    }

    /// After a leaky ReLU: Var w = 2 / ((1 + a²) fan_in), equation (15).
    #[must_use]
    pub const fn leaky_relu(negative_slope: f64) -> Self {
        Self::new(Gain::LeakyRelu(negative_slope))
    }

    /// After no function: Var w = 1 / fan_in, known as LeCun's rule.
    #[must_use]
    pub const fn linear() -> Self {
        Self::new(Gain::Linear)
    }

    /// Glorot's and Bengio's rule, known as Xavier: Var w = 2 / (fan_in + fan_out).
    #[must_use]
    pub const fn glorot() -> Self {
        Self::linear().mode(Mode::FanAvg)
    }

    /// The same with another mode.
    #[must_use]
    pub const fn mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// The same with another layout.
    #[must_use]
    pub const fn layout(self, layout: WeightLayout) -> Self {
        Self { layout, ..self }
    }
}
// ANCHOR_END: kaiming

// ANCHOR: std_and_bound
impl Kaiming {
    /// The standard deviation of the weights: gain / √fan.
    ///
    /// # Errors
    ///
    /// Those of [`fans`] and [`Gain::value`].
    pub fn std(&self, shape: &[usize]) -> Result<f64, Error> {
        let fan = fans(shape, self.layout)?.of(self.mode);
        Ok(self.gain.value()? / fan.sqrt())
    }

    /// The end points -bound and bound of the uniform distribution with that standard deviation:
    /// bound = √3 · std.
    ///
    /// # Errors
    ///
    /// Those of [`fans`] and [`Gain::value`].
    pub fn bound(&self, shape: &[usize]) -> Result<f64, Error> {
        Ok(3.0_f64.sqrt() * self.std(shape)?)
    }
}
// ANCHOR_END: std_and_bound

/// The standard deviation of a standard normal variable that is cut off at -2 and 2.
pub const TRUNCATED_STD: f64 = 0.8796256610342398;
