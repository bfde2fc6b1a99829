// SPDX-License-Identifier: MIT OR Apache-2.0
//! A figure as it is declared, once: its name, what a reader can turn in it, and the function
//! that draws it. All else (the committed picture, the HTML of the controls, the words of an
//! error, the settings at which the tests look at it) is made from that.

use std::fmt::Write;

pub use crate::control::{
    Control, Values, choice, choice_from, count, counts, number, numbers, place, seed,
};
use crate::plot::Drawing;

/// Why a figure is not drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A value that its control does not take, or not beside the other values.
    #[error("{label} is {value}; expected {expected}")]
    Value {
        /// The control's name.
        control: &'static str,
        /// The control's name for the reader.
        label: &'static str,
        /// What was given.
        value: String,
        /// What would do.
        expected: String,
    },
    /// What a listing refused, in its own words.
    #[error("{words}")]
    Refused {
        /// The name of the control that it concerns, or nothing.
        control: &'static str,
        /// The listing's words.
        words: String,
    },
    /// A figure has no control of that name.
    #[error("{figure} has no control {control}")]
    Control {
        /// The figure's name.
        figure: &'static str,
        /// What was asked for.
        control: String,
    },
    /// There is no figure of that name.
    #[error("there is no figure {0}")]
    Figure(String),
}

impl Error {
    /// What a listing refused.
    pub fn of(error: impl std::error::Error) -> Self {
        Self::Refused { control: "", words: error.to_string() }
    }

    /// The name of the control that it concerns, or nothing.
    pub fn control(&self) -> &'static str {
        match self {
            Self::Value { control, .. } | Self::Refused { control, .. } => control,
            _ => "",
        }
    }
}

/// Draws a figure from the values of its controls.
type Draw = fn(&Values) -> Result<Drawing, Error>;
/// Writes lines of code that do the same.
type Code = fn(&Values) -> Result<String, Error>;

/// A figure of the book.
#[derive(Debug)]
pub struct Figure {
    /// The stem of its file; it begins with the chapter's name.
    pub name: &'static str,
    /// What can be turned; nothing in a plain figure.
    pub controls: &'static [Control],
    draw: Draw,
    start: Option<&'static str>,
    code: &'static [(&'static str, Code)],
    missions: &'static [(&'static str, &'static str)],
}

impl Figure {
    /// A plain figure.
    pub const fn new(name: &'static str, draw: Draw) -> Self {
        Self { name, controls: &[], draw, start: None, code: &[], missions: &[] }
    }

    /// The same with controls.
    pub const fn turn(mut self, controls: &'static [Control]) -> Self {
        self.controls = controls;
        self
    }

    /// The same, drawn only when a button with these words is pressed.
    pub const fn started_by(mut self, words: &'static str) -> Self {
        self.start = Some(words);
        self
    }

    /// The same with lines of code below the controls, each under the name of its language.
    pub const fn code(mut self, code: &'static [(&'static str, Code)]) -> Self {
        self.code = code;
        self
    }

    /// The same with things to find out: a question, and the values to begin with, which a tap
    /// sets, one `name=value` a line.
    pub const fn missions(
        mut self,
        missions: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.missions = missions;
        self
    }

    /// The values of `text`, one `name=value` a line, and the page's for all other controls.
    ///
    /// # Errors
    /// For a line that names no control, or a value that its control does not take.
    pub fn values(&self, text: &str) -> Result<Values, Error> {
        Values::read(self, text)
    }

    fn drawing(&self, text: &str) -> Result<Drawing, Error> {
        (self.draw)(&self.values(text)?)
    }

    /// What is committed: the picture of the page, and the controls as HTML if it has any.
    ///
    /// # Errors
    /// Those of the figure at the page's own values.
    pub fn committed(&self) -> Result<(String, Option<String>), Error> {
        let drawing = self.drawing("")?;
        let form = (!self.controls.is_empty()).then(|| self.form(&drawing.reading));
        Ok((drawing.render(self.name), form.transpose()?))
    }

    /// The picture for the values of `text`.
    ///
    /// # Errors
    /// For values with which it cannot be drawn.
    pub fn picture(&self, text: &str) -> Result<String, Error> {
        Ok(self.drawing(text)?.render(self.name))
    }

    /// The lines of code for the values of `text`: a piece for each language.
    ///
    /// # Errors
    /// For values with which it cannot be drawn.
    pub fn lines(&self, text: &str) -> Result<Vec<String>, Error> {
        let values = self.values(text)?;
        self.code.iter().map(|(_, write)| write(&values)).collect()
    }

    /// The controls as HTML, to be shown between the picture and its caption: the numbers of the
    /// moment, what can be turned, and the lines of code.
    fn form(&self, reading: &str) -> Result<String, Error> {
        let Self { name, controls, start, code, missions, .. } = self;
        let mut html = format!(
            "<form class=\"turn needs-js\" data-figure=\"{name}\" autocomplete=\"off\">\n\
             <p role=\"status\">{}</p>\n<div class=\"controls\">\n",
            escape(reading)
        );
        for control in *controls {
            html += &control.html(name);
        }
        html += "<p>";
        if let Some(words) = start {
            html +=
                &format!("<button type=\"button\" data-start disabled>{words}</button> ");
        }
        if controls.iter().any(Control::is_seed) {
            html += "<button type=\"button\" data-again disabled>Draw again</button> ";
        }
        html += "<button type=\"reset\" disabled>Reset</button></p>\n</div>\n";
        if !missions.is_empty() {
            html += "<p>To find out:</p>\n<ul>\n";
            for (question, values) in *missions {
                let values = values.replace('\n', "&#10;");
                let _ = writeln!(
                    html,
                    "<li>{} <button type=\"button\" data-values=\"{values}\" disabled>Try it</button></li>",
                    escape(question)
                );
            }
            html += "</ul>\n";
        }
        for ((language, _), lines) in code.iter().zip(self.lines("")?) {
            let lines = escape(&lines);
            let _ =
                write!(html, "<p>In {language}:</p>\n<pre><code>{lines}</code></pre>\n");
        }
        Ok(html + "</form>\n")
    }

    /// Settings at which the figure has to hold: the page's, then each control at each of its
    /// ends with all others at the page's, then all at their first and all at their last end, and
    /// those of the missions.
    pub fn settings(&self) -> Vec<String> {
        let end = |control: &Control, which: usize| {
            let ends = control.ends();
            ends.get(which)
                .or(ends.last())
                .map(|value| format!("{}={value}", control.name))
        };
        let together = |which| {
            let lines: Vec<String> =
                self.controls.iter().filter_map(|control| end(control, which)).collect();
            lines.join("\n")
        };
        let alone = self.controls.iter().flat_map(|control| {
            let ends = control.ends();
            ends.into_iter().map(|value| format!("{}={value}", control.name))
        });
        let mut settings: Vec<String> =
            [String::new()].into_iter().chain(alone).collect();
        if self.controls.len() > 1 {
            settings.extend([together(0), together(1)]);
        }
        settings.extend(self.missions.iter().map(|(_, values)| values.to_string()));
        settings
    }
}

/// Text as HTML has it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
