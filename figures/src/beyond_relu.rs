// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `beyond-relu`.

use beyond_relu::{
    ACTIVATIONS, Activation, Branch, angles, chi, forward, gain, gaussian_mean, named, next_cosine,
    next_moment, normal, residual, second_moment, stability, weights,
};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::f64::consts::PI;
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, choice_from, count, number as slider, numbers, seed},
    plot::{Axis, Color, Drawing, Panel, number, numbered_from, short, Anchor, rectangle, segment, text},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("any-activation-area", areas)
        .turn(&[
            choice_from(("name", "activation"), "GELU", &NAMES),
            slider(("size", "second moment of y"), 1.0, 0.05..=9.0, 0.05),
        ])
        .missions(&[
            ("A ReLU: how much of the area is on the left?", "name=ReLU"),
            ("GELU at a small second moment of 0.05: what share is left now?", "size=0.05"),
            ("And a large one of 9?", "size=9"),
        ]),
    Figure::new("any-activation-cobweb", cobweb)
        .turn(&[
            choice_from(("name", "activation"), "GELU", &NAMES),
            slider(("start", "second moment at the start"), 1.2, 0.05..=4.0, 0.05),
            slider(("times", "times its own gain"), 1.0, 0.7..=1.3, 0.01),
            count(("depth", "layers"), 15, 1..=50),
        ])
        .missions(&[
            ("A start of 0.8 instead: where does the path end?", "start=0.8"),
            ("tanh from 3: how many layers until it is back at 1?", "name=tanh\nstart=3"),
            ("A ReLU: why does nothing move?", "name=ReLU"),
        ]),
    Figure::new("beyond-relu-edge", edge).turn(&[
        choice_from(("first", "activation above"), "tanh", &NAMES),
        choice_from(("second", "activation below"), "GELU", &NAMES),
        slider(("times", "times its own gain"), 1.0, 0.5..=1.5, 0.01),
        numbers(("starts", "E[y²] at the start"), &[0.25, 0.9, 1.0, 1.1, 4.0], 1e-3..=1e3, 10),
        count(("depth", "layers"), 25, 1..=100),
    ]).missions(&[
        ("1.1 times its own gain: at which size does GELU balance now?", "times=1.1"),
        ("SELU above and SiLU below: who comes back?", "first=SELU\nsecond=SiLU"),
    ]),
    Figure::new("beyond-relu-pick", pick).turn(&[
        choice_from(("first", "activation f"), "tanh", &NAMES),
        choice_from(("second", "activation g"), "GELU", &NAMES),
        slider(("share", "share of g"), 0.5, 0.0..=1.0, 0.01),
        count(("depth", "layers"), 30, 1..=50),
        count(("width", "width"), 128, 1..=256),
        seed(1),
    ]).missions(&[
        ("A GELU alone: do its dots stay on their line?", "first=GELU\nshare=0"),
        ("A sigmoid alone: its line is level. And its χ?", "first=sigmoid\nshare=0"),
    ]),
    Figure::new("beyond-relu-block", block)
        .turn(&[
            slider(("last", "factor on the last weight"), 1.0, 0.0..=1.5, 0.05),
            count(("number", "which block"), 1, 1..=50),
        ])
        .missions(&[
            ("The tenth block: how large is what comes in?", "number=10"),
            ("With 0.25, the factor for sixteen blocks: how large is it after the sixteenth?", "last=0.25\nnumber=16"),
            ("A factor of 0: what does the block do?", "last=0"),
        ]),
    Figure::new("beyond-relu-blocks", blocks)
        .turn(&[
            count(("blocks", "blocks"), 16, 1..=100),
            count(("width", "width"), 192, 1..=256),
            seed(1),
        ])
        .missions(&[
            ("Fifty blocks: where is the middle line at the end?", "blocks=50"),
            ("Two blocks: would you notice the difference?", "blocks=2"),
        ]),
    Figure::new("beyond-relu-angles", cosines).turn(&[
        count(("depth", "layers"), 50, 1..=100),
        count(("width", "width"), 256, 1..=256),
        seed(1),
    ])
    .missions(&[
        ("Width 16: does one network keep to the line?", "width=16"),
        ("A hundred layers: is the cosine 1 in the end?", "depth=100"),
    ]),
];

/// The names of the listing's activations.
const NAMES: [&str; ACTIVATIONS.len()] = {
    let mut names = [""; ACTIVATIONS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = ACTIVATIONS[index].name;
        index += 1;
    }
    names
};

