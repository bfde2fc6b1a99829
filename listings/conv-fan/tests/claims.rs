// SPDX-License-Identifier: MIT OR Apache-2.0
//! The chapter's statements, each as a test.

use approx::assert_abs_diff_eq;
use conv_fan::{
    Conv, Error, MAX_SIDE, Side, Wiring, by_patches, direct, fans, filters, patches,
    rotated,
};
use ndarray::{Array1, Array2, Array3, Array4, Axis, array, s};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, StandardNormal};

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn normal(length: usize, rng: &mut ChaCha8Rng) -> Array1<f64> {
    Array1::from_shape_simple_fn(length, || StandardNormal.sample(rng))
}

fn normal3(shape: (usize, usize, usize), rng: &mut ChaCha8Rng) -> Array3<f64> {
    Array3::from_shape_simple_fn(shape, || StandardNormal.sample(rng))
}

fn normal4(shape: [usize; 4], rng: &mut ChaCha8Rng) -> Array4<f64> {
    Array4::from_shape_simple_fn(shape, || StandardNormal.sample(rng))
}

fn conv(c: usize, d: usize, groups: usize, sides: &[Side]) -> Conv {
    Conv { in_channels: c, out_channels: d, groups, sides: sides.to_vec() }
}

fn ones(wiring: &Wiring) -> Array2<f64> {
    wiring.matrix(&vec![1.0; wiring.weights()]).unwrap()
}

fn padded(size: usize, kernel: usize, padding: usize) -> Side {
    Side { padding, ..Side::new(size, kernel) }
}

/// The textbook's six loops and no other function of this crate.
fn six_loops(
    image: &Array3<f64>,
    weight: &Array4<f64>,
    (stride, padding, dilation): (usize, usize, usize),
) -> Array3<f64> {
    let (c, height, width) = image.dim();
    let (d, _, kernel_height, kernel_width) = weight.dim();
    let down = (height + 2 * padding - dilation * (kernel_height - 1) - 1) / stride + 1;
    let across = (width + 2 * padding - dilation * (kernel_width - 1) - 1) / stride + 1;
    let mut result = Array3::zeros((d, down, across));
    for ((j, row, column), response) in result.indexed_iter_mut() {
        for i in 0..c {
            for u in 0..kernel_height {
                for v in 0..kernel_width {
                    let r = (row * stride + u * dilation) as isize - padding as isize;
                    let q = (column * stride + v * dilation) as isize - padding as isize;
                    let inside =
                        0 <= r && r < height as isize && 0 <= q && q < width as isize;
                    if inside {
                        *response +=
                            weight[[j, i, u, v]] * image[[i, r as usize, q as usize]];
                    }
                }
            }
        }
    }
    result
}

fn assert_same(a: impl IntoIterator<Item = f64>, b: impl IntoIterator<Item = f64>) {
    let (a, b): (Vec<f64>, Vec<f64>) = (a.into_iter().collect(), b.into_iter().collect());
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert_abs_diff_eq!(*a, *b, epsilon = 1e-11);
    }
}

