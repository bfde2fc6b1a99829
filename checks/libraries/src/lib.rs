// SPDX-License-Identifier: MIT OR Apache-2.0
//! The default dense layers of Burn and candle, run, and what they draw with a bound of ours. A package outside of the workspace,
//! because the two libraries take minutes to compile:
//! `cargo test --manifest-path checks/libraries/Cargo.toml`.
#![forbid(unsafe_code)]

use burn::{
    nn::{LinearConfig, LinearLayout},
    tensor::Device,
};
use candle_core::DType;
use candle_nn::{VarBuilder, VarMap, linear};
use kaiming::{Kaiming, WeightLayout};

/// A weight with its shape, row by row.
pub struct Weight {
    /// As the library stores it.
    pub shape: Vec<usize>,
    /// Its values.
    pub values: Vec<f64>,
}

impl Weight {
    /// The mean of the squares times a fan: n Var w.
    pub fn n_var(&self, fan: usize) -> f64 {
        let squares: f64 = self.values.iter().map(|w| w * w).sum();
        fan as f64 * squares / self.values.len() as f64
    }

    /// The largest of the sizes.
    pub fn largest(&self) -> f64 {
        self.values.iter().fold(0.0, |largest, w| w.abs().max(largest))
    }
}

/// What Burn's `Linear` starts with.
pub fn burn_linear(inputs: usize, outputs: usize, layout: LinearLayout) -> Weight {
    let device = Device::default();
    let layer = LinearConfig::new(inputs, outputs).with_layout(layout).init(&device);
    let weight = layer.weight.val();
    let shape = weight.dims().to_vec();
    let values = weight.into_data().iter::<f64>().collect();
    Weight { shape, values }
}

/// What candle's `linear` starts with.
pub fn candle_linear(inputs: usize, outputs: usize) -> candle_core::Result<Weight> {
    let variables = VarMap::new();
    let builder =
        VarBuilder::from_varmap(&variables, DType::F32, &candle_core::Device::Cpu);
    let layer = linear(inputs, outputs, builder)?;
    let weight = layer.weight();
    let values: Vec<f32> = weight.flatten_all()?.to_vec1()?;
    Ok(Weight {
        shape: weight.dims().to_vec(),
        values: values.into_iter().map(f64::from).collect(),
    })
}

/// candle's dense layer with the bound of a crate of this book, which candle draws itself.
pub fn candle_he(inputs: usize, outputs: usize) -> Result<Weight, Box<dyn std::error::Error>> {
    let variables = VarMap::new();
    let builder =
        VarBuilder::from_varmap(&variables, DType::F32, &candle_core::Device::Cpu);
    // ANCHOR: candle
    let bound = Kaiming::relu().bound(&[outputs, inputs])?;
    let init = candle_nn::Init::Uniform { lo: -bound, up: bound };
    let weight = builder.get_with_hints((outputs, inputs), "weight", init)?;
    // ANCHOR_END: candle
    let values: Vec<f32> = weight.flatten_all()?.to_vec1()?;
    Ok(Weight {
        shape: weight.dims().to_vec(),
        values: values.into_iter().map(f64::from).collect(),
    })
}

/// Burn's dense layer with our bound, which Burn draws itself.
pub fn burn_he(inputs: usize, outputs: usize) -> Result<Weight, kaiming::Error> {
    let device = Device::default();
    // ANCHOR: burn
    let layout = WeightLayout::IN_OUT;
    let bound = Kaiming::relu().layout(layout).bound(&[inputs, outputs])?;
    let init = burn::nn::Initializer::Uniform { min: -bound, max: bound };
    let layer = LinearConfig::new(inputs, outputs).with_initializer(init).init(&device);
    // ANCHOR_END: burn
    let weight = layer.weight.val();
    let shape = weight.dims().to_vec();
    let values = weight.into_data().iter::<f64>().collect();
    Ok(Weight { shape, values })
}
