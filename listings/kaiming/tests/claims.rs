// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is claimed of fans, gain, std and bound, and of the wrong versions of each.

use std::f64::consts::{PI, SQRT_2};

use approx::{assert_relative_eq, relative_ne};
use kaiming::{
    Axes, Error, Fans, Gain, Kaiming, Mode, TRUNCATED_STD, WeightLayout, fans, gain,
};
use ndarray::Array2;

const PRECISION: f64 = 1e-12;

fn counted(shape: &[usize], layout: WeightLayout) -> (usize, usize) {
    let Fans { fan_in, fan_out } = fans(shape, layout).unwrap();
    assert_eq!((fan_in.fract(), fan_out.fract()), (0.0, 0.0));
    (fan_in as usize, fan_out as usize)
}

// Gain, equation (15)

#[test]
fn gain_of_relu_leaky_relu_linear_and_the_root_of_5() {
    for (negative_slope, expected) in [
        (0.0, SQRT_2),
        (-0.0, SQRT_2),
        (0.01, 1.414_142_856_997_835),
        (-0.01, 1.414_142_856_997_835),
        (0.25, 1.371_988_681_140_070_7),
        (1.0, 1.0),
        (5_f64.sqrt(), 0.577_350_269_189_625_7),
        (1e100, 1.414_213_562_373_095e-100),
    ] {
        let gain = gain(negative_slope).unwrap();
        assert_relative_eq!(gain, expected, max_relative = PRECISION);
    }
}

#[test]
fn gain_is_of_the_second_moment_and_not_of_the_variance() {
    // Var[relu(z)] = 1/2 - 1/(2π) for a standard normal z, and E[relu(z)²] = 1/2.
    let variance = 0.5 - 0.5 / PI;
    let wrong = 1.0 / variance.sqrt();
    assert_relative_eq!(wrong, 1.712_858_550_449_662_7, max_relative = PRECISION);
    assert_relative_eq!(
        gain(0.0).unwrap(),
        1.0 / 0.5_f64.sqrt(),
        max_relative = PRECISION
    );
    assert!(relative_ne!(gain(0.0).unwrap(), wrong, max_relative = 0.15));
}

// Fans

#[test]
fn fans_of_a_linear_layer_are_its_columns_and_rows() {
    assert_eq!(counted(&[50, 784], WeightLayout::OUT_IN), (784, 50));
    assert_eq!(counted(&[784, 50], WeightLayout::IN_OUT), (784, 50));
}

#[test]
fn fans_of_the_lesson_are_25_and_800() {
    assert_eq!(counted(&[32, 1, 5, 5], WeightLayout::OUT_IN), (25, 800));
}

#[test]
fn fans_of_1_2_and_3_dimensional_kernels() {
    assert_eq!(counted(&[16, 8, 3], WeightLayout::OUT_IN), (24, 48));
    assert_eq!(counted(&[64, 3, 7, 5], WeightLayout::OUT_IN), (105, 2240));
    assert_eq!(counted(&[8, 4, 2, 3, 5], WeightLayout::OUT_IN), (120, 240));
    assert_eq!(counted(&[7, 5, 3, 64], WeightLayout::IN_OUT), (105, 2240));
}

#[test]
fn fan_out_is_not_the_size_of_the_weight() {
    // d k² c, the article's reading, is the same number for c = 1 and for no other c.
    for (shape, fan_out, d_k2_c) in
        [([32, 1, 5, 5], 800, 800), ([64, 3, 3, 3], 576, 1728)]
    {
        assert_eq!(shape.iter().product::<usize>(), d_k2_c);
        assert_eq!(counted(&shape, WeightLayout::OUT_IN).1, fan_out);
    }
}

#[test]
fn fan_in_counts_the_channels_of_one_group() {
    // Conv2d(64, 64, 3, groups=4) keeps (64, 16, 3, 3): 16 channels in, and not 64.
    let layout = WeightLayout::OUT_IN.groups(4);
    assert_eq!(counted(&[64, 16, 3, 3], layout), (144, 144));
    let ungrouped = counted(&[64, 64, 3, 3], WeightLayout::OUT_IN).0;
    assert_eq!(ungrouped, 4 * 144);
    // The number of input channels and of output channels may differ.
    assert_eq!(counted(&[32, 16, 3, 3], layout), (144, 72));
    let layout = WeightLayout::IN_OUT.groups(4);
    assert_eq!(counted(&[3, 3, 16, 32], layout), (144, 72));
}