#[test]
fn the_three_ways_are_one_linear_map() {
    let mut rng = rng(1);
    for (c, d, (height, width), (kernel_height, kernel_width), stride, padding) in [
        (1, 1, (3, 3), (3, 3), 1, 0),
        (1, 32, (8, 8), (5, 5), 1, 2),
        (3, 4, (5, 7), (3, 3), 1, 0),
        (3, 4, (5, 7), (3, 3), 1, 1),
        (2, 5, (7, 6), (3, 2), 2, 1),
        (2, 3, (9, 5), (1, 4), 3, 2),
        (4, 2, (6, 6), (1, 1), 1, 0),
        (1, 2, (2, 3), (3, 3), 1, 4),
    ] {
        let image = normal3((c, height, width), &mut rng);
        let weight = normal4([d, c, kernel_height, kernel_width], &mut rng);
        let expected = six_loops(&image, &weight, (stride, padding, 1));
        let directly = direct(&image, &weight, stride, padding).unwrap();
        assert_eq!(directly.dim(), expected.dim());
        assert_same(directly, expected.clone());
        let columns =
            patches(&image, (kernel_height, kernel_width), stride, padding).unwrap();
        assert_eq!(columns.nrows(), c * kernel_height * kernel_width);
        assert_eq!(filters(&weight).dim(), (d, c * kernel_height * kernel_width));
        let at_once = by_patches(&image, &weight, stride, padding).unwrap();
        assert_eq!(at_once.nrows(), d);
        assert_same(at_once, expected.clone());
        let side = |size, kernel| Side { stride, padding, ..Side::new(size, kernel) };
        let layer =
            conv(c, d, 1, &[side(height, kernel_height), side(width, kernel_width)]);
        let wiring = layer.wiring().unwrap();
        let flat = (weight.flatten().to_vec(), image.flatten().to_vec());
        let matrix = wiring.matrix(&flat.0).unwrap();
        assert_same(matrix.dot(&Array1::from_vec(flat.1.clone())), expected.clone());
        assert_same(wiring.apply(&flat.0, &flat.1).unwrap(), expected);
    }
}

#[test]
fn one_patch_by_hand() {
    let image =
        Array3::from_shape_fn((2, 3, 3), |(i, r, q)| (100 * i + 10 * r + q) as f64);
    let columns = patches(&image, (2, 2), 1, 0).unwrap();
    assert_eq!(columns.dim(), (8, 4));
    let second = array![1.0, 2.0, 11.0, 12.0, 101.0, 102.0, 111.0, 112.0];
    assert_eq!(columns.column(1), second);
}

#[test]
fn groups_are_separate_convolutions_side_by_side() {
    let mut rng = rng(2);
    for (c, d, groups) in [(4, 6, 2), (6, 6, 6), (3, 6, 3)] {
        let image = normal3((c, 5, 4), &mut rng);
        let weight = normal4([d, c / groups, 3, 3], &mut rng);
        let layer = conv(c, d, groups, &[padded(5, 3, 1), padded(4, 3, 1)]);
        let flat = (weight.flatten().to_vec(), image.flatten().to_vec());
        let whole = layer.wiring().unwrap().apply(&flat.0, &flat.1).unwrap();
        let parts = (0..groups).flat_map(|g| {
            let (c, d) = (c / groups, d / groups);
            let image = image.slice(s![g * c..(g + 1) * c, .., ..]).to_owned();
            let weight = weight.slice(s![g * d..(g + 1) * d, .., .., ..]).to_owned();
            six_loops(&image, &weight, (1, 1, 1)).into_iter()
        });
        assert_same(whole, parts);
    }
}

#[test]
fn dilation_spreads_the_kernel() {
    let mut rng = rng(3);
    let image = normal3((2, 9, 8), &mut rng);
    let weight = normal4([3, 2, 3, 2], &mut rng);
    let side = |size, kernel| Side {
        stride: 2,
        padding: 1,
        dilation: 3,
        ..Side::new(size, kernel)
    };
    let layer = conv(2, 3, 1, &[side(9, 3), side(8, 2)]);
    let flat = (weight.flatten().to_vec(), image.flatten().to_vec());
    let result = layer.wiring().unwrap().apply(&flat.0, &flat.1).unwrap();
    assert_same(result, six_loops(&image, &weight, (2, 1, 3)));
}

