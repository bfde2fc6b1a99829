// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is claimed of the weights: their distribution, their order, and that they come again.

use kaiming::{
    Element, Error, Gain, Kaiming, Mode, TRUNCATED_STD, WeightLayout, fill_normal,
    fill_truncated_normal, fill_uniform, kaiming_normal, kaiming_truncated_normal,
    kaiming_uniform,
};
use ndarray::{Array, Array2, Array3, Array4, ArrayD, Axis, IxDyn, ShapeBuilder, s};
use rand::{
    Rng, SeedableRng,
    rngs::{ChaCha8Rng, Xoshiro256PlusPlus},
};

mod common;
use common::{assert_distribution, hash, moments, seeded};

const SHAPE: (usize, usize, usize, usize) = (64, 32, 5, 7);
const LEAKY: Kaiming = Kaiming::leaky_relu(0.25).mode(Mode::FanOut);
const LEN: usize = 64 * 32 * 5 * 7;

fn uniform_distribution<A: Element + Into<f64>>() {
    let weight: Array4<A> = kaiming_uniform(SHAPE, LEAKY, &mut seeded()).unwrap();
    let std = LEAKY.std(weight.shape()).unwrap();
    let bound = LEAKY.bound(weight.shape()).unwrap();
    let found = moments(&weight);
    // E[w⁴] = b⁴/5 and E[w⁸] = b⁸/9 with b² = 3 std².
    assert_distribution(&found, LEN, std, 9.0 / 5.0, 81.0 / 9.0);
    assert!(found.max <= bound * (1.0 + 2_f64.powi(-23)), "{} {bound}", found.max);
    // The largest of n is below b (1 - x) with probability (1 - x)ⁿ: here e⁻²⁰.
    assert!(found.max > bound * (1.0 - 20.0 / LEN as f64));
}

#[test]
fn uniform_weights_have_the_std_and_keep_within_the_bound() {
    uniform_distribution::<f32>();
    uniform_distribution::<f64>();
}

fn normal_distribution<A: Element + Into<f64>>() {
    let weight: Array4<A> = kaiming_normal(SHAPE, LEAKY, &mut seeded()).unwrap();
    let std = LEAKY.std(weight.shape()).unwrap();
    // E[z⁴] = 3 and E[z⁸] = 105.
    assert_distribution(&moments(&weight), LEN, std, 3.0, 105.0);
}

#[test]
fn normal_weights_have_the_std() {
    normal_distribution::<f32>();
    normal_distribution::<f64>();
}

fn truncated_distribution<A: Element + Into<f64>>() {
    let weight: Array4<A> =
        kaiming_truncated_normal(SHAPE, LEAKY, &mut seeded()).unwrap();
    let std = LEAKY.std(weight.shape()).unwrap();
    let found = moments(&weight);
    // With φ(2)/mass = t, E[z²ᵏ] = (2k - 1) E[z²ᵏ⁻²] - 2²ᵏ t for the distribution before widening.
    let t = (1.0 - TRUNCATED_STD.powi(2)) / 4.0;
    let second = 1.0 - 4.0 * t;
    let fourth = 3.0 * second - 16.0 * t;
    let sixth = 5.0 * fourth - 64.0 * t;
    let eighth = 7.0 * sixth - 256.0 * t;
    let [kurtosis, eighth] = [fourth / second.powi(2), eighth / second.powi(4)];
    assert_distribution(&found, LEN, std, kurtosis, eighth);
    let max = 2.0 * std / TRUNCATED_STD;
    assert!(found.max <= max * (1.0 + 2_f64.powi(-23)), "{} {max}", found.max);
    // Of 71,680 weights some thirty lie in the outermost part in a hundred: φ(2) is 0.054.
    assert!(found.max > 0.99 * max);
}

#[test]
fn truncated_normal_weights_have_the_std_and_end_at_two_of_the_widened() {
    truncated_distribution::<f32>();
    truncated_distribution::<f64>();
}

