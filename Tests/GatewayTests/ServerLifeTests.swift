// SPDX-License-Identifier: Apache-2.0
import JSON
import Locks
import Synchronization
import Testing

@testable import Gateway

/// A handler that waits until it is let go or cancelled.
final class Gate: Sendable {
    private let open = Lock(false)
    private let waiting = Atomic<Int>(0)
    private let cancelled = Atomic<Int>(0)

    var arrivals: Int { waiting.load(ordering: .relaxed) }
    var cancellations: Int { cancelled.load(ordering: .relaxed) }
    func release() { open.withLock { $0 = true } }

    var handler: RequestHandler {
        { [self] _ in
            waiting.add(1, ordering: .relaxed)
            while !open.withLock({ $0 }) {
                do {
                    try await Task.sleep(for: .milliseconds(2))
                } catch {
                    cancelled.add(1, ordering: .relaxed)
                    break
                }
            }
            return .json(200, .object([("ok", .bool(true))]))
        }
    }
}

/// A number that several threads add to.
final class Tally: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}

@Suite(.timeLimit(.minutes(1)))
struct ServerLifeTests {
    private let request = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)

    @Test func aStopAnswersWhatIsBeingServed() async throws {
        let gate = Gate()
        let server = HTTPServer(options: ServerOptions(), handler: gate.handler)
        try server.start()
        let port = try #require(server.port)
        async let text = exchange(port: port, request)
        try await eventually("the request is being handled") { gate.arrivals == 1 }
        async let stopped: Void = server.stop(drain: 30)
        try await eventually("the server listens no more") { (try? RawClient(port: port).close()) == nil }
        gate.release()
        #expect(try await text.hasPrefix("HTTP/1.1 200 "))
        #expect(try await text.contains("Connection: close"))
        await stopped
        #expect(server.port == nil)
        #expect(server.requestsInProgress == 0)
    }

    @Test func aStopIsBounded() async throws {
        let gate = Gate()
        let server = HTTPServer(options: ServerOptions(), handler: gate.handler)
        try server.start()
        let port = try #require(server.port)
        async let text = exchange(port: port, request)
        try await eventually("the request is being handled") { gate.arrivals == 1 }
        await server.stop(drain: 0.05)
        #expect(try await text.hasPrefix("HTTP/1.1 503 "))
        try await eventually("the handler was cancelled") { gate.cancellations == 1 }
        await server.stop(drain: 1)
    }

    @Test func aStopDuringAFloodLosesNoAnswer() async throws {
        let recorder = Recorder()
        let server = HTTPServer(options: ServerOptions(), handler: recorder.handler)
        try server.start()
        let port = try #require(server.port)
        let request = request
        let answered = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await offPool {
                        while let client = try? RawClient(port: port) {
                            defer { client.close() }
                            client.send(request)
                            while let answer = try? client.readAnswer(), answer.status == 200 {
                                answered.add()
                                guard client.send(request) else { break }
                            }
                        }
                    }
                }
            }
            try await eventually("requests are flowing") { answered.count > 200 }
            await server.stop(drain: 10)
            try await group.waitForAll()
        }
        #expect(server.requestsInProgress == 0)
        #expect(answered.count == recorder.seen.count)
    }

    @Test func aHandlerThatTakesTooLongIsAnsweredFor() async throws {
        let gate = Gate()
        try await withServer(ServerLimits(handlingSeconds: 0.1), handler: gate.handler) { port, _ in
            let text = try await offPool { [request] in
                let client = try RawClient(port: port)
                defer { client.close() }
                client.send(request)
                return try client.readAnswer()
            }
            #expect(text.status == 503)
            #expect(text.body == #"{"error":"no answer in time"}"#)
            try await eventually("the handler was cancelled") { gate.cancellations == 1 }
        }
    }

    @Test func aPeerThatLeavesDuringHandlingDoesNoHarm() async throws {
        let gate = Gate()
        try await withServer(handler: gate.handler) { [request] port, server in
            try await offPool {
                let client = try RawClient(port: port)
                client.send(request)
                client.close()
            }
            try await eventually("the request is being handled") { gate.arrivals == 1 }
            gate.release()
            try await eventually("the request is gone") { server.requestsInProgress == 0 }
        }
    }

    @Test func aTakenPortIsNamedWithItsRemedy() async throws {
        let first = HTTPServer(options: ServerOptions()) { _ in .notFound }
        try first.start()
        let port = try #require(first.port)
        let other = HTTPServer(options: ServerOptions(port: port)) { _ in .notFound }
        #expect {
            try other.start()
        } throws: { error in
            "\(error)".contains("cannot listen on 127.0.0.1:\(port): Address already in use. Another process")
        }
        #expect(other.port == nil)
        await first.stop(drain: 0)
    }

    @Test(arguments: ["256.1.1.1", "192.0.2.1", "no such host"])
    func anAddressOfNobodyIsNamed(host: String) async {
        let server = HTTPServer(options: ServerOptions(host: host)) { _ in .notFound }
        #expect {
            try server.start()
        } throws: { error in
            "\(error)".contains("cannot listen on \(host):0: ")
        }
    }

    @Test func aServerStartsOnce() async throws {
        let server = HTTPServer(options: ServerOptions(host: "::1")) { _ in .notFound }
        try server.start()
        #expect(throws: ServerError.self) { try server.start() }
        await server.stop(drain: 0)
        await server.stop(drain: 0)
        #expect(throws: ServerError.self) { try server.start() }
    }
}
