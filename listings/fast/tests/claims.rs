// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is claimed of the fast fill, on one thread and on several.

use fast::parallel;
use kaiming::{Error, Gain, Kaiming};
use ndarray::{Array, Array2, ArrayRef, Ix2, IxDyn, ShapeBuilder, s};
use rand::Rng;

mod common;
use common::{assert_distribution, hash, moments, seeded};

const RELU: Kaiming = Kaiming::relu();

type Fill = fn(&mut ArrayRef<f32, Ix2>) -> Result<(), Error>;

/// Uniform and normal, in one piece and by chunks.
const FILLS: [Fill; 4] = [
    |w| fast::fill_uniform(w, RELU, &mut seeded()),
    |w| fast::fill_normal(w, RELU, &mut seeded()),
    |w| parallel::fill_uniform(w, RELU, &mut seeded()),
    |w| parallel::fill_normal(w, RELU, &mut seeded()),
];

/// Six chunks and a bit; no number of lanes or pairs of them divides it.
const SHAPE: (usize, usize) = (347, 293);

fn filled(fill: Fill) -> Array2<f32> {
    let mut weight = Array2::default(SHAPE);
    fill(&mut weight).unwrap();
    weight
}

#[test]
fn fast_uniform_weights_have_the_std_and_keep_within_the_bound() {
    let [fast, _, parallel, _] = FILLS.map(filled);
    for weight in [fast, parallel] {
        let (std, bound) = (RELU.std(weight.shape()), RELU.bound(weight.shape()));
        let (std, bound) = (std.unwrap(), bound.unwrap());
        let found = moments(&weight);
        assert_distribution(&found, weight.len(), std, 9.0 / 5.0, 81.0 / 9.0);
        assert!(found.max <= bound * (1.0 + 2_f64.powi(-23)));
        assert!(found.max > bound * (1.0 - 20.0 / weight.len() as f64));
        assert!(weight.iter().all(|&w| w != 0.0));
    }
}

#[test]
fn fast_normal_weights_have_the_std_and_the_tails() {
    let [_, fast, _, parallel] = FILLS.map(filled);
    for weight in [fast, parallel] {
        let std = RELU.std(weight.shape()).unwrap();
        assert_distribution(&moments(&weight), weight.len(), std, 3.0, 105.0);
        // P(|z| > 1), P(|z| > 2) and P(|z| > 3), each within 5 standard errors √(p/n).
        for (z, p) in [(1.0, 0.317_310_5), (2.0, 0.045_500_3), (3.0, 0.002_699_8)] {
            let beyond = weight.iter().filter(|&&w| f64::from(w).abs() > z * std).count();
            let share = beyond as f64 / weight.len() as f64;
            assert!(
                (share - p).abs() < 5.0 * (p / weight.len() as f64).sqrt(),
                "{share}"
            );
        }
    }
}

/// Neighbors, the same lane's next weight, the two weights of a pair, chunks.
#[test]
fn fast_weights_are_uncorrelated() {
    for weight in FILLS.map(filled) {
        let std = RELU.std(weight.shape()).unwrap();
        let z: Vec<f64> = weight.iter().map(|&w| f64::from(w) / std).collect();
        for lag in [1, 2, 15, 16, 17, 32, 64, 1 << 14] {
            let products = z.iter().zip(&z[lag..]).map(|(a, b)| [a * b, a * a * b * b]);
            let [plain, squares] =
                products.fold([0.0, 0.0], |[p, s], [a, b]| [p + a, s + b]);
            let n = (z.len() - lag) as f64;
            // The products have mean 0 and variance 1; those of the squares mean 1 and a
            // variance of at most 3² - 1, beside what neighbors share: less than 4 times that.
            assert!((plain / n).abs() < 5.0 / n.sqrt(), "lag {lag}: {plain}");
            assert!((squares / n - 1.0).abs() < 5.0 * (32.0 / n).sqrt(), "lag {lag}");
        }
    }
}

#[test]
fn the_order_in_memory_does_not_matter() {
    for fill in FILLS {
        let weight = filled(fill);
        let mut columns = Array2::default(SHAPE.f());
        fill(&mut columns).unwrap();
        assert_eq!(columns, weight);
        let mut every_other = Array2::default((SHAPE.0, 2 * SHAPE.1));
        fill(&mut every_other.slice_mut(s![.., ..;2])).unwrap();
        assert_eq!(every_other.slice(s![.., ..;2]), weight);
        assert!(every_other.slice(s![.., 1..;2]).iter().all(|w| *w == 0.0));
    }
}

#[test]
fn any_length_is_filled_to_its_end() {
    for len in [1, 2, 15, 16, 17, 31, 32, 33, (1 << 14) - 1, 1 << 14, (1 << 14) + 1] {
        for fill in FILLS {
            let [mut weight, mut longer] =
                [len, len + 100].map(|len| Array2::from_elem((len, 1), f32::NAN));
            fill(&mut weight).unwrap();
            assert!(weight.iter().all(|w| w.is_finite()), "{len}");
            // With the same fan, a longer weight begins as a shorter one does, except for the
            // normal distribution's last pairs.
            fill(&mut longer).unwrap();
            let begin = len / 32 * 32;
            assert_eq!(longer.slice(s![..begin, ..]), weight.slice(s![..begin, ..]));
        }
    }
}

