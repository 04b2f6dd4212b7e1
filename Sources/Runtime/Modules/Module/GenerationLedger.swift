// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Numbers the generations of modules that this host has run: a file of lines `number hash`, so that a number
/// means the same file for ever. Used at start, under the host's lock.
public struct GenerationLedger {
    private let path: String

    /// - Parameter folder: where modules are installed.
    public init(folder: String) { path = folder + "/generations" }

    /// The number of this image: its old one, or the next.
    public func number(of image: ModuleImage) throws(ModuleError) -> Int64 {
        let (known, isTorn) = try lines()
        if let line = known.first(where: { $0.hash == image.hash }) { return line.number }
        let (number, overflow) = (known.map(\.number).max() ?? 0).addingReportingOverflow(1)
        guard !overflow else { throw ModuleError("\(path) holds a number that nothing can follow: remove that line") }
        // After a write that a crash cut short, the new line begins on its own; the torn one's number is spent.
        try append((isTorn ? "\n" : "") + "\(number) \(image.hash)\n")
        return number
    }

    /// The lines that can be read, and whether the last one has no end.
    private func lines() throws(ModuleError) -> (lines: [(number: Int64, hash: String)], isTorn: Bool) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return ([], false) }
            throw .system("cannot read \(path)")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 4 << 20 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .compactMap { line -> (number: Int64, hash: String)? in
                let words = line.split(separator: " ")
                guard let first = words.first, let number = Int64(first) else { return nil }
                return (number, words.count == 2 ? String(words[1]) : "")
            }
        return (lines, bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false)
    }

    private func append(_ line: String) throws(ModuleError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot write \(path)") }
        defer { close(descriptor) }
        let bytes = Array(line.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw .system("cannot write \(path)")
        }
    }
}
