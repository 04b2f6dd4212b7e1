// SPDX-License-Identifier: Apache-2.0
import Glibc
import ModuleProtocol

/// Frames with the descriptors that came beside them.
///
/// Descriptors travel with the first byte of their frame, and the kernel ends a read with the bytes that carried some.
/// So those of one read belong to the frame that begins in it and says that it has some. They are not counted through
/// from frame to frame: a descriptor that was lost would make each later frame take its neighbour's.
struct DescribedFrames {
    private struct Arrival {
        /// Where its bytes end in the stream.
        var end: UInt64
        var descriptors: [Int32]
    }

    private var frames = FrameAssembler()
    /// Bytes that came, and bytes that were taken out as frames.
    private var received: UInt64 = 0
    private var taken: UInt64 = 0
    /// Reads that carried descriptors, oldest first, until the stream has been taken past them.
    private var arrivals: [Arrival] = []

    /// Takes over the descriptors.
    mutating func append(_ bytes: UnsafeRawBufferPointer, _ descriptors: [Int32]) {
        frames.append(bytes)
        received += UInt64(bytes.count)
        // A read without any must be remembered too: its frames must not take the next one's.
        arrivals.append(Arrival(end: received, descriptors: descriptors))
    }

    /// The next whole message; nil when more bytes are needed. The caller owns the descriptors.
    mutating func next() throws(FrameError) -> (HostMessage, [Int32])? {
        guard let frame = try frames.next() else { return nil }
        let start = taken
        taken += UInt64(5 + frame.payload.count)
        let message = try HostMessage(frame)
        while let first = arrivals.first, first.end <= start {
            close(first.descriptors)
            arrivals.removeFirst()
        }
        guard message.descriptorCount > 0, let arrival = arrivals.first else { return (message, []) }
        arrivals[0].descriptors = []
        guard arrival.descriptors.count == message.descriptorCount else {
            close(arrival.descriptors)
            return (message, [])
        }
        return (message, arrival.descriptors)
    }

    /// Closes what no frame has taken.
    mutating func closeAll() {
        for arrival in arrivals { close(arrival.descriptors) }
        arrivals = []
    }

    private func close(_ descriptors: [Int32]) {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }
}
