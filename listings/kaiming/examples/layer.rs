// SPDX-License-Identifier: MIT OR Apache-2.0
//! Prints what a weight of a given shape is initialized with.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use kaiming::{Axes, Fans, Gain, Kaiming, Mode, WeightLayout, fans};
use lexopt::{Parser, ValueExt, prelude::*};

const USAGE: &str = "\
usage: layer SHAPE [options]

SHAPE is 64 3 7 7, 64x3x7x7 or 64,3,7,7

  --gain G           relu (default), linear, tanh, selu, or a number
  --slope A          the gain of a leaky ReLU with this negative slope
  --mode MODE        fan_in (default), fan_out or fan_avg
  --layout L         out-in: SHAPE is OUT IN/GROUPS K... (default)
                     in-out: SHAPE is K... IN/GROUPS OUT
  --groups N         groups of a grouped convolution (default 1)
  --stride S,S...    strides of a convolution (default 1)
  --transposed       a transposed convolution
  --stacked          the first axis counts weights of one shape
  --json             print one JSON object, with all digits
  --help, --version
";

/// A shape and what to make of it.
pub struct Layer {
    shape: Vec<usize>,
    kaiming: Kaiming,
    json: bool,
}

/// The numbers of one layer, as a table or as JSON.
pub fn report(layer: &Layer, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let Layer { shape, kaiming, json } = layer;
    let Fans { fan_in, fan_out } = fans(shape, kaiming.layout)?;
    let gain = kaiming.gain.value()?;
    let (std, bound) = (kaiming.std(shape)?, kaiming.bound(shape)?);
    if *json {
        // An f64's Debug form has all its digits and is a JSON number; Display leaves out the .0.
        writeln!(
            out,
            r#"{{"fan_in":{fan_in},"fan_out":{fan_out},"gain":{gain:?},"std":{std:?},"bound":{bound:?}}}"#
        )?;
        return Ok(());
    }
    writeln!(out, "fan_in   {fan_in}")?;
    writeln!(out, "fan_out  {fan_out}")?;
    for (name, value) in [("gain", gain), ("std", std), ("bound", bound)] {
        if (1e-4..1e6).contains(&value) {
            writeln!(out, "{name:8} {value:.8}")?;
        } else {
            writeln!(out, "{name:8} {value:.8e}")?;
        }
    }
    Ok(())
}

/// What the arguments ask for.
enum Request {
    Layer(Layer),
    Print(&'static str),
}

/// Numbers with spaces, commas, crosses or brackets between them.
fn numbers(text: &str) -> Result<Vec<usize>, String> {
    let between = |c: char| c.is_whitespace() || ",x×()[]".contains(c);
    let words = text.split(between).filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(|error| format!("{word}: {error}"))).collect()
}

fn parse(mut arguments: Parser) -> Result<Request, lexopt::Error> {
    let (mut shape, mut json) = (Vec::new(), false);
    let (mut gain, mut mode, mut layout) =
        (Gain::Relu, Mode::FanIn, WeightLayout::OUT_IN);
    let mut strides = None;
    let mut any = false;
    while let Some(argument) = arguments.next()? {
        any = true;
        match argument {
            Value(sizes) => shape.extend(sizes.parse_with(numbers)?),
            Long("gain") => gain = arguments.value()?.parse()?,
            Long("slope") => gain = Gain::LeakyRelu(arguments.value()?.parse()?),
            Long("mode") => mode = arguments.value()?.parse()?,
            Long("layout") => {
                layout.axes = arguments.value()?.parse_with(|name| match name {
                    "out-in" => Ok(Axes::OutIn),
                    "in-out" => Ok(Axes::InOut),
                    _ => Err("it is out-in or in-out"),
                })?;
            }
            Long("groups") => layout.groups = arguments.value()?.parse()?,
            Long("stride") => strides = Some(arguments.value()?.parse_with(numbers)?),
            Long("transposed") => layout.transposed = true,
            Long("stacked") => layout.stacked = true,
            Long("json") => json = true,
            Long("help") | Short('h') => return Ok(Request::Print(USAGE)),
            Long("version") | Short('V') => {
                return Ok(Request::Print(concat!(
                    "layer ",
                    env!("CARGO_PKG_VERSION"),
                    "\n"
                )));
            }
            _ => return Err(argument.unexpected()),
        }
    }
    if !any {
        return Ok(Request::Print(USAGE));
    }
    if let Some(strides) = strides {
        layout = layout.strides(&strides);
    }
    let kaiming = Kaiming::new(gain).mode(mode).layout(layout);
    Ok(Request::Layer(Layer { shape, kaiming, json }))
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    match parse(Parser::from_env())? {
        Request::Layer(layer) => report(&layer, &mut out),
        Request::Print(text) => Ok(out.write_all(text.as_bytes())?),
    }
}

fn main() -> ExitCode {
    let Err(error) = run() else { return ExitCode::SUCCESS };
    // Where even this cannot be written, the exit code tells.
    let _ = writeln!(io::stderr(), "layer: {error}");
    ExitCode::from(2)
}
