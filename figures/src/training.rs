// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `training`.

use training::{Design, Digits, Plan, Record, Run};

use crate::{
    figure::{Error, Figure, Values, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, numbered_from, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("training-before", |_| before()),
    Figure::new(LESSON, |v| lesson(v, |_| ()))
        .turn(&[
            count(("depth", "layers"), 20, 2..=40),
            count(("width", "width"), 64, 8..=128),
            slider(("rate", "learning rate"), 0.01, 0.001..=0.3, 0.001),
            count(("steps", "steps"), 400, 20..=2000),
            seed(0),
        ])
        .started_by("Train"),
    Figure::new("training-22", |_| recorded(22, 4000)),
    Figure::new("training-30", |_| recorded(30, 1000)),
    Figure::new("training-long", |_| recorded(30, 4000)),
];

/// The figure that is trained in the page.
pub const LESSON: &str = "training-lesson";

/// What is drawn of He's networks, and of those with one over n.
const KINDS: [(f64, Color, &str); 2] =
    [(2.0, Color::A, "Var w = 2/n"), (1.0, Color::B, "Var w = 1/n")];

/// The losses of the record's runs of `depth` layers by step, up to `steps`: of He's and of those
/// with one over n the median, the least and the most.
fn recorded(depth: usize, steps: usize) -> Result<Drawing, Error> {
    let record = Record::load().map_err(Error::of)?;
    let right = steps as f64;
    let x = Axis::linear("step", 0.0, 1.04 * right).with_ticks(
        (0..=4).map(|tick| tick as f64 * right / 4.0).map(|at| (at, at.to_string())),
    );
    let mut panel = Panel::new(x, Axis::linear("loss", 0.0, 4.2), 200.0)
        .dashed(Color::Faint, [(0.0, 10_f64.ln()), (1.04 * right, 10_f64.ln())])
        .name("all digits equally likely");
    let mut fell = Vec::new();
    for (n_var, color, name) in KINDS {
        let runs = record.of(depth, n_var);
        let sorted = by_step(&runs, steps);
        let band =
            sorted.iter().filter_map(|(step, l)| Some((*step, *l.first()?, *l.last()?)));
        let line =
            sorted.iter().filter_map(|(step, l)| Some((*step, *l.get(l.len() / 2)?)));
        panel = panel.band(color, band).line(color, line).name(name);
        let below = runs.iter().filter_map(|run| run.first_below(1.0));
        let below: Vec<usize> = below.filter(|&step| step <= steps).collect();
        fell.push(match (below.iter().min(), below.iter().max()) {
            (Some(least), Some(most)) => format!(
                "{} of {} come below a loss of 1, between steps {least} and {most}",
                below.len(),
                runs.len()
            ),
            _ => format!("none of {} comes below a loss of 1", runs.len()),
        });
    }
    let title = format!("{depth} layers learn to read digits, or do not");
    let description = format!(
        "Training loss over {steps} steps, as bands over the seeds with the median. With 2/n {}. \
         With 1/n {}.",
        fell[0], fell[1]
    );
    Ok(Drawing::new(&title, &description).panel(panel))
}

/// Steps between two points of a lesson's lines.
const EVERY: usize = 20;

/// Trains two networks from the same numbers, scaled in two ways, and draws the loss on the test
/// images by step. `watch` gets the picture as it is so far, after every twenty steps.
pub fn lesson(v: &Values, mut watch: impl FnMut(&Drawing)) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let (steps, rate) = (v.count("steps"), v.number("rate"));
    let digits = Digits::load().map_err(Error::of)?;
    let mut lines = [const { Vec::new() }; 2];
    let mut right = [f64::NAN; 2];
    for (kind, (n_var, ..)) in KINDS.into_iter().enumerate() {
        let design = Design { depth, width, n_var };
        let plan = Plan { design, seed: v.seed(), rate, steps, batch: 32 };
        let network = training::train(&plan, &digits.train, |step, network| {
            if step % EVERY == 0 {
                lines[kind].push((step as f64, network.loss(&digits.test)?));
                watch(&report(depth, steps, &lines, right));
            }
            Ok(())
        })
        .map_err(Error::of)?;
        right[kind] = network.accuracy(&digits.test).map_err(Error::of)?;
    }
    Ok(report(depth, steps, &lines, right))
}

