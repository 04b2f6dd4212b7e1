// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import TaskABI
import Testing

/// A file without a name, as the host's buffers are.
final class MemoryFile: Sendable {
    let job: UInt64
    let descriptor: Int32
    let size: Int

    init(job: UInt64, bytes: [UInt8]) throws {
        self.job = job
        size = bytes.count
        var path = Array("/tmp/mortise-buffer-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        try #require(descriptor >= 0)
        unlink(path)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    deinit { close(descriptor) }

    func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(descriptor, &bytes, count, 0)
        return Array(bytes.prefix(max(0, got)))
    }
}

extension TestHost {
    /// A buffer of a job, as it is lent.
    func makeFile(for job: UInt64, bytes: [UInt8], isWritable: Bool) throws -> mortise_buffer {
        let file = try MemoryFile(job: job, bytes: bytes)
        let number = state.withLock { state in
            state.buffersMade += 1
            state.files[state.buffersMade] = file
            return state.buffersMade
        }
        var buffer = mortise_buffer()
        buffer.number = number
        buffer.size = UInt64(bytes.count)
        buffer.descriptor = file.descriptor
        buffer.is_writable = isWritable ? 1 : 0
        return buffer
    }

    func releaseFile(_ number: UInt64, of job: UInt64) -> mortise_status {
        let file = state.withLock { state in
            state.files[number]?.job == job ? state.files.removeValue(forKey: number) : nil
        }
        if file == nil { fault("buffer \(number) was given back that job \(job) does not have") }
        return file == nil ? MORTISE_INVALID : MORTISE_OK
    }

    /// What a call carries: text, or so many bytes of a buffer.
    func content(_ text: mortise_text, _ buffer: UInt64, _ length: UInt64, of job: UInt64) -> HostCall.Content {
        guard buffer != 0 else { return HostCall.Content(bytes: text.data, isBuffer: false) }
        if text.length != 0 { fault("a value is both text and buffer") }
        guard let file = state.withLock({ $0.files[buffer] }), file.job == job, Int(length) <= file.size else {
            fault("buffer \(buffer) is not the job's, or shorter than \(length)")
            return HostCall.Content(bytes: [], isBuffer: true)
        }
        return HostCall.Content(bytes: file.bytes(length == 0 ? file.size : Int(length)), isBuffer: true)
    }
}
