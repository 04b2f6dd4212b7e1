// SPDX-License-Identifier: Apache-2.0
import Locks

/// Counts that only grow, by labels. A lock of its own for each family, held for one addition.
public final class CounterFamily: Sendable {
    /// Series that a family has at most; more are counted together, with `other` for every label.
    public static let seriesLimit = 500

    private let name: String
    private let help: String
    private let labels: [String]
    private let series: Lock<BoundedSeries<Double>>

    /// - Parameters:
    ///   - name: ends in `_total`.
    ///   - help: what is counted, in a sentence.
    ///   - labels: up to three names.
    public init(_ name: String, _ help: String, labels: [String] = [], limit: Int = seriesLimit) {
        precondition(labels.count <= 3, "a family has three labels at most")
        self.name = name
        self.help = help
        self.labels = labels
        series = Lock(BoundedSeries(limit: limit))
        // A counter without labels is there from the beginning, so that its first increase shows as one.
        if labels.isEmpty { add(0) }
    }

    /// Adds to one series; the values in the order of the labels. From any thread.
    public func add(_ amount: Double = 1, _ first: String = "", _ second: String = "", _ third: String = "") {
        let key = LabelValues(first: first, second: second, third: third)
        series.withLock { $0.change(key, from: 0) { $0 += amount } }
    }

    /// As it stands now.
    public var family: MetricFamily {
        let all = series.withLock { $0.all }
        let samples = all.map { MetricSample(labels: labels.pairs($0.key), value: $0.value) }
        return MetricFamily(name, .counter, help, samples)
    }
}

extension [String] {
    /// Names with their values.
    func pairs(_ values: LabelValues) -> [(name: String, value: String)] {
        zip(self, values.values(count)).map { (name: $0, value: $1) }
    }
}