/// A lesson as far as it has come.
fn report(
    depth: usize,
    steps: usize,
    lines: &[Vec<(f64, f64)>; 2],
    right: [f64; 2],
) -> Drawing {
    let end = steps as f64;
    let mut panel = Panel::new(
        Axis::linear("step", 0.0, 1.04 * end),
        Axis::linear("loss on the test images", 0.0, 3.5),
        180.0,
    )
    .dashed(Color::Faint, [(0.0, 10_f64.ln()), (1.04 * end, 10_f64.ln())])
    .name("guessing");
    let mut description = format!(
        "The loss by step, for two networks of {depth} layers that learn digits."
    );
    let mut readings = Vec::new();
    for ((line, right), (_, color, name)) in lines.iter().zip(right).zip(KINDS) {
        panel = panel.line(color, line.iter().copied()).name(name);
        let Some((step, loss)) = line.last() else { continue };
        description += &format!(" {name}: {loss:.3} after {step} steps");
        let mut reading = format!("{name}: loss {}", short(*loss));
        if right.is_finite() {
            let share = format!("{:.0} % of the test images right", 100.0 * right);
            description += &format!(", {share}");
            reading += &format!(", {:.0} % right", 100.0 * right);
        } else {
            reading += &format!(" at step {step}");
        }
        description += ".";
        readings.push(reading);
    }
    Drawing::new("Two networks learn, one after the other", &description)
        .reading(&readings.join("; "))
        .panel(panel)
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
fn before() -> Result<Drawing, Error> {
    let (depth, width) = (30, 128);
    let digits = Digits::load().map_err(Error::of)?;
    let mut statistics = Vec::new();
    for (n_var, ..) in KINDS {
        let network = Design { depth, width, n_var }.draw(0).map_err(Error::of)?;
        statistics.push(network.layer_statistics(&digits.train).map_err(Error::of)?);
    }
    let halves = |power: usize| 2_f64.powf(-(power as f64) / 2.0);
    let ratio = halves(depth - 1);
    let chart =
        |title, label, of: fn(&training::LayerStatistics) -> &Vec<f64>, predicted| {
            let panel = Panel::new(
                Axis::counting("layer", 0, depth),
                Axis::log10(label, -10, 2, 2),
                150.0,
            )
            .title(title)
            .theory(KINDS[1].1, predicted);
            statistics.iter().zip(KINDS).fold(
                panel,
                |panel, (statistics, (_, color, name))| {
                    panel.points(color, numbered_from(1, of(statistics))).name(name)
                },
            )
        };
    // One over n is He's times √½ for each weight on the way: l of them up to y_l, and all
    // but one for a gradient.
    let he = &statistics[0];
    let smaller = |values: &[f64], power: &dyn Fn(usize) -> usize| -> Vec<(f64, f64)> {
        let layers = numbered_from(1, values);
        layers.map(|(l, value)| (l, value * halves(power(l as usize)))).collect()
    };
    let deviation = chart(
        "How far a unit differs between images",
        "deviation across images",
        |statistics| &statistics.deviation,
        smaller(&he.deviation, &|layer| layer),
    );
    let gradient = chart(
        "The gradient of the weights",
        "rms of ΔW",
        |statistics| &statistics.gradient,
        smaller(&he.gradient, &|_| depth - 1),
    );
    let description = format!(
        "Two charts over {depth} layers on a log scale, before the first step. The deviation of a \
         unit across images falls slowly with 2/n and by a further root of a half at each layer \
         with 1/n. The gradient of the weights is level with both, and with 1/n about {:.0e} \
         of what it is with 2/n, in every layer.",
        ratio / 2.0
    );
    Ok(Drawing::new("What can be seen before the first step", &description)
        .panel(deviation)
        .panel(gradient))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The losses at the end of a lesson, He's first, as its description has them.
    fn ends(values: &str) -> [f64; 2] {
        let svg = crate::find(LESSON, FIGURES.iter()).unwrap().picture(values).unwrap();
        let (_, svg) = svg.split_once("<desc").unwrap();
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
}