/// f² times the density of a normal y, whose area is the second moment after f: left and right of 0.
fn areas(v: &Values) -> Result<Drawing, Error> {
    let Activation { name, value, .. } = *named(v.word("name")).map_err(Error::of)?;
    let size = v.number("size");
    let std = size.sqrt();
    let density = |y: f64| (-y * y / (2.0 * size)).exp() / (std * (2.0 * PI).sqrt());
    let product = |y: f64| value(y).powi(2) * density(y);
    let half = |sign: f64| {
        gaussian_mean(|z| if z * sign > 0.0 { value(std * z).powi(2) } else { 0.0 })
    };
    let (left, right) = (half(-1.0), half(1.0));
    let share = (left + right) / size;
    let end = 4.0 * std;
    let points = |from: f64, to: f64| {
        (0..=100).map(move |step| from + (to - from) * f64::from(step) / 100.0)
    };
    let most = points(-end, end).map(|y| product(y).max(density(y))).fold(0.0, f64::max);
    let under = |from, to| points(from, to).map(|y| (y, 0.0, product(y)));
    let top = 1.15 * most;
    let ticks = [-2.0, 0.0, 2.0].map(|n| (n * std, short(n * std)));
    let panel = Panel::new(
        Axis::linear("y", -end, end).with_ticks(ticks),
        Axis::linear("density, and f(y)² times density", 0.0, top),
        180.0,
    )
    .dashed(Color::Ink, points(-end, end).map(|y| (y, density(y))))
    .name("density of y")
    .band(Color::B, under(-end, 0.0))
    .line(Color::B, points(-end, 0.0).map(|y| (y, product(y))))
    .band(Color::A, under(0.0, end))
    .line(Color::A, points(0.0, end).map(|y| (y, product(y))))
    .name("f² times density");
    Ok(Drawing::new(
        &format!("What {name} leaves of a second moment of {}", number(size)),
        &format!(
            "The density of a normal y, and the same times the square of {name}. The area under the second \
             curve is the second moment after {name}: {} left of 0 and {} right of it, together {} of the \
             second moment before.",
            short(left), short(right), short(share)
        ),
    )
    .reading(&format!(
        "E[f²] = {} + {}; of E[y²] = {} that is {}",
        short(left), short(right), number(size), short(share)
    ))
    .panel(panel))
}

/// The map from one layer's second moment to the next, and the path of a start through it.
fn cobweb(v: &Values) -> Result<Drawing, Error> {
    let Activation { name, value, .. } = *named(v.word("name")).map_err(Error::of)?;
    let (start, depth) = (v.number("start"), v.count("depth"));
    let n_var = (v.number("times") * gain(value).map_err(Error::of)?).powi(2);
    let next = |q: f64| next_moment(value, n_var, q);
    const END: f64 = 4.0;
    let mut path = vec![(start, 0.0)];
    let mut q = start;
    for _ in 0..depth {
        let to = next(q);
        path.extend([(q, to), (to, to)]);
        q = to;
        if q > END {
            break;
        }
    }
    let inside = path.iter().map(|&(x, y)| (x.min(END), y.min(END)));
    let panel = Panel::new(
        Axis::linear("E[y²] in one layer", 0.0, END),
        Axis::linear("E[y²] in the next", 0.0, END),
        260.0,
    )
    .dashed(Color::Faint, [(0.0, 0.0), (END, END)])
    .name("unchanged")
    .theory(
        Color::A,
        (0..=40).map(|n| f64::from(n) * 0.1).map(|q| (q, next(q))).filter(|&(_, to)| to <= END),
    )
    .name(name)
    .line(Color::B, inside)
    .name("the path");
    let steps = (path.len() - 1) / 2;
    let end = if q > END { format!("above {END}") } else { short(q) };
    Ok(Drawing::new(
        &format!("From layer to layer with {name}"),
        &format!(
            "A chart of the second moment in one layer and in the next, with the diagonal on which it does not \
             change. The curve of {name} and a path that goes up or down to the curve and across to the \
             diagonal, from {}: after {steps} layers it is at {end}.",
            number(start)
        ),
    )
    .reading(&format!("{name} from {}: {end} after {steps} layers", number(start)))
    .panel(panel))
}

