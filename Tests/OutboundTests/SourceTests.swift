// SPDX-License-Identifier: Apache-2.0
import Locks
import Outbound
import TestServers
import Testing

/// Bodies that are read while they are sent.
@Suite("Source", .timeLimit(.minutes(1)))
struct SourceTests {
    /// Bytes by their position; at most so many at once, and none from some position on.
    private final class Counting: RequestSource {
        let size: Int
        private let step: Int
        private let end: Int
        private let most = Lock(0)

        init(size: Int, step: Int = .max, end: Int = .max) {
            self.size = size
            self.step = step
            self.end = end
        }

        /// Bytes that were asked for at once.
        var largestRoom: Int { most.withLock { $0 } }

        func read(at offset: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
            most.withLock { $0 = max($0, room.count) }
            guard offset < end else { return nil }
            let count = min(room.count, step, size - offset)
            for index in 0..<count { room[index] = UInt8(truncatingIfNeeded: (offset + index) % 251) }
            return count
        }
    }

    private static func content(_ size: Int) -> String {
        String(String.UnicodeScalarView((0..<size).map { Unicode.Scalar(UInt8($0 % 251)) }))
    }

    private func send(_ source: Counting, method: String = "PUT", body: [UInt8] = []) async throws
        -> Result<OutboundResponse, OutboundFailure>
    {
        try await withSharedServer { server in
            try await withClient { client in
                var call = try request("http://127.0.0.1:\(server.port)/echo", timeout: 20, limit: 1 << 26)
                call.method = method
                call.body = body
                call.source = source
                do throws(OutboundFailure) {
                    return .success(try await client.send(call))
                } catch {
                    return .failure(error)
                }
            }
        }
    }

    @Test(
        "Bodies of every size arrive as they are, announced beforehand",
        arguments: [0, 1, 65_535, 65_536, 3_000_001]
    )
    func arrives(_ size: Int) async throws {
        for step in [Int.max, 10_007] {
            let source = Counting(size: size, step: step)
            let echo = try Echo(try await send(source).get())
            #expect(echo.method == "PUT")
            let headers = echo.headers.map { $0.lowercased() }
            #expect(headers.contains("content-length: \(size)"))
            #expect(!headers.contains { $0.hasPrefix("transfer-encoding") || $0.hasPrefix("expect") })
            #expect(echo.body == Self.content(size))
            // It is never asked for the whole.
            #expect(source.largestRoom <= 65_536)
        }
    }

    @Test("A source that fails ends the call, and the body is not cut short for a whole one")
    func fails() async throws {
        for end in [0, 100_000] {
            guard case .failure(let failure) = try await send(Counting(size: 3_000_000, end: end)) else {
                Issue.record("it was sent")
                return
            }
            #expect(failure.kind == .broken && failure.message.contains("could not be read to its end"), "\(failure)")
        }
    }

    @Test("Two bodies, or one that the method does not take, are refused")
    func refused() async throws {
        for (method, body) in [("PUT", [1]), ("GET", []), ("HEAD", [])] as [(String, [UInt8])] {
            guard case .failure(let failure) = try await send(Counting(size: 3), method: method, body: body) else {
                Issue.record("\(method) was sent")
                return
            }
            #expect(failure.kind == .badRequest)
        }
    }
}
