// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads Prometheus' text format as strictly as it is written down: every line in its form, help and type once and
/// before the samples, families in one piece, no series twice, histograms whole and rising.
public struct ExpositionReader {
    /// The first thing that is wrong.
    public struct Problem: Error, CustomStringConvertible { public let description: String }

    public private(set) var kinds: [String: String] = [:]
    /// Name and labels as written, and the value.
    public private(set) var samples: [String: Double] = [:]

    private var finished: Set<String> = []
    private var current = ""

    public init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Problem(description: "the last line does not end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            try read(String(line))
        }
        try checkHistograms()
    }

    /// The value of a series; labels as `a="b",c="d"`.
    public func value(_ name: String, _ labels: String = "") -> Double? {
        samples[labels.isEmpty ? name : "\(name){\(labels)}"]
    }

    private mutating func read(_ line: String) throws {
        if let help = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)/) {
            let name = String(help.1)
            guard name != current, !finished.contains(name) else {
                throw Problem(description: "two pieces of \(name)")
            }
            if !current.isEmpty { finished.insert(current) }
            current = name
            let rest = help.2.replacing(/\\[\\n]/, with: "")
            guard !rest.contains("\\") else { throw Problem(description: "an escape that is none: \(line)") }
            return
        }
        if let type = line.wholeMatch(of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)/) {
            guard String(type.1) == current, kinds[current] == nil else {
                throw Problem(description: "a type out of place: \(line)")
            }
            kinds[current] = String(type.2)
            return
        }
        let sample = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (\+Inf|-Inf|NaN|-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)/
        guard let found = line.wholeMatch(of: sample) else { throw Problem(description: "no sample: \(line)") }
        let name = String(found.1)
        let labels = found.2.map(String.init) ?? ""
        try checkLabels(labels, line)
        guard let kind = kinds[current] else { throw Problem(description: "a sample without a type: \(line)") }
        let allowed =
            kind == "histogram" ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
        guard allowed.contains(name) else { throw Problem(description: "\(name) within \(current)") }
        if kind == "counter", !name.hasSuffix("_total") { throw Problem(description: "a counter named \(name)") }
        guard let value = Double(String(found.3).replacing("Inf", with: "inf")) else {
            throw Problem(description: "no number: \(line)")
        }
        if kind != "gauge", !(value >= 0) { throw Problem(description: "a count below nothing: \(line)") }
        let key = labels.isEmpty ? name : "\(name){\(labels)}"
        guard samples.updateValue(value, forKey: key) == nil else { throw Problem(description: "twice: \(key)") }
    }

    private func checkLabels(_ text: String, _ line: String) throws {
        var rest = text[...]
        var names: Set<String> = []
        while !rest.isEmpty {
            guard let label = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/),
                names.insert(String(label.1)).inserted
            else { throw Problem(description: "labels: \(line)") }
            rest = rest[label.range.upperBound...]
        }
    }

    private func checkHistograms() throws {
        for (name, kind) in kinds where kind == "histogram" {
            var series: [String: [(bound: Double, count: Double)]] = [:]
            for (key, value) in samples where key.hasPrefix(name + "_bucket{") {
                guard let le = key.firstMatch(of: /le="([^"]+)"/),
                    let bound = Double(le.1.replacing("Inf", with: "inf"))
                else { throw Problem(description: "no bound: \(key)") }
                let labels = key.dropFirst(name.count + 8).dropLast().replacing(/,?le="[^"]+"/, with: "")
                series[String(labels), default: []].append((bound, value))
            }
            for (labels, buckets) in series {
                let sorted = buckets.sorted { $0.bound < $1.bound }
                guard sorted.last?.bound == .infinity,
                    zip(sorted, sorted.dropFirst()).allSatisfy({ $0.count <= $1.count }),
                    value(name + "_count", labels) == sorted.last?.count, value(name + "_sum", labels) != nil
                else { throw Problem(description: "histogram \(name){\(labels)}") }
            }
        }
    }
}
