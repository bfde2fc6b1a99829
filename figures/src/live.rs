// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures that a reader can turn: their controls, and what draws them from what these say.
//!
//! A figure's values are written as lines `name=value`, in a browser's form, in a shared address
//! and on the command line alike; a control that is not named keeps the page's value.

use crate::plot::Error;

/// What can be turned in a figure, and how.
#[derive(Debug)]
pub struct Control {
    /// Its name in an address.
    pub name: &'static str,
    /// Its name for the reader.
    pub label: &'static str,
    /// Its value on the page.
    pub start: &'static str,
    /// What it looks like.
    pub kind: Kind,
}

/// A control's looks.
#[derive(Debug)]
pub enum Kind {
    /// A slider from one number to another in equal steps, and a field beside it.
    Number {
        /// Its left end.
        from: f64,
        /// Its right end.
        to: f64,
        /// The distance between two of its places.
        step: f64,
    },
    /// One of several words.
    Choice(&'static [&'static str]),
    /// A field for words or a list of numbers.
    Text,
    /// The seed, with a button that takes the next.
    Seed,
}

/// A slider from `from` to `to`.
pub const fn number(
    (name, label): (&'static str, &'static str),
    start: &'static str,
    [from, to, step]: [f64; 3],
) -> Control {
    Control { name, label, start, kind: Kind::Number { from, to, step } }
}

/// A choice between `words`.
pub const fn choice(
    (name, label): (&'static str, &'static str),
    start: &'static str,
    words: &'static [&'static str],
) -> Control {
    Control { name, label, start, kind: Kind::Choice(words) }
}

/// A field.
pub const fn field(
    (name, label): (&'static str, &'static str),
    start: &'static str,
) -> Control {
    Control { name, label, start, kind: Kind::Text }
}

/// The seed of the random numbers.
pub const fn seed(start: &'static str) -> Control {
    Control { name: "seed", label: "seed", start, kind: Kind::Seed }
}

/// Draws a figure, or writes what stands under it, from the values of its controls.
pub type Draw = fn(&Values) -> Result<String, Error>;

/// A figure with controls.
#[derive(Debug)]
pub struct Live {
    /// The file's stem.
    pub figure: &'static str,
    /// Whether the controls are in sight at once.
    pub open: bool,
    /// The words on the button that begins the drawing, if it takes too long to follow a hand.
    pub start: Option<&'static str>,
    /// What can be turned.
    pub controls: &'static [Control],
    /// The picture.
    pub draw: Draw,
    /// Lines of code that do the same, each with its language's name.
    pub code: &'static [(&'static str, Draw)],
}

impl Live {
    /// A figure whose controls are in sight, without code.
    pub const fn new(
        figure: &'static str,
        controls: &'static [Control],
        draw: Draw,
    ) -> Self {
        Self { figure, open: true, start: None, controls, draw, code: &[] }
    }

    /// The same, drawn when a button with these words is pressed.
    pub const fn started_by(mut self, words: &'static str) -> Self {
        self.start = Some(words);
        self
    }

    /// The same with the controls folded away.
    pub const fn folded(mut self) -> Self {
        self.open = false;
        self
    }

    /// The controls' values: those of `text`, one `name=value` a line, and else the page's.
    ///
    /// # Errors
    /// For a line that names no control.
    pub fn values<'a>(&'a self, text: &'a str) -> Result<Values<'a>, Error> {
        let mut values: Vec<(&str, &str)> =
            self.controls.iter().map(|control| (control.name, control.start)).collect();
        for line in text.lines() {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            match values.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value.trim(),
                None => return Err(Error::new("a control", name, "one of the figure’s")),
            }
        }
        Ok(Values(values))
    }

    /// The picture for the values of `text`.
    ///
    /// # Errors
    /// For values with which it cannot be drawn.
    pub fn picture(&self, text: &str) -> Result<String, Error> {
        (self.draw)(&self.values(text)?)
    }

    /// The controls as HTML, to stand under the picture that a module draws.
    ///
    /// # Errors
    /// Those of the code for the page's own values.
    pub fn form(&self, module: &str) -> Result<String, Error> {
        let Self { figure, open, controls, code, .. } = self;
        let mut html = format!(
            "<details class=\"turn needs-js\"{}>\n<summary>Turn it by hand</summary>\n\
             <form data-figure=\"{figure}\" data-module=\"{module}\" autocomplete=\"off\">\n",
            if *open { " open" } else { "" }
        );
        for control in *controls {
            html += &control.html(figure);
        }
        html += "<p>";
        if let Some(words) = self.start {
            html +=
                &format!("<button type=\"button\" data-start disabled>{words}</button> ");
        }
        if controls.iter().any(|control| matches!(control.kind, Kind::Seed)) {
            html += "<button type=\"button\" data-again disabled>Draw again</button> ";
        }
        html += "<button type=\"reset\" disabled>Reset</button></p>\n<p role=\"status\"></p>\n";
        for (language, write) in *code {
            let lines = escape(&write(&self.values("")?)?);
            html += &format!("<p>In {language}:</p>\n<pre><code>{lines}</code></pre>\n");
        }
        html += "</form>\n</details>\n";
        Ok(html)
    }
}