#[test]
fn truncation_without_widening_is_caught() {
    let (kaiming, len) = (Kaiming::default(), 71_680.0_f64);
    let weight: Array2<f64> =
        kaiming_truncated_normal((280, 256), kaiming, &mut seeded()).unwrap();
    let wrong = weight.mapv(|w| w * TRUNCATED_STD);
    let second = wrong.mapv(|w| w * w).mean().unwrap();
    // 0.774 of the variance, where the standard error is below √(2/n) of it.
    let variance = kaiming.std(&[280, 256]).unwrap().powi(2);
    assert!(second < variance * (1.0 - 5.0 * (2.0 / len).sqrt()));
    assert!((second / variance - TRUNCATED_STD.powi(2)).abs() < 5.0 * (2.0 / len).sqrt());
}

#[test]
fn the_extremes_of_the_generator_keep_within_the_bound() {
    /// A generator that always says the same.
    struct Always(u64);
    impl rand::TryRng for Always {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(self.0 as u32)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(self.0)
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(self.0 as u8);
            Ok(())
        }
    }
    for fan_in in [1, 3, 25, 147, 4608] {
        for bits in [0, u64::MAX, 1 << 63] {
            let kaiming = Kaiming::default();
            let bound = kaiming.bound(&[2, fan_in]).unwrap();
            let weight: Array2<f32> =
                kaiming_uniform((2, fan_in), kaiming, &mut Always(bits)).unwrap();
            let exact: Array2<f64> =
                kaiming_uniform((2, fan_in), kaiming, &mut Always(bits)).unwrap();
            let largest = bound * (1.0 + 2_f64.powi(-23));
            assert!(weight.iter().all(|&w| f64::from(w).abs() <= largest));
            assert!(exact.iter().all(|w| w.abs() <= bound));
        }
    }
}

#[test]
fn the_same_seed_gives_these_weights_everywhere() {
    let (kaiming, shape) = (Kaiming::default(), (64, 3, 7, 7));
    let uniform: Array4<f32> = kaiming_uniform(shape, kaiming, &mut seeded()).unwrap();
    assert_eq!(hash(&uniform), 0x8fd3_ec6e_b7f5_122e);
    let normal: Array4<f32> = kaiming_normal(shape, kaiming, &mut seeded()).unwrap();
    assert_eq!(hash(&normal), 0xc985_292f_a3e1_0576);
    let truncated: Array4<f32> =
        kaiming_truncated_normal(shape, kaiming, &mut seeded()).unwrap();
    assert_eq!(hash(&truncated), 0x3e42_9232_cbd5_701d);
}

#[test]
fn f32_weights_are_the_f64_weights_rounded() {
    let kaiming = Kaiming::default();
    let [mut single, mut double] = [seeded(), seeded()];
    let one: Array2<f32> = kaiming_uniform((9, 9), kaiming, &mut single).unwrap();
    let two: Array2<f64> = kaiming_uniform((9, 9), kaiming, &mut double).unwrap();
    assert_eq!(one, two.mapv(|w| w as f32));
    let one: Array2<f32> = kaiming_normal((9, 9), kaiming, &mut single).unwrap();
    let two: Array2<f64> = kaiming_normal((9, 9), kaiming, &mut double).unwrap();
    assert_eq!(one, two.mapv(|w| w as f32));
    let one: Array2<f32> =
        kaiming_truncated_normal((9, 9), kaiming, &mut single).unwrap();
    let two: Array2<f64> =
        kaiming_truncated_normal((9, 9), kaiming, &mut double).unwrap();
    assert_eq!(one, two.mapv(|w| w as f32));
}

#[test]
fn in_place_and_new_weights_are_the_same_in_any_order_of_memory() {
    type Fill = fn(&mut ndarray::ArrayRef<f64, ndarray::Ix3>) -> Result<(), Error>;
    let kaiming = Kaiming::default();
    let new: [Array3<f64>; 3] = [
        kaiming_uniform((4, 3, 5), kaiming, &mut seeded()).unwrap(),
        kaiming_normal((4, 3, 5), kaiming, &mut seeded()).unwrap(),
        kaiming_truncated_normal((4, 3, 5), kaiming, &mut seeded()).unwrap(),
    ];
    let fills: [Fill; 3] = [
        |w| fill_uniform(w, Kaiming::default(), &mut seeded()),
        |w| fill_normal(w, Kaiming::default(), &mut seeded()),
        |w| fill_truncated_normal(w, Kaiming::default(), &mut seeded()),
    ];
    for (new, fill) in new.into_iter().zip(fills) {
        let mut rows = Array3::zeros((4, 3, 5));
        fill(&mut rows).unwrap();
        assert_eq!(rows, new);
        let mut columns = Array3::zeros((4, 3, 5).f());
        fill(&mut columns).unwrap();
        assert_eq!(columns, new);
        let mut every_other = Array3::zeros((8, 3, 5));
        fill(&mut every_other.slice_mut(s![..;2, .., ..])).unwrap();
        assert_eq!(every_other.slice(s![..;2, .., ..]), new);
        assert!(every_other.slice(s![1..;2, .., ..]).iter().all(|&w| w == 0.0));
        let mut backward = Array3::zeros((4, 3, 5));
        backward.invert_axis(Axis(2));
        fill(&mut backward).unwrap();
        assert_eq!(backward, new);
    }
}

