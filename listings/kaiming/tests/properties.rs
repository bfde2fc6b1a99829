// SPDX-License-Identifier: MIT OR Apache-2.0
//! What holds for every shape, slope and mode, on shapes drawn at random.

use kaiming::{Axes, Error, Fans, Kaiming, Mode, WeightLayout, fans, fill_uniform, gain};
use ndarray::{ArrayD, IxDyn};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::ChaCha8Rng};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

fn layouts() -> impl Strategy<Value = WeightLayout> {
    (any::<bool>(), 0..6_usize, any::<bool>()).prop_map(|(in_out, groups, transposed)| {
        let axes = if in_out { Axes::InOut } else { Axes::OutIn };
        let mut layout = WeightLayout::OUT_IN.groups(groups);
        (layout.axes, layout.transposed) = (axes, transposed);
        layout
    })
}

fn modes() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::FanIn), Just(Mode::FanOut), Just(Mode::FanAvg)]
}

/// Lengths of all sizes: small ones that make sense, and any number at all.
fn wild_shapes() -> impl Strategy<Value = Vec<usize>> {
    let length =
        prop_oneof![4 => 0..10_usize, 1 => any::<usize>(), 1 => Just(usize::MAX)];
    prop::collection::vec(length, 0..40)
}

fn shapes(longest: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..longest, 2..6)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_shape_makes_it_panic(
        shape in wild_shapes(),
        layout in layouts(),
        mode in modes(),
        negative_slope in any::<f64>(),
    ) {
        let kaiming = Kaiming::leaky_relu(negative_slope).mode(mode).layout(layout);
        let counted = fans(&shape, layout);
        match (&counted, kaiming.bound(&shape)) {
            (Ok(_), Ok(bound)) => prop_assert!(bound > 0.0 && bound.is_finite()),
            (Ok(_), Err(error)) => {
                prop_assert!(matches!(error, Error::NegativeSlope(_)));
            }
            (Err(error), bound) => prop_assert_eq!(Err(error.clone()), bound),
        }
        // The error is the first that applies, told from the shape alone.
        let mut exact = 1_u128;
        for &length in &shape {
            exact = exact.saturating_mul(length as u128);
        }
        match counted {
            Ok(Fans { fan_in, fan_out }) => {
                prop_assert!(shape.len() > 1 && exact > 0);
                prop_assert!(fan_in <= exact as f64 && fan_out <= exact as f64);
            }
            Err(Error::Axes { axes, .. }) => {
                prop_assert!(axes == shape.len() && axes < 2);
            }
            Err(Error::Empty { axis, .. }) => prop_assert_eq!(shape[axis], 0),
            Err(Error::Groups { groups, channels }) => {
                prop_assert!(groups == 0 || channels % groups != 0);
            }
            Err(Error::Overflow(_)) => prop_assert!(exact > usize::MAX as u128),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn std_squared_times_fan_times_half_of_one_plus_a_squared_is_one(
        shape in shapes(200),
        negative_slope in -10.0..10.0_f64,
        mode in modes(),
    ) {
        let kaiming = Kaiming::leaky_relu(negative_slope).mode(mode);
        let std = kaiming.std(&shape).unwrap();
        let fan = fans(&shape, WeightLayout::OUT_IN).unwrap().of(mode);
        // Equation (15), and (10) or (14) where a is 0.
        let one = 0.5 * (1.0 + negative_slope * negative_slope) * fan * std * std;
        prop_assert!((one - 1.0).abs() < 1e-12, "{}", one);
    }

    #[test]
    fn the_sign_of_the_slope_does_not_matter(slope in -1e150..1e150_f64) {
        prop_assert_eq!(gain(slope), gain(-slope));
    }

    #[test]
    fn a_larger_slope_never_has_a_larger_gain(a in 0.0..1e6_f64, b in 0.0..1e6_f64) {
        prop_assert!(gain(a.max(b)).unwrap() <= gain(a.min(b)).unwrap());
    }

    #[test]
    fn fans_times_the_other_channels_are_the_weights(
        channels in (1..9_usize, 1..9_usize),
        groups in 1..9_usize,
        kernel in prop::collection::vec(1..5_usize, 0..4),
        transposed in any::<bool>(),
    ) {
        // A layer with groups * channels.0 outputs and groups * channels.1 inputs.
        let (outs, ins) = (groups * channels.0, groups * channels.1);
        let first = if transposed { [ins, channels.0] } else { [outs, channels.1] };
        let shape = [&first[..], &kernel].concat();
        let mut layout = WeightLayout::OUT_IN.groups(groups);
        layout.transposed = transposed;
        let Fans { fan_in, fan_out } = fans(&shape, layout).unwrap();
        let weights: usize = shape.iter().product();
        prop_assert_eq!(fan_in * outs as f64, weights as f64);
        prop_assert_eq!(fan_out * ins as f64, weights as f64);
    }

    #[test]
    fn in_out_is_out_in_backwards(shape in wild_shapes(), layout in layouts()) {
        let mut backward = shape.clone();
        backward.reverse();
        let axes = if layout.axes == Axes::OutIn { Axes::InOut } else { Axes::OutIn };
        let mut mirrored = layout;
        mirrored.axes = axes;
        let other = fans(&backward, mirrored);
        prop_assert_eq!(fans(&shape, layout).ok(), other.ok());
    }

    #[test]
    fn every_weight_is_within_the_bound(
        shape in shapes(8),
        negative_slope in -3.0..3.0_f64,
        mode in modes(),
        seed in any::<u64>(),
    ) {
        let kaiming = Kaiming::leaky_relu(negative_slope).mode(mode);
        let bound = kaiming.bound(&shape).unwrap();
        let mut weight = ArrayD::<f32>::from_elem(IxDyn(&shape), f32::NAN);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        fill_uniform(&mut weight, kaiming, &mut rng).unwrap();
        let largest = bound * (1.0 + 2_f64.powi(-23));
        prop_assert!(weight.iter().all(|&w| f64::from(w).abs() <= largest));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_display_writes_is_read_again(slope in any::<f64>(), mode in modes(), in_out: bool) {
        use kaiming::Gain;
        let axes = if in_out { Axes::InOut } else { Axes::OutIn };
        prop_assert_eq!(axes.to_string().parse::<Axes>()?, axes);
        prop_assert_eq!(mode.to_string().parse::<Mode>()?, mode);
        let gains = [Gain::Relu, Gain::LeakyRelu(slope), Gain::Linear, Gain::Tanh, Gain::Selu, Gain::Of(slope)];
        for gain in gains {
            prop_assert_eq!(gain.to_string().parse::<Gain>()?, gain);
        }
    }
}

#[test]
fn a_name_that_nobody_has_is_in_the_error() {
    use kaiming::Gain;
    for name in
        ["gelu", "leaky_relu", "leaky_relu()", "leaky_relu(x)", "leaky_relu(1", ""]
    {
        assert_eq!(name.parse::<Gain>(), Err(Error::Name(name.to_string())));
        assert_eq!(name.parse::<Axes>(), Err(Error::Name(name.to_string())));
        assert_eq!(name.parse::<Mode>(), Err(Error::Name(name.to_string())));
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_configuration_file_says_it_in_the_same_words()
-> Result<(), Box<dyn std::error::Error>> {
    let layout = WeightLayout::IN_OUT.groups(4).strides(&[2, 2]).transposed();
    let kaiming = Kaiming::leaky_relu(0.01).mode(Mode::FanAvg).layout(layout);
    let text = serde_json::to_string(&kaiming)?;
    assert!(text.contains(r#""gain":{"leaky_relu":0.01},"mode":"fan_avg""#), "{text}");
    assert!(text.contains(r#""axes":"in_out","groups":4"#), "{text}");
    assert_eq!(serde_json::from_str::<Kaiming>(&text)?, kaiming);
    Ok(())
}
