// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. The reference values are PyTorch's and the fastai lesson's.

use approx::assert_relative_eq;
use introduction::*;
use ndarray::{Array2, Array4, ArrayD};
use rand::{SeedableRng, rngs::ChaCha8Rng};

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(9)
}

#[test]
fn the_gains_are_those_of_the_lesson() {
    // As the lesson prints them, to eight decimals.
    for (a, printed) in
        [(0.0, "1.41421356"), (1.0, "1.00000000"), (5f64.sqrt(), "0.57735027")]
    {
        assert_eq!(format!("{:.8}", gain(a)), printed);
    }
    assert_eq!(gain(-0.25), gain(0.25));
}

#[test]
fn the_fans_of_the_lesson_are_25_and_800() {
    let mut weight = Array4::zeros((32, 1, 5, 5));
    assert_eq!(kaiming2(&mut weight, 0.0, false, &mut rng()).unwrap().0, 25);
    assert_eq!(kaiming2(&mut weight, 0.0, true, &mut rng()).unwrap().0, 800);
}

#[test]
fn the_bounds_are_those_of_pytorch() {
    for (a, use_fan_out, expected) in [
        (0.0, false, 0.489_897_948_556_635_6),
        (0.0, true, 0.086_602_540_378_443_87),
        (5f64.sqrt(), false, 0.2),
        (5f64.sqrt(), true, 0.035_355_339_059_327_38),
    ] {
        let mut weight = Array4::zeros((32, 1, 5, 5));
        let (_, bound) = kaiming2(&mut weight, a, use_fan_out, &mut rng()).unwrap();
        assert_relative_eq!(bound, expected, max_relative = 1e-12);
    }
}

#[test]
fn what_is_drawn_is_uniform_between_the_bounds() {
    let mut weight = Array2::zeros((100, 100));
    let (_, bound) = kaiming2(&mut weight, 0.0, false, &mut rng()).unwrap();
    let n = weight.len() as f64;
    assert!(weight.iter().all(|w| w.abs() <= bound));
    // SE of the mean of a uniform distribution: bound / √(3n). Of its variance b²/3: √(4/45) b² / √n.
    let mean = weight.sum() / n;
    assert!(mean.abs() < 5.0 * bound / (3.0 * n).sqrt(), "{mean}");
    let variance = weight.mapv(|w| w * w).sum() / n;
    let error = (4.0 / 45.0_f64).sqrt() * bound * bound / n.sqrt();
    assert!((variance - bound * bound / 3.0).abs() < 5.0 * error, "{variance}");
    // And that is 2 / fan_in.
    assert_relative_eq!(bound * bound / 3.0, 2.0 / 100.0, max_relative = 1e-12);
}

#[test]
fn the_two_keeps_the_signal_and_a_one_halves_it_at_every_layer() {
    let [two, one] =
        [2.0, 1.0].map(|numerator| signal(numerator, 64, 30, &mut rng()).unwrap());
    for (layer, (two, one)) in two.iter().zip(&one).enumerate() {
        // The same draws, scaled: exactly 2^-l between them.
        assert_relative_eq!(
            one / two,
            0.5_f64.powi(layer as i32 + 1),
            max_relative = 1e-9
        );
    }
    // The log of 64-wide, 30 deep has a spread of √(5 · 30 / 64) ≈ 1.5 around -1.2.
    assert!(two[29].ln().abs() < 9.0, "{}", two[29]);
    assert_eq!(2_u32.pow(30), 1_073_741_824);
}

#[test]
fn the_first_layer_doubles_an_input_that_met_no_relu() {
    // SE of the mean of 256 squares of variance 2 · 2²: for one draw of the network.
    let two = signal(2.0, 256, 1, &mut rng()).unwrap()[0];
    assert!((two - 2.0).abs() < 5.0 * (8.0 / 256.0_f64).sqrt(), "{two}");
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    let most = usize::MAX;
    for (shape, a, message) in [
        (&[][..], 0.0, "a weight of 0 dimensions; it takes 2 or more"),
        (&[5], 0.0, "a weight of 1 dimensions; it takes 2 or more"),
        (&[0, 5], 0.0, "a zero in the shape [0, 5]"),
        (&[5, 5, 0], 0.0, "a zero in the shape [5, 5, 0]"),
        (&[2, most], 0.0, &format!("too many connections in the shape [2, {most}]")),
        (&[2, 2], f64::NAN, "a slope of NaN"),
        (&[2, 2], f64::INFINITY, "a slope of inf"),
        (&[2, 2], 1e200, &format!("a slope of {}", 1e200)),
    ] {
        assert_eq!(check(shape, a).unwrap_err().to_string(), message);
    }
    assert_eq!(check(&[2, 3, 5, 7], 0.0), Ok((2, 3, 35)));
    assert_eq!(check(&[most, 1], 0.0), Ok((most, 1, 1)));
    assert!(signal(2.0, 0, 1, &mut rng()).is_err());
}

#[test]
fn an_error_leaves_the_weight_as_it_was() {
    let mut weight = ArrayD::from_elem(vec![7], 3.0);
    assert_eq!(kaiming2(&mut weight, 0.0, false, &mut rng()), Err(Error::Dimensions(1)));
    assert_eq!(weight, ArrayD::from_elem(vec![7], 3.0));
}
