// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lines of code that draw a layer's weight, in this crate and elsewhere.

use kaiming::{Axes, Gain, Kaiming, Mode, TRUNCATED_STD, WeightLayout, fans};

use super::layer::{Layer, NORMAL, UNIFORM};
use crate::figure::Error;

fn joined(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

/// The line of Rust that draws such a weight.
pub fn rust(layer: &Layer) -> Result<String, Error> {
    let Layer { shape, kaiming, distribution, stride } = layer;
    let Kaiming { gain, mode, layout, .. } = *kaiming;
    kaiming.std(shape).map_err(Error::of)?;
    let mut how = match gain {
        Gain::Relu => "Kaiming::relu()".to_string(),
        Gain::LeakyRelu(slope) => format!("Kaiming::leaky_relu({slope:?})"),
        Gain::Linear if mode == Mode::FanAvg => "Kaiming::glorot()".to_string(),
        Gain::Linear => "Kaiming::linear()".to_string(),
        gain => format!("Kaiming::new(Gain::{gain:?})"),
    };
    match mode {
        Mode::FanOut => how += "\n    .mode(Mode::FanOut)",
        Mode::FanAvg if gain != Gain::Linear => how += "\n    .mode(Mode::FanAvg)",
        _ => {}
    }
    let mut read =
        if layout.axes == Axes::OutIn { "WeightLayout::OUT_IN" } else { "WeightLayout::IN_OUT" }
            .to_string();
    if layout.groups != 1 {
        read += &format!(".groups({})", layout.groups);
    }
    if layout.transposed {
        read += ".transposed()";
    }
    if *stride > 1 {
        read += &format!(".strides(&[{}])", joined(&vec![*stride; shape.len() - 2]));
    }
    if read != "WeightLayout::OUT_IN" {
        how += &format!("\n    .layout({read})");
    }
    let (dimension, sizes) = match shape.len() {
        axes @ 2..=6 => (format!("Array{axes}"), format!("({})", joined(shape))),
        _ => ("ArrayD".to_string(), format!("IxDyn(&[{}])", joined(shape))),
    };
    let draw = match *distribution {
        UNIFORM => "kaiming_uniform",
        NORMAL => "kaiming_normal",
        _ => "kaiming_truncated_normal",
    };
    Ok(format!(
        "let how = {how};\nlet w: {dimension}<f32> =\n    {draw}({sizes}, how, &mut rng)?;"
    ))
}

/// The fan that counts the connections, and the one that a library counts from the shape alone.
struct Counted {
    ours: f64,
    theirs: f64,
}

impl Counted {
    /// `shape` is the weight's in the library's own layout.
    fn of(layer: &Layer, shape: &[usize], axes: Axes) -> Result<Self, Error> {
        let Kaiming { mode, layout, .. } = layer.kaiming;
        let ours = fans(&layer.shape, layout).map_err(Error::of)?.of(mode);
        let theirs = fans(shape, WeightLayout::new(axes)).map_err(Error::of)?.of(mode);
        Ok(Self { ours, theirs })
    }

    fn differ(&self) -> bool {
        self.ours != self.theirs
    }

    fn remark(&self, library: &str, mode: Mode) -> String {
        match self.differ() {
            true => format!("# {library} counts {mode} as {}, not {}\n", self.theirs, self.ours),
            false => String::new(),
        }
    }
}

/// The lines of PyTorch that draw such a weight, in PyTorch's own layout. Where its functions
/// would count another fan, or have no such gain or distribution, the scale is written out.
pub fn pytorch(layer: &Layer) -> Result<String, Error> {
    let Layer { shape, kaiming, distribution, .. } = layer;
    let Kaiming { gain, mode, layout, .. } = *kaiming;
    let std = kaiming.std(shape).map_err(Error::of)?;
    let bound = kaiming.bound(shape).map_err(Error::of)?;
    let theirs: Vec<usize> = match (layout.axes, shape.as_slice()) {
        (Axes::InOut, [kernel @ .., ni, nf]) => [&[*nf, *ni], kernel].concat(),
        _ => shape.clone(),
    };
    let counted = Counted::of(layer, &theirs, Axes::OutIn)?;
    let value = gain.value().map_err(Error::of)?;
    let (name, arguments) = match (mode, gain) {
        (Mode::FanAvg, _) => ("xavier", Some(format!("gain={value:?}"))),
        (_, Gain::LeakyRelu(a)) => ("kaiming", Some(format!("a={a:?}, mode=\"{mode}\""))),
        (_, Gain::Relu | Gain::Linear | Gain::Tanh | Gain::Selu) => {
            let word = format!("{gain:?}").to_lowercase();
            let arguments = format!("mode=\"{mode}\", nonlinearity=\"{word}\"");
            ("kaiming", Some(arguments))
        }
        _ => ("kaiming", None),
    };
    let line = match (*distribution, arguments) {
        (UNIFORM | NORMAL, Some(arguments)) if !counted.differ() => {
            format!("nn.init.{name}_{distribution}_(w,\n    {arguments})")
        }
        (UNIFORM, _) => format!("nn.init.uniform_(w, {:?}, {bound:?})", -bound),
        (NORMAL, _) => format!("nn.init.normal_(w, std={std:?})"),
        _ => {
            let (std, end) = (std / TRUNCATED_STD, 2.0 * std / TRUNCATED_STD);
            format!("nn.init.trunc_normal_(w, std={std:?},\n    a={:?}, b={end:?})", -end)
        }
    };
    let remark = match *distribution {
        UNIFORM | NORMAL => counted.remark(&format!("{name}_{distribution}_"), mode),
        _ => String::new(),
    };
    Ok(format!("w = torch.empty({})\n{remark}{line}", joined(&theirs)))
}

/// What Keras and JAX have to be told: their shape, the scale by which their count becomes ours,
/// and a remark if it does.
fn variance_scaling(layer: &Layer, library: &str) -> Result<(Vec<usize>, f64, String), Error> {
    let Layer { shape, kaiming, .. } = layer;
    let theirs: Vec<usize> = match (kaiming.layout.axes, shape.as_slice()) {
        (Axes::OutIn, [nf, ni, kernel @ ..]) => [kernel, &[*ni, *nf]].concat(),
        _ => shape.clone(),
    };
    let counted = Counted::of(layer, &theirs, Axes::InOut)?;
    let gain = kaiming.gain.value().map_err(Error::of)?;
    // gain² to fewer digits than an f64 has: 2, and not 2.0000000000000004.
    let scale = gain * gain * counted.theirs / counted.ours;
    let scale = (scale * 1e12).round() / 1e12;
    Ok((theirs, scale, counted.remark(library, kaiming.mode)))
}

/// The lines of Keras for such a weight, in Keras' own layout.
pub fn keras(layer: &Layer) -> Result<String, Error> {
    let (shape, scale, remark) = variance_scaling(layer, "Keras")?;
    let distribution = match layer.distribution {
        NORMAL => "untruncated_normal",
        UNIFORM => "uniform",
        _ => "truncated_normal",
    };
    let mode = layer.kaiming.mode;
    Ok(format!(
        "{remark}init = keras.initializers.VarianceScaling(\n    scale={scale:?}, \
         mode=\"{mode}\",\n    distribution=\"{distribution}\")\nw = init(({}))",
        joined(&shape)
    ))
}

/// The lines of JAX for such a weight, in the layout of its layers.
pub fn jax(layer: &Layer) -> Result<String, Error> {
    let (shape, scale, remark) = variance_scaling(layer, "JAX")?;
    let distribution = layer.distribution.replace(' ', "_");
    let mode = layer.kaiming.mode;
    Ok(format!(
        "{remark}init = jax.nn.initializers.variance_scaling(\n    {scale:?}, \"{mode}\", \
         \"{distribution}\")\nw = init(key, ({}))",
        joined(&shape)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kaiming::FIGURES;
    use ::kaiming::{kaiming_normal, kaiming_truncated_normal, kaiming_uniform};
    use ndarray::{Array2, Array4, ArrayD, IxDyn};
    use rand::{SeedableRng, rngs::ChaCha8Rng};

    fn layer(values: &str) -> Layer {
        Layer::read(&FIGURES[0].values(values).unwrap()).unwrap()
    }

    /// Compiles a piece of code, runs it, and asks that it is the one that the figure prints.
    macro_rules! printed {
        ($values:literal, $rng:ident, $w:ident: $($code:tt)*) => {{
            let layer = layer($values);
            let bare = |code: &str| code.split_whitespace().collect::<String>();
            assert_eq!(bare(&rust(&layer).unwrap()), bare(stringify!($($code)*)));
            let mut $rng = ChaCha8Rng::seed_from_u64(1);
            $($code)*
            assert_eq!($w.shape(), layer.shape);
            // A mean of n squares with kurtosis up to 3 has a relative deviation of √(2/n).
            let mean_square = $w.iter().map(|w| f64::from(w * w)).sum::<f64>() / $w.len() as f64;
            let off = mean_square / layer.kaiming.std(&layer.shape).unwrap().powi(2) - 1.0;
            assert!(off.abs() < 5.0 * (2.0 / $w.len() as f64).sqrt(), "{off}");
        }};
    }

    #[test]
    fn the_line_of_rust_draws_such_a_weight() -> Result<(), kaiming::Error> {
        printed! { "", rng, w:
            let how = Kaiming::relu();
            let w: Array4<f32> = kaiming_uniform((64, 3, 7, 7), how, &mut rng)?;
        }
        printed! { "shape=300 20\ndistribution=normal\nactivation=leaky ReLU\nslope=0.1", rng, w:
            let how = Kaiming::leaky_relu(0.1);
            let w: Array2<f32> = kaiming_normal((300, 20), how, &mut rng)?;
        }
        printed! { "shape=5 5 4 64\nlayout=k…, in, out\nmode=fan_out\ndistribution=truncated normal", rng, w:
            let how = Kaiming::relu().mode(Mode::FanOut).layout(WeightLayout::IN_OUT);
            let w: Array4<f32> = kaiming_truncated_normal((5, 5, 4, 64), how, &mut rng)?;
        }
        printed! { "shape=64 2 3 3\ngroups=4\ntransposed=yes\nstride=2\nactivation=nothing\nmode=fan_out", rng, w:
            let how = Kaiming::linear()
                .mode(Mode::FanOut)
                .layout(WeightLayout::OUT_IN.groups(4).transposed().strides(&[2, 2]));
            let w: Array4<f32> = kaiming_uniform((64, 2, 3, 3), how, &mut rng)?;
        }
        printed! { "shape=300 100\nactivation=nothing\nmode=fan_avg", rng, w:
            let how = Kaiming::glorot();
            let w: Array2<f32> = kaiming_uniform((300, 100), how, &mut rng)?;
        }
        printed! { "shape=300 100\nactivation=GELU\nmode=fan_avg", rng, w:
            let how = Kaiming::new(Gain::Of(1.5335)).mode(Mode::FanAvg);
            let w: Array2<f32> = kaiming_uniform((300, 100), how, &mut rng)?;
        }
        printed! { "shape=300 100\nactivation=tanh", rng, w:
            let how = Kaiming::new(Gain::Tanh);
            let w: Array2<f32> = kaiming_uniform((300, 100), how, &mut rng)?;
        }
        printed! { "shape=2 2 2 2 2 2 2", rng, w:
            let how = Kaiming::relu();
            let w: ArrayD<f32> =
                kaiming_uniform(IxDyn(&[2, 2, 2, 2, 2, 2, 2]), how, &mut rng)?;
        }
        Ok(())
    }

    #[test]
    fn the_line_of_pytorch_counts_as_we_do_or_writes_the_scale_out() {
        let lines = |values| pytorch(&layer(values)).unwrap();
        let bare = |values| lines(values).split_whitespace().collect::<String>();
        assert_eq!(lines("").lines().next(), Some("w = torch.empty(64, 3, 7, 7)"));
        for (values, call) in [
            ("", "kaiming_uniform_(w,mode=\"fan_in\",nonlinearity=\"relu\")"),
            (
                "distribution=normal\nactivation=leaky ReLU\nslope=0.25\nmode=fan_out",
                "kaiming_normal_(w,a=0.25,mode=\"fan_out\")",
            ),
            ("activation=tanh", "kaiming_uniform_(w,mode=\"fan_in\",nonlinearity=\"tanh\")"),
            ("activation=nothing\nmode=fan_avg", "xavier_uniform_(w,gain=1.0)"),
            // Keras' layout is PyTorch's, turned round.
            (
                "shape=5 5 4 64\nlayout=k…, in, out",
                "w=torch.empty(64,4,5,5)nn.init.kaiming_uniform_(w,mode=\"fan_in\",\
                 nonlinearity=\"relu\")",
            ),
            // No name for GELU: 1.5335 / √147 = 0.1264….
            ("activation=GELU\ndistribution=normal", "normal_(w,std=0.1264"),
            // A depthwise convolution: nine connections, PyTorch counts 576. √6 / 3 = 0.816….
            (
                "shape=64 1 3 3\ngroups=64\nmode=fan_out",
                "#kaiming_uniform_countsfan_outas576,not9nn.init.uniform_(w,-0.816496580927",
            ),
            // √2 / √147 = 0.1166…, before the cut 0.1326…, cut at 0.2652….
            ("distribution=truncated normal", "trunc_normal_(w,std=0.1326"),
            ("distribution=normal\nshape=64 32 2 2\ntransposed=yes", "normal_(w,std="),
        ] {
            assert!(bare(values).contains(call), "{values}: {}", bare(values));
        }
    }

    /// Their scale over the fan that they count is our variance.
    #[test]
    fn the_lines_of_keras_and_jax_have_the_scale_that_makes_their_count_ours() {
        for values in [
            "",
            "activation=GELU\ndistribution=normal",
            "shape=300 100\nactivation=nothing\nmode=fan_avg",
            "shape=64 1 3 3\ngroups=64\nmode=fan_out",
            "shape=64 32 4 4\ntransposed=yes\nstride=2",
            "shape=5 5 4 64\nlayout=k…, in, out\ndistribution=truncated normal",
        ] {
            let layer = layer(values);
            let (shape, scale, remark) = variance_scaling(&layer, "Keras").unwrap();
            let mode = layer.kaiming.mode;
            let fan = fans(&shape, WeightLayout::IN_OUT).unwrap().of(mode);
            let std = layer.kaiming.std(&layer.shape).unwrap();
            assert!((scale / fan / std.powi(2) - 1.0).abs() < 1e-9, "{values}");
            let ours = fans(&layer.shape, layer.kaiming.layout).unwrap().of(mode);
            assert_eq!(remark.is_empty(), fan == ours, "{values}: {remark}");
            for lines in [keras(&layer).unwrap(), jax(&layer).unwrap()] {
                assert!(lines.contains(&format!("{scale:?}")), "{lines}");
                assert!(lines.contains(&format!("({})", joined(&shape))), "{lines}");
                assert!(lines.contains(&format!("\"{mode}\"")), "{lines}");
            }
        }
        assert_eq!(
            keras(&layer("")).unwrap(),
            "init = keras.initializers.VarianceScaling(\n    scale=2.0, mode=\"fan_in\",\n    \
             distribution=\"uniform\")\nw = init((7, 7, 3, 64))"
        );
        assert!(jax(&layer("distribution=truncated normal")).unwrap().contains("truncated_normal"));
    }
}