#[test]
fn arrays_of_any_dimension() {
    let kaiming = Kaiming::default();
    let fixed: Array4<f32> =
        kaiming_uniform([4, 3, 2, 2], kaiming, &mut seeded()).unwrap();
    let dynamic: ArrayD<f32> =
        kaiming_uniform(vec![4, 3, 2, 2], kaiming, &mut seeded()).unwrap();
    assert_eq!(fixed.into_dyn(), dynamic);
    let eight: ArrayD<f64> =
        kaiming_normal(IxDyn(&[2; 8]), kaiming, &mut seeded()).unwrap();
    assert_eq!(eight.shape(), [2; 8]);
}

#[test]
fn any_generator_will_do() {
    let kaiming = Kaiming::default();
    let mut xoshiro = Xoshiro256PlusPlus::seed_from_u64(1);
    let _: Array2<f32> = kaiming_uniform((3, 4), kaiming, &mut xoshiro).unwrap();
    let unsized_generator: &mut dyn Rng = &mut xoshiro;
    let _: Array2<f32> = kaiming_normal((3, 4), kaiming, unsized_generator).unwrap();
}

/// Every error of a fill, each with a weight of 7s: they are still there afterwards.
#[test]
fn nothing_is_written_when_there_is_an_error() {
    type Fill = fn(
        &mut ndarray::ArrayRef<f32, IxDyn>,
        Kaiming,
        &mut ChaCha8Rng,
    ) -> Result<(), Error>;
    let fills: [Fill; 3] = [
        |w, k, r| fill_uniform(w, k, r),
        |w, k, r| fill_normal(w, k, r),
        |w, k, r| fill_truncated_normal(w, k, r),
    ];
    let with_slope = |negative_slope| Kaiming::leaky_relu(negative_slope);
    let grouped = WeightLayout::OUT_IN.groups(3);
    for fill in fills {
        for (shape, kaiming, expected) in [
            (&[5][..], Kaiming::default(), Error::Axes { axes: 1, stacked: false }),
            (&[5, 0], Kaiming::default(), Error::Empty { axis: 1, shape: vec![5, 0] }),
            (
                &[5, 2],
                Kaiming::relu().layout(grouped),
                Error::Groups { groups: 3, channels: 5 },
            ),
            (&[5, 2], with_slope(f64::INFINITY), Error::NegativeSlope(f64::INFINITY)),
        ] {
            let mut weight = Array::from_elem(shape, 7.0);
            let mut rng = seeded();
            assert_eq!(fill(&mut weight, kaiming, &mut rng), Err(expected));
            assert!(weight.iter().all(|&w| w == 7.0));
            // Nor has anything been drawn.
            assert_eq!(rng.next_u64(), seeded().next_u64());
        }
        let (mut weight, kaiming) =
            (Array::from_elem(&[5, 2][..], 7.0), with_slope(1e40));
        let error = fill(&mut weight, kaiming, &mut seeded());
        assert!(matches!(error, Err(Error::Underflow(scale)) if scale < 1e-38));
        assert!(weight.iter().all(|&w| w == 7.0));
    }
}