#[test]
fn the_same_seed_gives_these_weights_everywhere() {
    let [uniform, normal, parallel_uniform, parallel_normal] = FILLS.map(filled);
    assert_eq!(hash(&uniform), 0x8313_a7d0_4baf_99a4);
    assert_eq!(hash(&normal), 0x1da8_89f7_b008_bdf4);
    assert_eq!(hash(&parallel_uniform), 0x075b_3922_a947_9eb1);
    assert_eq!(hash(&parallel_normal), 0x0731_f43d_c031_141c);
}

#[test]
fn another_generator_gives_other_weights() {
    for fill in [parallel::fill_uniform::<Ix2>, parallel::fill_normal] {
        let mut rng = seeded();
        let [mut one, mut two] = [Array2::<f32>::zeros((9, 9)), Array2::zeros((9, 9))];
        fill(&mut one, RELU, &mut rng).unwrap();
        fill(&mut two, RELU, &mut rng).unwrap();
        assert!(one.iter().zip(&two).all(|(a, b)| a != b));
    }
}

#[cfg(feature = "rayon")]
#[test]
fn one_two_and_eight_threads_give_the_same_weights() {
    for fill in FILLS {
        let [one, two, eight] = [1, 2, 8].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| filled(fill))
        });
        assert_eq!(one, two);
        assert_eq!(one, eight);
        assert_eq!(one, filled(fill));
    }
}

#[test]
fn nothing_is_written_when_there_is_an_error() {
    type Fill = fn(&mut ArrayRef<f32, IxDyn>, Kaiming) -> Result<(), Error>;
    let fills: [Fill; 4] = [
        |w, k| fast::fill_uniform(w, k, &mut seeded()),
        |w, k| fast::fill_normal(w, k, &mut seeded()),
        |w, k| parallel::fill_uniform(w, k, &mut seeded()),
        |w, k| parallel::fill_normal(w, k, &mut seeded()),
    ];
    let with_slope = Kaiming::leaky_relu;
    for fill in fills {
        for (shape, kaiming, expected) in [
            (&[5][..], RELU, Error::Axes { axes: 1, stacked: false }),
            (&[5, 0], RELU, Error::Empty { axis: 1, shape: vec![5, 0] }),
            (&[5, 2], with_slope(f64::INFINITY), Error::NegativeSlope(f64::INFINITY)),
        ] {
            let mut weight = Array::from_elem(shape, 7.0);
            assert_eq!(fill(&mut weight, kaiming), Err(expected));
            assert!(weight.iter().all(|&w| w == 7.0));
        }
        let mut weight = Array::from_elem(&[5, 2][..], 7.0);
        let error = fill(&mut weight, with_slope(1e40));
        assert!(matches!(error, Err(Error::Underflow(_))));
        assert!(weight.iter().all(|&w| w == 7.0));
        let error = fill(&mut weight, Kaiming::new(Gain::Of(1e39)));
        assert!(matches!(error, Err(Error::TooLarge(_))));
        assert!(weight.iter().all(|&w| w == 7.0));
    }
    let mut rng = seeded();
    let mut weight = Array2::<f32>::zeros((5, 0));
    assert!(fast::fill_uniform(&mut weight, RELU, &mut rng).is_err());
    assert_eq!(rng.next_u64(), seeded().next_u64());
}

#[test]
fn a_fast_uniform_weight_needs_31_bits_below_its_bound() {
    // With a fan of 1 the bound is √6 / a; the smallest that will do is 2⁻¹²⁶ · 2³¹.
    let edge = 6_f64.sqrt() * 2_f64.powi(95);
    let at = |negative_slope| {
        let kaiming = Kaiming::leaky_relu(negative_slope);
        let mut weight = Array2::<f32>::zeros((50, 1));
        let bound = kaiming.bound(weight.shape()).unwrap();
        fast::fill_uniform(&mut weight, kaiming, &mut seeded()).map(|()| (weight, bound))
    };
    let (weight, bound) = at(edge * (1.0 - 1e-9)).unwrap();
    assert!(weight.iter().all(|&w| w != 0.0 && f64::from(w).abs() <= bound));
    let Err(Error::Underflow(bound)) = at(edge * (1.0 + 1e-9)) else { panic!() };
    let expected = 2_f64.powi(-95);
    assert!((bound / expected - 1.0).abs() < 2e-9);
}

#[test]
fn the_order_in_memory_does_not_change_what_the_generator_gives_next() {
    let next_after = |weight: &mut ArrayRef<f32, Ix2>| {
        let mut rng = seeded();
        fast::fill_uniform(weight, RELU, &mut rng).unwrap();
        rng.next_u64()
    };
    let mut in_a_row = Array2::zeros(SHAPE);
    let mut by_columns = Array2::zeros(SHAPE.f());
    assert_eq!(next_after(&mut in_a_row), next_after(&mut by_columns));
    assert_eq!(in_a_row, by_columns);
}
