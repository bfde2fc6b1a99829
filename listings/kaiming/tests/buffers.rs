// SPDX-License-Identifier: MIT OR Apache-2.0
//! Slices, small types, orthogonal weights, threads, and layer after layer from one generator.

use kaiming::{
    Error, Gain, Kaiming, WeightLayout, fill_normal, fill_orthogonal,
    fill_truncated_normal, fill_uniform, kaiming_normal, orthogonal, parallel, slice,
};
use ndarray::{Array2, Array3, Array4, ArrayD, ArrayRef, Ix2, IxDyn, ShapeBuilder, s};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

mod common;
use common::{assert_distribution, moments, seeded};

// Slices

#[test]
fn a_slice_gets_the_weights_of_an_array() {
    let shape = [6, 5, 3];
    let leaky = Kaiming::leaky_relu(0.1);
    type Fill = fn(&mut [f32], &[usize], Kaiming, &mut ChaCha8Rng) -> Result<(), Error>;
    type OfArray =
        fn(&mut ArrayRef<f32, IxDyn>, Kaiming, &mut ChaCha8Rng) -> Result<(), Error>;
    let pairs: [(Fill, OfArray); 3] = [
        (|w, s, k, r| slice::fill_uniform(w, s, k, r), |w, k, r| fill_uniform(w, k, r)),
        (|w, s, k, r| slice::fill_normal(w, s, k, r), |w, k, r| fill_normal(w, k, r)),
        (
            |w, s, k, r| slice::fill_truncated_normal(w, s, k, r),
            |w, k, r| fill_truncated_normal(w, k, r),
        ),
    ];
    for (fill, of_array) in pairs {
        let (mut plain, mut array) = (vec![0.0; 90], ArrayD::zeros(&shape[..]));
        fill(&mut plain, &shape, leaky, &mut seeded()).unwrap();
        of_array(&mut array, leaky, &mut seeded()).unwrap();
        assert_eq!(array.as_slice().unwrap(), plain);
        // A length that the shape does not have: nothing is written, and nothing drawn.
        for length in [0, 89, 91] {
            let (mut wrong, mut rng) = (vec![7.0; length], seeded());
            let error = Err(Error::Length { length, shape: shape.to_vec() });
            assert_eq!(fill(&mut wrong, &shape, leaky, &mut rng), error);
            assert!(wrong.iter().all(|&w| w == 7.0));
            assert_eq!(rng.next_u64(), seeded().next_u64());
        }
        let error = fill(&mut [], &[usize::MAX, 2], leaky, &mut seeded());
        assert!(matches!(error, Err(Error::Length { length: 0, .. })));
    }
}

// Small types

#[cfg(feature = "half")]
#[test]
fn sixteen_bits_are_the_f64_weights_rounded() {
    use half::{bf16, f16};
    let exact: Array2<f64> =
        kaiming_normal((64, 300), Kaiming::relu(), &mut seeded()).unwrap();
    let half: Array2<f16> =
        kaiming_normal((64, 300), Kaiming::relu(), &mut seeded()).unwrap();
    assert_eq!(half, exact.mapv(f16::from_f64));
    let brain: Array2<bf16> =
        kaiming_normal((64, 300), Kaiming::relu(), &mut seeded()).unwrap();
    assert_eq!(brain, exact.mapv(bf16::from_f64));
    assert_distribution(
        &moments(&half.mapv(f16::to_f64)),
        64 * 300,
        Kaiming::relu().std(&[64, 300]).unwrap(),
        3.0,
        105.0,
    );
    // The scales that the types cannot hold.
    let tiny = Kaiming::new(Gain::Of(1e-5));
    assert!(matches!(
        kaiming_normal::<f16, _>((2, 1), tiny, &mut seeded()),
        Err(Error::Underflow(_))
    ));
    assert!(kaiming_normal::<bf16, _>((2, 1), tiny, &mut seeded()).is_ok());
    let huge = Kaiming::new(Gain::Of(1e4));
    assert!(matches!(
        kaiming_normal::<f16, _>((2, 1), huge, &mut seeded()),
        Err(Error::TooLarge(_))
    ));
}

// Orthogonal weights

/// The products of all pairs of rows.
fn products(matrix: &Array2<f64>) -> Array2<f64> {
    matrix.dot(&matrix.t())
}

fn assert_gain_squared_times_the_identity(products: &Array2<f64>, gain: f64) {
    for ((i, j), &product) in products.indexed_iter() {
        let expected = if i == j { gain * gain } else { 0.0 };
        assert!((product - expected).abs() < 1e-12, "{i} {j}: {product}");
    }
}

#[test]
fn the_rows_of_an_orthogonal_weight_are_orthogonal_or_its_columns() {
    let tanh = Kaiming::new(Gain::Tanh);
    for (rows, columns) in [(1, 1), (5, 5), (40, 40), (7, 30), (30, 7), (1, 9), (9, 1)] {
        let weight: Array2<f64> =
            orthogonal((rows, columns), tanh, &mut seeded()).unwrap();
        let short = if rows <= columns { weight } else { weight.reversed_axes() };
        assert_gain_squared_times_the_identity(&products(&short), 5.0 / 3.0);
    }
}