/// The second moment by layer of wide stacks with so many times each activation's own gain, from
/// several starts: one chart for each activation.
fn edge(v: &Values) -> Result<Drawing, Error> {
    let (times, starts, depth) = (v.number("times"), v.numbers("starts"), v.count("depth"));
    let words = |values: &[f64]| {
        values.iter().map(|&value| short(value)).collect::<Vec<_>>().join(", ")
    };
    let mut description = format!(
        "The second moment over {depth} wide layers on a log scale, from the starts {}.",
        words(starts)
    );
    let mut panels = Vec::new();
    let mut readings = Vec::new();
    let mut names = Vec::new();
    for (role, color) in [("first", Color::A), ("second", Color::B)] {
        let Activation { name, value, .. } = *named(v.word(role)).map_err(Error::of)?;
        let gain = times * gain(value).map_err(Error::of)?;
        let title = format!("{name}, gain {gain:.4}");
        let x = Axis::counting("layer", 0, depth);
        let mut panel =
            Panel::new(x, Axis::log10("E[y²]", -4, 3, 1), 130.0).title(&title);
        let mut ends = Vec::new();
        for &start in starts {
            let next = |&q: &f64| Some(next_moment(value, gain * gain, q));
            let moments: Vec<f64> =
                std::iter::successors(Some(start), next).take(depth + 1).collect();
            ends.push(moments[depth]);
            let line: Vec<(f64, f64)> = numbered_from(0, &moments)
                .take_while(|(_, q)| (1e-4..=1e3).contains(q))
                .collect();
            panel = panel
                .theory(color, line.clone())
                .points(color, line.into_iter().step_by(2));
        }
        let ends = words(&ends);
        description += &format!(" With {name} and a gain of {gain:.4} they end at {ends}.");
        readings.push(format!("{name}: {ends}"));
        names.push(name);
        panels.push(panel);
    }
    let title = format!("Where {} lead from different starts", names.join(" and "));
    let drawing = Drawing::new(&title, &description)
        .reading(&format!("Layer {depth}. {}", readings.join("; ")));
    Ok(panels.into_iter().fold(drawing, Drawing::panel))
}

/// An activation of the reader's own, (1 - share) f + share g: its gain, its χ, and the second
/// moment in a stack drawn with that gain and in one drawn without any.
fn pick(v: &Values) -> Result<Drawing, Error> {
    let (depth, width, share) = (v.count("depth"), v.count("width"), v.number("share"));
    let f = named(v.word("first")).map_err(Error::of)?;
    let g = named(v.word("second")).map_err(Error::of)?;
    let blend = |a: f64, b: f64| (1.0 - share) * a + share * b;
    let value = |y: f64| blend((f.value)(y), (g.value)(y));
    let slope = |y: f64| blend((f.slope)(y), (g.slope)(y));
    let gain = gain(value).map_err(Error::of)?;
    let chi = number(chi(value, slope).map_err(Error::of)?);
    let stability = number(stability(value, slope).map_err(Error::of)?);

    let words = match share {
        0.0 => f.name.to_string(),
        1.0 => g.name.to_string(),
        _ => format!("{} {} + {} {}", number(1.0 - share), f.name, number(share), g.name),
    };
    // Either line begins at a second moment of 1, with the y of layer 0.
    let theory = |n_var: f64| -> Vec<f64> {
        let next = |&q: &f64| Some(next_moment(value, n_var, q));
        std::iter::successors(Some(1.0), next).take(depth + 1).collect()
    };
    let drawn = |n_var: f64| -> Result<Vec<f64>, Error> {
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let y = normal((width, 8), &mut rng);
        let weights = weights(width, depth, n_var, &mut rng).map_err(Error::of)?;
        let layers = forward(&weights, &y.mapv(value), value).map_err(Error::of)?;
        Ok(std::iter::once(&y).chain(&layers).map(second_moment).collect())
    };
    let with = (theory(gain * gain), drawn(gain * gain)?);
    let without = (theory(1.0), drawn(1.0)?);
    let last = |values: &[f64]| short(values[depth]);
    let ends = [&with.0, &with.1, &without.0, &without.1].map(|values| last(values));
    let gain = number(gain);
    let description = format!(
        "On a log scale over {depth} layers {width} wide with {words}. Its gain is {gain}, its χ \
         {chi}, and a small error in the second moment is multiplied by {stability} per layer. With \
         that gain the second moment is {} at the last layer in the limit of wide layers and {} in \
         this network; without it, {} and {}.",
        ends[0], ends[1], ends[2], ends[3],
    );
    let all = [&with.0, &with.1, &without.0, &without.1].into_iter().flatten().copied();
    let x = Axis::counting("layer", 0, depth);
    let panel = Panel::new(x, Axis::log10_around("E[y²]", all), 190.0)
        .title(&format!("gain {gain}, χ {chi}"))
        .theory(Color::A, numbered_from(0, &with.0))
        .points(Color::A, numbered_from(0, &with.1))
        .name("with its gain")
        .theory(Color::B, numbered_from(0, &without.0))
        .points(Color::B, numbered_from(0, &without.1))
        .name("without: Var w = 1/n");
    let name = format!("{depth} layers with {words} between them");
    Ok(Drawing::new(&name, &description)
        .reading(&format!(
            "Gain {gain}, χ {chi}. Layer {depth}: {} with the gain (theory {}), {} without",
            ends[1], ends[0], ends[3]
        ))
        .panel(panel))
}