#[test]
fn one_and_three_sides_are_convolutions_too() {
    let mut rng = rng(4);
    // One side: an image of height 1.
    let image = normal3((2, 1, 9), &mut rng);
    let weight = normal4([3, 2, 1, 4], &mut rng);
    let flat = (weight.flatten().to_vec(), image.flatten().to_vec());
    let layer = conv(2, 3, 1, &[Side { stride: 2, ..Side::new(9, 4) }]);
    let line = layer.wiring().unwrap().apply(&flat.0, &flat.1).unwrap();
    assert_same(line, six_loops(&image, &weight, (2, 0, 1)));
    // Three sides: the depth slices of the kernel, one after the other.
    let (c, d, deep) = (2, 3, 5);
    let layer = conv(c, d, 1, &[Side::new(deep, 2), padded(4, 3, 1), padded(6, 3, 1)]);
    let wiring = layer.wiring().unwrap();
    let weight = normal(d * c * 2 * 9, &mut rng);
    let image = normal(c * deep * 24, &mut rng);
    let cube = wiring.apply(&weight.to_vec(), &image.to_vec()).unwrap();
    let weights = weight.to_shape((d, c, 2, 3, 3)).unwrap();
    let images = image.to_shape((c, deep, 4, 6)).unwrap();
    let cube = cube.to_shape((d, deep - 1, 4, 6)).unwrap();
    for z in 0..deep - 1 {
        let slice = |u: usize| {
            let image = images.index_axis(Axis(1), z + u).to_owned();
            let weight = weights.index_axis(Axis(2), u).to_owned();
            six_loops(&image, &weight, (1, 1, 1))
        };
        let expected = slice(0) + slice(1);
        assert_same(cube.index_axis(Axis(1), z).iter().copied(), expected);
    }
}

#[test]
fn a_transposed_convolution_stamps_its_kernel() {
    let mut rng = rng(5);
    let (c, d, k, size, stride) = (2, 3, 4, 3, 2);
    let image = normal3((c, size, size), &mut rng);
    let weight = normal4([c, d, k, k], &mut rng); // PyTorch's layout
    let large = (size - 1) * stride + k;
    let mut stamped = Array3::<f64>::zeros((d, large, large));
    for ((i, row, column), pixel) in image.indexed_iter() {
        for ((filter, u, v), w) in weight.index_axis(Axis(0), i).indexed_iter() {
            stamped[[filter, row * stride + u, column * stride + v]] += w * pixel;
        }
    }
    let side = Side { stride, ..Side::new(large, k) };
    let wiring = conv(d, c, 1, &[side, side]).wiring().unwrap().transposed();
    let flat = (weight.flatten().to_vec(), image.flatten().to_vec());
    assert_same(wiring.apply(&flat.0, &flat.1).unwrap(), stamped);
}

#[test]
fn equation_11_is_a_convolution_with_the_weights_rearranged() {
    let mut rng = rng(6);
    for (c, d, k, padding) in [(3, 5, 3, 1), (2, 4, 3, 0), (1, 2, 5, 2)] {
        let side = padded(7, k, padding);
        let weight = normal4([d, c, k, k], &mut rng);
        let positions = side.positions().unwrap();
        let gradient = normal3((d, positions, positions), &mut rng);
        let back = rotated(&weight);
        assert_eq!(filters(&back).dim(), (c, k * k * d)); // c x n̂
        let by_equation = by_patches(&gradient, &back, 1, k - 1 - padding).unwrap();
        let wiring = conv(c, d, 1, &[side, side]).wiring().unwrap();
        let flat = (weight.flatten().to_vec(), gradient.flatten().to_vec());
        let by_transpose =
            wiring.matrix(&flat.0).unwrap().t().dot(&Array1::from_vec(flat.1));
        assert_same(by_equation, by_transpose);
    }
}

#[test]
fn a_negative_weight_is_a_connection_too() {
    let (rows, columns) = fans(&array![[-1.0, 0.0], [2.0, 0.0], [0.5, -3.0]]);
    assert_eq!(rows, array![1, 1, 2]);
    assert_eq!(columns, array![3, 1]);
}

#[test]
fn a_row_has_k2c_non_zeros_and_an_inner_column_k2d() {
    for (c, d, k) in [(1, 32, 5), (3, 64, 3), (4, 2, 3), (2, 3, 1)] {
        let side = Side::new(2 * k - 1, k);
        let wiring = conv(c, d, 1, &[side, side]).wiring().unwrap();
        let (rows, columns) = fans(&ones(&wiring));
        assert!(rows.iter().all(|&n| n == k * k * c));
        let middle = (2 * k - 1) * (k - 1) + k - 1;
        assert_eq!(columns[middle], k * k * d);
        assert_eq!(columns.iter().max(), Some(&(k * k * d)));
        assert_eq!(columns[0], d, "a corner is seen once by each filter");
    }
}

