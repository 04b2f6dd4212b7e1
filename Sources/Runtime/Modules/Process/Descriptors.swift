// SPDX-License-Identifier: Apache-2.0
import Buffers
import CSystem
import Glibc

/// A descriptor that is closed with its owner.
final class Descriptor: Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }
    deinit { close(number) }

    /// The same file under a number of at least 10, so that it cannot stand in the way of the low numbers that
    /// a child inherits. Takes over `number`.
    static func high(_ number: Int32, _ what: String) throws(ModuleError) -> Descriptor {
        guard number >= 0 else { throw .system("cannot make \(what)") }
        defer { close(number) }
        let high = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard high >= 0 else { throw .system("cannot make \(what)") }
        return Descriptor(owning: high)
    }

    /// As above for two; when one cannot be had, neither is left open.
    private static func high(_ pair: (Int32, Int32), _ what: String) throws(ModuleError) -> (Descriptor, Descriptor) {
        let second = Descriptor(owning: pair.1)
        let first = try high(pair.0, what)
        let copy = fcntl(second.number, F_DUPFD_CLOEXEC, 10)
        guard copy >= 0 else { throw .system("cannot make \(what)") }
        return (first, Descriptor(owning: copy))
    }

    /// Two ends of a socket pair.
    static func socketPair() throws(ModuleError) -> (Descriptor, Descriptor) {
        var ends: (Int32, Int32) = (-1, -1)
        let status = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) {
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, $0)
            }
        }
        guard status == 0 else { throw .system("cannot make a socket pair") }
        return try high(ends, "a socket pair")
    }

    /// The reading and the writing end of a pipe.
    static func pipe() throws(ModuleError) -> (read: Descriptor, write: Descriptor) {
        var ends: (Int32, Int32) = (-1, -1)
        let status = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { mortise_pipe($0) }
        }
        guard status == 0 else { throw .system("cannot make a pipe") }
        let (read, write) = try high(ends, "a pipe")
        return (read, write)
    }

    /// Its number, which the caller closes from now on; this one is a copy.
    func handedOver() throws(ModuleError) -> Int32 {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard copy >= 0 else { throw .system("cannot copy a descriptor") }
        return copy
    }

    /// Writes what a socket takes at once, with descriptors on the first byte. Bytes, or -1 with errno.
    func sendNow(_ bytes: UnsafeRawBufferPointer, _ descriptors: [Descriptor]) -> Int {
        guard !descriptors.isEmpty else {
            return send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        let numbers = descriptors.map(\.number)
        return withExtendedLifetime(descriptors) {
            mortise_send_descriptors(number, bytes.baseAddress, bytes.count, numbers, Int32(numbers.count))
        }
    }

    func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}

extension MemoryFile {
    /// A descriptor to send to a process: one that cannot write unless the process may. Of its own, so that the file
    /// may be given back while the descriptor waits to be sent.
    func descriptorToSend(isWritable: Bool) throws(ModuleError) -> Descriptor {
        guard !isWritable else { return try .high(fcntl(descriptor, F_DUPFD_CLOEXEC, 10), "a buffer's descriptor") }
        let number: Int32
        do throws(BufferError) {
            number = try readOnlyDescriptor()
        } catch {
            throw ModuleError("a buffer cannot be handed over: \(error)")
        }
        return try .high(number, "a buffer's descriptor")
    }
}
