// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `equation-10`.

use std::f64::consts::PI;

use beyond_relu::{named, next_moment};
use equation_10::{
    Counted, Distribution, Fraction, Unit, after_relu, every_network, gaussian_stack,
    mean, median, relu, relu_stack, second_moment, theory, weights,
};
use ndarray::{Array2, array};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;
use uniform_sqrt_3::{integral, normal_density};

use crate::{
    figure::{Error, Figure, Values, choice, count, number as slider, place, seed},
    plot::{
        Anchor, Axis, Color, Drawing, Grid, LINE, Panel, WIDTH, curve, dot, number,
        rectangle, segment, short, text, text_width,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("equation-10-pass", pass)
        .turn(&[slider(("n_var", "n Var w"), 2.0, 0.5..=4.0, 0.1), seed(17)])
        .missions(&[
            (
                "Set n Var w to the last chapter’s 1: what reaches the next layer?",
                "n_var=1",
            ),
            (
                "Draw other weights: does this one layer do what all do on average?",
                "seed=2",
            ),
        ]),
    Figure::new("equation-10-halves", halves)
        .turn(&[
            choice(("distribution", "distribution of y"), &[NORMAL, UNIFORM, SKEWED]),
            slider(("shift", "shift (a bias)"), 0.0, -1.0..=1.0, 0.1),
        ])
        .missions(&[
            ("Another symmetric distribution: is it still half?", "distribution=uniform"),
            ("A skewed one with mean 0: how much is passed on?", "distribution=skewed"),
        ]),
    Figure::new("equation-10-all", all)
        .turn(&[
            choice(("bag", "a weight is one of"), &[SIGNS, ZEROS, LOPSIDED]),
            place(("network", "network"), 24, 64),
        ])
        .missions(&[
            ("Weights of −1, 0, 0, 1: do the zeros disturb the half?", "bag=−1, 0, 0, 1"),
            (
                "Mean 0, but lopsided: which of the three lines breaks?",
                "bag=−1, −1, −1, 3",
            ),
        ]),
    Figure::new("equation-10-gains", gains)
        .turn(&[count(("width", "width"), 400, 1..=1024), seed(10)])
        .missions(&[
            ("1024 wide: how much closer to the lines are the dots?", "width=1024"),
            ("Ten wide: do the three rows of dots still move together?", "width=10"),
        ]),
    Figure::new("equation-10-assumptions", assumptions)
        .turn(&[
            choice(("bias", "A1: the bias is"), &["0", "1"]),
            choice(("knows", "A2: the weights are"), &["independent of x", KNOWS]),
            choice(("mean", "A3: their mean is"), &["0", "0.1 std", "0.3 std"]),
            choice(("shape", "A4: they are"), &["symmetric", SKEWED]),
            count(("n", "inputs n"), 16, 1..=64),
            seed(1),
        ])
        .missions(&[
            ("A bias of 1: which of the two bars is off, or both?", "bias=1"),
            (
                "Skewed weights, 2 inputs: and what if you move n to 64?",
                "shape=skewed\nn=2",
            ),
            ("A mean of 0.1 std, 16 inputs: what if n is 64?", "mean=0.1 std"),
        ]),
    Figure::new("equation-10-draws", draws)
        .turn(&[
            count(("depth", "layers"), 30, 2..=40),
            count(("width", "width"), 64, 1..=1024),
            count(("draws", "networks"), 1000, 10..=2000),
            seed(1),
        ])
        .missions(&[
            ("1024 wide: how far does the median fall?", "width=1024"),
            ("16 wide: what do a thousand networks make of the mean?", "width=16"),
        ]),
    Figure::new("equation-10-stack", stack)
        .turn(&[
            slider(("n_var", "n Var w"), 2.0, 0.1..=8.0, 0.05),
            count(("depth", "layers"), 30, 2..=50),
            count(("width", "width"), 128, 1..=256),
            choice(("activation", "activation"), &[LEAKY, "tanh", "GELU", "SiLU"]),
            slider(("slope", "slope below 0, if leaky"), 0.0, -1.0..=1.0, 0.01),
            seed(1),
        ])
        .missions(&[
            ("How far from 2 may n Var w be before thirty layers notice?", "n_var=1.9"),
            ("16 wide, draw again and again: which line moves most?", "width=16"),
            ("A slope of ½: which n Var w makes the line level?", "slope=0.5"),
            (
                "A tanh: why does its line level off where a ReLU’s can’t?",
                "activation=tanh\nn_var=3",
            ),
        ]),
];

const NORMAL: &str = "normal";
const UNIFORM: &str = "uniform";
const SKEWED: &str = "skewed";
const KNOWS: &str = "larger for larger x";
const SIGNS: &str = "−1, 1";
const ZEROS: &str = "−1, 0, 0, 1";
const LOPSIDED: &str = "−1, −1, −1, 3";

/// The activation that has a slope below 0 of the reader's own: 0 is ReLU, 1 is none.
const LEAKY: &str = "leaky ReLU";

/// How many networks make a mean and a median.
const NETWORKS: usize = 200;

/// Values by layer, the first of which is layer 1.
fn by_layer(values: &[f64]) -> Vec<(f64, f64)> {
    values.iter().enumerate().map(|(index, &value)| ((index + 1) as f64, value)).collect()
}

/// A label around a point.
fn middle(words: &str, at: (f64, f64), color: Color) -> svg::node::element::Text {
    text(words, at, color, Anchor::Middle)
}

/// One layer with its numbers: x, W, y, the ReLU and the next x.
fn pass(v: &Values) -> Result<Drawing, Error> {
    const UNITS: usize = 6;
    let n_var = v.number("n_var");
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    // An x whose second moment is exactly ½.
    let x = array![0.0, 1.2, 0.0, 0.5, 0.0, 1.0];
    let scale = (0.5 / second_moment(&x.to_vec())).sqrt();
    let x = x * scale;
    let w = weights(Distribution::Normal, UNITS, 1, n_var, &mut rng)
        .map_err(Error::of)?
        .remove(0);
    let y = w.dot(&x);
    let next = y.mapv(relu);
    let (cell, top) = (19.0, 30.0);
    let column =
        |left: f64, columns| Grid { at: (left, top), cell, rows: UNITS, columns };
    let parts = [
        (column(20.0, 1), x.to_vec(), "x"),
        (column(75.0, UNITS), w.iter().copied().collect(), "W"),
        (column(225.0, 1), y.to_vec(), "y"),
        (column(361.0, 1), next.to_vec(), "next x"),
    ];
    let mut group = Group::new();
    for (grid, values, name) in &parts {
        let most = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        for (index, value) in values.iter().enumerate() {
            let color = if *value > 0.0 { Color::A } else { Color::B };
            let at = (index / grid.columns, index % grid.columns);
            let strength = value.abs() / most.max(f64::MIN_POSITIVE);
            group = group.add(grid.block(at, (1, 1), color, strength));
        }
        let center = grid.at.0 + grid.width() / 2.0;
        group = group.add(grid.lines()).add(
            middle(name, (center, top - 10.0), Color::Ink).set("font-weight", "bold"),
        );
    }
    // The ReLU, as a box with its bend.
    let (left, size) = (277.0, 52.0);
    let center = top + cell * UNITS as f64 / 2.0;
    let (high, low) = (center - size / 2.0, center + size / 2.0);
    let bend = (left + size / 2.0, low - 10.0);
    let frame = [
        (left, high),
        (left + size, high),
        (left + size, low),
        (left, low),
        (left, high),
    ];
    group = group
        .add(curve(frame, Color::Faint, 1.0))
        .add(curve(
            [(left + 4.0, bend.1), bend, (left + size - 4.0, high + 14.0)],
            Color::Ink,
            2.5,
        ))
        .add(
            middle("ReLU f", (left + size / 2.0, top - 10.0), Color::Ink)
                .set("font-weight", "bold"),
        );
    for (from, to) in [(42.0, 72.0), (192.0, 222.0), (247.0, 274.0), (332.0, 358.0)] {
        let head = [(to - 6.0, center - 4.0), (to, center), (to - 6.0, center + 4.0)];
        group = group
            .add(segment((from, center), (to, center), Color::Ink, 1.5))
            .add(curve(head, Color::Ink, 1.5));
    }
    let under = top + cell * UNITS as f64 + LINE + 8.0;
    let (after, last) = (n_var / 2.0, n_var / 4.0);
    let here = [second_moment(&y.to_vec()), second_moment(&next.to_vec())];
    let places = [29.5, 132.0, 234.5, 303.0, 370.5];
    let write = |mut group: Group, line: f64, words: [String; 5], color| {
        for (place, words) in
            places.iter().zip(&words).filter(|(_, words)| !words.is_empty())
        {
            group = group.add(middle(words, (*place, line), color));
        }
        group
    };
    let average = [
        "0.5".to_string(),
        format!("× {} =", number(n_var)),
        number(after),
        "× ½ =".to_string(),
        number(last),
    ];
    let [y_here, next_here] = here.map(short);
    let one =
        ["0.5".into(), String::new(), y_here.clone(), String::new(), next_here.clone()];
    group = group.add(text(
        "second moment, on average over all W:",
        (10.0, under),
        Color::A,
        Anchor::Start,
    ));
    group = write(group, under + LINE + 2.0, average, Color::A);
    group = group.add(text(
        "and with this W:",
        (10.0, under + 2.0 * LINE + 10.0),
        Color::Ink,
        Anchor::Start,
    ));
    group = write(group, under + 3.0 * LINE + 12.0, one, Color::Ink);
    let (after, last) = (number(after), number(last));
    Ok(Drawing::new(
        "One layer with its numbers, from x to the next x",
        &format!(
            "A column of six numbers x, a six by six grid of weights W, a column of pre-activations y, a \
             ReLU, and the next x, in which all that was below 0 is 0. The second moment of x is 0.5. On \
             average over all W it is {after} for y and {last} for the next x; with this W it is {y_here} and \
             {next_here}.",
        ),
    )
    .reading(&format!(
        "Second moment on average: 0.5 → {after} → {last}; this W: 0.5 → {y_here} → {next_here}"
    ))
    .drawing(group, under + 4.0 * LINE))
}

/// y² times a density of y with variance 1, as an area, and which part of it the ReLU passes on.
fn halves(v: &Values) -> Result<Drawing, Error> {
    let (shape, shift) = (v.word("distribution"), v.number("shift"));
    let (reach, edge) = (4.5, 3f64.sqrt());
    // The skewed one is an exponential distribution, moved to mean 0.
    let centered = |y: f64| match shape {
        NORMAL => normal_density(y),
        UNIFORM if y.abs() <= edge => 0.5 / edge,
        SKEWED if y >= -1.0 => (-(y + 1.0)).exp(),
        _ => 0.0,
    };
    let density = |y: f64| centered(y - shift);
    let whole = 1.0 + shift * shift;
    let passed = match shape {
        NORMAL => integral(|y| y * y * density(y), 0.0, 9.0),
        UNIFORM => {
            let cube = |y: f64| y.max(0.0).powi(3);
            (cube(shift + edge) - cube(shift - edge)) / (6.0 * edge)
        }
        _ if shift < 1.0 => 2.0 * (shift - 1.0).exp(),
        _ => whole,
    };
    let steps = |from: f64, to: f64, count: u32| {
        (0..=count)
            .map(move |step| from + (to - from) * f64::from(step) / f64::from(count))
    };
    let lobe =
        |from: f64, to: f64| steps(from, to, 180).map(|y| (y, 0.0, y * y * density(y)));
    let top = steps(-reach, reach, 360).map(|y| density(y).max(y * y * density(y)));
    let top = 1.1 * top.fold(0.0, f64::max);
    let x = Axis::linear("pre-activation y", -reach, reach)
        .with_ticks([-4.0, -2.0, 0.0, 2.0, 4.0].map(|y| (y, number(y))));
    let (cut, passed) = (short((whole - passed).max(0.0)), short(passed));
    let panel =
        Panel::new(x, Axis::linear("density of y, and y² × density", 0.0, top), 190.0)
            .theory(Color::Ink, steps(-reach, reach, 360).map(|y| (y, density(y))))
            .name("density")
            .band(Color::B, lobe(-reach, 0.0))
            .name(&format!("stopped: {cut}"))
            .band(Color::A, lobe(0.0, reach))
            .name(&format!("passed: {passed}"));
    let whole = number(whole);
    let name = if shift == 0.0 {
        String::new()
    } else {
        format!(", shifted by {}", number(shift))
    };
    Ok(Drawing::new(
        &format!("What a ReLU passes on of the second moment of a {shape} pre-activation{name}"),
        &format!(
            "The density of y and, as an area, y squared times the density, with a lobe to the left and one to \
             the right of zero. The second moment is {whole}; the ReLU stops the left lobe, {cut}, and \
             passes on the right one, {passed}.",
        ),
    )
    .reading(&format!("E[y²] = {whole}: the ReLU passes on {passed} and stops {cut}"))
    .panel(panel))
}

/// All 64 networks of a small shape, one of them drawn, and what (7) and (8) say of all.
fn all(v: &Values) -> Result<Drawing, Error> {
    let word = v.word("bag");
    let (bag, widths): (&[i64], &[usize]) = match word {
        SIGNS => (&[-1, 1], &[2, 1]),
        ZEROS => (&[-1, 0, 0, 1], &[1, 1]),
        _ => (&[-1, -1, -1, 3], &[1, 1]),
    };
    let networks: Vec<Counted> =
        every_network(bag, &[1, 2], widths).map_err(Error::of)?.collect();
    let chosen = v.index("network", networks.len());
    let one = &networks[chosen];
    let last = |network: &Counted| network.y[1][0];
    let most = networks.iter().map(last).map(i64::abs).max().unwrap_or(1);
    let grid = Grid { at: (10.0, 28.0), cell: 20.0, rows: 8, columns: 8 };
    let mut group = Group::new();
    for (index, network) in networks.iter().enumerate() {
        let strength = last(network).abs() as f64 / most.max(1) as f64;
        let at = (index / 8, index % 8);
        group = group.add(grid.block(at, (1, 1), Color::A, strength));
    }
    let at = (chosen / 8, chosen % 8);
    let cells = grid.at.0 + grid.width() / 2.0;
    group = group
        .add(grid.lines())
        .add(grid.frame(at, (1, 1), Color::D, 2.5))
        .add(grid.picks("network"))
        .add(middle("all 64, by last y²", (cells, 18.0), Color::Ink));
    // The network: inputs, units and the output, with its weights as lines.
    let signed = |value: i64| number(value as f64);
    let spread = |count: usize, index: usize| match count {
        1 => 108.0,
        _ => 58.0 + 100.0 * index as f64,
    };
    let columns = [196.0, 276.0, 380.0];
    let mut used = one.weights.iter();
    let mut inputs = 2;
    for (layer, &width) in widths.iter().enumerate() {
        for unit in 0..width {
            for input in 0..inputs {
                let weight = *used.next().unwrap_or(&0);
                let from =
                    (columns[layer] + [8.0, 50.0][layer], spread(inputs, input) - 5.0);
                let to = (columns[layer + 1] - 16.0, spread(width, unit) - 5.0);
                let color = match weight {
                    0 => Color::Faint,
                    w if w > 0 => Color::A,
                    _ => Color::B,
                };
                // The weight is written beside its line, near where it begins.
                let beside = match to.1 - from.1 {
                    level if level.abs() < 10.0 => (0.0, -4.0),
                    down if down > 0.0 => (-11.0, 8.0),
                    _ => (-11.0, 0.0),
                };
                let place = (
                    from.0 + 0.3 * (to.0 - from.0) + beside.0,
                    from.1 + 0.3 * (to.1 - from.1) + beside.1,
                );
                let thick = if weight.abs() > 1 { 4.0 } else { 2.0 };
                group = group.add(segment(from, to, color, thick)).add(middle(
                    &signed(weight),
                    place,
                    Color::Ink,
                ));
            }
        }
        inputs = width;
    }
    for (index, input) in ["1", "2"].iter().enumerate() {
        group = group.add(middle(input, (columns[0], spread(2, index)), Color::Ink));
    }
    for (unit, &y) in one.y[0].iter().enumerate() {
        let words = format!("{} → {}", signed(y), signed(y.max(0)));
        let at = (columns[1] - 10.0, spread(widths[0], unit));
        group = group.add(text(&words, at, Color::Ink, Anchor::Start));
    }
    let output = signed(last(one));
    group = group
        .add(
            middle(&output, (columns[2], spread(1, 0)), Color::D)
                .set("font-weight", "bold"),
        )
        .add(middle(&format!("network {}", chosen + 1), (290.0, 18.0), Color::D));
    // What all of them have, and what is promised.
    let times = |fraction: Fraction, top: u128, bottom: u128| {
        Fraction::new(fraction.top * top, fraction.bottom * bottom)
    };
    let over = |f: &dyn Fn(&Counted) -> Vec<i64>| {
        Fraction::second_moment(networks.iter().flat_map(f))
    };
    let y1 = over(&|network| network.y[0].clone());
    let x2 = over(&|network| network.y[0].iter().map(|&y| y.max(0)).collect());
    let y2 = over(&|network| network.y[1].clone());
    let variance = Fraction::second_moment(bag.iter().copied());
    // The inputs 1 and 2 have Σ x² = 5.
    let promised_y1 = times(variance, 5, 1);
    let half = times(y1, 1, 2);
    let n_var = times(variance, widths[0] as u128, 1);
    let promised_y2 = times(y1, n_var.top, 2 * n_var.bottom);
    let mut top = grid.at.1 + grid.height() + LINE + 6.0;
    let mut says = Vec::new();
    group = group.add(text(
        "on average over all 64:",
        (10.0, top),
        Color::Ink,
        Anchor::Start,
    ));
    for (name, counted, promised, by) in [
        ("E[y²], first layer", y1, promised_y1, "(7) promises"),
        ("E[x²], after the ReLU", x2, half, "half of it is"),
        ("E[y²], second layer", y2, promised_y2, "(8) promises"),
    ] {
        top += LINE + 2.0;
        let holds = counted == promised;
        let color = if holds { Color::A } else { Color::B };
        let mark = if holds { "✓" } else { "✗" };
        group = group
            .add(text(name, (10.0, top), Color::Ink, Anchor::Start))
            .add(text(&format!("= {counted}"), (166.0, top), color, Anchor::Start))
            .add(text(
                &format!("{by} {promised} {mark}"),
                (390.0, top),
                color,
                Anchor::End,
            ));
        says.push(format!("{counted} ({promised})"));
    }
    let firsts: Vec<String> = one.y[0].iter().map(|&y| signed(y)).collect();
    Ok(Drawing::new(
        &format!("All 64 networks whose weights come from {word}"),
        &format!(
            "A grid of 64 cells, one for each network, and network {} drawn beside it: with the inputs 1 and 2 \
             its first layer has {}, and its last output is {output}. Over all networks, and in parentheses as \
             promised by (7), the half and (8): {}.",
            chosen + 1,
            firsts.join(" and "),
            says.join(", ")
        ),
    )
    .reading(&format!("Network {}: y = {}, last y = {output}", chosen + 1, firsts.join(" and ")))
    .drawing(group, top + 10.0))
}

/// A unit whose assumptions can be switched off: what (7) and the half promise, what each switch
/// brings back, and what some thousand units have.
fn assumptions(v: &Values) -> Result<Drawing, Error> {
    const UNITS: usize = 16_000;
    let unit = Unit {
        bias: if v.word("bias") == "1" { 1.0 } else { 0.0 },
        knows: v.word("knows") == KNOWS,
        mean: match v.word("mean") {
            "0.1 std" => 0.1,
            "0.3 std" => 0.3,
            _ => 0.0,
        },
        positive: if v.word("shape") == SKEWED { 0.1 } else { 0.5 },
    };
    let n = v.count("n");
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let y: Vec<f64> =
        (0..UNITS).map(|_| unit.y(&after_relu(n, &mut rng), &mut rng)).collect();
    let x: Vec<f64> = y.iter().copied().map(relu).collect();
    let (before, after) = (second_moment(&y), second_moment(&x));
    let terms = unit.terms(n);
    let total: f64 = terms.iter().sum();
    let colors = [Color::A, Color::B, Color::C, Color::D];
    let scale = (WIDTH - 30.0) / total.max(before).max(1.5);
    let left = 10.0;
    let mut group = Group::new();
    // The lack of symmetry, ½ E[y|y|], is measured: there is no formula for all switches together.
    let lopsided = after - before / 2.0;
    let bars = [
        ("E[y²], before the ReLU", 1.0, before, 0.0),
        ("E[x²], after it", 0.5, after, lopsided),
    ];
    let mut top = 0.0;
    for (name, share, measured, rest) in bars {
        let words =
            format!("{name}: promised {}, measured {}", number(share), short(measured));
        group = group.add(text(&words, (left, top + LINE), Color::Ink, Anchor::Start));
        let (high, low) = (top + LINE + 10.0, top + LINE + 34.0);
        let center = (high + low) / 2.0;
        let mut at = left;
        for (index, (term, color)) in terms.iter().zip(colors).enumerate() {
            let end = at + term * share * scale;
            let inset = if index == 0 { 0.0 } else { 6.0 };
            group = group.add(rectangle((at, high + inset), (end, low - inset), color));
            at = end;
        }
        if rest > 0.03 {
            let end = at + rest * scale;
            let bar = rectangle((at, high + 6.0), (end, low - 6.0), Color::Ink);
            group = group.add(bar.set("fill-opacity", "0.6"));
        }
        let line = left + share * scale;
        group = group
            .add(segment((line, high - 4.0), (line, low + 4.0), Color::Ink, 1.5))
            .add(segment(
                (left, low + 4.0),
                (WIDTH - 10.0, low + 4.0),
                Color::Faint,
                1.0,
            ));
        if let Some(dot) = dot((left + measured * scale, center), Color::Ink, 5.0) {
            group = group.add(dot);
        }
        top = low + 10.0;
    }
    let brought = [
        format!("A1 brings back b² = {}", number(terms[1])),
        format!("A2: {}", short(terms[2])),
        format!("A3: {}", short(terms[3])),
        format!(
            "lost symmetry: ½ E[y|y|] = {}",
            short((100.0 * lopsided).round() / 100.0)
        ),
    ];
    let mut place = left;
    for (words, color) in brought[..3].iter().zip(&colors[1..]) {
        group = group.add(text(words, (place, top + LINE), *color, Anchor::Start));
        place += text_width(words) + 14.0;
    }
    group =
        group.add(text(&brought[3], (left, top + 2.0 * LINE), Color::Ink, Anchor::Start));
    let share = number((100.0 * after / before).round());
    let (before, after) = (short(before), short(after));
    Ok(Drawing::new(
        &format!("What (7) and the half promise a unit of {n} inputs, and what is measured"),
        &format!(
            "Two bars. Before the ReLU, E[y²] is promised to be 1, with the terms that the switches bring back \
             it is {}, and {UNITS} units have {before}. After the ReLU, 0.5 is promised and {after} measured, \
             which is {share} percent. {}.",
            short(total),
            brought.join(", ")
        ),
    )
    .reading(&format!("E[y²]: 1 promised, {before} measured; the ReLU passes on {share} %"))
    .drawing(group, top + 2.0 * LINE + 8.0))
}

/// `E[y²]` by layer for one network of ReLU layers at three values of `n Var[w]`: the theory of
/// equation (9) as lines, one draw as points.
fn gains(v: &Values) -> Result<Drawing, Error> {
    let (width, depth) = (v.count("width"), 30);
    let x = Axis::counting("layer", 0, depth);
    let second = 2.0 * PI / (PI - 1.0);
    let scales = [(1.0, Color::B), (2.0, Color::A), (second, Color::D)];
    let mut all = Vec::new();
    for (n_var, color) in scales {
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let moments = relu_stack(width, depth, n_var, &mut rng).map_err(Error::of)?;
        all.push((n_var, color, moments));
    }
    let values = all.iter().flat_map(|(n_var, _, moments)| {
        moments.iter().copied().chain([theory(*n_var, depth)])
    });
    let y = Axis::log10_around("second moment E[y²] of the layer", values);
    let mut panel = Panel::new(x, y, 210.0);
    for (n_var, color, moments) in &all {
        let line = (1..=depth).map(|layer| (layer as f64, theory(*n_var, layer)));
        panel = panel
            .theory(*color, line)
            .points(*color, by_layer(moments))
            .name(&format!("n Var[w] = {n_var:.2}"));
    }
    let ends: Vec<String> =
        all.iter().map(|(_, _, moments)| short(moments[depth - 1])).collect();
    let lines = [1.0, 2.0, second].map(|n_var| short(theory(n_var, depth)));
    Ok(Drawing::new(
        "The second moment of 30 ReLU layers under three scales of the weights",
        &format!(
            "On a logarithmic scale, three straight lines and the dots of one network {width} wide. At layer \
             30, with n times the variance of the weights at 1, the line is at {} and the dot at {}; at 2 the line \
             is level, at {}, and the dot at {}; at 2.93, the gain that mistakes the variance, they are at {} \
             and {}.",
            lines[0], ends[0], lines[1], ends[1], lines[2], ends[2]
        ),
    )
    .reading(&format!(
        "Layer 30 with n Var[w] = 1: {}; 2: {}; 2.93: {}",
        ends[0], ends[1], ends[2]
    ))
    .panel(panel))
}

/// Mean and median over many networks that keep (10), by layer, with the middle 80 percent of
/// the draws as a band.
fn draws(v: &Values) -> Result<Drawing, Error> {
    let (width, depth, count) = (v.count("width"), v.count("depth"), v.count("draws"));
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let networks = (0..count)
        .map(|_| relu_stack(width, depth, 2.0, &mut rng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::of)?;
    let sorted: Vec<Vec<f64>> = (0..depth)
        .map(|layer| {
            let mut values: Vec<f64> =
                networks.iter().map(|moments| moments[layer]).collect();
            values.sort_by(f64::total_cmp);
            values
        })
        .collect();
    let each = |of: fn(&[f64]) -> f64| -> Vec<f64> {
        sorted.iter().map(|values| of(values)).collect()
    };
    let (means, medians) = (each(mean), each(|values| median(values.to_vec())));
    let low = each(|values| values[values.len() / 10]);
    let high = each(|values| values[values.len() * 9 / 10]);
    let typical =
        |index: usize| 2.0 * (-(2.0 + 5.0 * index as f64) / width as f64 / 2.0).exp();
    let typical: Vec<f64> = (0..depth).map(typical).collect();
    let all = [&means, &medians, &low, &high].into_iter().flatten().copied();
    let band = by_layer(&low).into_iter().zip(&high);
    let panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("second moment E[y²] of the layer", all),
        210.0,
    )
    .band(Color::C, band.map(|((layer, low), &high)| (layer, low, high)))
    .name("band: 8 networks of 10")
    .theory(Color::A, by_layer(&vec![2.0; depth]))
    .points(Color::A, by_layer(&means))
    .name("mean: preserved")
    .theory(Color::B, by_layer(&typical))
    .points(Color::B, by_layer(&medians))
    .name("median: shrinks");
    let (mean, median) = (short(means[depth - 1]), short(medians[depth - 1]));
    Ok(Drawing::new(
        "Mean and median second moment of many networks that keep equation 10",
        &format!(
            "{count} networks of width {width}. Equation 10 keeps the mean over the networks at 2 \
             through all layers; at layer {depth} these have {mean}. The median falls steadily, to \
             {median} at the last layer, and the band of the middle eight tenths of the networks \
             widens.",
        ),
    )
    .reading(&format!("Layer {depth}: mean {mean} (theory 2), median {median}"))
    .panel(panel))
}

/// `E[y²]` by layer of a stack: theory as a line, one network as points, and mean and median of
/// many.
fn stack(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let (n_var, slope) = (v.number("n_var"), v.number("slope"));
    let other = match v.word("activation") {
        LEAKY => None,
        name => Some(named(name).map_err(Error::of)?),
    };
    let f = |y: f64| match other {
        Some(activation) => (activation.value)(y),
        None => y.max(0.0) + slope * y.min(0.0),
    };
    // Equation (9) with (1 + a²)/2 in the place of ½ holds for the mean over networks of any
    // width; for other activations wide layers and a quadrature.
    let next = |&q: &f64| {
        Some(match other {
            None => n_var * (1.0 + slope * slope) / 2.0 * q,
            Some(_) => next_moment(f, n_var, q),
        })
    };
    let theory: Vec<f64> = std::iter::successors(Some(n_var), next).take(depth).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let drawn = beyond_relu::weights(width, depth, n_var, &mut rng)
        .and_then(|weights| beyond_relu::forward(&weights, &Array2::ones((width, 1)), f))
        .map_err(Error::of)?;
    let drawn: Vec<f64> = drawn.iter().map(beyond_relu::second_moment).collect();
    let networks = (0..NETWORKS)
        .map(|_| gaussian_stack(width, depth, n_var, f, &mut rng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::of)?;
    let over = |summary: fn(Vec<f64>) -> f64| -> Vec<f64> {
        let layer = |layer| networks.iter().map(|moments| moments[layer]).collect();
        (0..depth).map(layer).map(summary).collect()
    };
    let (means, medians) = (over(|values| mean(&values)), over(median));
    let all = [&theory, &drawn, &means, &medians].into_iter().flatten().copied();
    let panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("second moment E[y²] of the layer", all),
        210.0,
    )
    .theory(Color::A, by_layer(&theory))
    .name("theory")
    .dashed(Color::D, by_layer(&means))
    .name("mean")
    .dashed(Color::B, by_layer(&medians))
    .name("median")
    .points(Color::A, by_layer(&drawn))
    .name("● one network");
    let name = match (other, slope) {
        (Some(activation), _) => activation.name.to_string(),
        (None, 0.0) => "ReLU".to_string(),
        (None, 1.0) => "no activation".to_string(),
        (None, slope) => format!("a leaky ReLU of slope {}", number(slope)),
    };
    let last = |values: &[f64]| short(values[depth - 1]);
    let (theory, drawn) = (last(&theory), last(&drawn));
    let (mean, median) = (last(&means), last(&medians));
    Ok(Drawing::new(
        &format!("The second moment of {depth} layers with {name}"),
        &format!(
            "On a log scale by layer, for layers {width} wide with n Var w = {} and {name}. At \
             layer {depth} the theory of wide layers says {theory}, this network has {drawn}, and \
             {NETWORKS} networks have a mean of {mean} and a median of {median}.",
            number(n_var),
        ),
    )
    .reading(&format!(
        "Layer {depth}: theory {theory}, this network {drawn}; {NETWORKS} networks: mean {mean}, \
         median {median}"
    ))
    .panel(panel))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_the_last_layer(values: &str) -> f64 {
        let figure = FIGURES.iter().find(|figure| figure.name == "equation-10-stack");
        let svg = figure.unwrap().picture(values).unwrap();
        let (_, said) = svg.split_once("the theory of wide layers says ").unwrap();
        said.split(", this").next().unwrap().parse().unwrap()
    }

    fn description(name: &str, values: &str) -> String {
        let figure = FIGURES.iter().find(|figure| figure.name == name).unwrap();
        figure.picture(values).unwrap()
    }

    #[test]
    fn the_promises_hold_for_symmetric_bags_and_8_fails_for_the_lopsided_one() {
        for (bag, said) in [
            (SIGNS, "5 (5), 5/2 (5/2), 5 (5)."),
            (ZEROS, "5/2 (5/2), 5/4 (5/4), 5/8 (5/8)."),
            (LOPSIDED, "15 (15), 159/16 (15/2), 477/16 (45/2)."),
        ] {
            let svg = description("equation-10-all", &format!("bag={bag}"));
            assert!(svg.contains(said), "{bag}");
        }
    }

    #[test]
    fn a_symmetric_distribution_is_halved_and_others_are_not() {
        for (values, passed) in [
            ("", "0.5"),
            ("distribution=uniform", "0.5"),
            // 2/e for the exponential distribution that is moved to mean 0.
            ("distribution=skewed", "0.736"),
            // (b² + 1) Φ(b) + b φ(b) at b = 1: 2 · 0.841345 + 0.241971.
            ("shift=1", "1.92"),
            // (1 + √3)³ / (6 √3).
            ("distribution=uniform\nshift=1", "1.96"),
            ("distribution=skewed\nshift=1", "2"),
        ] {
            let svg = description("equation-10-halves", values);
            let said = format!("passes on the right one, {passed}.");
            assert!(svg.contains(&said), "{values}");
        }
    }

    #[test]
    fn a_width_of_1024_is_drawn_for_any_number_of_networks() {
        let svg = description("equation-10-draws", "width=1024\ndepth=40\ndraws=2000");
        assert!(svg.contains("2000 networks of width 1024"));
    }

    #[test]
    fn the_line_of_a_relu_is_equation_9() {
        let said = at_the_last_layer("depth=9\nwidth=5\nn_var=1.5");
        assert!((said / theory(1.5, 9) - 1.0).abs() < 5e-3, "{said}");
        // (1 + a²)/2 of a slope of 1 is 1: nothing is halved.
        let linear = at_the_last_layer("depth=9\nwidth=5\nn_var=1.5\nslope=1");
        assert!((linear / 1.5_f64.powi(9) - 1.0).abs() < 5e-3, "{linear}");
    }
}