/// The second moment after residual blocks whose branches are drawn by (10), scaled by the root
/// of their number, or end in zeros.
fn blocks(v: &Values) -> Result<Drawing, Error> {
    let (count, width) = (v.count("blocks"), v.count("width"));
    let he = Branch { layers: 2, inner: 1.0, last: 1.0 };
    let root = (count as f64).sqrt();
    let kinds = [
        (he, Color::B, 2.0, "as (10): doubles"),
        (
            Branch { last: 1.0 / root, ..he },
            Color::A,
            1.0 + 1.0 / count as f64,
            "last / √L",
        ),
        (Branch { last: 0.0, ..he }, Color::C, 1.0, "last = 0"),
    ];
    let mut series = Vec::new();
    for (branch, color, factor, name) in kinds {
        let moments = residual(branch, count, width, v.seed()).map_err(Error::of)?;
        let theory: Vec<f64> = (0..=count).map(|block| factor.powi(block as i32)).collect();
        series.push((theory, moments, color, name));
    }
    let all = series.iter().flat_map(|(theory, moments, ..)| theory.iter().chain(moments));
    let y = Axis::log10_around("E[x²]", all.copied());
    let mut panel = Panel::new(Axis::counting("block", 0, count), y, 200.0);
    let mut ends = Vec::new();
    for (theory, moments, color, name) in &series {
        ends.push(short(moments[count - 1]));
        panel = panel
            .theory(*color, numbered_from(0, theory))
            .points(*color, numbered_from(1, moments))
            .name(name);
    }
    Ok(Drawing::new(
        "The signal after residual blocks",
        &format!(
            "On a log scale over {count} blocks. With branches drawn by equation (10) the second \
             moment doubles at every block, and is {} at the end in this network, {width} wide; with \
             the last weight of each branch divided by the root of the number of blocks it is {}; \
             with zeros there it stays at {}.",
            ends[0], ends[1], ends[2]
        ),
    )
    .reading(&format!(
        "Block {count}: {} as (10), {} with last / √L, {} with last = 0",
        ends[0], ends[1], ends[2]
    ))
    .panel(panel))
}

