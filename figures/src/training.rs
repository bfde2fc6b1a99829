// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `training`.

use ndarray::{Array2, Axis as Along};
use svg::node::element::Group;
use training::{
    CLASSES, Design, Digits, Network, Plan, Record, Run, Training, published,
};

use crate::{
    figure::{Error, Figure, Values, count, number as slider, seed},
    plot::{
        Anchor, Axis, Color, Drawing, Grid, LINE, Panel, WIDTH, numbered_from, short,
        superscript, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("training-digits", |_| digits()),
    Figure::new("training-before", |_| before()),
    Figure::new(LESSON, |v| lesson(v, |_| ()))
        .turn(&[
            count(("depth", "layers"), 20, 2..=40),
            count(("width", "width"), 64, 8..=128),
            slider(("rate", "learning rate"), 0.01, 0.001..=0.3, 0.001),
            count(("steps", "steps"), 400, 20..=2000),
            seed(0),
        ])
        .missions(&[
            (
                "Eight layers at a rate of 0.3: who is first now?",
                "depth=8\nrate=0.3\nsteps=200",
            ),
            ("Thirty layers: does the second one move at all?", "depth=30\nsteps=300"),
            (
                "Thirty layers at a rate of 0.3: what has become of the first one?",
                "depth=30\nwidth=128\nrate=0.3\nsteps=60",
            ),
        ])
        .started_by("Train"),
    Figure::new("training-22", |_| recorded(22, 4000)),
    Figure::new("training-30", |_| recorded(30, 4000)),
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

/// So many of the test images show how much images differ.
const SHOWN: usize = 100;
/// Powers of ten that a unit's deviation is sorted by: the first is full scale.
const DECADES: std::ops::RangeInclusive<i32> = -6..=0;
/// Two rows for each power of ten.
const ROWS: usize = 14;

/// A network as a lesson shows it.
struct Learner {
    losses: Vec<(f64, f64)>,
    right: f64,
    strip: Array2<f64>,
}

/// Trains two networks from the same numbers, scaled in two ways, side by side, and draws the loss
/// on the test images by step. `watch` gets the picture as it is so far, after every twenty steps.
pub fn lesson(v: &Values, mut watch: impl FnMut(&Drawing)) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let (steps, rate) = (v.count("steps"), v.number("rate"));
    let digits = Digits::load().map_err(Error::of)?;
    let some = digits.test.x.view().split_at(Along(1), SHOWN).0.to_owned();
    let mut trained = Vec::new();
    for (n_var, ..) in KINDS {
        let design = Design { depth, width, n_var };
        let plan = Plan { design, seed: v.seed(), rate, steps, batch: 32 };
        trained.push(Training::new(&plan, &digits.train).map_err(Error::of)?);
    }
    let mut learners = Vec::new();
    for training in &trained {
        let strip = deviations(&training.network, &some).map_err(Error::of)?;
        learners.push(Learner { losses: Vec::new(), right: f64::NAN, strip });
    }
    for step in 0..=steps {
        for (training, learner) in trained.iter_mut().zip(&mut learners) {
            if step > 0 {
                training.step().map_err(Error::of)?;
            }
            if step % EVERY == 0 || step == steps {
                let loss = training.network.loss(&digits.test).map_err(Error::of)?;
                learner.losses.push((step as f64, loss));
                learner.strip =
                    deviations(&training.network, &some).map_err(Error::of)?;
            }
            if step == steps {
                learner.right =
                    training.network.accuracy(&digits.test).map_err(Error::of)?;
            }
        }
        if step % EVERY == 0 && step < steps {
            watch(&report(steps, &learners));
        }
    }
    Ok(report(steps, &learners))
}

/// How far the units of each layer differ between images: for each layer the share of the values
/// y minus their mean over the images whose size is in each half of a power of ten.
fn deviations(
    network: &Network,
    images: &Array2<f64>,
) -> Result<Array2<f64>, training::Error> {
    let pass = network.forward(images)?;
    let mut strip = Array2::zeros((ROWS, pass.y.len()));
    for (layer, y) in pass.y.iter().enumerate() {
        let Some(mean) = y.mean_axis(Along(1)) else { continue };
        let each = 1.0 / y.len() as f64;
        for difference in y - &mean.insert_axis(Along(1)) {
            let below = f64::from(DECADES.end() + 1) - difference.abs().log10();
            let row = (2.0 * below).floor().max(0.0);
            if row < ROWS as f64 {
                strip[[row as usize, layer]] += each;
            }
        }
    }
    Ok(strip)
}

/// A lesson as far as it has come.
fn report(steps: usize, learners: &[Learner]) -> Drawing {
    let end = steps as f64;
    let mut panel = Panel::new(
        Axis::linear("step", 0.0, 1.04 * end),
        Axis::linear("loss on the test images", 0.0, 3.5),
        150.0,
    )
    .dashed(Color::Faint, [(0.0, 10_f64.ln()), (1.04 * end, 10_f64.ln())])
    .name("guessing");
    let depth = learners.first().map_or(0, |learner| learner.strip.ncols());
    let mut description = format!(
        "The loss by step, for two networks of {depth} layers that learn digits, and below it how far \
         the units of each layer differ between images, as shaded bands by powers of ten."
    );
    let mut readings = Vec::new();
    let mut strips = Group::new();
    let mut top = 0.0;
    for (learner, (_, color, name)) in learners.iter().zip(KINDS) {
        panel = panel.line(color, learner.losses.iter().copied()).name(name);
        let Some((step, loss)) = learner.losses.last() else { continue };
        description += &format!(" {name}: {loss:.3} after {step} steps");
        let mut reading = format!("{name}: loss {}", short(*loss));
        if learner.right.is_finite() {
            let share =
                format!("{:.0} % of the test images right", 100.0 * learner.right);
            description += &format!(", {share}");
            reading += &format!(", {:.0} % right", 100.0 * learner.right);
        } else {
            reading += &format!(" at step {step}");
        }
        description += ".";
        readings.push(reading);
        strips = strips.add(strip(&learner.strip, top, color, name));
        top += STRIP;
    }
    Drawing::new("Two networks learn side by side", &description)
        .reading(&readings.join("; "))
        .panel(panel)
        .drawing(strips, top)
}

/// The height of a strip with its title.
const STRIP: f64 = 5.0 * ROWS as f64 + 2.0 * LINE + 6.0;

/// For each layer the sizes of its differences between images, large ones above.
fn strip(shares: &Array2<f64>, top: f64, color: Color, name: &str) -> Group {
    let (rows, columns) = shares.dim();
    let (left, high) = (44.0, 5.0);
    let wide = (WIDTH - left - 12.0) / columns.max(1) as f64;
    let top = top + LINE + 2.0;
    // Cells that are higher or wider than a square: a grid of squares, stretched.
    let grid = Grid { at: (0.0, 0.0), cell: 1.0, rows, columns };
    let stretched = format!("translate({left} {top}) scale({wide:.3} {high})");
    let shaded = grid.shaded(color, |row, layer| 2.0 * shares[[row, layer]]);
    let bottom = top + high * rows as f64;
    let words = format!("{name}: differences between images, by layer");
    let mut group = Group::new()
        .add(text(&words, (left, top - 6.0), color, Anchor::Start))
        .add(shaded.set("transform", stretched));
    for power in DECADES.step_by(3) {
        let y = top + 2.0 * high * f64::from(DECADES.end() - power) + 10.0;
        let label = format!("10{}", superscript(power));
        let label = if power == 0 { "1".to_string() } else { label };
        group = group.add(text(&label, (left - 6.0, y), Color::Ink, Anchor::End));
    }
    let under = bottom + LINE - 3.0;
    group
        .add(text("1", (left + wide / 2.0, under), Color::Ink, Anchor::Middle))
        .add(text(&columns.to_string(), (WIDTH - 14.0, under), Color::Ink, Anchor::End))
        .add(text("layer", (WIDTH / 2.0 + 16.0, under), Color::Ink, Anchor::Middle))
}

/// How many images of each digit are shown.
const EACH: usize = 3;

/// Some test images of each digit, in columns.
fn digits() -> Result<Drawing, Error> {
    let (cell, step) = (4.25, 38.5);
    let mut group = Group::new();
    let mut seen = [0; CLASSES];
    for image in 0.. {
        let (pixels, digit) = published(image).map_err(Error::of)?;
        seen[digit] += 1;
        if seen[digit] <= EACH {
            let at = (9.0 + step * digit as f64, 22.0 + step * (seen[digit] - 1) as f64);
            let grid = Grid { at, cell, rows: 8, columns: 8 };
            let ink =
                |row: usize, column: usize| f64::from(pixels[8 * row + column]) / 16.0;
            group = group
                .add(grid.frame((0, 0), (8, 8), Color::Faint, 0.5))
                .add(grid.shaded(Color::Ink, ink));
        }
        if seen.iter().all(|&seen| seen >= EACH) {
            break;
        }
    }
    for digit in 0..CLASSES {
        let middle = (9.0 + step * digit as f64 + 4.0 * cell, 16.0);
        group = group.add(text(&digit.to_string(), middle, Color::Ink, Anchor::Middle));
    }
    Ok(Drawing::new(
        "Handwritten digits",
        "Ten columns, one for each digit from 0 to 9, each with three pictures of 8 by 8 pixels in shades of \
         gray. Some are hard to read.",
    )
    .drawing(group, 22.0 + step * EACH as f64))
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
         unit across images falls slowly with 2/n and by a further factor of the root of a half per \
         layer with 1/n. The gradient of the weights is level with both, and with 1/n about {:.0e} \
         of what it is with 2/n, or a little more in the lowest layers.",
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
