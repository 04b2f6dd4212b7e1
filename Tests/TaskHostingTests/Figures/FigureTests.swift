// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import StandIns
import Testing

/// Measures, and asserts nothing about time. Run with MORTISE_TEST_FIGURES=1, and MORTISE_TEST_MODULES=.build/release for
/// figures that mean something.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .enabled(if: ProcessInfo.processInfo.environment["MORTISE_TEST_FIGURES"] != nil)
)
struct FigureTests {
    /// Reads a module process's frames on the calling thread: a wait by polling would be longer than what is measured.
    private struct Direct {
        let socket: Int32
        var frames = FrameAssembler()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)

        init(_ socket: Int32) { self.socket = socket }

        mutating func next() throws -> ModuleMessage {
            while true {
                if let frame = try frames.next() { return try ModuleMessage(frame) }
                let count = recv(socket, &buffer, buffer.count, 0)
                guard count > 0 else { throw ProcessTrouble("hung up") }
                buffer.withUnsafeBytes { frames.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        }

        func send(_ message: HostMessage) {
            let bytes = message.encoded()
            _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }

        mutating func result() throws -> String {
            while true {
                if case .finished(_, let end) = try next() {
                    guard case .succeeded(let bytes) = end else { return "\(end)" }
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
        }
    }

    private static func job(_ token: UInt64, _ type: String, _ script: String) -> HostMessage {
        .start(
            JobStart(
                token: token,
                id: "job",
                taskType: type,
                attempt: 1,
                deadline: 0,
                input: Array(script.utf8),
                settings: []
            )
        )
    }

    private static func report(_ name: String, _ nanoseconds: [UInt64]) {
        let sorted = nanoseconds.sorted()
        func at(_ share: Double) -> String {
            (Double(sorted[Int(Double(sorted.count - 1) * share)]) / 1000).formatted(
                .number.precision(.fractionLength(1))
            )
        }
        print(
            "FIGURE \(name): p10 \(at(0.1)), median \(at(0.5)) µs, p90 \(at(0.9)), p99 \(at(0.99)), of \(sorted.count)"
        )
    }

    private static func now() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    @Test func roundTripOfAServiceCall() async throws {
        let process = try await Launch().start(listening: false)
        var direct = Direct(process.socket)
        while true { if case .ready = try direct.next() { break } }
        direct.send(Self.job(1, "script", "cache_many 20000"))
        var times: [UInt64] = []
        var last: UInt64 = 0
        while true {
            let message = try direct.next()
            if case .finished = message { break }
            guard case .call(let number, _, _) = message else { continue }
            let now = Self.now()
            if last > 0 { times.append(now - last) }
            last = now
            direct.send(.answer(call: number, .cached(CacheReply(isFound: true, data: [1]))))
        }
        Self.report("round trip of a service call from a C module", times)
        await process.close()
    }

    @Test func startsOfJobs() async throws {
        let process = try await Launch().start(listening: false)
        var direct = Direct(process.socket)
        while true { if case .ready = try direct.next() { break } }
        for (name, type) in [("async job, start to end", "quick"), ("blocking job, start to end", "script")] {
            var times: [UInt64] = []
            for token in 1...5000 as ClosedRange<UInt64> {
                let start = Self.now()
                direct.send(Self.job(token, type, ""))
                _ = try direct.result()
                times.append(Self.now() - start)
            }
            Self.report(name, times)
        }
        await process.close()
    }

    @Test(arguments: [Built.contract, Built.summarize])
    func forkToFirstResult(_ module: String) async throws {
        let template = try await Launch(module: module, role: "template").start(listening: false)
        var direct = Direct(template.socket)
        while true { if case .ready = try direct.next() { break } }
        let isSwift = module == Built.summarize
        var ready: [UInt64] = []
        var results: [UInt64] = []
        for _ in 0..<200 {
            let (ours, theirs) = try Launch.socketPair()
            let (read, write) = try Launch.pipe()
            let start = Self.now()
            template.send(.fork, descriptors: [theirs, write])
            close(theirs)
            close(write)
            var copy = Direct(ours)
            // A task of the Swift module ends at once when its input is no object.
            copy.send(Self.job(1, isSwift ? "post_summary" : "script", isSwift ? "[]" : ""))
            while true { if case .ready = try copy.next() { break } }
            ready.append(Self.now() - start)
            _ = try copy.result()
            results.append(Self.now() - start)
            close(ours)
            close(read)
            guard case .forked(let pid, _) = try direct.next() else { throw ProcessTrouble("not forked") }
            waitpid(pid_t(pid), nil, 0)
        }
        let name = URL(filePath: module).lastPathComponent
        Self.report("\(name): fork to ready", ready)
        Self.report("\(name): fork to first result", results)
        await template.close()
    }

    @Test(arguments: [Built.contract, Built.summarize])
    func spawnToReady(_ module: String) async throws {
        var times: [UInt64] = []
        for _ in 0..<50 {
            let start = Self.now()
            let process = try await Launch(module: module).start(listening: false)
            var direct = Direct(process.socket)
            while true { if case .ready = try direct.next() { break } }
            times.append(Self.now() - start)
            await process.close()
        }
        Self.report("\(URL(filePath: module).lastPathComponent): spawn to ready", times)
    }
}
