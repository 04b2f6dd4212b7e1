// SPDX-License-Identifier: Apache-2.0

/// Metrics of one name, at one moment.
public struct MetricFamily: Sendable {
    /// What the numbers mean to whoever stores them.
    public enum Kind: String, Sendable {
        /// Only grows, but for a restart, which begins at nothing.
        case counter
        /// Goes up and down.
        case gauge
        /// How many were at most so large.
        case histogram
    }

    /// Letters, digits and `_`.
    public let name: String
    /// What it is of.
    public let kind: Kind
    /// A sentence.
    public let help: String
    /// One for each series.
    public let samples: [MetricSample]

    /// - Parameter isOrdered: the samples stay as they are given; else they are sorted by their labels.
    public init(_ name: String, _ kind: Kind, _ help: String, _ samples: [MetricSample], isOrdered: Bool = false) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = isOrdered ? samples : samples.sorted { $0.order < $1.order }
    }

    /// A gauge without labels.
    public static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name, .gauge, help, [MetricSample(labels: [], value: value)])
    }
}

/// One number with what tells it from its neighbours.
public struct MetricSample: Sendable {
    /// What a histogram's samples have behind the name; else empty.
    public var suffix: String
    /// Names and values.
    public var labels: [(name: String, value: String)]
    /// In the unit that the name ends in.
    public var value: Double

    /// A sample.
    public init(suffix: String = "", labels: [(name: String, value: String)], value: Double) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }

    fileprivate var order: String { labels.map(\.value).joined(separator: "\u{1}") }
}
