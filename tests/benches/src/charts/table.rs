//! [`Table`]: a table of a report, read back.

use std::io;

pub(super) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Finds the table below this heading whose first column has this name.
    pub(super) fn find(report: &str, heading: &str, first: &str) -> io::Result<Self> {
        let mut lines = report.lines().skip_while(|line| *line != format!("## {heading}")).skip(1);
        let section: Vec<_> = lines.by_ref().take_while(|line| !line.starts_with("## ")).collect();
        let table = section
            .split(|line| !line.starts_with('|'))
            .find(|table| table.first().is_some_and(|head| cells(head)[0] == first));
        let [head, _, rows @ ..] = table.unwrap_or_default() else {
            return Err(io::Error::other(format!("no table `{first}` below `{heading}`")));
        };
        Ok(Self { columns: cells(head), rows: rows.iter().map(|row| cells(row)).collect() })
    }

    /// Returns the figure of this row and column.
    pub(super) fn number(&self, row: &str, column: &str) -> io::Result<f64> {
        let at = self.columns.iter().position(|name| name == column);
        let cells = self.rows.iter().find(|cells| cells[0] == row);
        let number = at.zip(cells).and_then(|(at, cells)| cells.get(at)?.parse().ok());
        number.ok_or_else(|| io::Error::other(format!("no figure in `{row}`, `{column}`")))
    }
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}
