// SPDX-License-Identifier: MIT OR Apache-2.0
//! Any shape, layout, gain and buffer: no panic, an error that leaves the buffer as it was, or
//! weights that are finite and not all alike. By hand, in the folder of the crate:
//!
//!     cargo install --locked cargo-fuzz
//!     cargo +nightly fuzz run weights
#![no_main]

use arbitrary::Arbitrary;
use half::{bf16, f16};
use kaiming::{
    Axes, Element, Gain, Kaiming, Mode, WeightLayout, fans, fill_orthogonal, fill_uniform,
    ndarray::{ArrayViewMut, IxDyn, ShapeBuilder},
    parallel, rand, slice,
};
use libfuzzer_sys::fuzz_target;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// More weights than this take too long.
const MOST: usize = 5_000;

#[derive(Arbitrary, Debug)]
struct Case {
    small: Vec<u8>,
    large: Option<(u8, usize)>,
    in_out: bool,
    groups: u16,
    transposed: bool,
    stacked: bool,
    strides: Option<Vec<usize>>,
    mode: u8,
    gain: (u8, f64),
    length: Option<u16>,
    columns_first: bool,
    seed: u64,
    fill: u8,
}

impl Case {
    fn shape(&self) -> Vec<usize> {
        let mut shape: Vec<usize> = self.small.iter().map(|&n| usize::from(n % 20)).collect();
        if let Some((axis, length)) = self.large
            && !shape.is_empty()
        {
            let axis = usize::from(axis) % shape.len();
            shape[axis] = length;
        }
        shape
    }

    fn kaiming(&self) -> Kaiming {
        let axes = if self.in_out { Axes::InOut } else { Axes::OutIn };
        let mut layout = WeightLayout::new(axes).groups(self.groups.into());
        layout.transposed = self.transposed;
        layout.stacked = self.stacked;
        if let Some(strides) = &self.strides {
            layout = layout.strides(strides);
        }
        let gain = match self.gain.0 % 6 {
            0 => Gain::Relu,
            1 => Gain::LeakyRelu(self.gain.1),
            2 => Gain::Linear,
            3 => Gain::Tanh,
            4 => Gain::Selu,
            _ => Gain::Of(self.gain.1),
        };
        let mode = [Mode::FanIn, Mode::FanOut, Mode::FanAvg][usize::from(self.mode % 3)];
        Kaiming::new(gain).mode(mode).layout(layout)
    }
}

fn fill<A: Element + PartialEq + Into<f64> + Send>(case: &Case, mark: A) {
    let (shape, kaiming) = (case.shape(), case.kaiming());
    let rng = &mut ChaCha8Rng::seed_from_u64(case.seed);
    let size = shape.iter().try_fold(1_usize, |size, &length| size.checked_mul(length));
    let size = size.filter(|&size| size <= MOST);
    // A buffer that fits, or one of any length.
    let length = case.length.map(|n| usize::from(n) % MOST);
    let mut buffer = vec![mark; length.or(size).unwrap_or(0)];
    let filled = match case.fill % 6 {
        0 => slice::fill_uniform(&mut buffer, &shape, kaiming, rng),
        1 => slice::fill_normal(&mut buffer, &shape, kaiming, rng),
        2 => slice::fill_truncated_normal(&mut buffer, &shape, kaiming, rng),
        which => {
            let Some(size) = size else { return };
            buffer = vec![mark; size];
            let order = IxDyn(&shape).set_f(case.columns_first);
            let Ok(mut view) = ArrayViewMut::from_shape(order, &mut buffer) else { return };
            match which {
                3 => fill_uniform(&mut view, kaiming, rng),
                4 => parallel::fill_normal(&mut view, kaiming, rng),
                _ => fill_orthogonal(&mut view, kaiming, rng),
            }
        }
    };
    match filled {
        Ok(()) => {
            assert!(fans(&shape, kaiming.layout).is_ok());
            assert!(buffer.iter().all(|&w| w.into().is_finite()), "{case:?}");
            assert!(buffer.is_empty() || buffer.iter().any(|&w| w != mark), "{case:?}");
        }
        Err(error) => {
            assert!(buffer.iter().all(|&w| w == mark), "{case:?}: {error}");
            assert!(!error.to_string().is_empty());
        }
    }
}

fuzz_target!(|case: Case| {
    match case.seed % 4 {
        0 => fill::<f32>(&case, 7.0),
        1 => fill::<f64>(&case, 7.0),
        2 => fill::<f16>(&case, f16::from_f32(7.0)),
        _ => fill::<bf16>(&case, bf16::from_f32(7.0)),
    }
});
