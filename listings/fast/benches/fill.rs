// SPDX-License-Identifier: MIT OR Apache-2.0
//! How long it takes to fill a weight, beside a constant fill of the same array.
//!
//! `cargo bench -p fast` (with `--features rayon` for more than one thread) prints divan's
//! table, then the median time a weight of the constant fill, over all that ran between the
//! others, and of each other way with its ratio to that. The ratio travels between machines, the
//! nanoseconds do not: 2.0 takes twice as long as writing to memory does.
//!
//! `release.txt` and `debug.txt` beside this file are what it printed once, from the line of
//! headings on: `cargo bench -p fast --features rayon | sed -n '/^weights/,$p'`, and the
//! same without the feature, with `--profile dev --config profile.dev.package.fast.opt-level=3
//! -- 1e8`, on two cores of an AMD EPYC. `avx512.txt` is as `release.txt`, on two cores of an
//! Intel Xeon with AVX-512.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    sync::Mutex,
    time::{Duration, Instant},
};

use divan::{Bencher, black_box};
use kaiming::{Kaiming, fill_normal, fill_truncated_normal, fill_uniform};
use ndarray::Array2;
use rand::{
    SeedableRng,
    rngs::{ChaCha8Rng, Xoshiro256PlusPlus},
};

const LENGTHS: [usize; 2] = [1_000_000, 100_000_000];
const RELU: Kaiming = Kaiming::relu();

type Weight = Array2<f32>;

fn chacha() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

fn xoshiro() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(1)
}

#[cfg(feature = "rayon")]
fn on<const THREADS: usize>(fill: impl FnOnce() + Send) {
    static POOLS: [std::sync::OnceLock<rayon::ThreadPool>; 3] =
        [const { std::sync::OnceLock::new() }; 3];
    POOLS[THREADS]
        .get_or_init(|| {
            rayon::ThreadPoolBuilder::new().num_threads(THREADS).build().unwrap()
        })
        .install(fill);
}

#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    fill: fn(&mut Weight),
    len: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.0e}", self.name, self.len as f64)
    }
}

type Way = (&'static str, fn(&mut Weight));

const WAYS: &[Way] = &[
    ("uniform, ChaCha8", |w| fill_uniform(w, RELU, &mut chacha()).unwrap()),
    ("uniform, Xoshiro256++", |w| fill_uniform(w, RELU, &mut xoshiro()).unwrap()),
    ("fast::uniform", |w| fast::fill_uniform(w, RELU, &mut chacha()).unwrap()),
    ("normal, ChaCha8", |w| fill_normal(w, RELU, &mut chacha()).unwrap()),
    ("normal, Xoshiro256++", |w| fill_normal(w, RELU, &mut xoshiro()).unwrap()),
    ("fast::normal", |w| fast::fill_normal(w, RELU, &mut chacha()).unwrap()),
    ("truncated normal, Xoshiro256++", |w| {
        fill_truncated_normal(w, RELU, &mut xoshiro()).unwrap()
    }),
    #[cfg(not(feature = "rayon"))]
    ("parallel::uniform, no rayon", |w| {
        fast::parallel::fill_uniform(w, RELU, &mut chacha()).unwrap()
    }),
    #[cfg(feature = "rayon")]
    ("parallel::uniform, 1 thread", |w| {
        on::<1>(|| fast::parallel::fill_uniform(w, RELU, &mut chacha()).unwrap())
    }),
    #[cfg(feature = "rayon")]
    ("parallel::uniform, 2 threads", |w| {
        on::<2>(|| fast::parallel::fill_uniform(w, RELU, &mut chacha()).unwrap())
    }),
    #[cfg(feature = "rayon")]
    ("parallel::normal, 1 thread", |w| {
        on::<1>(|| fast::parallel::fill_normal(w, RELU, &mut chacha()).unwrap())
    }),
    #[cfg(feature = "rayon")]
    ("parallel::normal, 2 threads", |w| {
        on::<2>(|| fast::parallel::fill_normal(w, RELU, &mut chacha()).unwrap())
    }),
];

fn cases() -> impl Iterator<Item = Case> {
    let of = |len| WAYS.iter().map(move |&(name, fill)| Case { name, fill, len });
    LENGTHS.into_iter().flat_map(of)
}

/// For each case, the times of the constant fill and of the fill after it.
type Times = BTreeMap<(usize, &'static str), Vec<(Duration, Duration)>>;
static TIMES: Mutex<Times> = Mutex::new(Times::new());

fn timed(fill: impl FnOnce()) -> Duration {
    let start = Instant::now();
    fill();
    start.elapsed()
}

#[divan::bench(args = cases(), sample_count = 200, sample_size = 1, max_time = 5)]
fn fill(bencher: Bencher, case: Case) {
    let weight = RefCell::new(Weight::zeros((case.len / 1000, 1000)));
    let mut times = Vec::new();
    bencher
        .with_inputs(|| {
            let weight = &mut *weight.borrow_mut();
            timed(|| black_box(weight).fill(black_box(0.5)))
        })
        .bench_local_values(|constant| {
            let weight = &mut *weight.borrow_mut();
            times.push((constant, timed(|| (case.fill)(black_box(weight)))));
        });
    TIMES.lock().unwrap().insert((case.len, case.name), times);
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    divan::main();
    println!("\nweights  filled with                     ns a weight  x constant");
    let all = TIMES.lock().unwrap();
    for len in LENGTHS {
        let of_this_length = || all.iter().filter(move |((l, _), _)| *l == len);
        if of_this_length().next().is_none() {
            continue; // not asked for
        }
        let nanoseconds = |times: &mut dyn Iterator<Item = Duration>| {
            median(times.map(|time| time.as_secs_f64() * 1e9 / len as f64))
        };
        let constant = nanoseconds(
            &mut of_this_length().flat_map(|(_, times)| times.iter().map(|t| t.0)),
        );
        let line = |name: &str, ns: f64| {
            let (len, ratio) = (len as f64, ns / constant);
            println!("{len:<7.0e}  {name:<30}  {ns:>11.3}  {ratio:>10.2}");
        };
        line("constant", constant);
        for ((_, name), times) in of_this_length() {
            line(name, nanoseconds(&mut times.iter().map(|t| t.1)));
        }
    }
}