#[test]
fn pytorch_does_not_divide_fan_out_by_the_groups() {
    let shape = [64, 1, 3, 3];
    assert_eq!(counted(&shape, WeightLayout::OUT_IN.groups(64)), (9, 9));
    assert_eq!(counted(&shape, WeightLayout::OUT_IN), (9, 576));
    // So with fan_out its weights are too small by the root of the groups.
    let ours = WeightLayout::OUT_IN.groups(64);
    let [ours, pytorch] = [ours, WeightLayout::OUT_IN].map(|layout| {
        let kaiming = Kaiming::relu().mode(Mode::FanOut).layout(layout);
        kaiming.std(&shape).unwrap()
    });
    assert_relative_eq!(ours, 8.0 * pytorch, max_relative = PRECISION);
}

#[test]
fn pytorch_swaps_the_fans_of_a_transposed_convolution() {
    // ConvTranspose2d(64, 32, 4) keeps (64, 32, 4, 4). Each output value at a stride of 1
    // comes from 4 · 4 places in all 64 channels.
    let shape = [64, 32, 4, 4];
    let ours = WeightLayout::OUT_IN.transposed();
    assert_eq!(counted(&shape, ours), (1024, 512));
    assert_eq!(counted(&shape, WeightLayout::OUT_IN), (512, 1024));
}

#[test]
fn groups_of_a_transposed_convolution_divide_its_inputs() {
    // ConvTranspose2d(64, 32, 4, groups=4) keeps (64, 8, 4, 4): 16 inputs and 8 outputs a group.
    let layout = WeightLayout::OUT_IN.groups(4).transposed();
    assert_eq!(counted(&[64, 8, 4, 4], layout), (16 * 16, 16 * 8));
}

#[test]
fn fans_of_keras_and_flax_kernels() {
    // Keras: Conv2DTranspose(32, 4) on 64 channels; Flax: ConvTranspose(32, (4, 4)).
    let keras = WeightLayout::IN_OUT.transposed();
    assert_eq!(counted(&[4, 4, 32, 64], keras), (1024, 512));
    assert_eq!(counted(&[4, 4, 64, 32], WeightLayout::IN_OUT), (1024, 512));
    // Keras: DepthwiseConv2D(3) on 64 channels keeps (3, 3, 64, 1).
    let depthwise = WeightLayout::IN_OUT.groups(64);
    assert_eq!(counted(&[3, 3, 1, 64], depthwise), (9, 9));
    assert_eq!(counted(&[3, 3, 64, 1], WeightLayout::IN_OUT), (576, 9));
}

/// Counts the connections of a grouped convolution one by one.
#[test]
fn fans_are_the_connections_of_one_value() {
    let (groups, ins, outs, k, positions) = (3, 6, 9, 3, 7);
    let mut into = Array2::<usize>::zeros((outs, positions));
    let mut out_of = Array2::<usize>::zeros((ins, positions));
    for channel_out in 0..outs {
        for channel_in in 0..ins {
            if channel_out / (outs / groups) != channel_in / (ins / groups) {
                continue;
            }
            for place in 0..positions {
                for tap in 0..k {
                    let Some(from) = (place + tap).checked_sub(k / 2) else { continue };
                    if from < positions {
                        into[[channel_out, place]] += 1;
                        out_of[[channel_in, from]] += 1;
                    }
                }
            }
        }
    }
    let middle = positions / 2;
    let layout = WeightLayout::OUT_IN.groups(groups);
    let Fans { fan_in, fan_out } = fans(&[outs, ins / groups, k], layout).unwrap();
    assert!(into.column(middle).iter().all(|&n| n as f64 == fan_in));
    assert!(out_of.column(middle).iter().all(|&n| n as f64 == fan_out));
    // At the border there are fewer.
    assert!((into[[0, 0]] as f64) < fan_in && (out_of[[0, 0]] as f64) < fan_out);
    // The transposed convolution goes through the same connections from the other end.
    let layout = WeightLayout::OUT_IN.groups(groups).transposed();
    let transposed = fans(&[outs, ins / groups, k], layout).unwrap();
    assert_eq!(transposed, Fans { fan_in: fan_out, fan_out: fan_in });
}

#[test]
fn the_mode_picks_the_fan() {
    let fans = Fans { fan_in: 25.0, fan_out: 800.0 };
    let of = [Mode::FanIn, Mode::FanOut, Mode::FanAvg].map(|mode| fans.of(mode));
    assert_eq!(of, [25.0, 800.0, 412.5]);
}

