// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads a chart (ISO 29500-1, 21.2): its titles, and the numbers that it shows, which the chart keeps beside the sheet
/// that they come from.
final class Chart: XMLHandler {
    typealias Name = DrawingName

    private struct Series {
        var name = ""
        var values: [Int: String] = [:]
    }
    private static let most = 1_024
    private static let mostPoints = 16_384

    private var titles: [String] = []
    private var categories: [Int: String] = [:]
    private var series: [Series] = []
    private var current: Series?
    private var place = Name.other
    private var index = 0
    private var text = TextBuffer()
    private var isInText = false
    private var points = 0
    private let limits: ReadingLimits
    private var bytes = 0

    init(limits: ReadingLimits) { self.limits = limits }

    var isDone: Bool { points > limits.cells || bytes > limits.textBytes }

    var blocks: [Block] {
        var blocks = titles.map { Block.paragraph($0) }
        let indexes = Set(categories.keys).union(series.flatMap(\.values.keys)).sorted()
        guard !series.isEmpty, !indexes.isEmpty else { return blocks }
        let names = [""] + series.map(\.name)
        let rows = indexes.map { index in [categories[index] ?? ""] + series.map { $0.values[index] ?? "" } }
        blocks.append(.table(Table(rows: [names] + rows, hasHeader: true)))
        return blocks
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .series: current = Series()
        case .seriesName, .categories, .values, .xValues, .yValues: if current != nil { place = name }
        case .point: index = attributes.int(.index) ?? 0
        case .value, .text: isInText = true
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .series:
            if let current, series.count < Self.most { series.append(current) }
            current = nil
        case .seriesName, .categories, .values, .xValues, .yValues: place = .other
        case .value:
            isInText = false
            endValue(text.take())
        case .text: isInText = false
        case .paragraph:
            let title = text.take()
            if !title.isEmpty, titles.count < Self.most { titles.append(title) }
        default: break
        }
    }

    private func endValue(_ shown: String) {
        guard current != nil, (0..<Self.mostPoints).contains(index) else { return }
        points += 1
        switch place {
        case .seriesName: current?.name = shown
        case .categories, .xValues: categories[index] = shown
        case .values, .yValues:
            current?.values[index] = Double(shown).map { NumberFormat.general.text($0, from1904: false) } ?? shown
        default: break
        }
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) {
        guard isInText, !isDone else { return }
        text.append(piece)
        bytes += piece.count
    }
}
