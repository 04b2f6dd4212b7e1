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
        let known = try lines()
        if let line = known.first(where: { $0.hash == image.hash }) { return line.number }
        let number = (known.map(\.number).max() ?? 0) + 1
        try append("\(number) \(image.hash)\n")
        return number
    }

    private func lines() throws(ModuleError) -> [(number: Int64, hash: String)] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
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
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int64(words[0]) else { return nil }
            return (number, String(words[1]))
        }
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