#[test]
fn the_default_is_relu_fan_in_and_the_layout_of_ndarray() {
    let default = Kaiming::default();
    assert_eq!(default, Kaiming::relu());
    assert_eq!(default, Kaiming::relu().mode(Mode::FanIn).layout(WeightLayout::OUT_IN));
    assert_eq!((default.gain, default.mode), (Gain::Relu, Mode::FanIn));
    let WeightLayout { axes, groups, transposed, stacked, .. } = default.layout;
    assert_eq!((axes, groups, transposed, stacked), (Axes::OutIn, 1, false, false));
    assert_eq!(WeightLayout::default(), WeightLayout::OUT_IN);
    let mut in_out = WeightLayout::OUT_IN;
    in_out.axes = Axes::InOut;
    assert_eq!(WeightLayout::IN_OUT, in_out);
    assert_eq!(Axes::default(), Axes::OutIn);
    assert_eq!(Mode::default(), Mode::FanIn);
}

#[test]
fn a_stride_divides_the_connections_of_one_input_value() {
    // Conv2d(3, 64, 7, stride=2): an input value is seen by 49 / 4 positions on average.
    let strided = WeightLayout::OUT_IN.strides(&[2, 2]);
    let shape = [64, 3, 7, 7];
    assert_eq!(fans(&shape, strided), Ok(Fans { fan_in: 147.0, fan_out: 784.0 }));
    let (kaiming, shape) = (Kaiming::relu(), [128, 128, 4, 4]);
    // Without the stride, half of it.
    let up = WeightLayout::OUT_IN.transposed().strides(&[2, 2]);
    assert_eq!(kaiming.layout(up).std(&shape), Ok(0.0625));
    assert_eq!(
        kaiming.layout(WeightLayout::OUT_IN.transposed()).std(&shape),
        Ok(0.03125)
    );
    for (strides, kernel, zero) in
        [(&[2][..], 2, false), (&[2, 2, 2], 2, false), (&[0, 2], 2, true)]
    {
        let error = Error::Strides { strides: strides.len(), zero, kernel };
        assert_eq!(fans(&shape, WeightLayout::OUT_IN.strides(strides)), Err(error));
    }
    assert_eq!(
        fans(&[9, 9], WeightLayout::OUT_IN.strides(&[])),
        fans(&[9, 9], WeightLayout::OUT_IN)
    );
    let large = WeightLayout::OUT_IN.strides(&[usize::MAX, usize::MAX]);
    assert!(fans(&[2, 2, 3, 3], large).unwrap().fan_out > 0.0);
}

/// Counts, for a strided convolution on a long line, how often each input value is used.
#[test]
fn fan_out_at_a_stride_is_the_mean_over_the_positions() {
    let (k, positions) = (7, 3_000);
    for stride in [1, 2, 3, 4] {
        let mut used = vec![0_usize; positions * stride + k];
        for position in 0..positions {
            (0..k).for_each(|tap| used[position * stride + tap] += 1);
        }
        let middle = &used[10 * stride * k..used.len() - 10 * stride * k];
        let middle = &middle[..middle.len() / stride * stride];
        let mean = middle.iter().sum::<usize>() as f64 / middle.len() as f64;
        let layout = WeightLayout::OUT_IN.strides(&[stride]);
        assert_relative_eq!(
            fans(&[1, 1, k], layout).unwrap().fan_out,
            mean,
            max_relative = 1e-12
        );
    }
}

#[test]
fn stacked_weights_have_the_fans_of_one() {
    let shape = [8, 512, 64];
    let stacked = WeightLayout::OUT_IN.stacked();
    assert_eq!(counted(&shape, stacked), (64, 512));
    assert_eq!(counted(&shape, WeightLayout::IN_OUT.stacked()), (512, 64));
    // Read as a convolution, `fan_in` would be 512 · 64: weights 22 times too small.
    assert_eq!(counted(&shape, WeightLayout::OUT_IN), (512 * 64, 8 * 64));
    for shape in [&[][..], &[5], &[5, 5]] {
        let error = Error::Axes { axes: shape.len(), stacked: true };
        assert_eq!(fans(shape, stacked), Err(error));
    }
    assert_eq!(
        fans(&[0, 5, 5], stacked),
        Err(Error::Empty { axis: 0, shape: vec![0, 5, 5] })
    );
}

// Gains