#[test]
fn a_scale_whose_weights_would_lose_precision_underflows() {
    // With a fan of 1, std is √2 / a for a large slope a. 2⁻¹²⁶ is the smallest normal f32, and
    // a 2⁻²³rd part of the scale is not to be below it.
    let kaiming = |negative_slope| Kaiming::leaky_relu(negative_slope);
    let edge = 2_f64.sqrt() * 2_f64.powi(103);
    let normal = |slope| kaiming_normal::<f32, _>((2, 1), kaiming(slope), &mut seeded());
    assert!(normal(edge * (1.0 - 1e-9)).is_ok());
    let too_small = normal(edge * (1.0 + 1e-9));
    let Err(Error::Underflow(std)) = too_small else { panic!("{too_small:?}") };
    assert_eq!(std, kaiming(edge * (1.0 + 1e-9)).std(&[2, 1]).unwrap());
    // The bound is larger than std, and an f64 holds both for any slope.
    let slope = edge * (1.0 + 1e-9);
    assert!(kaiming_uniform::<f32, _>((2, 1), kaiming(slope), &mut seeded()).is_ok());
    let slope = 3_f64.sqrt() * edge;
    let at = |slope| kaiming_uniform::<f32, _>((2, 1), kaiming(slope), &mut seeded());
    assert!(at(slope * (1.0 - 1e-9)).is_ok());
    assert!(matches!(at(slope * (1.0 + 1e-9)), Err(Error::Underflow(_))));
    assert!(kaiming_normal::<f64, _>((2, 1), kaiming(1e154), &mut seeded()).is_ok());
    assert_eq!(<f64 as Element>::SMALLEST_SCALE, 2_f64.powi(-1022 + 52));
    // Nearly all weights at the edge are normal numbers: a slope of 1e38 had none of them.
    let weight = kaiming_normal::<f32, _>((100, 1), kaiming(edge * 0.999), &mut seeded());
    assert!(weight.unwrap().iter().all(|w| w.is_normal()));
    assert!(matches!(normal(1e38), Err(Error::Underflow(_))));
}

#[test]
fn a_scale_that_the_type_cannot_hold_is_refused() {
    let large = Kaiming::new(Gain::Of(1e38));
    let error = kaiming_uniform::<f32, _>((2, 1), large, &mut seeded()).unwrap_err();
    assert!(matches!(error, Error::TooLarge(bound) if bound > 1e38), "{error}");
    let weight = kaiming_uniform::<f64, _>((2, 1), large, &mut seeded()).unwrap();
    assert!(weight.iter().all(|w| w.is_finite()));
    let edge = Kaiming::new(Gain::Of(f64::from(f32::MAX) / 8.0 * (1.0 - 1e-9)));
    let weight = kaiming_normal::<f32, _>((1000, 1), edge, &mut seeded()).unwrap();
    assert!(weight.iter().all(|w| w.is_finite()));
}

/// A type of one's own: sixteenths, and nothing below.
#[test]
fn a_scale_at_the_smallest_does_not_underflow() {
    #[derive(Clone, Copy, Debug)]
    struct Coarse;
    impl Element for Coarse {
        const SMALLEST_SCALE: f64 = 1.0;
        const LARGEST: f64 = 100.0;
        fn from_f64(_: f64) -> Self {
            Coarse
        }
    }
    // A slope of 1 and a fan of 1 have a std of 1.
    let linear = Kaiming::linear();
    assert!(kaiming_normal::<Coarse, _>((2, 1), linear, &mut seeded()).is_ok());
    let error = kaiming_normal::<Coarse, _>((1, 2), linear, &mut seeded());
    assert!(matches!(error, Err(Error::Underflow(_))));
}

#[test]
fn a_new_weight_beyond_all_memory_is_an_error() {
    let kaiming = Kaiming::default();
    const MAX: usize = usize::MAX;
    for shape in [[MAX, MAX], [MAX, 1], [MAX / 4, 1], [1 << (usize::BITS / 2); 2]] {
        let error = Err(Error::Memory(shape.to_vec()));
        assert_eq!(kaiming_uniform::<f32, _>(shape, kaiming, &mut seeded()), error);
        assert_eq!(kaiming_normal::<f32, _>(shape, kaiming, &mut seeded()), error);
        let truncated = kaiming_truncated_normal::<f32, _>(shape, kaiming, &mut seeded());
        assert_eq!(truncated, error);
    }
    // What is wrong with the shape is said before the memory is asked for.
    let error = kaiming_uniform::<f32, _>([MAX, 0], kaiming, &mut seeded());
    assert_eq!(error, Err(Error::Empty { axis: 1, shape: vec![MAX, 0] }));
}