/// A residual block with two weights in its branch, and the second moments in it.
fn block(v: &Values) -> Result<Drawing, Error> {
    let (last, number_) = (v.number("last"), v.count("number"));
    let factor = 1.0 + last * last;
    let before = factor.powi(number_ as i32 - 1);
    let (branch, after) = (before * last * last, before * factor);
    let (top, low) = (52.0, 128.0);
    let (left, fork, sum, right) = (36.0, 84.0, 330.0, 392.0);
    let tip = |x: f64, y: f64, color| {
        Group::new()
            .add(segment((x - 7.0, y - 5.0), (x, y), color, 1.5))
            .add(segment((x - 7.0, y + 5.0), (x, y), color, 1.5))
    };
    let mut group = Group::new()
        .add(segment((left, top), (sum - 12.0, top), Color::A, 2.0))
        .add(tip(sum - 12.0, top, Color::A))
        .add(segment((sum + 12.0, top), (right, top), Color::C, 2.0))
        .add(tip(right, top, Color::C))
        .add(segment((fork, top), (fork, low), Color::B, 2.0))
        .add(segment((fork, low), (fork + 14.0, low), Color::B, 2.0))
        .add(segment((fork + 230.0, low), (sum, low), Color::B, 2.0))
        .add(segment((sum, low), (sum, top + 12.0), Color::B, 2.0))
        .add(segment((sum - 5.0, top + 19.0), (sum, top + 12.0), Color::B, 1.5))
        .add(segment((sum + 5.0, top + 19.0), (sum, top + 12.0), Color::B, 1.5))
        .add(text("+", (sum, top + 6.0), Color::C, Anchor::Middle).set("font-weight", "bold"));
    for (index, name) in ["ReLU", "W₁", "ReLU", "W₂"].iter().enumerate() {
        let x = fork + 38.0 + 56.0 * index as f64;
        let (from, to) = ((x - 24.0, low - 15.0), (x + 24.0, low + 15.0));
        if index > 0 {
            group = group.add(segment((x - 32.0, low), (x - 24.0, low), Color::B, 2.0));
        }
        let color = if index % 2 == 0 { Color::D } else { Color::B };
        group = group
            .add(
                rectangle(from, to, color)
                    .set("class", format!("box {}", color.class()))
                    .set("fill-opacity", "0.15"),
            )
            .add(text(name, (x, low + 5.0), color, Anchor::Middle));
    }
    let words = [
        ("x", left, top - 24.0, Color::A),
        (&*format!("E[x²] = {}", short(before)), left, top - 8.0, Color::A),
        (&*format!("E[F²] = {}", short(branch)), fork + 20.0, low + 36.0, Color::B),
    ];
    for (words, x, y, color) in words {
        group = group.add(text(words, (x, y), color, Anchor::Start));
    }
    let out = format!("E[(x + F)²] = {}", short(after));
    group = group.add(text(&out, (right, top - 24.0), Color::C, Anchor::End));
    Ok(Drawing::new(
        "A residual block",
        &format!(
            "A signal x goes straight on, and through a branch of two ReLUs and two weights, whose result F is \
             added. In block {number_} the second moment of x is {}, that of F is {}, and that of the sum is {}.",
            short(before), short(branch), short(after)
        ),
    )
    .reading(&format!(
        "Block {number_}: {} in, {} from the branch, {} out",
        short(before), short(branch), short(after)
    ))
    .drawing(group, low + 46.0))
}

/// The cosine between two inputs that begin orthogonal, by layer: of one network, and in the
/// limit of wide layers.
fn cosines(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let measured = angles(width, depth, v.seed()).map_err(Error::of)?;
    let next = |&cosine: &f64| Some(next_cosine(cosine));
    let theory: Vec<f64> =
        std::iter::successors(Some(0.0), next).take(depth + 1).collect();
    let limit = number(theory[depth]);
    let end = short(measured[depth - 1]);
    let lowest = measured.iter().copied().fold(0.0, f64::min);
    let panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::linear("cosine", lowest, 1.05),
        180.0,
    )
    .theory(Color::A, numbered_from(0, &theory))
    .points(Color::A, numbered_from(1, &measured))
    .name("two inputs that began orthogonal");
    Ok(Drawing::new(
        "All inputs become parallel",
        &format!(
            "The cosine between two inputs over {depth} ReLU layers drawn by equation (10): a \
             curve that rises from 0 to {limit}, and dots of one network {width} wide around it, the \
             last at {end}.",
        ),
    )
    .reading(&format!("Layer {depth}: cosine {end} in this network, {limit} in wide layers"))
    .panel(panel))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the figure's missions find: a GELU's dots leave their line, a sigmoid's χ is small.
    #[test]
    fn a_gelu_leaves_its_line_and_a_sigmoid_sends_no_gradient_back() {
        let said = |first| {
            let figure = crate::find("beyond-relu-pick", FIGURES.iter()).unwrap();
            let svg = figure.picture(&format!("first={first}\nshare=0")).unwrap();
            svg.split_once("its χ ").unwrap().1.to_string()
        };
        let number = |text: &str| -> f64 {
            text.split([' ', ',']).next().unwrap().parse().unwrap()
        };
        let gelu = said("GELU");
        let (_, ends) = gelu.split_once("gain the second moment is ").unwrap();
        let (_, network) = ends.split_once("wide layers and ").unwrap();
        assert!((number(ends) - 1.0).abs() < 1e-2 && number(network) > 2.0, "{gelu}");
        // Thirty layers multiply the gradient by less than the resolution of f32.
        assert!(number(&said("sigmoid")).powi(30) < 1e-24);
    }
}