#[test]
fn fan_out_is_neither_the_length_of_y_nor_the_size_of_w() {
    let side = padded(8, 3, 1);
    let wiring = conv(3, 64, 1, &[side, side]).wiring().unwrap();
    let (rows, columns) = fans(&ones(&wiring));
    let weight = Array4::zeros((64, 3, 3, 3));
    assert_eq!(filters(&weight).nrows(), 64);
    assert_eq!(weight.len(), 1728);
    assert_eq!(columns.iter().max(), Some(&576));
    assert_eq!(rows.iter().max(), Some(&27));
}

#[test]
fn for_one_channel_the_size_of_w_is_fan_out_by_coincidence() {
    let side = padded(8, 5, 2);
    let layer = conv(1, 32, 1, &[side, side]);
    let (rows, columns) = fans(&ones(&layer.wiring().unwrap()));
    assert_eq!(rows.iter().max(), Some(&25));
    assert_eq!(columns.iter().max(), Some(&800));
    assert_eq!(layer.wiring().unwrap().weights(), 800);
    assert_eq!(layer.shape_fans(), Ok((25, 800)));
}

#[test]
fn no_row_and_no_column_uses_a_weight_twice() {
    let side = Side { stride: 2, padding: 1, ..Side::new(7, 3) };
    for layer in [
        conv(3, 4, 1, &[padded(6, 3, 1), padded(5, 3, 1)]),
        conv(4, 4, 2, &[side, side]),
        conv(2, 2, 1, &[Side { dilation: 2, ..side }]),
    ] {
        let wiring = layer.wiring().unwrap();
        let pairs = |element: fn(&conv_fan::Connection) -> usize| {
            let mut pairs: Vec<(usize, usize)> =
                wiring.connections().iter().map(|at| (element(at), at.weight)).collect();
            pairs.sort_unstable();
            let all = pairs.len();
            pairs.dedup();
            (all, pairs.len())
        };
        let (rows, columns) = (pairs(|at| at.output), pairs(|at| at.input));
        assert_eq!(rows.0, rows.1);
        assert_eq!(columns.0, columns.1);
    }
}

/// The mean of (Mx)² over all choices of plus and minus one as weights.
fn over_all_signs(wiring: &Wiring, x: &Array1<f64>) -> Array1<f64> {
    let choices = 1_usize << wiring.weights();
    let squares = (0..choices).map(|choice| {
        let sign = |bit: usize| if choice >> bit & 1 == 1 { 1.0 } else { -1.0 };
        let weight: Vec<f64> = (0..wiring.weights()).map(sign).collect();
        wiring.apply(&weight, &x.to_vec()).unwrap().pow2()
    });
    squares.reduce(|sum, square| sum + square).unwrap() / choices as f64
}

#[test]
fn equation_7_holds_for_overlapping_patches_and_any_x() {
    // 8 weights: 256 networks, and nothing random. x is a ramp, as far from
    // independent as can be.
    let wiring = conv(2, 1, 1, &[Side::new(4, 2), Side::new(3, 2)]).wiring().unwrap();
    let x = Array1::from_shape_fn(24, |i| i as f64);
    let variances = vec![1.0; wiring.weights()]; // of plus or minus one
    let theory = wiring.apply(&variances, &x.pow2().to_vec()).unwrap();
    assert_same(over_all_signs(&wiring, &x), theory);
}

#[test]
fn equation_12_holds_at_every_pixel_with_the_column_as_fan_out() {
    for (c, d, groups, side) in [
        (1, 1, 1, padded(5, 3, 1)),
        (1, 1, 1, Side { stride: 2, ..padded(6, 3, 1) }),
        (2, 2, 2, Side { dilation: 2, ..padded(5, 2, 1) }),
        (1, 2, 1, Side { stride: 3, ..padded(7, 2, 0) }),
    ] {
        let wiring = conv(c, d, groups, &[side, side]).wiring().unwrap();
        let matrix = ones(&wiring);
        let gradient = Array1::from_shape_fn(matrix.nrows(), |i| [1.0, 1.0, -1.0][i % 3]);
        let measured = over_all_signs(&wiring.transposed(), &gradient);
        assert_same(measured, fans(&matrix).1.mapv(|n| n as f64));
    }
}

