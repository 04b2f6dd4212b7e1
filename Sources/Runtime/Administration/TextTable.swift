// SPDX-License-Identifier: Apache-2.0

/// Rows in columns, for a person.
struct TextTable {
    let header: [String]
    let rows: [[String]]
    /// What is said when there is no row.
    var nothing = "no jobs"

    var text: String {
        guard !rows.isEmpty else { return nothing }
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < row.count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return line
        }.joined(separator: "\n")
    }
}
