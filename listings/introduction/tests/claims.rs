// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. The reference values are PyTorch's and the fastai lesson's.

use approx::assert_relative_eq;
use introduction::*;
use ndarray::{Array1, Array2, Array4, ArrayD};
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
fn with_four_inputs_a_two_gives_back_what_came_in_and_a_one_gives_back_half() {
    let outputs = all_outputs(2.0, &[1.0; 4]).unwrap();
    // In units of the weight, the root of 2/4: the table of the page.
    let sums: Vec<i64> =
        outputs.iter().map(|y| (y / 0.5_f64.sqrt()).round() as i64).collect();
    let table = [(4, 1), (2, 4), (0, 6), (-2, 4), (-4, 1)];
    for (sum, ways) in table {
        assert_eq!(sums.iter().filter(|&&found| found == sum).count(), ways, "{sum}");
    }
    let square = |sums: &[i64]| sums.iter().map(|s| s * s).sum::<i64>();
    let passed: Vec<i64> = sums.iter().map(|&s| s.max(0)).collect();
    // Over 16 ways: 4 before the ReLU and 2 after it, in whole numbers.
    assert_eq!((sums.len(), square(&sums), square(&passed)), (16, 64, 32));
    for (numerator, before, after) in [(2.0, 2.0, 1.0), (1.0, 1.0, 0.5), (3.0, 3.0, 1.5)]
    {
        let outputs = all_outputs(numerator, &[1.0; 4]).unwrap();
        assert_relative_eq!(mean_square(&outputs), before, max_relative = 1e-12);
        let passed: Vec<f64> = outputs.iter().map(|&y| relu(y)).collect();
        assert_relative_eq!(mean_square(&passed), after, max_relative = 1e-12);
    }
}

#[test]
fn the_relu_takes_half_whatever_the_inputs_are_and_however_many() {
    for x in [&[3.0][..], &[1.0, 2.0], &[0.0, 0.5, 4.0], &[1.0; 9], &[1.0, 2.0, 2.0, 4.0]]
    {
        let outputs = all_outputs(2.0, x).unwrap();
        let passed: Vec<f64> = outputs.iter().map(|&y| relu(y)).collect();
        let came_in = mean_square(x);
        assert_relative_eq!(mean_square(&outputs), 2.0 * came_in, max_relative = 1e-12);
        assert_relative_eq!(mean_square(&passed), came_in, max_relative = 1e-12);
    }
}

#[test]
fn a_one_leaves_exactly_half_as_much_of_the_two_after_each_further_layer() {
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
    assert!((two[29].ln() + 1.2).abs() < 5.0 * 1.5, "{}", two[29]);
    assert_eq!(2_u32.pow(30), 1_073_741_824);
}

#[test]
fn each_layer_passes_on_half_of_the_numerator_the_first_too() {
    // Means over 100 networks. A unit's output is 0 or, with equal probability, the square of a
    // normal variable: its square has the mean m and the variance 5 m². So the mean over 256 units
    // strays by √(5/256) of itself, and the mean over 100 networks by a tenth of that.
    let error = 0.1 * (5.0 / 256.0_f64).sqrt();
    for numerator in [2.0, 1.0, 1.0 / 3.0] {
        let mut rng = rng();
        let mut factors = [0.0; 2];
        for _ in 0..100 {
            let drawn = signal(numerator, 256, 2, &mut rng).unwrap();
            factors[0] += drawn[0] / 100.0;
            factors[1] += drawn[1] / drawn[0] / 100.0;
        }
        for factor in factors {
            let half = numerator / 2.0;
            assert!((factor / half - 1.0).abs() < 5.0 * error, "{numerator}: {factor}");
        }
    }
}

#[test]
fn the_slope_root_of_five_puts_a_third_in_the_place_of_the_two() {
    assert_relative_eq!(gain(5f64.sqrt()).powi(2), 1.0 / 3.0, max_relative = 1e-12);
    let [two, third] =
        [2.0, 1.0 / 3.0].map(|numerator| signal(numerator, 64, 30, &mut rng()).unwrap());
    // A sixth per layer; a page says "about 2 · 10²³".
    let ratio = two[29] / third[29];
    assert_relative_eq!(ratio, 6_f64.powi(30), max_relative = 1e-9);
    assert_eq!(format!("{ratio:.0e}"), "2e23");
}

#[test]
fn a_digit_comes_through_thirty_layers_with_the_two_and_not_with_a_one_or_a_three() {
    let digit = digit();
    assert_relative_eq!(mean_square(&digit), 1.0, max_relative = 1e-12);
    let mut last = Vec::new();
    for numerator in [2.0, 1.0, 3.0] {
        let outputs = layers(numerator, &digit, (256, 30), &mut rng()).unwrap();
        assert_eq!((outputs.len(), outputs[0].len()), (30, 256));
        last.push(mean_square(&outputs[29]));
    }
    // The log has a spread of √(5 · 30 / 256) ≈ 0.8 around -0.3.
    assert!(last[0].ln().abs() < 0.3 + 5.0 * 0.8, "{last:?}");
    assert_relative_eq!(last[0] / last[1], 2_f64.powi(30), max_relative = 1e-9);
    assert_relative_eq!(last[2] / last[0], 1.5_f64.powi(30), max_relative = 1e-9);
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
    let none = Array1::zeros(0);
    assert!(layers(2.0, &none, (3, 1), &mut rng()).is_err());
    for inputs in [0, 21] {
        let error = all_outputs(2.0, &vec![1.0; inputs]).unwrap_err();
        let message = format!("{inputs} inputs; all signs are counted for 1 to 20");
        assert_eq!(error.to_string(), message);
    }
    assert_eq!(all_outputs(2.0, &[1.0; 20]).unwrap().len(), 1 << 20);
    assert_eq!(mean_square(&[]), 0.0);
}

#[test]
fn an_error_leaves_the_weight_as_it_was() {
    let mut weight = ArrayD::from_elem(vec![7], 3.0);
    assert_eq!(kaiming2(&mut weight, 0.0, false, &mut rng()), Err(Error::Dimensions(1)));
    assert_eq!(weight, ArrayD::from_elem(vec![7], 3.0));
}