#[test]
fn a_convolution_a_group_and_a_stack_have_matrices_of_their_own() {
    let linear = Kaiming::linear();
    let conv: Array4<f64> = orthogonal((8, 3, 2, 2), linear, &mut seeded()).unwrap();
    let rows = conv.into_shape_with_order((8, 12)).unwrap();
    assert_gain_squared_times_the_identity(&products(&rows), 1.0);
    // Keras' order: the outputs are the last axis.
    let layout = WeightLayout::IN_OUT;
    let conv: Array4<f64> =
        orthogonal((2, 2, 3, 8), linear.layout(layout), &mut seeded()).unwrap();
    let columns = conv.into_shape_with_order((12, 8)).unwrap().reversed_axes();
    assert_gain_squared_times_the_identity(
        &products(&columns.as_standard_layout().to_owned()),
        1.0,
    );
    // Two groups: each half has orthonormal rows, and both together need not.
    let grouped = linear.layout(WeightLayout::OUT_IN.groups(2));
    let weight: Array2<f64> = orthogonal((8, 6), grouped, &mut seeded()).unwrap();
    for half in [s![..4, ..], s![4.., ..]] {
        assert_gain_squared_times_the_identity(
            &products(&weight.slice(half).to_owned()),
            1.0,
        );
    }
    assert!(products(&weight)[[0, 4]].abs() > 1e-3);
    let stacked = linear.layout(WeightLayout::OUT_IN.stacked());
    let weight: Array3<f64> = orthogonal((3, 4, 6), stacked, &mut seeded()).unwrap();
    for one in weight.outer_iter() {
        assert_gain_squared_times_the_identity(&products(&one.to_owned()), 1.0);
    }
    assert_ne!(weight.slice(s![0, .., ..]), weight.slice(s![1, .., ..]));
}

#[test]
fn an_orthogonal_matrix_prefers_no_direction() {
    // An entry of a random orthogonal n by n matrix has mean 0, variance 1/n and
    // E[q⁴] = 3 / (n (n + 2)); entries of different matrices are independent.
    let (n, matrices) = (4, 20_000);
    let mut rng = seeded();
    let mut sums = [[0.0; 3]; 2];
    for _ in 0..matrices {
        let weight: Array2<f64> =
            orthogonal((n, n), Kaiming::linear(), &mut rng).unwrap();
        // The first vector that is drawn, and the last.
        for (sum, entry) in sums.iter_mut().zip([weight[[0, 0]], weight[[3, 2]]]) {
            (1..)
                .zip(sum)
                .for_each(|(power, sum)| *sum += entry.powi([1, 2, 4][power - 1]));
        }
    }
    let expected = [0.0, 0.25, 3.0 / 24.0];
    // E[q⁸] = 105 / (4 · 6 · 8 · 10).
    let variances =
        [0.25, 3.0 / 24.0 - 0.25 * 0.25, 105.0 / 1920.0 - (3.0 / 24.0_f64).powi(2)];
    for sum in sums {
        for ((sum, expected), variance) in sum.into_iter().zip(expected).zip(variances) {
            let error = (variance / matrices as f64).sqrt();
            let mean = sum / matrices as f64;
            assert!((mean - expected).abs() < 5.0 * error, "{mean} {expected}");
        }
    }
}

#[test]
fn an_orthogonal_fill_refuses_what_the_others_refuse() {
    let fill = |shape: &[usize], kaiming| {
        let mut weight = ArrayD::<f32>::from_elem(shape, 7.0);
        let result = fill_orthogonal(&mut weight, kaiming, &mut seeded());
        assert!(result.is_ok() || weight.iter().all(|&w| w == 7.0));
        result
    };
    let linear = Kaiming::linear();
    assert_eq!(fill(&[5], linear), Err(Error::Axes { axes: 1, stacked: false }));
    assert_eq!(fill(&[5, 0], linear), Err(Error::Empty { axis: 1, shape: vec![5, 0] }));
    let three = linear.layout(WeightLayout::OUT_IN.groups(3));
    assert_eq!(fill(&[5, 2], three), Err(Error::Groups { groups: 3, channels: 5 }));
    assert_eq!(fill(&[5, 2], Kaiming::new(Gain::Of(-1.0))), Err(Error::Gain(-1.0)));
    assert_eq!(fill(&[5, 2], linear), Ok(()));
    const MAX: usize = usize::MAX;
    let error = orthogonal::<f32, _>([MAX, 1], linear, &mut seeded());
    assert_eq!(error, Err(Error::Memory(vec![MAX, 1])));
}

// Threads

type Fill<A> = fn(&mut ArrayRef<A, Ix2>, &mut ChaCha8Rng) -> Result<(), Error>;

