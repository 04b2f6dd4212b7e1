// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import Testing

/// Memory files of the host in the hands of a module.
@Suite(.timeLimit(.minutes(1)))
struct BufferTests {
    private static let page = [UInt8](repeating: 0, count: 4096)

    /// A mapping is the way to fill one; what is written is seen by the host. Nothing else can be done to it.
    @Test func aNewBufferIsFilledByMapping() async throws {
        try await withProcess { process in
            let memory = try SharedMemory(Self.page)
            let (call, report) = try await process.run(
                "buffer 4096\nfill 7\nsum\nwrite x\ntruncate\nexecute\nfstat",
                answering: .buffer(memory.wire(1)),
                descriptors: [memory.descriptor]
            )
            #expect(call == .createBuffer(size: 4096))
            #expect(report.contains("buffer=1 size=4096 writable=1 open=1 sum=0 fill=0 sum=28672 "), "\(report)")
            #expect(report.contains("write=\(EFBIG) shrink=\(EPERM) "), "\(report)")
            #expect(!report.contains("grow=0 "))
            #expect(report.contains("execute=\(EACCES) "))
            #expect(report.contains("fstat=0 size=4096 "))
            #expect(memory.bytes == [UInt8](repeating: 7, count: 4096))
        }
    }

    @Test func aReadOnlyBufferCannotBeWritten() async throws {
        try await withProcess { process in
            let memory = try SharedMemory(Self.page)
            let copy = open("/proc/self/fd/\(memory.descriptor)", O_RDONLY | O_CLOEXEC)
            defer { close(copy) }
            process.start(1, "fill 9\nsum", buffer: memory.wire(1, isWritable: false), descriptors: [copy])
            let report = try await process.report(of: 1)
            #expect(report == "fill=\(EACCES) sum=0 ")
            #expect(memory.bytes == Self.page)
        }
    }

    /// Released, or ended with its job: the descriptor is closed by the process host, whatever the module does.
    @Test func descriptorsEndWithTheirJob() async throws {
        try await withProcess { process in
            let before = try await process.run("descriptors")
            for token in 2..<40 as Range<UInt64> {
                let memory = try SharedMemory([1])
                process.start(token, "sum", buffer: memory.wire(token), descriptors: [memory.descriptor])
                let report = try await process.report(of: token)
                #expect(report == "sum=1 ")
            }
            let memory = try SharedMemory([1])
            process.start(50, "release", buffer: memory.wire(1), descriptors: [memory.descriptor])
            let report = try await process.report(of: 50)
            #expect(report == "release=0 again=2 open=0 " || report == "release=2 again=0 open=0 ")
            let released = try await process.next("release") { message -> UInt64? in
                guard case .release(50, let buffer) = message else { return nil }
                return buffer
            }
            #expect(released == 1)
            let after = try await process.run("descriptors", token: 60)
            #expect(after == before)
        }
    }

    /// More buffers for a job than the ABI allows are refused here too, if a host should give them.
    @Test func aJobHasAtMostThirtyTwo() async throws {
        try await withProcess { process in
            let memory = try SharedMemory([1])
            process.start(1, Array(repeating: "buffer 1", count: 34).joined(separator: "\n") + "\ndescriptors")
            for number in 1...34 as ClosedRange<UInt64> {
                let (call, _, _) = try await process.call()
                process.send(.answer(call: call, .buffer(memory.wire(number))), descriptors: [memory.descriptor])
            }
            let report = try await process.report(of: 1)
            #expect(report.components(separatedBy: "open=1").count - 1 == 32)
            #expect(report.components(separatedBy: "code=buffer_limit").count - 1 == 2)
            #expect(report.hasSuffix("descriptors=37 "), "\(report.suffix(40))")
        }
    }

    /// Beyond the limit on descriptors each call gets its own failure, and the next one that fits its own buffer.
    @Test func aFullTableFailsCallsAndShiftsNone() async throws {
        try await withProcess { process in
            // 40 jobs of 30 buffers: more than 1,024.
            let memory = try SharedMemory([1])
            var failed = 0
            for token in 1...40 as ClosedRange<UInt64> {
                let script = Array(repeating: "buffer 1", count: 30).joined(separator: "\n") + "\nuntil_cancelled"
                process.start(token, script)
                for index in 0..<30 as Range<UInt64> {
                    let (call, _, _) = try await process.call()
                    process.send(.answer(call: call, .buffer(memory.wire(index + 1))), descriptors: [memory.descriptor])
                }
            }
            for token in 1...40 as ClosedRange<UInt64> {
                process.send(.cancel(token: token))
                let report = try await process.report(of: token)
                failed += report.components(separatedBy: "outcome=1 code=buffer_lost").count - 1
                let kept = report.components(separatedBy: "open=1").count - 1
                let lost = report.components(separatedBy: "code=buffer_lost").count - 1
                #expect(kept + lost == 30)
            }
            #expect(failed > 100)
            let marked = try SharedMemory([42])
            process.start(99, "sum\ndescriptors", buffer: marked.wire(9), descriptors: [marked.descriptor])
            let report = try await process.report(of: 99)
            #expect(report == "sum=42 descriptors=6 ")
        }
    }

    /// A descriptor that does not come with its frame fails that call or job alone.
    @Test func missingAndSurplusDescriptorsAreNoNeighboursOf() async throws {
        try await withProcess { process in
            let (one, two) = (try SharedMemory([1]), try SharedMemory([2]))
            process.start(1, "sum", buffer: one.wire(1))
            guard case .failed(let error) = try await process.end(of: 1) else { throw ProcessTrouble("it began") }
            #expect(error.code == "buffer_lost")
            #expect(error.outcome == 1)
            // Two where one belongs, one where none does; then as it should be.
            process.start(2, "sum", buffer: one.wire(1), descriptors: [one.descriptor, two.descriptor])
            guard case .failed(let second) = try await process.end(of: 2) else { throw ProcessTrouble("it began") }
            #expect(second.code == "buffer_lost")
            process.send(.cancel(token: 77), descriptors: [one.descriptor])
            process.start(3, "sum\ndescriptors", buffer: two.wire(1), descriptors: [two.descriptor])
            let report = try await process.report(of: 3)
            #expect(report == "sum=2 descriptors=6 ")
        }
    }

    /// Many frames in one write, each with its own: the kernel may hand them over in fewer reads.
    @Test func eachFrameGetsItsOwn() async throws {
        try await withProcess { process in
            let memories = try (0..<30).map { try SharedMemory([UInt8($0)]) }
            for (index, memory) in memories.enumerated() {
                let token = UInt64(index) + 1
                // One without, before each with.
                process.send(.cancel(token: 1000))
                process.start(token, "sum", buffer: memory.wire(token), descriptors: [memory.descriptor])
                process.start(token + 100, "descriptors")
            }
            for index in memories.indices {
                let report = try await process.report(of: UInt64(index) + 1)
                #expect(report == "sum=\(index) ")
            }
        }
    }
}
