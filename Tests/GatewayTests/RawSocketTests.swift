// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import JSON
import Locks
import Testing

@testable import Gateway

/// Many senders, slow ones and large ones, on raw sockets.
@Suite(.timeLimit(.minutes(1)), .serialized)
struct RawSocketTests {
    private let recorder = Recorder()
    /// No time-out can be what ends a connection here.
    private let patient = ServerLimits(idleSeconds: 3_600, transferSeconds: 3_600)

    /// The answer's status and its JSON `error`; a recorded failure when it is no such answer.
    private func refusal(_ text: String) throws -> (status: Int, error: String) {
        let cut = try #require(text.firstRange(of: "\r\n\r\n"), "no whole answer: \(text)")
        let head = text[..<cut.lowerBound].lowercased()
        #expect(head.contains("content-type: application/json") && head.contains("x-request-id: "), "\(text)")
        let body = Array(text[cut.upperBound...].utf8)
        #expect(head.contains("content-length: \(body.count)"), "\(text)")
        let error = try #require(try JSONValue(parsing: body).object?["error"]?.string, "\(text)")
        return (Int(head.dropFirst(9).prefix(3)) ?? 0, error)
    }

    /// Headers that end, a body that is announced and never sent.
    @Test(arguments: [
        ("Host: h\r\nContent-Length: 9\r\nContent-Length: 9", 400),
        ("Host: h\r\nContent-Length: 9\r\nTransfer-Encoding: chunked", 400), ("Content-Length: 9", 400),
        ("Host: h\r\nHost: h\r\nContent-Length: 9", 400),
        ("Host: h\r\nAuthorization: Bearer a\r\nAuthorization: Bearer a\r\nContent-Length: 9", 400),
        ("Host: h\r\nContent-Length: 67108864", 413), ("Host: h\r\nContent-Length: nine", 400),
        ("Host: h\r\nContent-Length: 99999999999999999999", 413), ("Host: h\r\nTransfer-Encoding: gzip", 501),
    ])
    func whatIsRefusedIsRefusedBeforeItsBody(headers: String, status: Int) async throws {
        let text = try await withServer(patient, handler: recorder.handler) { port, _ in
            try await exchange(port: port, Array("POST /jobs HTTP/1.1\r\n\(headers)\r\n\r\n".utf8))
        }
        #expect(try refusal(text).status == status, "\(text)")
        #expect(recorder.seen.isEmpty)
    }

