// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a shape does not say, each with its remedy: pairs of what comes out
//! if it is overlooked, and what is right.

use kaiming::{
    Error, Kaiming, Mode, TRUNCATED_STD, WeightLayout, fans, kaiming_truncated_normal,
};
use ndarray::Array2;
use rand::Rng;

// ANCHOR: grouped
/// The `fan_out` of PyTorch's `Conv2d(64, 64, 3, groups=8)`: without and with
/// the groups.
///
/// # Errors
/// As [`fans`], here and in all that follow.
pub fn grouped() -> Result<(f64, f64), Error> {
    let shape = [64, 8, 3, 3]; // (out, in / groups, k, k)
    let groups = WeightLayout::OUT_IN.groups(8);
    let overlooked = fans(&shape, WeightLayout::OUT_IN)?.fan_out;
    Ok((overlooked, fans(&shape, groups)?.fan_out))
}
// ANCHOR_END: grouped

// ANCHOR: depthwise
/// The `fan_in` of Keras' `DepthwiseConv2D` with 64 channels: its kernel is
/// `(k, k, in, 1)`, and read like any other it has 64 inputs a filter. The
/// same numbers as `(k, k, 1, in)` with 64 groups have one.
///
/// # Errors
/// See [`grouped`].
pub fn depthwise() -> Result<(f64, f64), Error> {
    let overlooked = fans(&[3, 3, 64, 1], WeightLayout::IN_OUT)?.fan_in;
    let groups = WeightLayout::IN_OUT.groups(64);
    Ok((overlooked, fans(&[3, 3, 1, 64], groups)?.fan_in))
}
// ANCHOR_END: depthwise

// ANCHOR: transposed
/// The `fan_in` of PyTorch's `ConvTranspose2d(64, 32, 4, stride=2)`, whose
/// weight is `(in, out, k, k)`.
///
/// # Errors
/// See [`grouped`].
pub fn transposed() -> Result<(f64, f64), Error> {
    let shape = [64, 32, 4, 4];
    let transposed = WeightLayout::OUT_IN.transposed().strides(&[2, 2]);
    let overlooked = fans(&shape, WeightLayout::OUT_IN)?.fan_in;
    Ok((overlooked, fans(&shape, transposed)?.fan_in))
}
// ANCHOR_END: transposed

// ANCHOR: in_out
/// The `fan_in` of a weight `(784, 50)` that is used as `x.dot(&weight)`.
///
/// # Errors
/// See [`grouped`].
pub fn in_out() -> Result<(f64, f64), Error> {
    let overlooked = fans(&[784, 50], WeightLayout::OUT_IN)?.fan_in;
    Ok((overlooked, fans(&[784, 50], WeightLayout::IN_OUT)?.fan_in))
}
// ANCHOR_END: in_out

// ANCHOR: attention
/// The mean fan of one of Keras' attention kernels before version 3.15.0:
/// `(inputs, heads, size)`, read like the kernel of a convolution. It is a
/// dense layer of 512 inputs and 8 · 64 outputs.
///
/// # Errors
/// See [`grouped`].
pub fn attention() -> Result<(f64, f64), Error> {
    let overlooked = fans(&[512, 8, 64], WeightLayout::IN_OUT)?;
    let right = fans(&[512, 8 * 64], WeightLayout::IN_OUT)?;
    Ok((overlooked.of(Mode::FanAvg), right.of(Mode::FanAvg)))
}

/// The mean fan of PyTorch's `in_proj_weight`: queries, keys and values in
/// one weight of `(3 * 512, 512)`. They are three dense layers of 512 by 512.
///
/// # Errors
/// See [`grouped`].
pub fn packed() -> Result<(f64, f64), Error> {
    let overlooked = fans(&[3 * 512, 512], WeightLayout::OUT_IN)?;
    let stacked = WeightLayout::OUT_IN.stacked();
    let right = fans(&[3, 512, 512], stacked)?;
    Ok((overlooked.of(Mode::FanAvg), right.of(Mode::FanAvg)))
}
// ANCHOR_END: attention

// ANCHOR: truncated
/// Half of n Var w, measured, for a normal distribution that is cut off at two
/// standard deviations: as it comes, and widened by 1 / [`TRUNCATED_STD`]
/// beforehand, as `kaiming_truncated_normal` does.
///
/// # Errors
/// See [`grouped`].
pub fn truncated(rng: &mut impl Rng) -> Result<(f64, f64), Error> {
    let widened: Array2<f64> =
        kaiming_truncated_normal((512, 512), Kaiming::default(), rng)?;
    let as_it_comes = &widened * TRUNCATED_STD;
    let half_n_var = |w: &Array2<f64>| w.pow2().sum() / 512.0 / 2.0;
    Ok((half_n_var(&as_it_comes), half_n_var(&widened)))
}

/// At how many standard deviations PyTorch's `trunc_normal_` cuts: its
/// default cuts are the numbers -2 and 2.
pub fn pytorch_cuts_at(std: f64) -> f64 {
    2.0 / std
}
// ANCHOR_END: truncated

// ANCHOR: bias
/// A bias has one dimension and no fans: an error, where candle says 1.
/// Biases start at 0.
///
/// # Errors
/// Always.
pub fn bias() -> Result<f64, Error> {
    Kaiming::default().std(&[64])
}

/// A layer without inputs: an error, where PyTorch warns and continues.
///
/// # Errors
/// Always.
pub fn empty() -> Result<f64, Error> {
    Kaiming::default().std(&[5, 0])
}
// ANCHOR_END: bias

// ANCHOR: low_precision
/// The nearest number with the 8 bits of a `bfloat16`.
pub fn to_bf16(x: f32) -> f32 {
    f32::from_bits((x.to_bits() + 0x8000) & 0xffff_0000)
}

/// How many of `count` evenly spread numbers below 1 are 1 after rounding
/// to `bfloat16`: a normal distribution that is drawn through the inverse of its
/// distribution function is infinite there.
pub fn rounded_to_1(count: u32) -> usize {
    let below_1 = (0..count).map(|i| (i as f32 + 0.5) / count as f32);
    below_1.filter(|&u| to_bf16(u) == 1.0).count()
}
// ANCHOR_END: low_precision
