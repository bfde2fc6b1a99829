// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `beyond-relu`.

use beyond_relu::{
    ACTIVATIONS, Activation, Branch, angles, forward, gain, gaussian_mean, named,
    next_cosine, next_moment, normal, residual, second_moment, weights,
};

use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    live::{Live, choice, field, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number, short},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("beyond-relu-edge", || {
        let find = |name| named(name).map_err(refused);
        edge(&[find("tanh")?, find("GELU")?], 1.0, &[0.25, 0.9, 1.0, 1.1, 4.0], 30)
    }),
    ("beyond-relu-pick", || {
        pick(&Mix { first: "tanh", second: "GELU", share: 0.5 }, 30, 128, 1)
    }),
    ("beyond-relu-blocks", || blocks(16, 256, 1)),
    ("beyond-relu-angles", || cosines(256, 50, 1)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "beyond-relu-edge",
        &[
            choice(("first", "activation above"), "tanh", NAMES),
            choice(("second", "activation below"), "GELU", NAMES),
            slider(("times", "times its own gain"), "1", [0.5, 1.5, 0.01]),
            field(("starts", "E[y²] at the start"), "0.25, 0.9, 1, 1.1, 4"),
            slider(("depth", "layers"), "30", [1.0, 100.0, 1.0]),
        ],
        |v| {
            let find = |role| listed(role, v.text(role));
            let both = [find("first")?, find("second")?];
            edge(&both, v.number("times")?, &v.numbers("starts")?, v.count("depth")?)
        },
    ),
    Live::new(
        "beyond-relu-pick",
        &[
            choice(("first", "activation f"), "tanh", NAMES),
            choice(("second", "activation g"), "GELU", NAMES),
            slider(("share", "share of g"), "0.5", [0.0, 1.0, 0.01]),
            slider(("depth", "layers"), "30", [1.0, 50.0, 1.0]),
            slider(("width", "width"), "128", [1.0, 256.0, 1.0]),
            seed("1"),
        ],
        |v| {
            let share = v.number("share")?;
            let mix = Mix { first: v.text("first"), second: v.text("second"), share };
            pick(&mix, v.count("depth")?, v.count("width")?, v.seed()?)
        },
    ),
    Live::new(
        "beyond-relu-blocks",
        &[
            slider(("blocks", "blocks"), "16", [1.0, 100.0, 1.0]),
            slider(("width", "width"), "256", [1.0, 256.0, 1.0]),
            seed("1"),
        ],
        |v| blocks(v.count("blocks")?, v.count("width")?, v.seed()?),
    )
    .folded(),
    Live::new(
        "beyond-relu-angles",
        &[
            slider(("depth", "layers"), "50", [1.0, 100.0, 1.0]),
            slider(("width", "width"), "256", [1.0, 256.0, 1.0]),
            seed("1"),
        ],
        |v| cosines(v.count("width")?, v.count("depth")?, v.seed()?),
    )
    .folded(),
];

/// The activations to choose from, by their names in the listing.
const NAMES: &[&str] = &{
    let mut names = [""; ACTIVATIONS.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = ACTIVATIONS[place].name;
        place += 1;
    }
    names
};

/// The most layers or blocks that one figure shows.
const MAX_DEPTH: usize = 100;

