// SPDX-License-Identifier: MIT OR Apache-2.0
//! A finished picture.

use svg::node::Text as TextNode;
use svg::node::element::{Description, Group, SVG, Title};
use svg::{Document, Node};

use super::{
    Anchor, Color, LINE, Panel, WIDTH, segment, shape::coordinate, text, text_width,
};

enum Part {
    Panel(Panel),
    Drawing(Group, f64),
}

/// A picture: a title and a description for those who cannot see it, the numbers of the moment
/// in a line for everybody, and charts or drawings from top to bottom.
pub struct Drawing {
    title: String,
    description: String,
    pub(crate) reading: String,
    parts: Vec<Part>,
}

impl Drawing {
    /// An empty picture.
    pub fn new(title: &str, description: &str) -> Self {
        let [title, description] = [title, description].map(String::from);
        Self { title, description, reading: String::new(), parts: Vec::new() }
    }

    /// The numbers of the moment, in a short line: “layer 30: 1.52, theory 2”.
    pub fn reading(mut self, reading: &str) -> Self {
        self.reading = reading.into();
        self
    }

    /// Adds a chart below what is there.
    pub fn panel(mut self, panel: Panel) -> Self {
        self.parts.push(Part::Panel(panel));
        self
    }

    /// Adds a drawing of one's own below what is there; its own origin is at its top left.
    pub fn drawing(mut self, group: Group, height: f64) -> Self {
        self.parts.push(Part::Drawing(group, height));
        self
    }

    /// The SVG, ready to be put into an HTML page. `id` must be unique in the book.
    pub fn render(&self, id: &str) -> String {
        let mut height = 0.0;
        let mut groups = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            let (group, more) = match part {
                Part::Panel(panel) => panel.draw(&format!("{id}-clip-{index}")),
                Part::Drawing(group, height) => (group.clone(), *height),
            };
            let place = format!("translate(0 {})", coordinate(height));
            groups.push(Group::new().set("transform", place).add(group));
            height += more;
        }
        let (title_id, description_id) =
            (format!("{id}-title"), format!("{id}-description"));
        let mut document: SVG = Document::new()
            .set("class", "figure")
            .set("viewBox", format!("0 0 {} {}", coordinate(WIDTH), coordinate(height)))
            .set("role", "img")
            .set("aria-labelledby", format!("{title_id} {description_id}"))
            .set("font-family", "system-ui, sans-serif")
            .set("font-size", "14");
        if !self.reading.is_empty() {
            document = document.set("data-reading", self.reading.as_str());
        }
        document.append(Title::new(self.title.as_str()).set("id", title_id));
        document.append(
            Description::new()
                .set("id", description_id)
                .add(TextNode::new(self.description.as_str())),
        );
        for group in groups {
            document.append(group);
        }
        format!("{document}\n")
    }
}

/// A row or two of names, each after a sample of its color, from `left` on; and its height.
pub fn legend(names: &[(Color, String)], left: f64) -> (Group, f64) {
    let mut group = Group::new();
    let (mut x, mut y) = (left, LINE - 4.0);
    for (color, name) in names {
        let width = 24.0 + text_width(name) + 12.0;
        if x > left && x + width > WIDTH {
            (x, y) = (left, y + LINE);
        }
        group = group
            .add(segment((x, y - 5.0), (x + 18.0, y - 5.0), *color, 2.5))
            .add(text(name, (x + 24.0, y), *color, Anchor::Start));
        x += width;
    }
    (group, y + 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Axis;

    #[test]
    fn a_drawing_carries_its_title_and_description() {
        let panel = Panel::new(
            Axis::linear("layer", 0.0, 4.0),
            Axis::log10("E[y²]", -4, 0, 2),
            100.0,
        )
        .points(Color::A, [(1.0, 0.5)]);
        let svg = Drawing::new("A & B", "It falls").reading("layer 1: 0.5").panel(panel);
        let svg = svg.render("x");
        assert!(svg.contains("A &amp; B"), "{svg}");
        assert!(
            svg.contains("It falls") && svg.contains("data-reading=\"layer 1: 0.5\"")
        );
        assert!(!svg.lines().any(|line| line.trim().is_empty()));
    }
}
