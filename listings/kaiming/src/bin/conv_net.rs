// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small convolutional network, initialized and run once.

use std::{
    error::Error,
    io::{self, Write},
};

use kaiming::{
    Kaiming, kaiming_uniform,
    ndarray::{Array2, Array3, Array4, Axis, ShapeError},
    rand::{Rng, RngExt, SeedableRng, rngs::ChaCha8Rng},
};

// ANCHOR: conv
/// The convolution of an image (c, h, w) with a weight (d, c, k, k), at
/// stride 1 and without padding: every patch a column, one product.
fn conv(weight: &Array4<f32>, x: &Array3<f32>) -> Result<Array3<f32>, ShapeError> {
    let (d, c, k, _) = weight.dim();
    let (_, h, w) = x.dim();
    let (h, w) = (h + 1 - k, w + 1 - k);
    let mut patches = Array2::zeros((c * k * k, h * w));
    for (mut column, window) in
        patches.columns_mut().into_iter().zip(x.windows((c, k, k)))
    {
        column.iter_mut().zip(window).for_each(|(to, from)| *to = *from);
    }
    let rows = weight.to_shape((d, c * k * k))?;
    rows.dot(&patches).into_shape_with_order((d, h, w))
}
// ANCHOR_END: conv

fn mean_square<'a>(values: impl ExactSizeIterator<Item = &'a f32>) -> f32 {
    let len = values.len() as f32;
    values.map(|value| value * value).sum::<f32>() / len
}

// ANCHOR: report
/// Five convolutions with ReLU, a mean over the positions, ten outputs.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let channels = [3, 32, 32, 64, 64, 128];
    writeln!(out, "layer  output        mean square of y")?;

    let mut x = image(&mut rng);
    for (layer, pair) in channels.windows(2).enumerate() {
        let shape = (pair[1], pair[0], 3, 3);
        let weight = kaiming_uniform(shape, Kaiming::relu(), &mut rng)?;
        let y = conv(&weight, &x)?;
        let size = format!("{:?}", y.dim());
        writeln!(out, "{:5}  {size:13} {:8.1}", layer + 1, mean_square(y.iter()))?;
        x = y.mapv_into(|y| y.max(0.0));
    }

    let features = x.mean_axis(Axis(2)).and_then(|x| x.mean_axis(Axis(1)));
    let features = features.ok_or("no positions left")?;
    let linear = Kaiming::linear();
    let weight: Array2<f32> = kaiming_uniform((10, 128), linear, &mut rng)?;
    let scores = weight.dot(&features);
    writeln!(out, " head  {:?} {:17.1}", scores.dim(), mean_square(scores.iter()))?;
    Ok(())
}

/// An image of random pixels with mean square 1.
fn image(rng: &mut impl Rng) -> Array3<f32> {
    let pixel = || 3_f32.sqrt() * (2.0 * rng.random::<f32>() - 1.0);
    Array3::from_shape_simple_fn((3, 32, 32), pixel)
}
// ANCHOR_END: report

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