fn listed(role: &'static str, name: &str) -> Result<&'static Activation, Error> {
    named(name).map_err(|_| Error::new(role, name, "one of the list"))
}

fn refused(error: beyond_relu::Error) -> Error {
    Error::new("network", error, "one that can be built")
}

fn within(name: &'static str, value: usize, most: usize) -> Result<(), Error> {
    if value == 0 || value > most {
        return Err(Error::new(name, value, "1 or more, and not too many"));
    }
    Ok(())
}

fn depths(name: &str, depth: usize) -> Axis {
    let ticks: Vec<f64> =
        (0..=depth).step_by((depth / 5).max(1)).map(|layer| layer as f64).collect();
    Axis::linear(name, 0.0, depth as f64 * 1.03, &ticks)
}

/// The second moment by layer of wide stacks with so many times each activation's own gain, from
/// several starts: one chart an activation.
pub fn edge(
    activations: &[&Activation],
    times: f64,
    starts: &[f64],
    depth: usize,
) -> Result<String, Error> {
    within("depth", depth, MAX_DEPTH)?;
    within("activations", activations.len(), 4)?;
    within("starts", starts.len(), 10)?;
    if !(0.5..=1.5).contains(&times) {
        return Err(Error::new("times", times, "0.5 to 1.5"));
    }
    if let Some(start) = starts.iter().find(|q| !(1e-3..=1e3).contains(*q)) {
        return Err(Error::new("starts", number(*start), "each from 0.001 to 1000"));
    }
    let words = |values: &[f64]| {
        values.iter().map(|&value| short(value)).collect::<Vec<_>>().join(", ")
    };
    let mut description = format!(
        "The second moment over {depth} wide layers on a log scale, from the starts {}.",
        words(starts)
    );
    let mut panels = Vec::new();
    for (activation, color) in
        activations.iter().zip([Color::A, Color::B, Color::C, Color::D])
    {
        let f = activation.value;
        let gain = times * gain(f).map_err(refused)?;
        let n_var = gain * gain;
        let y = Axis::log10("E[y²]", -4, 3, 1);
        let title = format!("{}, gain {gain:.4}", activation.name);
        let mut panel = Panel::new(depths("layer", depth), y, 130.0).title(&title);
        let mut ends = Vec::new();
        for &start in starts {
            let next = |&q: &f64| Some(next_moment(f, n_var, q));
            let moments: Vec<f64> =
                std::iter::successors(Some(start), next).take(depth + 1).collect();
            ends.push(moments[depth]);
            let line: Vec<(f64, f64)> = (0..=depth)
                .map(|layer| (layer as f64, moments[layer]))
                .take_while(|(_, q)| (1e-4..=1e3).contains(q))
                .collect();
            panel = panel
                .theory(color, line.clone())
                .points(color, line.into_iter().step_by(2));
        }
        description += &format!(
            " With {} and a gain of {gain:.4} they end at {}.",
            activation.name,
            words(&ends)
        );
        panels.push(panel);
    }
    let names: Vec<&str> = activations.iter().map(|activation| activation.name).collect();
    let name = format!("Where {} lead from different starts", names.join(" and "));
    let figure = Figure::new("beyond-relu-edge", &name, &description);
    Ok(panels.into_iter().fold(figure, Figure::panel).render())
}

/// (1 - share) f + share g, of two activations by their names.
pub struct Mix<'a> {
    /// f
    pub first: &'a str,
    /// g
    pub second: &'a str,
    /// How much of g: from 0 to 1.
    pub share: f64,
}

