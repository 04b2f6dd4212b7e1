// SPDX-License-Identifier: Apache-2.0

/// Writes log lines: a level, a sentence, and fields such as `job_id` that programs filter by. A copy with
/// more fields is cheap; a room gets one that names its site or process already.
///
/// Never give it a secret, and no more of what people wrote than a name or an id.
public struct Logger: Sendable {
    public enum Level: Int, Sendable, Comparable, CaseIterable {
        case debug, info, warning, error
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
        public var name: String { "\(self)" }
    }

    private let sink: any LogSink
    private let threshold: Level
    private let fields: [(name: String, value: String)]

    public init(_ sink: any LogSink, threshold: Level = .info) {
        self.init(sink, threshold: threshold, fields: [])
    }

    private init(_ sink: any LogSink, threshold: Level, fields: [(name: String, value: String)]) {
        self.sink = sink
        self.threshold = threshold
        self.fields = fields
    }

    /// The same logger with one more field on every line.
    public func with(_ name: String, _ value: String) -> Logger {
        Logger(sink, threshold: threshold, fields: fields + [(name, value)])
    }

    public func debug(_ sentence: String, _ more: [String: String] = [:]) { log(.debug, sentence, more) }
    public func info(_ sentence: String, _ more: [String: String] = [:]) { log(.info, sentence, more) }
    public func warning(_ sentence: String, _ more: [String: String] = [:]) { log(.warning, sentence, more) }
    public func error(_ sentence: String, _ more: [String: String] = [:]) { log(.error, sentence, more) }

    private func log(_ level: Level, _ sentence: String, _ more: [String: String]) {
        guard level >= threshold else { return }
        let added = more.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        sink.write(LogLine(level: level, sentence: sentence, fields: fields + added))
    }
}

/// One line before it is written.
public struct LogLine: Sendable {
    public let level: Logger.Level
    public let sentence: String
    public let fields: [(name: String, value: String)]

    public init(level: Logger.Level, sentence: String, fields: [(name: String, value: String)]) {
        self.level = level
        self.sentence = sentence
        self.fields = fields
    }
}

/// Where lines go. Tests collect them.
public protocol LogSink: Sendable {
    func write(_ line: LogLine)
}
