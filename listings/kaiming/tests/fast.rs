// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is claimed of the fast and the parallel fill.

use kaiming::{
    Error, Kaiming, Layout, fast, fill_normal as readable_normal,
    fill_uniform as readable_uniform, parallel,
};
use ndarray::{Array, Array2, ArrayRef, Ix2, IxDyn, ShapeBuilder, s};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

mod common;
use common::{assert_distribution, hash, moments, seeded};

const RELU: Kaiming =
    Kaiming { negative_slope: 0.0, mode: kaiming::Mode::FanIn, layout: Layout::OUT_IN };

type Fill<A> = fn(&mut ArrayRef<A, Ix2>) -> Result<(), Error>;

/// Uniform and normal, fast and parallel.
fn fills<A: fast::Fast + Send>() -> [Fill<A>; 4] {
    [
        |w| fast::fill_uniform(w, RELU, &mut seeded()),
        |w| fast::fill_normal(w, RELU, &mut seeded()),
        |w| parallel::fill_uniform(w, RELU, 1502),
        |w| parallel::fill_normal(w, RELU, 1502),
    ]
}

/// Six chunks and a bit; no number of lanes or pairs of them divides it.
const SHAPE: (usize, usize) = (347, 293);

fn filled<A: fast::Fast + Default>(fill: Fill<A>) -> Array2<A> {
    let mut weight = Array2::default(SHAPE);
    fill(&mut weight).unwrap();
    weight
}

#[test]
fn fast_uniform_weights_have_the_std_and_keep_within_the_bound() {
    let [fast, _, parallel, _] = fills::<f32>().map(filled);
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
    let [_, fast, _, parallel] = fills::<f32>().map(filled);
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
    for weight in fills::<f32>().map(filled) {
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
    fn hold<A: fast::Fast + Send + Default + PartialEq + std::fmt::Debug>() {
        for fill in fills::<A>() {
            let weight = filled(fill);
            let mut columns = Array2::default(SHAPE.f());
            fill(&mut columns).unwrap();
            assert_eq!(columns, weight);
            let mut every_other = Array2::default((SHAPE.0, 2 * SHAPE.1));
            fill(&mut every_other.slice_mut(s![.., ..;2])).unwrap();
            assert_eq!(every_other.slice(s![.., ..;2]), weight);
            let between = every_other.slice(s![.., 1..;2]);
            assert!(between.iter().all(|w| *w == A::default()));
        }
    }
    hold::<f32>();
    hold::<f64>();
}

#[test]
fn any_length_is_filled_to_its_end() {
    for len in [1, 2, 15, 16, 17, 31, 32, 33, (1 << 14) - 1, 1 << 14, (1 << 14) + 1] {
        for fill in fills::<f32>() {
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
fn fast_f64_weights_are_the_readable_ones() {
    let [uniform, normal, ..] = fills::<f64>().map(filled);
    let mut readable = Array2::zeros(SHAPE);
    readable_uniform(&mut readable, RELU, &mut seeded()).unwrap();
    assert_eq!(uniform, readable);
    readable_normal(&mut readable, RELU, &mut seeded()).unwrap();
    assert_eq!(normal, readable);
}

#[test]
fn the_same_seed_gives_these_weights_everywhere() {
    let [uniform, normal, parallel_uniform, parallel_normal] = fills().map(filled);
    assert_eq!(hash(&uniform), 0x2084_facf_33b6_815b);
    assert_eq!(hash(&normal), 0x9b90_ee0b_0f9a_1f6f);
    assert_eq!(hash(&parallel_uniform), 0x80e0_1f6a_0a68_1b95);
    assert_eq!(hash(&parallel_normal), 0x248a_6665_6676_8f65);
}

#[test]
fn chunk_i_is_drawn_from_stream_i() {
    let [_, _, uniform, normal] = fills::<f32>().map(filled);
    let chunk = 1 << 14;
    for index in [0, 1, 5] {
        let stream = || {
            let mut rng = ChaCha8Rng::seed_from_u64(1502);
            rng.set_stream(index as u64);
            rng
        };
        let shape = (chunk / SHAPE.1 + 1, SHAPE.1);
        let range = index * chunk..(index + 1) * chunk;
        let mut alone = Array2::<f32>::zeros(shape);
        fast::fill_uniform(&mut alone, RELU, &mut stream()).unwrap();
        assert!(alone.iter().take(chunk).eq(&uniform.as_slice().unwrap()[range.clone()]));
        fast::fill_normal(&mut alone, RELU, &mut stream()).unwrap();
        assert!(alone.iter().take(chunk).eq(&normal.as_slice().unwrap()[range]));
    }
}

#[test]
fn another_seed_gives_other_weights() {
    let [mut one, mut two] = [Array2::<f32>::zeros((9, 9)), Array2::zeros((9, 9))];
    parallel::fill_uniform(&mut one, RELU, 1).unwrap();
    parallel::fill_uniform(&mut two, RELU, 2).unwrap();
    assert!(one.iter().zip(&two).all(|(a, b)| a != b));
}

#[cfg(feature = "rayon")]
#[test]
fn one_two_and_eight_threads_give_the_same_weights() {
    for fill in fills::<f32>() {
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
        |w, k| parallel::fill_uniform(w, k, 1),
        |w, k| parallel::fill_normal(w, k, 1),
    ];
    let with_slope = |negative_slope| Kaiming { negative_slope, ..RELU };
    for fill in fills {
        for (shape, kaiming, expected) in [
            (&[5][..], RELU, Error::Axes(1)),
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
        let kaiming = Kaiming { negative_slope, ..RELU };
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
    let next_after = |weight: &mut ArrayRef<f64, Ix2>| {
        let mut rng = seeded();
        fast::fill_uniform(weight, RELU, &mut rng).unwrap();
        rng.next_u64()
    };
    let mut in_a_row = Array2::zeros(SHAPE);
    let mut by_columns = Array2::zeros(SHAPE.f());
    assert_eq!(next_after(&mut in_a_row), next_after(&mut by_columns));
    assert_eq!(in_a_row, by_columns);
}