#[test]
fn only_k2d_keeps_the_gradient_of_three_to_sixty_four() {
    let side = padded(1, 3, 2);
    let back = conv(3, 64, 1, &[side, side]).wiring().unwrap().transposed();
    let draws = 1000;
    let moments = back.mean_squares(1.0, draws, &mut rng(7)).unwrap();
    // Δx given the gradient is a bell curve: variance 2 of its square over
    // its mean squared, and a little (6/576) from weights and gradient.
    // Three channels are nearly independent.
    let error = (2.1 / (3.0 * draws as f64)).sqrt();
    let mean = moments.mean().unwrap();
    assert!((mean / 576.0 - 1.0).abs() < 5.0 * error, "{mean}");
    assert!((mean / 64.0 - 9.0).abs() < 9.0 * 5.0 * error, "{mean}");
    assert!((mean / 1728.0 - 1.0 / 3.0).abs() < 5.0 * error / 3.0, "{mean}");
    for wrong in [64.0, 1728.0] {
        assert!((mean / wrong - 1.0).abs() > 5.0 * error, "{wrong} would be caught");
    }
}

#[test]
fn both_ways_of_counting_count_the_same_non_zeros() {
    for (stride, padding) in [(1, 0), (1, 1), (2, 1), (3, 2)] {
        let side = Side { stride, ..padded(8, 3, padding) };
        let wiring = conv(3, 5, 1, &[side, side]).wiring().unwrap();
        let (rows, columns) = fans(&ones(&wiring));
        assert_eq!(rows.sum(), columns.sum());
        assert_eq!(rows.sum(), wiring.connections().len());
    }
}

#[test]
fn at_stride_s_a_column_has_k2d_over_s2_on_average() {
    for (k, stride) in [(3, 2), (5, 2), (3, 3), (4, 3), (2, 2)] {
        let side = Side { stride, ..padded(12 * stride, k, k) };
        let (d, size) = (2, 12 * stride);
        let wiring = conv(1, d, 1, &[side, side]).wiring().unwrap();
        let columns = fans(&ones(&wiring)).1;
        let columns = columns.to_shape((size, size)).unwrap();
        // With k zeros around, each pixel is inside; size is a multiple of s.
        let mean = columns.sum() as f64 / (size * size) as f64;
        let expected = (k * k * d) as f64 / (stride * stride) as f64;
        assert_abs_diff_eq!(mean, expected, epsilon = 1e-12);
    }
}

#[test]
fn at_stride_two_neighbors_differ_by_a_factor_of_two() {
    let side = Side { stride: 2, ..padded(8, 3, 1) };
    let wiring = conv(1, 1, 1, &[side, side]).wiring().unwrap();
    let columns = fans(&ones(&wiring)).1;
    assert_eq!(columns.slice(s![16..24]), array![1, 2, 1, 2, 1, 2, 1, 1]);
    assert_eq!(columns.slice(s![24..32]), array![2, 4, 2, 4, 2, 4, 2, 2]);
    assert_eq!(columns.sum(), 121);
    let side = padded(8, 3, 1);
    let wiring = conv(1, 1, 1, &[side, side]).wiring().unwrap();
    assert_eq!(fans(&ones(&wiring)).1.sum(), 484);
}

#[test]
fn fan_in_keeps_the_sum_of_the_gradients_squares_at_any_stride() {
    for (k, stride) in [(3, 1), (3, 2), (2, 2), (4, 3)] {
        let (c, d) = (3, 5);
        let side = Side { stride, ..Side::new(10, k) };
        let wiring = conv(c, d, 1, &[side, side]).wiring().unwrap();
        // Half of 2/(k²c), as the ReLU takes the other half.
        let variance = vec![1.0 / (k * k * c) as f64; wiring.weights()];
        let positions = side.positions().unwrap();
        let squares: Vec<f64> =
            (0..d * positions * positions).map(|i| (i % 7) as f64).collect();
        let arrived = wiring.transposed().apply(&variance, &squares).unwrap();
        assert_abs_diff_eq!(arrived.sum(), squares.iter().sum(), epsilon = 1e-9);
    }
}