/// An activation of the reader's own: its gain, its χ, and the second moment in a stack drawn
/// with that gain and in one drawn without any.
pub fn pick(mix: &Mix, depth: usize, width: usize, seed: u64) -> Result<String, Error> {
    within("depth", depth, 50)?;
    within("width", width, 256)?;
    if !(0.0..=1.0).contains(&mix.share) {
        return Err(Error::new("share", mix.share, "0 to 1"));
    }
    let (f, g) = (listed("first", mix.first)?, listed("second", mix.second)?);
    let blend = |a: f64, b: f64| (1.0 - mix.share) * a + mix.share * b;
    let value = |y: f64| blend((f.value)(y), (g.value)(y));
    let slope = |y: f64| blend((f.slope)(y), (g.slope)(y));
    let gain_of = gain(value).map_err(refused)?;
    let chi = gain_of * gain_of * gaussian_mean(|z| slope(z) * slope(z));
    let stability = gain_of * gain_of * gaussian_mean(|z| z * value(z) * slope(z));

    let words = match mix.share {
        0.0 => f.name.to_string(),
        1.0 => g.name.to_string(),
        share => {
            format!("{} {} + {} {}", number(1.0 - share), f.name, number(share), g.name)
        }
    };
    // Either line begins at a second moment of 1, with the y of layer 0.
    let theory = |n_var: f64| -> Vec<f64> {
        let next = |&q: &f64| Some(next_moment(value, n_var, q));
        std::iter::successors(Some(1.0), next).take(depth + 1).collect()
    };
    let drawn = |n_var: f64| -> Result<Vec<f64>, Error> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let y = normal((width, 8), &mut rng);
        let weights = weights(width, depth, n_var, &mut rng).map_err(refused)?;
        let layers = forward(&weights, &y.mapv(value), value).map_err(refused)?;
        Ok(std::iter::once(&y).chain(&layers).map(second_moment).collect())
    };
    let with = (theory(gain_of * gain_of), drawn(gain_of * gain_of)?);
    let without = (theory(1.0), drawn(1.0)?);
    let last = |values: &[f64]| short(values.last().copied().unwrap_or(f64::NAN));
    let description = format!(
        "On a log scale over {depth} layers {width} wide with {words}. Its gain is {}, its χ {}, \
         and a small error in the second moment is multiplied by {} per layer. With that gain the \
         second moment is {} at the last layer in the limit of wide layers and {} in this network; \
         without it, {} and {}.",
        number(gain_of),
        number(chi),
        number(stability),
        last(&with.0),
        last(&with.1),
        last(&without.0),
        last(&without.1),
    );
    let all = [&with.0, &with.1, &without.0, &without.1];
    let y = Axis::log10_around("E[y²]", all.into_iter().flatten());
    let by_layer = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(layer, &q)| (layer as f64, q)).collect()
    };
    let title = format!("gain {}, χ {}", number(gain_of), number(chi));
    let panel = Panel::new(depths("layer", depth), y, 190.0)
        .title(&title)
        .theory(Color::A, by_layer(&with.0))
        .points(Color::A, by_layer(&with.1))
        .theory(Color::B, by_layer(&without.0))
        .points(Color::B, by_layer(&without.1));
    let name = format!("{depth} layers with {words} between them");
    Ok(Figure::new("beyond-relu-pick", &name, &description)
        .panel(panel)
        .legend(&[(Color::A, "with its gain"), (Color::B, "without: Var w = 1/n")])
        .render())
}

/// The second moment after residual blocks whose branches are drawn by (10), scaled by the root
/// of their number, or end in zeros.
pub fn blocks(count: usize, width: usize, seed: u64) -> Result<String, Error> {
    within("blocks", count, MAX_DEPTH)?;
    within("width", width, 512)?;
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
    let high = (count as f64 * 2_f64.log10()).ceil().clamp(1.0, 12.0) as i32 + 1;
    let step = (high / 4).max(1) as usize;
    let y = Axis::log10("E[x²]", -1, high, step);
    let mut panel = Panel::new(depths("block", count), y, 200.0);
    let mut ends = Vec::new();
    let right = count as f64;
    for (branch, color, factor, words) in kinds {
        let moments = residual(branch, count, width, seed).map_err(refused)?;
        ends.push(short(moments.last().copied().unwrap_or(f64::NAN)));
        let theory = (0..=count).map(|block| (block as f64, factor.powf(block as f64)));
        let dots = moments.into_iter().enumerate().map(|(i, m)| ((i + 1) as f64, m));
        let top = 10f64.powi(high);
        let theory = theory.take_while(|(_, m)| *m <= top);
        panel = panel.theory(color, theory).points(color, dots);
        let at = match color {
            Color::B => (right * 0.5, 2_f64.powf(right * 0.62).min(top / 10.0)),
            Color::A => (right, 6.5),
            _ => (right, 0.2),
        };
        panel = panel.label(color, Anchor::End, at, words);
    }
    Ok(Figure::new(
        "beyond-relu-blocks",
        "The signal after residual blocks",
        &format!(
            "On a log scale over {count} blocks. With branches drawn by equation (10) the second \
             moment doubles at every block, and is {} at the end in this network, {width} wide; with \
             the last weight of each branch divided by the root of the number of blocks it is {}; \
             with zeros there it stays at {}.",
            ends[0], ends[1], ends[2]
        ),
    )
    .panel(panel)
    .render())
}

/// The cosine after so many wide layers, from 0.
fn cosine_at(depth: usize) -> f64 {
    (0..depth).fold(0.0, |cosine, _| next_cosine(cosine))
}

