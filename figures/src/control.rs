// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a reader can turn in a figure, and the values that come of it.

use std::ops::RangeInclusive;

use crate::{
    figure::{Error, Figure, escape},
    plot,
};

/// Something that can be turned.
#[derive(Debug)]
pub struct Control {
    /// Its name in an address and on the command line.
    pub name: &'static str,
    /// Its name for the reader.
    pub label: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// A whole number; with `past`, any number above the last means the last.
    Count { start: usize, from: usize, to: usize, past: bool },
    /// A number on a slider.
    Number { start: f64, from: f64, to: f64, step: f64 },
    /// One of several words.
    Choice { start: &'static str, words: &'static [&'static str] },
    /// Whole numbers, for example a shape.
    Counts { start: &'static [usize], from: usize, to: usize, most: usize },
    /// Several numbers.
    Numbers { start: &'static [f64], from: f64, to: f64, most: usize },
    /// The seed of the random numbers.
    Seed { start: u64 },
}

impl Control {
    const fn new((name, label): (&'static str, &'static str), kind: Kind) -> Self {
        Self { name, label, kind }
    }
}

/// A whole number on a slider.
pub const fn count(
    name: (&'static str, &'static str),
    start: usize,
    range: RangeInclusive<usize>,
) -> Control {
    let (from, to) = (*range.start(), *range.end());
    Control::new(name, Kind::Count { start, from, to, past: false })
}

/// A place that the reader counts from 1. How many there are depends on other controls, so any
/// place past the last is the last: see [`Values::index`].
pub const fn place(
    name: (&'static str, &'static str),
    start: usize,
    most: usize,
) -> Control {
    Control::new(name, Kind::Count { start, from: 1, to: most, past: true })
}

/// A number on a slider, in equal steps.
pub const fn number(
    name: (&'static str, &'static str),
    start: f64,
    range: RangeInclusive<f64>,
    step: f64,
) -> Control {
    let (from, to) = (*range.start(), *range.end());
    Control::new(name, Kind::Number { start, from, to, step })
}

/// One of several words; the first is the page's.
pub const fn choice(
    name: (&'static str, &'static str),
    words: &'static [&'static str],
) -> Control {
    choice_from(name, words[0], words)
}

/// One of several words; `start` is the page's.
pub const fn choice_from(
    name: (&'static str, &'static str),
    start: &'static str,
    words: &'static [&'static str],
) -> Control {
    Control::new(name, Kind::Choice { start, words })
}

/// Up to `most` whole numbers in a field.
pub const fn counts(
    name: (&'static str, &'static str),
    start: &'static [usize],
    range: RangeInclusive<usize>,
    most: usize,
) -> Control {
    let (from, to) = (*range.start(), *range.end());
    Control::new(name, Kind::Counts { start, from, to, most })
}

/// Up to `most` numbers in a field.
pub const fn numbers(
    name: (&'static str, &'static str),
    start: &'static [f64],
    range: RangeInclusive<f64>,
    most: usize,
) -> Control {
    let (from, to) = (*range.start(), *range.end());
    Control::new(name, Kind::Numbers { start, from, to, most })
}

/// The seed, with a button that takes the next.
pub const fn seed(start: u64) -> Control {
    Control::new(("seed", "seed"), Kind::Seed { start })
}

/// What a control says.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Count(usize),
    Number(f64),
    Word(&'static str),
    Counts(Vec<usize>),
    Numbers(Vec<f64>),
    Seed(u64),
}

impl Control {
    pub(crate) fn is_seed(&self) -> bool {
        matches!(self.kind, Kind::Seed { .. })
    }

    /// The page's value.
    fn start(&self) -> Value {
        match &self.kind {
            Kind::Count { start, .. } => Value::Count(*start),
            Kind::Number { start, .. } => Value::Number(*start),
            Kind::Choice { start, .. } => Value::Word(start),
            Kind::Counts { start, .. } => Value::Counts(start.to_vec()),
            Kind::Numbers { start, .. } => Value::Numbers(start.to_vec()),
            Kind::Seed { start } => Value::Seed(*start),
        }
    }

    /// The value that `text` says.
    fn parse(&self, text: &str) -> Result<Value, Error> {
        let refuse = || self.refuse(if text.is_empty() { "empty" } else { text });
        let within = |value: f64, from: f64, to: f64| {
            if (from..=to).contains(&value) { Ok(value) } else { Err(refuse()) }
        };
        let whole = |word: &str, from: usize, to: usize| match word.parse() {
            Ok(value) if (from..=to).contains(&value) => Ok(value),
            _ => Err(refuse()),
        };
        // 64 3 7 7, (64, 3, 7, 7) and 64x3x7x7 are one list.
        let between = [' ', ',', '(', ')', '[', ']', 'x', '×'];
        let words = || text.split(between).filter(|word| !word.is_empty());
        let real = |word: &str| word.replace('−', "-").parse().map_err(|_| refuse());
        Ok(match &self.kind {
            Kind::Count { from, to, past: false, .. } => {
                Value::Count(whole(text, *from, *to)?)
            }
            Kind::Count { from, to, .. } => {
                Value::Count(whole(text, *from, usize::MAX)?.min(*to))
            }
            Kind::Number { from, to, .. } => {
                Value::Number(within(real(text)?, *from, *to)?)
            }
            Kind::Choice { words, .. } => {
                let found = words.iter().find(|word| **word == text);
                Value::Word(found.ok_or_else(refuse)?)
            }
            Kind::Counts { from, to, most, .. } => {
                let counts: Vec<usize> = words()
                    .map(|word| whole(word, *from, *to))
                    .collect::<Result<_, _>>()?;
                if counts.is_empty() || counts.len() > *most {
                    return Err(refuse());
                }
                Value::Counts(counts)
            }
            Kind::Numbers { from, to, most, .. } => {
                let numbers: Vec<f64> = words()
                    .map(|word| within(real(word)?, *from, *to))
                    .collect::<Result<_, _>>()?;
                if numbers.is_empty() || numbers.len() > *most {
                    return Err(refuse());
                }
                Value::Numbers(numbers)
            }
            Kind::Seed { .. } => Value::Seed(text.parse().map_err(|_| refuse())?),
        })
    }

    fn refuse(&self, value: impl ToString) -> Error {
        let expected = match &self.kind {
            Kind::Count { from, past: true, .. } => {
                format!("a whole number, {from} or more")
            }
            Kind::Count { from, to, .. } => format!("a whole number from {from} to {to}"),
            Kind::Number { from, to, .. } => {
                format!("a number from {} to {}", plot::number(*from), plot::number(*to))
            }
            Kind::Choice { .. } => "one of the list".to_string(),
            Kind::Counts { to: usize::MAX, most, .. } => {
                format!("1 to {most} whole numbers, each 1 or more")
            }
            Kind::Counts { from, to, most, .. } => {
                format!("1 to {most} whole numbers from {from} to {to}")
            }
            Kind::Numbers { from, to, most, .. } => format!(
                "1 to {most} numbers from {} to {}",
                plot::number(*from),
                plot::number(*to)
            ),
            Kind::Seed { .. } => "a whole number, 0 or more".to_string(),
        };
        let Self { name: control, label, .. } = *self;
        Error::Value { control, label, value: value.to_string(), expected }
    }

    /// Its values at the ends of what it takes.
    pub(crate) fn ends(&self) -> Vec<String> {
        match &self.kind {
            Kind::Count { from, to, .. } => [from, to].map(usize::to_string).to_vec(),
            Kind::Number { from, to, .. } => [from, to].map(f64::to_string).to_vec(),
            Kind::Choice { words, .. } => {
                words.iter().map(|word| word.to_string()).collect()
            }
            Kind::Counts { .. } => Vec::new(),
            Kind::Numbers { from, to, .. } => {
                [format!("{from}"), format!("{to}"), format!("{from} {to}")].to_vec()
            }
            Kind::Seed { start } => {
                [(start + 1).to_string(), u64::MAX.to_string()].to_vec()
            }
        }
    }

    pub(crate) fn html(&self, figure: &str) -> String {
        let Self { name, kind, .. } = self;
        let id = format!("{figure}.{name}");
        let (label, start) = (escape(self.label), escape(&self.start().text()));
        let named = format!("id=\"{id}\" name=\"{name}\"");
        let field =
            format!("<input {named} value=\"{start}\" inputmode=\"decimal\" size=\"6\">");
        let slider = |from: String, to: String, step: f64| {
            format!(
                "{field} \
                 <input type=\"range\" aria-label=\"{label}, as a slider\" min=\"{from}\" \
                 max=\"{to}\" step=\"{step}\" value=\"{start}\">"
            )
        };
        let field = match kind {
            // A slider of more places would be finer than a finger.
            Kind::Count { from, to, .. } if to - from > 1023 => field,
            Kind::Count { from, to, .. } => slider(from.to_string(), to.to_string(), 1.0),
            Kind::Number { from, to, step, .. } => {
                slider(from.to_string(), to.to_string(), *step)
            }
            Kind::Choice { start, words } => {
                let option = |word: &&str| {
                    let chosen = if word == start { " selected" } else { "" };
                    format!("<option{chosen}>{}</option>", escape(word))
                };
                let options: String = words.iter().map(option).collect();
                format!("<select {named}>{options}</select>")
            }
            Kind::Counts { .. } | Kind::Numbers { .. } => {
                format!("<input {named} value=\"{start}\">")
            }
            Kind::Seed { .. } => format!(
                "<input {named} value=\"{start}\" inputmode=\"numeric\" size=\"6\">"
            ),
        };
        format!("<div><label for=\"{id}\">{label}</label> {field}</div>\n")
    }
}

impl Value {
    fn text(&self) -> String {
        fn list(values: &[impl ToString]) -> String {
            let words: Vec<String> = values.iter().map(ToString::to_string).collect();
            words.join(" ")
        }
        match self {
            Value::Count(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::Word(value) => value.to_string(),
            Value::Counts(values) => list(values),
            Value::Numbers(values) => list(values),
            Value::Seed(value) => value.to_string(),
        }
    }
}

/// What the controls of a figure say. Every value is one that its control takes, so asking for it
/// cannot fail; a name that no control has is a mistake in the figure, and panics at its first
/// drawing.
#[derive(Debug)]
pub struct Values {
    controls: &'static [Control],
    values: Vec<Value>,
}

macro_rules! values {
    ($($(#[$doc:meta])* $name:ident: $kind:ident -> $type:ty = |$value:ident| $give:expr;)*) => {
        $($(#[$doc])*
        pub fn $name(&self, name: &str) -> $type {
            match self.get(name) {
                (_, Value::$kind($value)) => $give,
                (control, _) => panic!("{} is of another kind", control.name),
            }
        })*
    };
}

impl Values {
    pub(crate) fn read(figure: &Figure, text: &str) -> Result<Self, Error> {
        let controls = figure.controls;
        let mut values: Vec<Value> = controls.iter().map(Control::start).collect();
        for line in text.lines() {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            let found = controls.iter().position(|control| control.name == name);
            let index = found.ok_or_else(|| Error::Control {
                figure: figure.name,
                control: name.to_string(),
            })?;
            values[index] = controls[index].parse(value.trim())?;
        }
        Ok(Self { controls, values })
    }

    fn get(&self, name: &str) -> (&'static Control, &Value) {
        let mut all = self.controls.iter().zip(&self.values);
        all.find(|(control, _)| control.name == name)
            .unwrap_or_else(|| panic!("there is no control {name}"))
    }

    values! {
        /// A whole number.
        count: Count -> usize = |value| *value;
        /// A number.
        number: Number -> f64 = |value| *value;
        /// The chosen word.
        word: Word -> &'static str = |value| value;
        /// Whole numbers.
        counts: Counts -> &[usize] = |values| values;
        /// Numbers.
        numbers: Numbers -> &[f64] = |values| values;
    }

    /// The index, from 0, of a [`place`] among `most`.
    pub fn index(&self, name: &str, most: usize) -> usize {
        self.count(name).min(most.max(1)) - 1
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        match self.get("seed") {
            (_, Value::Seed(seed)) => *seed,
            _ => panic!("the seed is of another kind"),
        }
    }

    /// An error for a value that would do alone, but not beside the others.
    pub fn refuse(&self, name: &str, expected: impl ToString) -> Error {
        let (&Control { name: control, label, .. }, value) = self.get(name);
        Error::Value {
            control,
            label,
            value: value.text(),
            expected: expected.to_string(),
        }
    }

    /// What a listing refused because of this control, in its own words.
    pub fn refused(&self, name: &str, error: impl std::error::Error) -> Error {
        let (&Control { name: control, .. }, _) = self.get(name);
        Error::Refused { control, words: error.to_string() }
    }
}