#[test]
fn gains_have_the_names_and_values_of_pytorch() {
    for (gain, value) in [
        (Gain::Relu, SQRT_2),
        (Gain::LeakyRelu(0.01), 1.414_142_856_997_835),
        (Gain::Linear, 1.0),
        (Gain::Tanh, 5.0 / 3.0),
        (Gain::Selu, 0.75),
        (Gain::Of(1.5335), 1.5335),
    ] {
        assert_relative_eq!(gain.value().unwrap(), value, max_relative = PRECISION);
        let kaiming = Kaiming::new(gain);
        assert_relative_eq!(
            kaiming.std(&[3, 16]).unwrap(),
            value / 4.0,
            max_relative = PRECISION
        );
    }
    for (name, gain) in [
        ("relu", Gain::Relu),
        ("linear", Gain::Linear),
        ("tanh", Gain::Tanh),
        ("selu", Gain::Selu),
        ("1.5335", Gain::Of(1.5335)),
    ] {
        assert_eq!(name.parse(), Ok(gain));
    }
    assert_eq!("gelu".parse::<Gain>(), Err(Error::Name("gelu".to_string())));
    for gain in [0.0, -1.0, f64::INFINITY] {
        assert_eq!(Gain::Of(gain).value(), Err(Error::Gain(gain)));
        assert_eq!(Kaiming::new(Gain::Of(gain)).bound(&[2, 2]), Err(Error::Gain(gain)));
    }
    assert!(
        matches!(Gain::Of(f64::NAN).value(), Err(Error::Gain(gain)) if gain.is_nan())
    );
}

#[test]
fn glorot_is_the_mean_of_both_fans() {
    let std = Kaiming::glorot().std(&[100, 300]).unwrap();
    assert_relative_eq!(std, (2.0 / 400.0_f64).sqrt(), max_relative = PRECISION);
    let bound = Kaiming::glorot().bound(&[100, 300]).unwrap();
    assert_relative_eq!(bound, (6.0 / 400.0_f64).sqrt(), max_relative = PRECISION);
    assert_eq!(Kaiming::linear().std(&[100, 400]), Ok(0.05));
}

#[test]
fn modes_are_said_and_read_by_name() {
    for mode in [Mode::FanIn, Mode::FanOut, Mode::FanAvg] {
        assert_eq!(mode.to_string().parse(), Ok(mode));
        assert_eq!(mode.to_string().replace('_', "-").parse(), Ok(mode));
    }
    assert_eq!("fan".parse::<Mode>(), Err(Error::Name("fan".to_string())));
}

// Std and bound

#[test]
fn std_and_bound_of_the_lesson() {
    let shape = [32, 1, 5, 5];
    let fan_in = Kaiming::default();
    let fan_out = fan_in.mode(Mode::FanOut);
    for (kaiming, std, bound) in [
        (fan_in, 0.282_842_712_474_619, 0.489_897_948_556_635_6),
        (fan_out, 0.05, 0.086_602_540_378_443_87),
    ] {
        assert_relative_eq!(kaiming.std(&shape).unwrap(), std, max_relative = PRECISION);
        let ours = kaiming.bound(&shape).unwrap();
        assert_relative_eq!(ours, bound, max_relative = PRECISION);
    }
}

#[test]
fn bound_is_the_root_of_3_times_std() {
    let (kaiming, shape) = (Kaiming::default(), [64, 3, 7, 7]);
    let (std, bound) = (kaiming.std(&shape).unwrap(), kaiming.bound(&shape).unwrap());
    // U(-b, b) has the variance b²/3: without the root of 3, a third of what it should be.
    assert_relative_eq!(bound * bound / 3.0, std * std, max_relative = PRECISION);
    assert!(relative_ne!(bound, std, max_relative = 0.4));
}

