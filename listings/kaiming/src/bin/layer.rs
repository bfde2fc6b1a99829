// SPDX-License-Identifier: MIT OR Apache-2.0
//! Prints what a weight of a given shape is initialized with.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use kaiming::{Axes, Fans, Kaiming, Mode, fans, gain};
use lexopt::{Parser, ValueExt, prelude::*};

const USAGE: &str = "\
usage: layer SHAPE... [options]

  --slope A              negative slope of the leaky ReLU (default 0: ReLU)
  --mode fan-in|fan-out  which fan sets the scale (default fan-in)
  --layout out-in|in-out SHAPE is OUT IN/GROUPS K... (default)
                         or K... IN/GROUPS OUT
  --groups N             groups of a grouped convolution (default 1)
  --transposed           a transposed convolution
  --json                 print one JSON object, with all digits
  --help                 print this
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
    let gain = gain(kaiming.negative_slope)?;
    let (std, bound) = (kaiming.std(shape)?, kaiming.bound(shape)?);
    if *json {
        // An f64's Debug form has all its digits and is a JSON number.
        writeln!(
            out,
            r#"{{"fan_in":{fan_in},"fan_out":{fan_out},"gain":{gain:?},"std":{std:?},"bound":{bound:?}}}"#
        )?;
    } else {
        writeln!(out, "fan_in   {fan_in}")?;
        writeln!(out, "fan_out  {fan_out}")?;
        writeln!(out, "gain     {gain:.8}")?;
        writeln!(out, "std      {std:.8}")?;
        writeln!(out, "bound    {bound:.8}")?;
    }
    Ok(())
}

/// The layer that the arguments describe, or nothing if they ask for help.
fn parse(mut arguments: Parser) -> Result<Option<Layer>, lexopt::Error> {
    let mut layer = Layer { shape: vec![], kaiming: Kaiming::default(), json: false };
    let Kaiming { negative_slope, mode, layout } = &mut layer.kaiming;
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(length) => layer.shape.push(length.parse()?),
            Long("slope") => *negative_slope = arguments.value()?.parse()?,
            Long("mode") => {
                *mode = arguments.value()?.parse_with(|name| match name {
                    "fan-in" => Ok(Mode::FanIn),
                    "fan-out" => Ok(Mode::FanOut),
                    _ => Err("it is fan-in or fan-out"),
                })?;
            }
            Long("layout") => {
                layout.axes = arguments.value()?.parse_with(|name| match name {
                    "out-in" => Ok(Axes::OutIn),
                    "in-out" => Ok(Axes::InOut),
                    _ => Err("it is out-in or in-out"),
                })?;
            }
            Long("groups") => layout.groups = arguments.value()?.parse()?,
            Long("transposed") => layout.transposed = true,
            Long("json") => layer.json = true,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(layer))
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    match parse(Parser::from_env())? {
        Some(layer) => report(&layer, &mut out),
        None => Ok(out.write_all(USAGE.as_bytes())?),
    }
}

fn main() -> ExitCode {
    let Err(error) = run() else { return ExitCode::SUCCESS };
    // Where even this cannot be written, the exit code tells.
    let _ = writeln!(io::stderr(), "layer: {error}");
    ExitCode::FAILURE
}
