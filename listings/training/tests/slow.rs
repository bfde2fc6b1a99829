// SPDX-License-Identifier: MIT OR Apache-2.0
//! What takes two minutes on two cores: `cargo test --release -p training --test slow -- --ignored`.

use training::*;

/// For five seeds, whether the loss of 30 layers is below 1 after 4000 steps
/// at the rate of the chapter's 22 layers.
fn started(n_var: f64) -> Vec<bool> {
    let images = &Digits::load().unwrap().train;
    let run = |seed: u64| {
        let design = Design { depth: 30, width: 128, n_var };
        let plan = Plan { design, seed, rate: 0.02, steps: 4000, batch: 32 };
        let network = train(&plan, images, |_, _| Ok(())).unwrap();
        network.loss(images).unwrap() < 1.0
    };
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..5).map(|seed| scope.spawn(move || run(seed))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

#[test]
#[ignore = "takes two minutes"]
fn at_a_larger_rate_some_deep_networks_with_1_over_n_start_within_the_budget() {
    let count = |n_var| started(n_var).iter().filter(|&&started| started).count();
    assert_eq!((count(2.0), count(1.0)), (5, 2));
}

#[test]
#[ignore = "takes two minutes"]
fn without_its_biases_the_22_layer_network_with_1_over_n_is_later() {
    let images = &Digits::load().unwrap().train;
    let loss = |biases: bool| {
        let design = Design { depth: 22, width: 128, n_var: 1.0 };
        let plan = Plan { design, seed: 0, rate: 0.02, steps: 2000, batch: 32 };
        let mut training = Training::new(&plan, images).unwrap();
        for _ in 0..plan.steps {
            training.step().unwrap();
            if !biases {
                for layer in &mut training.network.layers {
                    layer.bias.fill(0.0);
                }
            }
        }
        training.network.loss(images).unwrap()
    };
    // All five of the chapter's seeds are below 1 after 2000 steps.
    let (with, without) = (loss(true), loss(false));
    assert!(with < 1.0 && without > 2.3, "{with} {without}");
}
