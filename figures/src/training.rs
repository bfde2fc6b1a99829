// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `training`.

use training::{Design, Digits, Plan, Record, Run};

use crate::{
    Committed,
    live::{Live, Values, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("training-before", || before(30, 128, 0)),
    ("training-lesson", || lesson(&LESSON.values("")?, |_| ())),
    ("training-22", || recorded(22, 4000, (0.12, 0.35))),
    ("training-30", || recorded(30, 1000, (0.28, 1.25))),
    ("training-long", || recorded(30, 4000, (0.28, 0.55))),
];

/// What the reader can turn, before the training begins.
pub const LESSON: Live = Live::new(
    "training-lesson",
    &[
        slider(("depth", "layers"), "20", [2.0, 40.0, 1.0]),
        slider(("width", "width"), "64", [8.0, 128.0, 8.0]),
        slider(("rate", "learning rate"), "0.01", [0.001, 0.05, 0.001]),
        slider(("steps", "steps"), "400", [20.0, 2000.0, 20.0]),
        seed("0"),
    ],
    |v| lesson(v, |_| ()),
)
.started_by("Train");

/// What is drawn of He's networks, and of those with one over n.
const KINDS: [(f64, Color, &str); 2] =
    [(2.0, Color::A, "Var w = 2/n"), (1.0, Color::B, "Var w = 1/n")];

/// Anything that the listing refuses.
fn refused(error: training::Error) -> Error {
    Error::new("network", error, "one that can be built")
}

/// The losses of the record's runs of `depth` layers, up to `steps`. The name of He's stands at
/// the share of the steps and the loss given.
fn recorded(depth: usize, steps: usize, name_at: (f64, f64)) -> Result<String, Error> {
    let record = Record::load().map_err(refused)?;
    let [he, one] = KINDS.map(|(n_var, ..)| record.of(depth, n_var));
    losses(depth, steps, &he, &one, name_at)
}

/// The loss by step of He's runs and of those with one over n: for each the median, the least
/// and the most. `name_at` says where the name of He's has room.
pub fn losses(
    depth: usize,
    steps: usize,
    he: &[&Run],
    one: &[&Run],
    name_at: (f64, f64),
) -> Result<String, Error> {
    if !(Run::EVERY..=100_000).contains(&steps) {
        return Err(Error::new("steps", steps, "50 to 100000"));
    }
    if he.is_empty() || one.is_empty() {
        return Err(Error::new("runs", 0, "at least one of each kind"));
    }
    let right = steps as f64;
    let ticks: Vec<f64> = (0..=4).map(|tick| f64::from(tick) * right / 4.0).collect();
    let x = Axis::linear("step", 0.0, 1.04 * right, &ticks);
    let y = Axis::linear("loss", 0.0, 4.2, &[0.0, 1.0, 2.0, 3.0, 4.0]);
    let chance = 10_f64.ln();
    let mut panel = Panel::new(x, y, 200.0)
        .dashed(Color::Faint, [(0.0, chance), (1.04 * right, chance)]);
    for (runs, (_, color, _)) in [he, one].into_iter().zip(KINDS) {
        let sorted = by_step(runs, steps);
        let band =
            sorted.iter().filter_map(|(step, l)| Some((*step, *l.first()?, *l.last()?)));
        let line =
            sorted.iter().filter_map(|(step, l)| Some((*step, *l.get(l.len() / 2)?)));
        panel = panel.band(color, band).line(color, line);
    }
    panel = panel
        .label(KINDS[0].1, Anchor::Start, (name_at.0 * right, name_at.1), KINDS[0].2)
        .label(KINDS[1].1, Anchor::Start, (0.12 * right, 2.75), KINDS[1].2)
        .label(
            Color::Ink,
            Anchor::End,
            (right, 3.6),
            "dashed: all digits equally likely",
        );
    let fell = |runs: &[&Run]| {
        let below: Vec<usize> = runs.iter().filter_map(|r| r.first_below(1.0)).collect();
        let below: Vec<usize> = below.into_iter().filter(|&step| step <= steps).collect();
        match (below.iter().min(), below.iter().max()) {
            (Some(least), Some(most)) => format!(
                "{} of {} come below a loss of 1, between steps {least} and {most}",
                below.len(),
                runs.len()
            ),
            _ => format!("none of {} comes below a loss of 1", runs.len()),
        }
    };
    let title = format!("{depth} layers learn to read digits, or do not");
    let description = format!(
        "Training loss over {steps} steps, as bands over the seeds with the median. With 2/n {}. \
         With 1/n {}.",
        fell(he),
        fell(one)
    );
    Ok(Figure::new(&format!("training-{depth}-{steps}"), &title, &description)
        .panel(panel)
        .render())
}

/// Steps between two points of a lesson's lines.
const EVERY: usize = 20;

/// Trains two networks from the same numbers, scaled in two ways, and draws the loss on the test
/// images by step. `watch` gets the picture as it is so far, after every twenty steps.
pub fn lesson(values: &Values, mut watch: impl FnMut(&str)) -> Result<String, Error> {
    let [depth, width] = [values.count("depth")?, values.count("width")?];
    let (steps, rate) = (values.count("steps")?, values.number("rate")?);
    if !(1..=60).contains(&depth) {
        return Err(Error::new("depth", depth, "1 to 60"));
    }
    if !(1..=256).contains(&width) {
        return Err(Error::new("width", width, "1 to 256"));
    }
    if !(EVERY..=10_000).contains(&steps) {
        return Err(Error::new("steps", steps, "20 to 10000"));
    }
    if !(1e-6..=1.0).contains(&rate) {
        return Err(Error::new("rate", rate, "0.000001 to 1"));
    }
    let digits = Digits::load().map_err(refused)?;
    let mut lines = [const { Vec::new() }; 2];
    let mut right = [f64::NAN; 2];
    for (kind, (n_var, ..)) in KINDS.into_iter().enumerate() {
        let design = Design { depth, width, n_var };
        let plan = Plan { design, seed: values.seed()?, rate, steps, batch: 32 };
        let network = training::train(&plan, &digits.train, |step, network| {
            if step % EVERY == 0 {
                lines[kind].push((step as f64, network.loss(&digits.test)?));
                watch(&report(depth, steps, &lines, right));
            }
            Ok(())
        })
        .map_err(refused)?;
        right[kind] = network.accuracy(&digits.test).map_err(refused)?;
    }
    Ok(report(depth, steps, &lines, right))
}

/// A lesson as far as it has come.
fn report(
    depth: usize,
    steps: usize,
    lines: &[Vec<(f64, f64)>; 2],
    right: [f64; 2],
) -> String {
    let end = steps as f64;
    let ticks: Vec<f64> = (0..=4).map(|tick| f64::from(tick) * end / 4.0).collect();
    let chance = 10_f64.ln();
    let mut panel = Panel::new(
        Axis::linear("step", 0.0, 1.04 * end, &ticks),
        Axis::linear("loss on the test images", 0.0, 3.5, &[0.0, 1.0, 2.0, 3.0]),
        180.0,
    )
    .dashed(Color::Faint, [(0.0, chance), (1.04 * end, chance)]);
    let mut description = format!(
        "The loss by step, for two networks of {depth} layers that learn digits."
    );
    for ((line, right), (_, color, name)) in lines.iter().zip(right).zip(KINDS) {
        panel = panel.line(color, line.iter().copied());
        if let Some((step, loss)) = line.last() {
            description += &format!(" {name}: {loss:.3} after {step} steps");
            if right.is_finite() {
                description +=
                    &format!(", {:.0} % of the test images right", 100.0 * right);
            }
            description += ".";
        }
    }
    Figure::new(
        "training-lesson",
        "Two networks learn, one after the other",
        &description,
    )
    .panel(panel)
    .legend(&[
        (KINDS[0].1, KINDS[0].2),
        (KINDS[1].1, KINDS[1].2),
        (Color::Ink, "- - guessing"),
    ])
    .render()
}

/// For each recorded step the losses of all runs, from least to most.
fn by_step(runs: &[&Run], steps: usize) -> Vec<(f64, Vec<f64>)> {
    let count = runs.iter().map(|run| run.losses.len()).min().unwrap_or(0);
    (0..count.min(steps / Run::EVERY + 1))
        .map(|index| {
            let mut losses: Vec<f64> = runs.iter().map(|run| run.losses[index]).collect();
            losses.sort_by(f64::total_cmp);
            ((index * Run::EVERY) as f64, losses)
        })
        .collect()
}

/// By layer, before the first step: a unit's deviation across images, and the gradient's rms.
pub fn before(depth: usize, width: usize, seed: u64) -> Result<String, Error> {
    if !(2..=60).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 60"));
    }
    if !(1..=256).contains(&width) {
        return Err(Error::new("width", width, "1 to 256"));
    }
    let digits = Digits::load().map_err(refused)?;
    let statistics = KINDS.map(|(n_var, ..)| {
        let network = Design { depth, width, n_var }.draw(seed)?;
        network.layer_statistics(&digits.train)
    });
    let [he, one] = statistics;
    let statistics = [he.map_err(refused)?, one.map_err(refused)?];
    let last = depth as f64;
    let ticks: Vec<f64> =
        (0..=depth).step_by(5.max(depth / 6)).map(|l| l as f64).collect();
    let x = || Axis::linear("layer", 0.0, last + 1.0, &ticks);
    let y = |label: &str| Axis::log10(label, -10, 2, 2);
    let mut deviation = Panel::new(x(), y("deviation across images"), 150.0)
        .title("How far a unit differs between images");
    let mut gradient =
        Panel::new(x(), y("rms of ΔW"), 150.0).title("The gradient of the weights");
    let halves = |power: f64| 2_f64.powf(-power / 2.0);
    let [of_he, _] = &statistics;
    // One over n is He's times √½ for each weight on the way: l of them up to y_l, and all
    // but one for a gradient.
    let predicted = of_he.deviation.iter().enumerate().map(|(l, d)| {
        let l = (l + 1) as f64;
        (l, d * halves(l))
    });
    deviation = deviation.theory(KINDS[1].1, predicted);
    let predicted = of_he
        .gradient
        .iter()
        .enumerate()
        .map(|(l, g)| ((l + 1) as f64, g * halves(last - 1.0)));
    gradient = gradient.theory(KINDS[1].1, predicted);
    for (of, (_, color, words)) in statistics.iter().zip(KINDS) {
        let dots = |values: &[f64]| -> Vec<(f64, f64)> {
            values.iter().enumerate().map(|(l, &v)| ((l + 1) as f64, v)).collect()
        };
        let middle = depth / 2;
        let above = |values: &[f64], factor: f64| {
            values.get(middle).map_or(1.0, |value| value * factor)
        };
        let at = middle as f64;
        deviation = deviation.points(color, dots(&of.deviation)).label(
            color,
            Anchor::Start,
            (at, above(&of.deviation, 6.0)),
            words,
        );
        gradient = gradient.points(color, dots(&of.gradient)).label(
            color,
            Anchor::Middle,
            (at, above(&of.gradient, if color == KINDS[0].1 { 6.0 } else { 0.04 })),
            words,
        );
    }
    let ratio = halves(last - 1.0);
    let description = format!(
        "Two charts over {depth} layers on a log scale, before the first step. The deviation of a \
         unit across images falls slowly with 2/n and by a further root of a half at each layer \
         with 1/n. The gradient of the weights is level with both, and with 1/n about {:.0e} \
         of what it is with 2/n, in every layer.",
        ratio / 2.0
    );
    Ok(Figure::new(
        "training-before",
        "What can be seen before the first step",
        &description,
    )
    .panel(deviation)
    .panel(gradient)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The losses at the end of a lesson, He's first, as its description has them.
    fn ends(values: &str) -> [f64; 2] {
        let svg = lesson(&LESSON.values(values).unwrap(), |_| ()).unwrap();
        KINDS.map(|(_, _, name)| {
            let said = svg.split_once(&format!(" {name}: ")).unwrap().1;
            said.split_once(" after 400 steps").unwrap().0.parse().unwrap()
        })
    }

    #[test]
    fn with_fewer_layers_the_second_network_begins_to_learn_within_the_lesson() {
        let [he, one] = ends("depth=8");
        assert!(he < one && one < 1.5, "{he} {one}");
    }

    #[test]
    fn with_another_seed_the_lesson_is_the_same() {
        let [he, one] = ends("seed=1");
        assert!(he < 1.2 && one > 2.2, "{he} {one}");
    }

    #[test]
    fn absurd_parameters_get_an_error() {
        assert!(before(0, 128, 0).is_err());
        assert!(before(61, 128, 0).is_err());
        assert!(before(30, 1_000_000_000, 0).is_err());
        assert!(before(2, 1, 0).is_ok());
        for text in [
            "depth=0",
            "depth=1000000000",
            "width=0",
            "width=257",
            "steps=0",
            "steps=10001",
            "rate=NaN",
            "rate=0",
            "rate=1000000000",
            "seed=-1",
            "speed=1",
        ] {
            assert!(
                LESSON.values(text).and_then(|v| lesson(&v, |_| ())).is_err(),
                "{text}"
            );
        }
        assert!(recorded(30, 0, (0.0, 0.0)).is_err());
        assert!(recorded(29, 1000, (0.0, 0.0)).is_err());
        assert!(losses(30, usize::MAX, &[], &[], (0.0, 0.0)).is_err());
    }
}