#[test]
fn the_fan_out_of_the_shape_forgets_the_groups() {
    let side = padded(4, 3, 1);
    for (c, d, groups) in [(16, 32, 4), (64, 64, 64), (16, 32, 1)] {
        let layer = conv(c, d, groups, &[side, side]);
        let (rows, columns) = fans(&ones(&layer.wiring().unwrap()));
        let (fan_in, fan_out) = layer.shape_fans().unwrap();
        assert_eq!(rows.iter().max(), Some(&(9 * c / groups)));
        assert_eq!(columns.iter().max(), Some(&(9 * d / groups)));
        assert_eq!((fan_in, fan_out), (9 * c / groups, 9 * d));
    }
}

#[test]
fn the_shape_of_a_transposed_weight_names_the_fans_of_the_way_back() {
    // 8 to 16, 4 x 4, stride 2; in PyTorch the weight is (8, 16, 4, 4).
    let side = Side { stride: 2, ..padded(12, 4, 1) };
    let adjoint = conv(16, 8, 1, &[side, side]);
    assert_eq!(adjoint.shape_fans(), Ok((16 * 16, 8 * 16)));
    let (rows, columns) = fans(&ones(&adjoint.wiring().unwrap().transposed()));
    assert_eq!(rows.iter().max(), Some(&(16 * 8 / 4)));
    assert_eq!(columns.iter().max(), Some(&(16 * 16)));
}

#[test]
fn one_and_three_dimensions_have_k_and_k_cubed() {
    let side = padded(4, 3, 1);
    for (sides, field) in [(1, 3), (3, 27)] {
        let layer = conv(2, 4, 1, &vec![side; sides]);
        let (rows, columns) = fans(&ones(&layer.wiring().unwrap()));
        assert_eq!(rows.iter().max(), Some(&(field * 2)));
        assert_eq!(columns.iter().max(), Some(&(field * 4)));
        assert_eq!(layer.shape_fans(), Ok((field * 2, field * 4)));
    }
}