impl Control {
    fn html(&self, figure: &str) -> String {
        let Self { name, label, start, kind } = self;
        let id = format!("{figure}.{name}");
        let (label, start) = (escape(label), escape(start));
        let named = format!("id=\"{id}\" name=\"{name}\"");
        let field = match kind {
            Kind::Number { from, to, step } => format!(
                "<input type=\"range\" aria-label=\"{label}, as a slider\" min=\"{from}\" \
                 max=\"{to}\" step=\"{step}\" value=\"{start}\"> \
                 <input {named} value=\"{start}\" inputmode=\"decimal\" size=\"6\">"
            ),
            Kind::Choice(words) => {
                let option = |word: &&str| {
                    let word = escape(word);
                    let chosen = if word == start { " selected" } else { "" };
                    format!("<option{chosen}>{word}</option>")
                };
                let options: String = words.iter().map(option).collect();
                format!("<select {named}>{options}</select>")
            }
            Kind::Text => format!("<input {named} value=\"{start}\">"),
            Kind::Seed => format!(
                "<input {named} value=\"{start}\" inputmode=\"numeric\" size=\"6\">"
            ),
        };
        format!("<div><label for=\"{id}\">{label}</label> {field}</div>\n")
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// What a figure's controls say.
#[derive(Debug)]
pub struct Values<'a>(Vec<(&'static str, &'a str)>);

impl Values<'_> {
    /// The words of a control; none if the figure has no such control.
    pub fn text(&self, name: &'static str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A number.
    ///
    /// # Errors
    /// If it is none.
    pub fn number(&self, name: &'static str) -> Result<f64, Error> {
        parse(name, self.text(name), "a number")
    }

    /// A whole number from 0 up.
    ///
    /// # Errors
    /// If it is none.
    pub fn count(&self, name: &'static str) -> Result<usize, Error> {
        parse(name, self.text(name), "a whole number")
    }

    /// The index of a place that the reader counts from 1, of `most` places; any place beyond the
    /// last is the last.
    ///
    /// # Errors
    /// If it is none, or 0.
    pub fn index(&self, name: &'static str, most: usize) -> Result<usize, Error> {
        match self.count(name)? {
            0 => Err(Error::new(name, 0, "1 or more")),
            place => Ok(place.min(most.max(1)) - 1),
        }
    }

    /// The seed.
    ///
    /// # Errors
    /// If it is no whole number.
    pub fn seed(&self) -> Result<u64, Error> {
        parse("seed", self.text("seed"), "a whole number")
    }

    /// Numbers with spaces or commas between them.
    ///
    /// # Errors
    /// If one of them is none.
    pub fn numbers(&self, name: &'static str) -> Result<Vec<f64>, Error> {
        list(self.text(name)).map(|word| parse(name, word, "a number")).collect()
    }

    /// Whole numbers with spaces or commas between them.
    ///
    /// # Errors
    /// If one of them is none.
    pub fn counts(&self, name: &'static str) -> Result<Vec<usize>, Error> {
        list(self.text(name)).map(|word| parse(name, word, "a whole number")).collect()
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', '(', ')', '[', ']']).filter(|word| !word.is_empty())
}

fn parse<T: std::str::FromStr>(
    name: &'static str,
    word: &str,
    expected: &'static str,
) -> Result<T, Error> {
    let shown = if word.is_empty() { "empty" } else { word };
    word.parse().map_err(|_| Error::new(name, shown, expected))
}
