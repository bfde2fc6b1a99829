// SPDX-License-Identifier: MIT OR Apache-2.0
//! Trains all networks of the chapter and prints the record:
//! `cargo run --release -p training --example full > listings/training/record.csv`

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use training::{Design, Digits, Error, Plan, Record, Run};

// ANCHOR: plans
const SEEDS: [u64; 5] = [0, 1, 2, 3, 4];

fn plans() -> Vec<Plan> {
    let mut plans = Vec::new();
    for (depth, n_var, rate, steps) in [
        (22, 2.0, 0.02, 1500),
        (22, 1.0, 0.02, 4000),
        (30, 2.0, 0.005, 1000),
        (30, 1.0, 0.005, 4000),
    ] {
        let design = Design { depth, width: 128, n_var };
        let plan = |seed| Plan { design, seed, rate, steps, batch: 32 };
        plans.extend(SEEDS.map(plan));
    }
    plans
}
// ANCHOR_END: plans

/// Carries out the plans on all processors.
fn run_all(plans: &[Plan], digits: &Digits) -> Result<Vec<Run>, Error> {
    let all: usize = plans.iter().map(|plan| plan.steps).sum();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let runs = Mutex::new(vec![None; plans.len()]);
    let progress = |step: usize| {
        if step > 0 {
            show(done.fetch_add(1, Relaxed) + 1, all);
        }
        true
    };
    let work = || {
        loop {
            let index = next.fetch_add(1, Relaxed);
            let Some(&plan) = plans.get(index) else { return };
            let run = Run::new(plan, digits, progress);
            if let Ok(mut runs) = runs.lock() {
                runs[index] = Some(run);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    runs.into_inner().unwrap_or_default().into_iter().flatten().collect()
}

/// Says on the terminal, if there is one, how far it is.
fn show(done: usize, all: usize) {
    let mut terminal = io::stderr();
    if terminal.is_terminal() && (done.is_multiple_of(100) || done == all) {
        let end = if done == all { "\n" } else { "" };
        // A terminal that is gone is no reason to stop.
        let _ = write!(terminal, "\r{done} of {all} steps{end}");
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs = run_all(&plans(), &Digits::load()?)?;
    Ok(write!(io::stdout().lock(), "{}", Record { runs })?)
}
