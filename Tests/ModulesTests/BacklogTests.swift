// SPDX-License-Identifier: Apache-2.0
import Buffers
import Glibc
import Testing

@testable import Modules

/// What waits for a process that does not read: bytes in order, descriptors with the frame they belong to.
@Suite(.timeLimit(.minutes(1)))
struct BacklogTests {
    private func descriptor() throws -> Descriptor { try MemoryFile.zeros(1).descriptorToSend(isWritable: true) }

    private func next(_ backlog: Backlog) -> (bytes: [UInt8], descriptors: Int) {
        backlog.withNext { (Array($0), $1.count) }
    }

    @Test func aFrameWithDescriptorsIsLentByItself() throws {
        var backlog = Backlog()
        backlog.append([1, 2, 3])
        backlog.append([4, 5], [try descriptor(), try descriptor()])
        backlog.append([6], [try descriptor()])
        backlog.append([7, 8])
        #expect(backlog.descriptorCount == 3)
        #expect(next(backlog) == ([1, 2, 3], 0))
        backlog.drop(2)
        #expect(next(backlog) == ([3], 0))
        backlog.drop(1)
        #expect(next(backlog) == ([4, 5], 2))
        // Nothing was sent: they have not left.
        backlog.drop(0)
        #expect(next(backlog) == ([4, 5], 2))
        backlog.drop(1)
        #expect(next(backlog) == ([5], 0))
        backlog.drop(1)
        #expect(next(backlog) == ([6], 1))
        backlog.drop(1)
        #expect(next(backlog) == ([7, 8], 0))
        backlog.drop(2)
        #expect(backlog.isEmpty)
        #expect(backlog.descriptorCount == 0)
    }

    @Test func whatWasSentIsClosedHereAndWhatWasNotIsClosedWithTheBacklog() throws {
        var backlog = Backlog()
        let numbers = try (0..<2).map { _ in
            let file = try descriptor()
            backlog.append([1, 2], [file])
            return file.number
        }
        func isOpen(_ number: Int32) -> Bool { fcntl(number, F_GETFD) >= 0 }
        #expect(numbers.allSatisfy(isOpen))
        backlog.drop(1)
        // Another test may have been given the number meanwhile; nothing else is in this test's hands.
        #expect(backlog.descriptorCount == 1)
        backlog = Backlog()
        #expect(backlog.descriptorCount == 0)
    }

    /// Through a socket that is full again and again: each descriptor arrives with its own frame, and in order.
    @Test func descriptorsArriveWithTheirFrames() throws {
        let (ours, theirs) = try Descriptor.socketPair()
        ours.setNonBlocking()
        theirs.setNonBlocking()
        var backlog = Backlog()
        var expected: [(first: UInt8, inode: UInt64)] = []
        for number in 0..<200 {
            let frame = [UInt8](repeating: UInt8(number), count: number % 3 == 0 ? 30_000 : 10)
            if number % 2 == 0 {
                let file = try descriptor()
                expected.append((UInt8(number), inode(file.number)))
                backlog.append(frame, [file])
            } else {
                backlog.append(frame)
            }
        }
        let total = backlog.count
        var received = 0
        var arrived: [(first: UInt8, inode: UInt64)] = []
        while received < total {
            while !backlog.isEmpty {
                let count = backlog.withNext { ours.sendNow($0, $1) }
                guard count > 0 else { break }
                backlog.drop(count)
            }
            let (bytes, descriptor) = receive(theirs.number)
            received += bytes.count
            if let descriptor {
                // The last byte of what came belongs to the frame that bore it: that frame was sent by itself.
                arrived.append((bytes.last ?? 0, inode(descriptor)))
                close(descriptor)
            }
        }
        #expect(arrived.map(\.inode) == expected.map(\.inode))
        #expect(arrived.map(\.first) == expected.map(\.first))
    }

    private func inode(_ descriptor: Int32) -> UInt64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : 0
    }

    /// Bytes, and the one descriptor that came with them.
    private func receive(_ socket: Int32) -> (bytes: [UInt8], descriptor: Int32?) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var control = [UInt8](repeating: 0, count: 64)
        let (count, length) = bytes.withUnsafeMutableBytes { room in
            control.withUnsafeMutableBytes { controlRoom in
                var piece = iovec(iov_base: room.baseAddress, iov_len: room.count)
                return withUnsafeMutablePointer(to: &piece) { pieces in
                    var message = msghdr()
                    message.msg_iov = pieces
                    message.msg_iovlen = 1
                    message.msg_control = controlRoom.baseAddress
                    message.msg_controllen = controlRoom.count
                    let count = recvmsg(socket, &message, 0)
                    return (count, message.msg_controllen)
                }
            }
        }
        guard count > 0 else { return ([], nil) }
        // Behind the header of 16 bytes: one number.
        let number =
            length >= 20 ? control.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: Int32.self) } : nil
        return (Array(bytes[..<count]), number)
    }
}
