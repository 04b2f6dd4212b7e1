// SPDX-License-Identifier: Apache-2.0

/// What tells one series of a family from its neighbours: up to three values, in the order of the family's label
/// names. Not an array, so that counting allocates nothing.
struct LabelValues: Hashable, Sendable {
    let first: String
    let second: String
    let third: String

    /// As many as the family has labels.
    func values(_ count: Int) -> [String] { Array([first, second, third].prefix(count)) }

    /// Stands for every series that came after the family was full.
    static let other = LabelValues(first: "other", second: "other", third: "other")
}

/// Values by series, at most so many: a name that strangers can choose must not fill the memory of whoever scrapes.
struct BoundedSeries<Value: Sendable>: Sendable {
    private(set) var all: [LabelValues: Value] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Changes a series in place. A new one beyond the limit is counted with the others that came too late.
    mutating func change(_ labels: LabelValues, from start: @autoclosure () -> Value, _ body: (inout Value) -> Void) {
        let key = all[labels] != nil || all.count < limit ? labels : .other
        body(&all[key, default: start()])
    }
}
