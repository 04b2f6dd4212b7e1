// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Jobs
import Locks
import Testing

@testable import Gateway

/// Remembers what reached the handler and answers 200 with the body's length.
final class Recorder: Sendable {
    private let requests = Lock([InboundRequest]())
    var seen: [InboundRequest] { requests.withLock { $0 } }

    var handler: RequestHandler {
        { [self] request in
            requests.withLock { $0.append(request) }
            return .json(200, .object([("bytes", .integer(Int64(request.body.count)))]))
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    private let recorder = Recorder()

    /// libmicrohttpd's own thread looks at 128 events at a time, and sleeps when there are just as many.
    @Test func asManyRequestsAtOnceAsTheLibraryTakesAtATimeAreAllAnswered() async throws {
        try await withServer(handler: recorder.handler) { port, _ in
            try await offPool {
                let clients = try (0..<128).map { _ in try RawClient(port: port) }
                defer { for client in clients { client.close() } }
                for _ in 0..<100 {
                    for client in clients { client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n") }
                    for client in clients { #expect(try client.readAnswer().status == 200) }
                }
            }
        }
    }

    @Test func aRequestArrivesAsItWasSent() async throws {
        let text = try await withServer(handler: recorder.handler) { port, _ in
            try await exchange(
                port: port,
                Array(
                    ("POST /a%2Fb//../c?x=%20&y HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nx-two:  2 \r\n"
                        + "X-Request-ID: my-id\r\nConnection: close\r\nContent-Length: 4\r\n\r\n\u{0}\u{1}{}").utf8
                )
            )
        }
        let request = try #require(recorder.seen.first)
        #expect(request.method == "POST")
        #expect(request.path == "/a%2Fb//../c")
        #expect(request.query.map { "\($0.name)=\($0.value)" } == ["x= ", "y="])
        #expect(request.headers.filter { $0.name == "x-two" }.map(\.value) == ["1", "2"])
        #expect(request.body == [0, 1, 123, 125])
        #expect(request.peer == "127.0.0.1")
        #expect(request.soleHeader("x-request-id") == "my-id")
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        for line in ["Content-Type: application/json", "Cache-Control: no-store", "X-Request-ID: my-id"] {
            #expect(text.contains("\r\n\(line)\r\n"))
        }
        #expect(!text.lowercased().contains("\r\nserver:"))
        #expect(text.hasSuffix("\r\n\r\n{\"bytes\":4}"))
    }

    @Test(arguments: ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
    func everyMethodReachesTheHandler(method: String) async throws {
        try await withServer(handler: recorder.handler) { port, _ in
            let text = try await exchange(
                port: port,
                Array("\(method) /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            )
            #expect(text.contains("{\"bytes\":0}"))
        }
        #expect(recorder.seen.map(\.method) == [method])
    }

    @Test func aHEADIsAnsweredWithoutABody() async throws {
        try await withServer(handler: recorder.handler) { port, _ in
            let text = try await exchange(
                port: port,
                Array("HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            )
            #expect(text.contains("Content-Length: 11\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func chunksAndPipelinesAreRead() async throws {
        let recorder = recorder
        try await withServer(handler: recorder.handler) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                defer { client.close() }
                let head = "POST /x HTTP/1.1\r\nHost: h\r\n"
                client.send(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
                #expect(try client.readAnswer().body == "{\"bytes\":5}")
                client.send(head + "Content-Length: 2\r\n\r\nab" + head + "Content-Length: 3\r\n\r\nabc")
                #expect(try client.readAnswer().body == "{\"bytes\":2}")
                #expect(try client.readAnswer().body == "{\"bytes\":3}")
            }
        }
        #expect(recorder.seen.map { String(decoding: $0.body, as: UTF8.self) } == ["abcde", "ab", "abc"])
    }

    @Test func largeBodiesArriveWhole() async throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let recorder = recorder
        try await withServer(handler: recorder.handler) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                defer { client.close() }
                client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.count)\r\n")
                client.send("Expect: 100-continue\r\n\r\n")
                #expect(try client.readAnswer().status == 100)
                client.send(body)
                #expect(try client.readAnswer().body == "{\"bytes\":3000000}")
            }
        }
        #expect(recorder.seen.first?.body == body)
    }

    @Test func twoHundredAtOnceAreAllKept() async throws {
        let fixture = GatewayFixture()
        let router = fixture.router()
        let bodies = (0..<200).map { GatewayFixture.body(["job_id": "\($0)"]) }
        try await withServer(handler: { await router.handle($0) }) { port, _ in
            let answers = try await offPool {
                let clients = try bodies.map { _ in try RawClient(port: port) }
                defer { for client in clients { client.close() } }
                for (client, body) in zip(clients, bodies) {
                    let signature = GatewayFixture.signed(body).soleHeader("x-ai-signature") ?? ""
                    client.send("POST /jobs HTTP/1.1\r\nHost: h\r\nX-AI-Signature: \(signature)\r\n")
                    client.send("Content-Length: \(body.count)\r\n\r\n")
                    client.send(body)
                }
                return try clients.map { try $0.readAnswer() }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map(\.body)).count == 200)
        }
        #expect(Set(fixture.queue.jobs.map(\.idempotencyKey)).count == 200)
    }
}