    /// libmicrohttpd answers these itself, in HTML and for some twice, where it is not hindered.
    @Test(arguments: [
        ("Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400), ("Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", 413), ("Content-Length: -3\r\n\r\n", 400),
        ("Content-Length: 3x\r\n\r\nabc", 400),
        ("Cookie: " + String(repeating: "a=b;", count: 7_500) + "\r\n\r\n", 431),
        (String(repeating: "X: 1\r\n", count: 9_000) + "\r\n", 431),
        ("Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n", 431),
    ])
    func theLibrarysOwnAnswersAreJSON(rest: String, status: Int) async throws {
        let text = try await withServer(patient, handler: recorder.handler) { port, _ in
            try await exchange(port: port, Array("POST /jobs HTTP/1.1\r\nHost: h\r\n\(rest)".utf8))
        }
        let (found, error) = try refusal(text)
        #expect(found == status, "\(text)")
        #expect(!error.contains("<") && error.count > 10, "\(error)")
        #expect(recorder.seen.isEmpty)
    }

    @Test(arguments: ["", "abc"])
    func aBodyThatDoesNotComeIsAnswered(beginning: String) async throws {
        let head = "POST /jobs HTTP/1.1\r\nHost: h\r\nX-Request-ID: mine\r\nContent-Length: 9\r\n\r\n"
        for limits in [
            ServerLimits(idleSeconds: 3_600, transferSeconds: 0.2),
            ServerLimits(idleSeconds: 1, transferSeconds: 3_600),
        ] {
            let text = try await withServer(limits, handler: recorder.handler) { port, server in
                let text = try await exchange(port: port, Array((head + beginning).utf8))
                try await eventually("nothing is in progress") { server.requestsInProgress == 0 }
                return text
            }
            let (status, error) = try refusal(text)
            #expect(status == 408 && error == "the body did not come in time")
            #expect(text.contains("X-Request-ID: mine\r\n"))
        }
        #expect(recorder.seen.isEmpty)
    }

    /// Slow-loris: hundreds of connections that send a header byte by byte, never silent for long. Others are served
    /// meanwhile, and each of them is gone when its time is over.
    @Test func manySendersThatDribbleHeadersAreCutAndDisturbNobody() async throws {
        let limits = ServerLimits(connectionsPerAddress: 0, idleSeconds: 3_600, transferSeconds: 1)
        let recorder = recorder
        try await withServer(limits, handler: recorder.handler) { port, _ in
            let slowest = try await offPool { () -> Double in
                var open = try (0..<300).map { _ in try RawClient(port: port) }
                defer { for client in open { client.close() } }
                for client in open { client.send("POST /jobs HTTP/1.1\r\nHost: h\r\nX-Slow: ") }
                var slowest = 0.0
                let deadline = ContinuousClock.now + .seconds(20)
                while !open.isEmpty, ContinuousClock.now < deadline {
                    open.removeAll { client in
                        guard !client.send("a") else { return false }
                        client.close()
                        return true
                    }
                    let begun = ContinuousClock.now
                    let client = try RawClient(port: port)
                    defer { client.close() }
                    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    #expect(try client.readAnswer().status == 200)
                    slowest = max(slowest, (ContinuousClock.now - begun) / .seconds(1))
                }
                #expect(open.isEmpty, "\(open.count) of 300 were not cut")
                return slowest
            }
            #expect(slowest < 2, "one answer took \(slowest) s")
        }
        #expect(recorder.seen.allSatisfy { $0.method == "GET" })
    }

    @Test func fiveThousandIdleConnectionsAreBorne() async throws {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        let before = files
        files.rlim_cur = files.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        defer {
            var before = before
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        }
        // Both ends of each are in this process.
        try #require(files.rlim_max >= 10_500, "the hard limit of open files is \(files.rlim_max)")
        let limits = ServerLimits(
            connections: 6_000,
            connectionsPerAddress: 0,
            idleSeconds: 3_600,
            transferSeconds: 3_600
        )
        let recorder = recorder
        try await withServer(limits, handler: recorder.handler) { port, _ in
            try await offPool {
                let memory = residentKilobytes()
                let idle = try (0..<5_000).map { _ in try RawClient(port: port) }
                defer { for client in idle { client.close() } }
                func ask(_ client: RawClient) throws {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    #expect(try client.readAnswer().status == 200)
                }
                let begun = ContinuousClock.now
                let fresh = try RawClient(port: port)
                defer { fresh.close() }
                try ask(fresh)
                // One of the idle ones, the first and the last, are still there and are served.
                try ask(idle[0])
                try ask(idle[4_999])
                let seconds = (ContinuousClock.now - begun) / .seconds(1)
                let grown = residentKilobytes() - memory
                #expect(seconds < 5, "three answers took \(seconds) s")
                #expect(grown < 200 << 10, "5,000 idle connections take \(grown) KiB")
            }
        }
        #expect(recorder.seen.count == 3)
    }

    /// 64 MB in chunks from each of four senders at once, by a server that takes 1 MB: refused at the limit, and at no
    /// moment in memory.
    @Test func largeBodiesAreRefusedWithoutBeingKept() async throws {
        let limits = ServerLimits(bodyBytes: 1 << 20)
        let peak = Peak()
        try await withServer(limits, handler: recorder.handler) { port, _ in
            let sent = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await Self.flood(port, peak) } }
                return try await group.reduce(0, max)
            }
            #expect(sent < 16 << 20, "\(sent) bytes of one body were taken")
            #expect(peak.grown < 40 << 10, "four refused bodies took \(peak.grown) KiB")
        }
        #expect(recorder.seen.isEmpty)
    }

    /// Sends 64 MB in chunks; gives how many bytes went out before the connection was cut.
    private static func flood(_ port: UInt16, _ peak: Peak) async throws -> Int {
        try await offPool {
            let client = try RawClient(port: port)
            defer { client.close() }
            client.send("POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 97, count: 65_536) + Array("\r\n".utf8)
            var sent = 0
            while sent < 64 << 20, client.send(chunk) {
                sent += 65_536
                peak.look()
            }
            return sent
        }
    }
}

/// The most that this process has grown by since it was made.
private final class Peak: Sendable {
    private let before = residentKilobytes()
    private let most = Lock(0)
    var grown: Int { most.withLock { $0 } }
    func look() {
        let grown = residentKilobytes() - before
        most.withLock { $0 = max($0, grown) }
    }
}

/// What this process has in memory just now, in KiB.
private func residentKilobytes() -> Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    return (pages.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * 4
}
