// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import ModuleProtocol
import TaskHosting

/// The process's end of the socket pair. Any thread sends; one thread receives.
final class HostLink: HostConnection {
    private let descriptor: Int32
    private let writing = Lock(())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes one frame whole. The host always reads, so this waits at most for its next read; when the host
    /// is gone there is nobody left to work for and the process ends.
    func send(_ message: ModuleMessage) {
        let bytes = message.encoded()
        writing.withLock { _ in
            bytes.withUnsafeBytes { buffer in
                var sent = 0
                while sent < buffer.count {
                    // The flag: a hung-up host must not raise SIGPIPE here.
                    let count = Glibc.send(
                        descriptor,
                        buffer.baseAddress?.advanced(by: sent),
                        buffer.count - sent,
                        Int32(MSG_NOSIGNAL)
                    )
                    if count > 0 {
                        sent += count
                    } else if errno != EINTR {
                        _exit(0)
                    }
                }
            }
        }
    }

    /// Calls `handle` for each message, on this thread, until the host hangs up.
    func receive(_ handle: (HostMessage) throws -> Void) throws {
        var frames = FrameAssembler()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count == 0 { return }
            guard count > 0 else {
                if errno == EINTR { continue }
                return
            }
            frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            while let frame = try frames.next() { try handle(try HostMessage(frame)) }
        }
    }
}
