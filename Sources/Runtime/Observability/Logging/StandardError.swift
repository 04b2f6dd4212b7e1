// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Lines on standard error: for people on a terminal, one JSON object a line anywhere else. Control characters
/// are escaped in both, so that no text from outside can forge a line or move a cursor.
public struct StandardError: LogSink {
    private let isReadable: Bool

    /// - Parameter readable: nil decides by whether standard error is a terminal.
    public init(readable: Bool? = nil) { isReadable = readable ?? (isatty(2) == 1) }

    public func write(_ line: LogLine) {
        let text = isReadable ? Self.readable(line, at: Self.now()) : Self.json(line, at: Self.now())
        // One write a line, so that lines of several threads do not mix.
        let bytes = Array((text + "\n").utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }

    static func readable(_ line: LogLine, at time: String) -> String {
        let mark = line.level == .info ? "" : "\(line.level.name): "
        let fields = line.fields.map { " \($0.name)=\(escaped($0.value))" }.joined()
        return "\(time) \(mark)\(escaped(line.sentence))\(fields)"
    }

    static func json(_ line: LogLine, at time: String) -> String {
        var text = "{\"time\":\"\(time)\",\"level\":\"\(line.level.name)\",\"message\":\"\(escaped(line.sentence))\""
        for field in line.fields { text += ",\"\(escaped(field.name))\":\"\(escaped(field.value))\"" }
        return text + "}"
    }

    /// As inside a JSON string.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}",
                "\u{200E}", "\u{200F}", "\u{61C}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// RFC 3339, UTC, milliseconds.
    static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        func digits(_ value: some BinaryInteger, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))T"
            + "\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2))."
            + "\(digits(time.tv_nsec / 1_000_000, 3))Z"
    }
}