/// The cosine between two inputs that begin orthogonal, by layer: of one network, and in the
/// limit of wide layers.
pub fn cosines(width: usize, depth: usize, seed: u64) -> Result<String, Error> {
    within("width", width, 512)?;
    within("depth", depth, MAX_DEPTH)?;
    let measured = angles(width, depth, seed).map_err(refused)?;
    let y = Axis::linear("cosine", 0.0, 1.05, &[0.0, 0.25, 0.5, 0.75, 1.0]);
    let mut cosine = 0.0;
    let theory = (0..=depth).map(|layer| {
        let at = (layer as f64, cosine);
        cosine = next_cosine(cosine);
        at
    });
    let end = short(measured.last().copied().unwrap_or(f64::NAN));
    let dots = measured.into_iter().enumerate().map(|(i, c)| ((i + 1) as f64, c));
    let panel = Panel::new(depths("layer", depth), y, 180.0)
        .theory(Color::A, theory)
        .points(Color::A, dots)
        .label(
            Color::A,
            Anchor::End,
            (depth as f64, 0.62),
            "two inputs that began orthogonal",
        );
    Ok(Figure::new(
        "beyond-relu-angles",
        "All inputs become parallel",
        &format!(
            "The cosine between two inputs over {depth} ReLU layers drawn by equation (10): a \
             curve that rises from 0 to {}, and dots of one network {width} wide around it, the last \
             at {end}.",
            number(cosine_at(depth))
        ),
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_activations_of_the_listing_can_be_picked() {
        let listed: Vec<&str> = ACTIVATIONS.iter().map(|a| a.name).collect();
        assert_eq!(NAMES, listed);
    }

    /// What the page says under the figure: a GELU's dots leave their line, a sigmoid's χ is small.
    #[test]
    fn a_gelu_leaves_its_line_and_a_sigmoid_sends_no_gradient_back() {
        let said = |first| {
            let svg =
                pick(&Mix { first, second: "tanh", share: 0.0 }, 30, 128, 1).unwrap();
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

    #[test]
    fn a_mix_of_one_has_the_chi_of_the_listing() {
        let svg =
            pick(&Mix { first: "GELU", second: "tanh", share: 0.0 }, 2, 4, 1).unwrap();
        let gelu = named("GELU").unwrap();
        let chi = number(beyond_relu::chi(gelu).unwrap());
        let stability = number(beyond_relu::stability(gelu).unwrap());
        assert!(svg.contains(&format!("its χ {chi}")), "{svg}");
        assert!(svg.contains(&format!("multiplied by {stability} per layer")), "{svg}");
    }

    #[test]
    fn absurd_parameters_get_an_error() {
        let tanh = named("tanh").unwrap();
        assert!(edge(&[tanh], 1.0, &[1.0], 0).is_err());
        assert!(edge(&[tanh], 1.0, &[1.0], usize::MAX).is_err());
        assert!(edge(&[], 1.0, &[1.0], 5).is_err());
        assert!(edge(&[tanh], 1.0, &[], 5).is_err());
        assert!(edge(&[tanh], 1.0, &[f64::NAN], 5).is_err());
        assert!(edge(&[tanh], 0.4, &[1.0], 5).is_err());
        assert!(edge(&[tanh], f64::NAN, &[1.0], 5).is_err());
        assert!(edge(&[tanh], 1.0, &[1e3, 1e-3], 100).is_ok());
        let mix = |share, second| Mix { first: "tanh", second, share };
        assert!(pick(&mix(0.5, "ReLU"), 3, 4, 1).is_ok());
        for share in [f64::NAN, -0.1, 1e9] {
            assert!(pick(&mix(share, "ReLU"), 3, 4, 1).is_err());
        }
        assert!(pick(&mix(0.5, "tahn"), 3, 4, 1).is_err());
        assert!(pick(&mix(0.5, "ReLU"), 0, 4, 1).is_err());
        assert!(pick(&mix(0.5, "ReLU"), 3, 1_000_000_000, 1).is_err());
        assert!(blocks(0, 8, 1).is_err() && blocks(101, 8, 1).is_err());
        assert!(blocks(8, 0, 1).is_err() && blocks(8, 1_000_000_000, 1).is_err());
        assert!(blocks(100, 8, 1).is_ok() && blocks(1, 8, 1).is_ok());
        assert!(cosines(0, 5, 1).is_err() && cosines(1_000_000_000, 5, 1).is_err());
        assert!(cosines(8, 0, 1).is_err() && cosines(8, 101, 1).is_err());
        assert!(cosines(8, 100, 1).is_ok());
    }
}