#[test]
fn truncated_std_is_that_of_a_normal_distribution_cut_at_2() {
    // Simpson's rule for ∫ z² φ and ∫ φ from -2 to 2, exact to 1e-15 with 10,000 steps.
    let steps = 10_000;
    let width = 4.0 / f64::from(steps);
    let (mut mass, mut square) = (0.0, 0.0);
    for step in 0..=steps {
        let factor = match step {
            0 => 1.0,
            _ if step == steps => 1.0,
            _ if step % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let z = f64::from(step) * width - 2.0;
        let density = factor * (-z * z / 2.0).exp();
        mass += density;
        square += z * z * density;
    }
    assert_relative_eq!(TRUNCATED_STD, (square / mass).sqrt(), max_relative = PRECISION);
}

// Errors

#[test]
fn fewer_than_two_axes_have_no_fans() {
    for layout in [WeightLayout::OUT_IN, WeightLayout::IN_OUT] {
        assert_eq!(fans(&[], layout), Err(Error::Axes { axes: 0, stacked: false }));
        assert_eq!(fans(&[5], layout), Err(Error::Axes { axes: 1, stacked: false }));
        assert_eq!(fans(&[0], layout), Err(Error::Axes { axes: 1, stacked: false }));
    }
}

#[test]
fn a_zero_in_the_shape_is_named() {
    for layout in [WeightLayout::OUT_IN, WeightLayout::IN_OUT] {
        for axis in 0..4 {
            let mut shape = vec![usize::MAX; 4];
            shape[axis] = 0;
            let expected = Error::Empty { axis, shape: shape.clone() };
            assert_eq!(fans(&shape, layout), Err(expected));
        }
    }
}

#[test]
fn groups_have_to_divide_the_channels() {
    for groups in [0, 3, 5, 128, usize::MAX] {
        let error = Err(Error::Groups { groups, channels: 64 });
        let layout = WeightLayout::OUT_IN.groups(groups);
        assert_eq!(fans(&[64, 16, 3], layout), error);
        let layout = WeightLayout::IN_OUT.groups(groups);
        assert_eq!(fans(&[3, 16, 64], layout), error);
    }
}

#[test]
fn an_overflow_of_either_fan_is_named() {
    const MAX: usize = usize::MAX;
    let error = |shape: &[usize]| Err(Error::Overflow(shape.to_vec()));
    for shape in [&[1, MAX, 2][..], &[MAX, 1, 2], &[2, 2, MAX], &[1, 1, MAX, MAX]] {
        assert_eq!(fans(shape, WeightLayout::OUT_IN), error(shape));
    }
    assert_eq!(counted(&[MAX, MAX], WeightLayout::OUT_IN), (MAX, MAX));
    assert_eq!(counted(&[MAX, 1, 1], WeightLayout::OUT_IN), (1, MAX));
    let long = vec![1; 100_000];
    assert_eq!(counted(&long, WeightLayout::OUT_IN), (1, 1));
    let long = vec![2; 100_000];
    assert_eq!(fans(&long, WeightLayout::OUT_IN), error(&long));
}

#[test]
fn a_slope_without_a_finite_square_has_no_gain() {
    for slope in [f64::INFINITY, f64::NEG_INFINITY, 1e155, -f64::MAX] {
        assert_eq!(gain(slope), Err(Error::NegativeSlope(slope)));
        let kaiming = Kaiming::leaky_relu(slope);
        assert_eq!(kaiming.std(&[2, 2]), Err(Error::NegativeSlope(slope)));
        assert_eq!(kaiming.bound(&[2, 2]), Err(Error::NegativeSlope(slope)));
    }
    assert!(matches!(gain(f64::NAN), Err(Error::NegativeSlope(slope)) if slope.is_nan()));
}

#[test]
fn errors_name_the_value() {
    for (error, message) in [
        (
            Error::Axes { axes: 1, stacked: false },
            "fans need a weight of at least 2 axes, this one has 1",
        ),
        (Error::Empty { axis: 1, shape: vec![4, 0] }, "axis 1 of the shape [4, 0] is 0"),
        (
            Error::Groups { groups: 3, channels: 64 },
            "groups: 3 does not divide the number of channels, 64",
        ),
        (Error::Overflow(vec![2, 9]), "the fan of the shape [2, 9] overflows"),
        (Error::NegativeSlope(f64::NAN), "the negative slope NaN has no finite square"),
        (Error::Underflow(1e-40), "weights of the scale 1e-40 underflow their type"),
        (Error::Memory(vec![2, 9]), "no memory for a weight of the shape [2, 9]"),
        (Error::NegativeSlope(1e308), "the negative slope 1e308 has no finite square"),
        (
            Error::Axes { axes: 2, stacked: true },
            "fans need a weight of at least 3 axes, this one has 2",
        ),
        (
            Error::Strides { strides: 1, zero: false, kernel: 2 },
            "1 strides for a kernel of 2 axes",
        ),
        (Error::Strides { strides: 2, zero: true, kernel: 2 }, "a stride of 0"),
        (Error::Gain(-1.5), "a gain of -1.5e0; it takes a positive number"),
        (Error::TooLarge(1e39), "weights of the scale 1e39 overflow their type"),
        (
            Error::Length { length: 3, shape: vec![2, 2] },
            "a slice of 3 weights for the shape [2, 2]",
        ),
        (
            Error::Name("gelu".to_string()),
            "there is no mode, gain or order of axes \"gelu\"",
        ),
    ] {
        assert_eq!(error.to_string(), message);
    }
}