fn fills<A: kaiming::Element + Send>() -> [Fill<A>; 2] {
    [
        |w, rng| parallel::fill_uniform(w, Kaiming::relu(), rng),
        |w, rng| parallel::fill_normal(w, Kaiming::relu(), rng),
    ]
}

/// Six chunks and a bit.
const SHAPE: (usize, usize) = (347, 293);

#[test]
fn weights_by_chunks_have_their_distribution() {
    let std = Kaiming::relu().std(&[347, 293]).unwrap();
    for (fill, kurtosis, eighth) in
        [(fills()[0], 9.0 / 5.0, 81.0 / 9.0), (fills()[1], 3.0, 105.0)]
    {
        let mut weight = Array2::<f32>::zeros(SHAPE);
        fill(&mut weight, &mut seeded()).unwrap();
        assert_distribution(&moments(&weight), weight.len(), std, kurtosis, eighth);
    }
}

#[test]
fn chunk_i_is_drawn_from_stream_i_of_the_key() {
    let mut weight = Array2::<f64>::zeros(SHAPE);
    parallel::fill_normal(&mut weight, Kaiming::relu(), &mut seeded()).unwrap();
    let mut key = [0; 32];
    seeded().fill_bytes(&mut key);
    let all = weight.as_slice().unwrap();
    for index in [0, 1, 6] {
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(index as u64);
        let chunk = &all[index * parallel::CHUNK..];
        let chunk = &chunk[..chunk.len().min(parallel::CHUNK)];
        let mut alone = vec![0.0; chunk.len()];
        let gain = Gain::Of(Kaiming::relu().std(&[347, 293]).unwrap());
        slice::fill_normal(&mut alone, &[chunk.len(), 1], Kaiming::new(gain), &mut rng)
            .unwrap();
        assert_eq!(alone, chunk, "chunk {index}");
    }
}

#[test]
fn the_order_in_memory_does_not_matter() {
    for fill in fills::<f64>() {
        let mut rows = Array2::zeros(SHAPE);
        fill(&mut rows, &mut seeded()).unwrap();
        let mut columns = Array2::zeros(SHAPE.f());
        fill(&mut columns, &mut seeded()).unwrap();
        assert_eq!(rows, columns);
        let mut every_other = Array2::from_elem((SHAPE.0, 2 * SHAPE.1), 7.0);
        fill(&mut every_other.slice_mut(s![.., ..;2]), &mut seeded()).unwrap();
        assert_eq!(every_other.slice(s![.., ..;2]), rows);
        assert!(every_other.slice(s![.., 1..;2]).iter().all(|&w| w == 7.0));
    }
}

/// A buffer of a chunk lay on the stack once: 128 KiB, too much for a small thread.
#[test]
fn a_thread_with_a_small_stack_fills_a_view() {
    let fill = || {
        let mut weight = Array2::<f64>::zeros(SHAPE.f());
        parallel::fill_uniform(&mut weight, Kaiming::relu(), &mut seeded()).unwrap();
    };
    std::thread::Builder::new().stack_size(64 << 10).spawn(fill).unwrap().join().unwrap();
}

#[cfg(feature = "rayon")]
#[test]
fn one_two_and_eight_threads_give_the_same_weights() {
    for fill in fills::<f32>() {
        let filled = || {
            let mut weight = Array2::zeros(SHAPE);
            fill(&mut weight, &mut seeded()).unwrap();
            weight
        };
        let [one, two, eight] = [1, 2, 8].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(filled)
        });
        assert_eq!(one, two);
        assert_eq!(one, eight);
        assert_eq!(one, filled());
    }
}

// Layer after layer

/// Thirty layers from one generator, with every way to fill: no two of them are correlated. With
/// one seed for each layer they would be the same.
#[test]
fn layers_from_one_generator_are_uncorrelated() {
    type Draw = fn(&mut ChaCha8Rng) -> Array2<f64>;
    let draws: [Draw; 4] = [
        |rng| kaiming_normal((64, 64), Kaiming::relu(), rng).unwrap(),
        |rng| orthogonal((64, 64), Kaiming::relu(), rng).unwrap(),
        |rng| {
            let mut weight = Array2::zeros((64, 64));
            parallel::fill_uniform(&mut weight, Kaiming::relu(), rng).unwrap();
            weight
        },
        |rng| {
            let mut weight = Array2::zeros((64, 64));
            parallel::fill_normal(&mut weight, Kaiming::relu(), rng).unwrap();
            weight
        },
    ];
    for draw in draws {
        let mut rng = seeded();
        let layers: Vec<Array2<f64>> = (0..30).map(|_| draw(&mut rng)).collect();
        for (index, one) in layers.iter().enumerate() {
            for two in &layers[..index] {
                let of = |a: &Array2<f64>, b: &Array2<f64>| (a * b).sum();
                let correlation = of(one, two) / (of(one, one) * of(two, two)).sqrt();
                // 4096 products: a standard error of 1/64, and 435 pairs times 4.
                assert!(correlation.abs() < 5.0 / 64.0, "{correlation}");
            }
        }
    }
}
