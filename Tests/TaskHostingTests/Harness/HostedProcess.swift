// SPDX-License-Identifier: Apache-2.0
import CSystem
import Foundation
import Glibc
import Locks
import ModuleProtocol
import Testing
import Waiting

/// A module process as a host has it: its socket, what it prints, and its end. Frames are written here by hand, so that
/// a test can be a hostile host.
final class HostedProcess: Sendable {
    let pid: Int32
    let socket: Int32
    private let output: Int32
    private let heard = Lock(Heard())

    private struct Heard {
        var messages: [ModuleMessage] = []
        var printed: [UInt8] = []
        var hasHungUp = false
        var trouble: String?
        var end: Int32?
    }

    /// One that is there already, such as a copy of a template.
    init(pid: Int32, socket: Int32, output: Int32, isListening: Bool = true) {
        self.pid = pid
        self.socket = socket
        self.output = output
        if isListening {
            Thread.detachNewThread { self.readSocket() }
        } else {
            heard.withLock { $0.hasHungUp = true }
        }
        Thread.detachNewThread { self.readOutput() }
    }

    // MARK: words to the process

    func send(_ message: HostMessage, descriptors: [Int32] = []) { send(message.encoded(), descriptors: descriptors) }

    /// Descriptors go with the first byte, as the host's do. What cannot be sent since the process ended is dropped.
    func send(_ bytes: [UInt8], descriptors: [Int32] = []) {
        var sent = 0
        while sent < bytes.count {
            let count =
                sent == 0 && !descriptors.isEmpty
                ? Self.send(socket, bytes, descriptors)
                : bytes.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
                }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// One sendmsg; a control message is a header of sixteen bytes and the numbers.
    private static func send(_ socket: Int32, _ bytes: [UInt8], _ descriptors: [Int32]) -> Int {
        let length = 16 + 4 * descriptors.count
        let control = UnsafeMutableRawBufferPointer.allocate(byteCount: (length + 7) & ~7, alignment: 8)
        defer { control.deallocate() }
        control.storeBytes(of: UInt64(length), as: UInt64.self)
        control.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: Int32.self)
        control.storeBytes(of: 1, toByteOffset: 12, as: Int32.self)
        for (index, descriptor) in descriptors.enumerated() {
            control.storeBytes(of: descriptor, toByteOffset: 16 + 4 * index, as: Int32.self)
        }
        var bytes = bytes
        return bytes.withUnsafeMutableBytes { bytes in
            var piece = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
            return withUnsafeMutablePointer(to: &piece) { piece in
                var message = msghdr()
                message.msg_iov = piece
                message.msg_iovlen = 1
                message.msg_control = control.baseAddress
                message.msg_controllen = control.count
                return sendmsg(socket, &message, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// The host hangs up.
    func hangUp() { shutdown(socket, Int32(SHUT_RDWR)) }

    // MARK: words from the process

    /// The next message that `pick` takes, out of those not taken yet.
    func next<Value: Sendable>(_ name: String, _ pick: @Sendable (ModuleMessage) -> Value?) async throws -> Value {
        try await eventually(name) {
            let (found, hasHungUp, trouble) = heard.withLock { heard -> (Value?, Bool, String?) in
                for (index, message) in heard.messages.enumerated() {
                    if let value = pick(message) {
                        heard.messages.remove(at: index)
                        return (value, false, nil)
                    }
                }
                return (nil, heard.hasHungUp, heard.trouble)
            }
            if let trouble { throw ProcessTrouble("waiting for \(name): \(trouble)") }
            if found == nil, hasHungUp { throw ProcessTrouble("no \(name): the process hung up; \(printed)") }
            return found
        }
    }

    /// Messages not taken yet.
    var messages: [ModuleMessage] { heard.withLock { $0.messages } }
    /// What it printed so far.
    var printed: String { heard.withLock { String(decoding: $0.printed, as: UTF8.self) } }

    /// How it ended, as `wait` says it: exit status times 256, or the signal.
    func end() async throws -> Int32 {
        try await eventually("the process's end") {
            var status: Int32 = 0
            return heard.withLock { heard -> Int32? in
                if heard.end == nil, waitpid(pid, &status, WNOHANG) == pid { heard.end = status }
                return heard.end
            }
        }
    }

    /// That it ends, and in this way.
    func expectEnd(_ expected: Int32, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let status = try await end()
        #expect(status == expected, "\(printed)", sourceLocation: sourceLocation)
    }

    var isAlive: Bool { heard.withLock { $0.end == nil } && kill(pid, 0) == 0 }

    /// Ends it if it lives still, and gives back everything.
    func close() async {
        kill(pid, SIGKILL)
        _ = try? await end()
        try? await eventually("its descriptors' end") { heard.withLock { $0.hasHungUp } }
        Glibc.close(socket)
    }

    private func readSocket() {
        var frames = FrameAssembler()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return heard.withLock { $0.hasHungUp = true } }
            buffer.withUnsafeBytes { frames.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            do {
                while let frame = try frames.next() {
                    let message = try ModuleMessage(frame)
                    heard.withLock { $0.messages.append(message) }
                }
            } catch {
                return heard.withLock {
                    $0.trouble = "\(error)"
                    $0.hasHungUp = true
                }
            }
        }
    }

    private func readOutput() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            heard.withLock { $0.printed += buffer[..<count] }
        }
        Glibc.close(output)
    }
}