#[test]
fn without_sides_a_convolution_is_a_dense_layer() {
    let wiring = conv(3, 2, 1, &[]).wiring().unwrap();
    let weight = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let matrix = wiring.matrix(&weight).unwrap();
    assert_eq!(matrix, array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
}

#[test]
fn zero_padding_loses_signal_at_every_layer_as_the_wiring_predicts() {
    let (channels, size, depth, draws) = (12, 5, 4, 60);
    let side = padded(size, 3, 1);
    let wiring = conv(channels, channels, 1, &[side, side]).wiring().unwrap();
    let fan_in = (9 * channels) as f64;
    let variance = vec![1.0 / fan_in; wiring.weights()];
    let mut theory = Array1::ones(channels * size * size);
    for _ in 0..depth {
        theory = wiring.apply(&variance, &theory.to_vec()).unwrap();
    }
    let mut rng = rng(8);
    let means: Vec<f64> = (0..draws)
        .map(|_| {
            // The input has mean square 2, so that the halves cancel from
            // the first layer on.
            let mut x = normal(channels * size * size, &mut rng).abs();
            for _ in 0..depth {
                let weight = normal(wiring.weights(), &mut rng) * (2.0 / fan_in).sqrt();
                x = wiring
                    .apply(&weight.to_vec(), &x.to_vec())
                    .unwrap()
                    .mapv(|y| y.max(0.0));
            }
            x.pow2().mean().unwrap()
        })
        .collect();
    let mean = means.iter().sum::<f64>() / draws as f64;
    let spread = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>()
        / (draws * (draws - 1)) as f64;
    let expected = theory.mean().unwrap();
    assert!((mean - expected).abs() < 5.0 * spread.sqrt(), "{mean} {expected}");
    assert!(1.0 - mean > 5.0 * spread.sqrt(), "no loss would be caught: {mean}");
}

#[test]
fn far_down_each_layer_keeps_the_square_of_a_cosine() {
    for size in [7_usize, 14] {
        let side = padded(size, 3, 1);
        let wiring = conv(1, 1, 1, &[side, side]).wiring().unwrap();
        let variance = [1.0 / 9.0; 9];
        let mut moments = Array1::ones(size * size);
        let mut last = moments.sum();
        let mut ratio = 0.0;
        for _ in 0..200 {
            moments = wiring.apply(&variance, &moments.to_vec()).unwrap();
            (ratio, last) = (moments.sum() / last, moments.sum());
        }
        let cosine = (std::f64::consts::PI / (size + 1) as f64).cos();
        let side = (1.0 + 2.0 * cosine) / 3.0;
        assert_abs_diff_eq!(ratio, side * side, epsilon = 1e-9);
    }
}

#[test]
fn mean_squares_has_the_variance_that_was_asked_for() {
    let wiring = conv(1, 1, 1, &[Side::new(1, 1)]).wiring().unwrap();
    let measured = wiring.mean_squares(4.0, 20_000, &mut rng(9)).unwrap();
    // (wx)² has mean 4 and, for two bell curves, variance (9 - 1) · 16.
    let error = (8.0 * 16.0 / 20_000_f64).sqrt();
    assert!((measured[0] - 4.0).abs() < 5.0 * error, "{measured}");
    assert_eq!(
        wiring.mean_squares(1.0, 0, &mut rng(9)).unwrap_err(),
        Error::Zero("draws")
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let good = Side::new(5, 3);
    for (side, error) in [
        (Side { size: 0, ..good }, "size of a side is 0"),
        (Side { kernel: 0, ..good }, "kernel is 0"),
        (Side { stride: 0, ..good }, "stride is 0"),
        (Side { dilation: 0, ..good }, "dilation is 0"),
        (
            Side { kernel: 8, padding: 1, ..good },
            "the kernel spans 8 pixels, the padded side 7",
        ),
        (Side { dilation: 3, ..good }, "the kernel spans 7 pixels, the padded side 5"),
        (Side { stride: MAX_SIDE + 1, ..good }, "stride: 4097 is too large"),
        (
            Side { padding: usize::MAX, ..good },
            "padding: 18446744073709552000 is too large",
        ),
    ] {
        assert_eq!(side.positions().unwrap_err().to_string(), error);
        assert_eq!(side.wiring().unwrap_err().to_string(), error);
    }
    assert_eq!(Side { stride: MAX_SIDE, ..good }.positions(), Ok(1));
    assert_eq!(Side { kernel: 7, padding: 1, ..good }.positions(), Ok(1));
    for (layer, error) in [
        (conv(0, 1, 1, &[good]), "in_channels is 0"),
        (conv(1, 0, 1, &[good]), "out_channels is 0"),
        (conv(1, 1, 0, &[good]), "groups is 0"),
        (conv(4, 6, 3, &[good]), "groups: 3 does not divide the number of channels, 4"),
        (conv(5, 6, 3, &[good]), "groups: 3 does not divide the number of channels, 5"),
        (conv(6, 4, 3, &[good]), "groups: 3 does not divide the number of channels, 4"),
    ] {
        assert_eq!(layer.wiring().unwrap_err().to_string(), error);
        assert_eq!(layer.shape_fans().unwrap_err().to_string(), error);
    }
    let wiring = conv(1, 1, 1, &[good]).wiring().unwrap();
    let short = [0.0; 2];
    let error = "weights: expected 3, found 2";
    assert_eq!(wiring.matrix(&short).unwrap_err().to_string(), error);
    assert_eq!(wiring.apply(&short, &[0.0; 5]).unwrap_err().to_string(), error);
    assert_eq!(
        wiring.apply(&[0.0; 3], &[0.0; 4]).unwrap_err().to_string(),
        "inputs: expected 5, found 4"
    );
}

#[test]
fn what_would_fill_the_memory_is_refused() {
    let wide = Side { padding: 1, ..Side::new(2048, 3) };
    let too_large = |error: Error| matches!(error, Error::TooLarge { .. });
    assert!(too_large(conv(1, 1, 1, &[wide, wide]).wiring().unwrap_err()));
    let channels = conv(usize::MAX, usize::MAX, 1, &[wide]).wiring().unwrap_err();
    assert!(channels.to_string().starts_with("connected channels: "));
    assert!(too_large(conv(usize::MAX, 1, 1, &[wide]).shape_fans().unwrap_err()));
    assert!(too_large(conv(1, usize::MAX, 1, &[wide]).shape_fans().unwrap_err()));
    let long = Side { padding: 4096, ..Side::new(4096, 4096) };
    assert!(too_large(long.wiring().unwrap_err()));
    // One connection a side, but many pixels, positions or weights.
    for (side, name) in [
        (Side { stride: 4096, ..Side::new(4096, 1) }, "inputs"),
        (Side { padding: 4096, ..Side::new(1, 1) }, "outputs"),
        (Side { stride: 4096, padding: 4095, ..Side::new(1, 4096) }, "weights"),
    ] {
        assert!(conv(1, 1, 1, &[side]).wiring().unwrap().connections().len() <= 1);
        let error = conv(1, 1, 1, &[side, side, side]).wiring().unwrap_err();
        assert!(error.to_string().starts_with(&format!("{name}: ")), "{error}");
    }
    let sparse = Side { stride: 1, ..Side::new(4096, 1) };
    let wiring = conv(2, 2, 1, &[sparse]).wiring().unwrap();
    assert!(too_large(wiring.matrix(&[0.0; 4]).unwrap_err()));
}

#[test]
fn images_and_weights_that_do_not_fit_are_refused() {
    let (image, weight) = (Array3::zeros((2, 4, 4)), Array4::zeros((3, 2, 3, 3)));
    let both = |image: &Array3<f64>, weight: &Array4<f64>, stride, padding| {
        let directly = direct(image, weight, stride, padding).unwrap_err();
        let at_once = by_patches(image, weight, stride, padding).unwrap_err();
        assert_eq!(directly, at_once);
        directly.to_string()
    };
    let other = Array4::zeros((3, 1, 3, 3));
    let error = "channels of the weight: expected 2, found 1";
    assert_eq!(both(&image, &other, 1, 0), error);
    assert_eq!(both(&image, &weight, 0, 0), "stride is 0");
    let tall = Array4::zeros((3, 2, 5, 3));
    let error = "the kernel spans 5 pixels, the padded side 4";
    assert_eq!(both(&image, &tall, 1, 0), error);
    let wide = Array4::zeros((3, 2, 3, 5));
    assert_eq!(both(&image, &wide, 1, 0), error);
    assert_eq!(both(&image, &Array4::zeros((0, 2, 3, 3)), 1, 0), "filters is 0");
    let (empty, none) = (Array3::zeros((0, 4, 4)), Array4::zeros((3, 0, 3, 3)));
    assert_eq!(both(&empty, &none, 1, 0), "channels of the image is 0");
    let error = "padded pixels: 67174416 is too large"; // 8196²
    assert_eq!(both(&image, &weight, 1, 4096), error);
    let deep = (Array3::zeros((2000, 1, 1)), Array4::zeros((1, 2000, 1, 1)));
    let error = "padded pixels of all channels: 29282000 is too large"; // 121² · 2000
    assert_eq!(both(&deep.0, &deep.1, 1, 60), error);
    let many = (Array3::zeros((1, 1, 1)), Array4::zeros((20_000, 1, 1, 1)));
    let error = "responses: 33620000 is too large"; // 41² · 20000
    assert_eq!(both(&many.0, &many.1, 1, 20), error);
    let columns = patches(&Array3::zeros((1, 200, 200)), (100, 100), 1, 0);
    let error = "numbers in patches: 102010000 is too large"; // 100² · 101²
    assert_eq!(columns.unwrap_err().to_string(), error);
}
