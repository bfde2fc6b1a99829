// SPDX-License-Identifier: MIT OR Apache-2.0
use std::fmt::{self, Display};

use crate::{Design, Digits, Error, Plan, train};

// ANCHOR: run
/// One training, as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What was trained, and how.
    pub plan: Plan,
    /// The loss on all training images before the first step and after each
    /// [`Run::EVERY`] steps.
    pub losses: Vec<f64>,
    /// The share of the test images that were read correctly at the end.
    pub accuracy: f64,
}

impl Run {
    /// Steps between two recorded losses.
    pub const EVERY: usize = 50;

    /// Trains by `plan`. `progress` is called with the steps done after each,
    /// and ends the run by returning false.
    ///
    /// # Errors
    /// Those of [`train`], and [`Error::Stopped`].
    pub fn new(
        plan: Plan,
        digits: &Digits,
        mut progress: impl FnMut(usize) -> bool,
    ) -> Result<Run, Error> {
        let mut losses = Vec::new();
        let network = train(&plan, &digits.train, |step, network| {
            if step % Run::EVERY == 0 {
                losses.push(network.loss(&digits.train)?);
            }
            if progress(step) { Ok(()) } else { Err(Error::Stopped(step)) }
        })?;
        let accuracy = network.accuracy(&digits.test)?;
        Ok(Run { plan, losses, accuracy })
    }

    /// The first recorded step at which the loss is below `loss`.
    pub fn first_below(&self, loss: f64) -> Option<usize> {
        let index = self.losses.iter().position(|&l| l < loss)?;
        Some(index * Run::EVERY)
    }
}
// ANCHOR_END: run

/// All runs of `record.csv`, which the program `full` wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// One for each line.
    pub runs: Vec<Run>,
}

/// The head of a record.
pub const HEAD: &str = "depth,width,n_var,seed,rate,steps,batch,accuracy,losses";

impl Record {
    /// The runs that the book shows.
    ///
    /// # Errors
    /// If the file was changed into something unreadable.
    pub fn load() -> Result<Record, Error> {
        Record::read(include_str!("../record.csv"))
    }

    fn read(csv: &str) -> Result<Record, Error> {
        let rows = csv.lines().enumerate().skip(1);
        let run = |(line, row)| read(row).ok_or(Error::Line(line + 1));
        Ok(Record { runs: rows.map(run).collect::<Result<_, _>>()? })
    }

    /// The runs of one kind: one a seed.
    pub fn of(&self, depth: usize, n_var: f64) -> Vec<&Run> {
        let wanted =
            |run: &&Run| run.plan.design.depth == depth && run.plan.design.n_var == n_var;
        self.runs.iter().filter(wanted).collect()
    }
}

impl Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        for Run { plan, losses, accuracy } in &self.runs {
            let Plan { design, seed, rate, steps, batch } = plan;
            let Design { depth, width, n_var } = design;
            write!(f, "{depth},{width},{n_var},{seed},{rate},{steps},{batch}")?;
            write!(f, ",{accuracy:.4}")?;
            for loss in losses {
                write!(f, ",{loss:.5}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn read(row: &str) -> Option<Run> {
    let cells: Vec<&str> = row.split(',').collect();
    let [depth, width, n_var, seed, rate, steps, batch, accuracy, losses @ ..] =
        cells.as_slice()
    else {
        return None;
    };
    let losses: Option<Vec<f64>> = losses.iter().map(|loss| loss.parse().ok()).collect();
    Some(Run {
        plan: Plan {
            design: Design {
                depth: depth.parse().ok()?,
                width: width.parse().ok()?,
                n_var: n_var.parse().ok()?,
            },
            seed: seed.parse().ok()?,
            rate: rate.parse().ok()?,
            steps: steps.parse().ok()?,
            batch: batch.parse().ok()?,
        },
        losses: losses?,
        accuracy: accuracy.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_as_it_was_written() {
        let record = Record::load().unwrap();
        assert_eq!(Record::read(&record.to_string()), Ok(record));
    }

    #[test]
    fn an_unreadable_line_is_named() {
        for bad in
            ["", "30", "30,128,1,0,0.005,1000,32,x", "30,128,1,0,0.005,1000,32,0,x"]
        {
            assert_eq!(Record::read(&format!("{HEAD}\n{bad}\n")), Err(Error::Line(2)));
        }
    }

    #[test]
    fn the_first_loss_below_a_bound_is_named_by_its_step() {
        let mut run = Record::load().unwrap().runs.remove(0);
        run.losses = vec![2.0, 1.0, 0.9, 1.1];
        assert_eq!(run.first_below(1.0), Some(100));
        assert_eq!(run.first_below(0.9), None);
    }
}
