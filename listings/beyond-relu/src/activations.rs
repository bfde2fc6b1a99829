// SPDX-License-Identifier: MIT OR Apache-2.0
use std::f64::consts::{PI, SQRT_2, TAU};

use libm::{erf, exp, expm1, log1p, sqrt, tanh};

use crate::Error;

// ANCHOR: activation
/// An activation with its derivative. `libm` computes the same digits on
/// all platforms, which the standard library does not promise.
#[derive(Clone, Copy, Debug)]
pub struct Activation {
    /// Its usual name.
    pub name: &'static str,
    /// f
    pub value: fn(f64) -> f64,
    /// f'
    pub slope: fn(f64) -> f64,
}
// ANCHOR_END: activation

/// The activation of that name.
///
/// # Errors
/// If there is none.
pub fn named(name: &str) -> Result<&'static Activation, Error> {
    let found = ACTIVATIONS.iter().find(|activation| activation.name == name);
    found.ok_or_else(|| Error::Name(name.to_string()))
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The standard normal distribution function.
fn phi(x: f64) -> f64 {
    0.5 * (1.0 + erf(x / SQRT_2))
}

fn density(x: f64) -> f64 {
    exp(-x * x / 2.0) / sqrt(TAU)
}

/// What the tanh form of GELU puts into the tanh, and its derivative.
fn gelu_tanh(x: f64) -> (f64, f64) {
    let root = sqrt(2.0 / PI);
    (root * (x + 0.044715 * x * x * x), root * (1.0 + 3.0 * 0.044715 * x * x))
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

const ALPHA: f64 = 1.673_263_242_354_377_2;
const LAMBDA: f64 = 1.050_700_987_355_480_5;

/// The activations of the chapter's table.
pub const ACTIVATIONS: &[Activation] = &[
    Activation { name: "identity", value: |x| x, slope: |_| 1.0 },
    Activation {
        name: "ReLU",
        value: |x| x.max(0.0),
        slope: |x| if x > 0.0 { 1.0 } else { 0.0 },
    },
    Activation {
        name: "leaky ReLU 0.01",
        value: |x| x.max(0.0) + 0.01 * x.min(0.0),
        slope: |x| if x > 0.0 { 1.0 } else { 0.01 },
    },
    Activation { name: "tanh", value: tanh, slope: |x| 1.0 - tanh(x) * tanh(x) },
    Activation {
        name: "sigmoid",
        value: sigmoid,
        slope: |x| sigmoid(x) * (1.0 - sigmoid(x)),
    },
    Activation {
        name: "GELU",
        value: |x| x * phi(x),
        slope: |x| phi(x) + x * density(x),
    },
    Activation {
        name: "GELU (tanh)",
        value: |x| 0.5 * x * (1.0 + tanh(gelu_tanh(x).0)),
        slope: |x| {
            let (inner, slope) = gelu_tanh(x);
            let t = tanh(inner);
            0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * slope
        },
    },
    Activation {
        name: "SiLU",
        value: |x| x * sigmoid(x),
        slope: |x| sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),
    },
    Activation {
        name: "ELU",
        value: |x| x.max(0.0) + expm1(x.min(0.0)),
        slope: |x| exp(x.min(0.0)),
    },
    Activation {
        name: "SELU",
        value: |x| LAMBDA * (x.max(0.0) + ALPHA * expm1(x.min(0.0))),
        slope: |x| LAMBDA * if x > 0.0 { 1.0 } else { ALPHA * exp(x) },
    },
    Activation { name: "softplus", value: softplus, slope: sigmoid },
    Activation {
        name: "Mish",
        value: |x| x * tanh(softplus(x)),
        slope: |x| {
            let t = tanh(softplus(x));
            t + x * (1.0 - t * t) * sigmoid(x)
        },
    },
];
