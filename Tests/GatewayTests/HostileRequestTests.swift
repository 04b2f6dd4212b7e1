// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Gateway

/// What a server meets on an open port. None of it may reach the handler.
@Suite(.timeLimit(.minutes(1)))
struct HostileRequestTests {
    private let recorder = Recorder()
    /// libmicrohttpd may overlook an end of input that came together with data until the connection is idle.
    private let quick = ServerLimits(idleSeconds: 1)

    @Test(arguments: [
        ("Content-Length: 3\r\nContent-Length: 3", 400), ("Content-Length: 3\r\nContent-Length: 4", 400),
        ("Content-Length: 3\r\nTransfer-Encoding: chunked", 400),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400), ("Transfer-Encoding: identity", 501),
        ("Transfer-Encoding: gzip, chunked", 501), ("Transfer-Encoding: chunked ", 501),
        ("Transfer-Encoding : chunked", 400), ("Transfer-Encoding\t: chunked", 400), ("Content-Length : 3", 400),
        ("X-AI-Signature: a\r\nX-AI-Signature: b", 400), ("Authorization: a\r\nauthorization: b", 400),
        ("Host: other", 400), ("Content-Length: 8388609", 413), ("X: \u{7F}", 400), ("Content-Length: 3\u{B}", 400),
        ("Content-Length: 99999999999999999999", 413), ("Content-Length: 3x", 400), ("Content-Length: -3", 400),
        ("Content-Length: +3", 400), ("Content-Length: 3, 3", 400), ("Content-Length: ", 400),
        (String(repeating: "X: 1\r\n", count: 120) + "Y: 1", 431),
        ("X: " + String(repeating: "a", count: 70_000), 431),
    ])
    func ambiguousOrMalformedHeadersEndTheConnection(headers: String, status: Int) async throws {
        let text = try await withServer(handler: recorder.handler) { port, _ in
            try await exchange(
                port: port,
                Array("POST /jobs HTTP/1.1\r\nHost: h\r\n\(headers)\r\n\r\nabcGET /smuggled HTTP/1.1\r\n\r\n".utf8)
            )
        }
        #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text)")
        #expect(text.contains("Connection: close"))
        #expect(recorder.seen.isEmpty)
    }

    @Test(arguments: [
        "POST /jobs HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\u{1} HTTP/1.1\r\nHost: h\r\n\r\n", "GET /ä HTTP/1.1\r\nHost: h\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/3.7\r\nHost: h\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /" + String(repeating: "a", count: 70_000) + " HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n\r\n\r\nx",
        "POST /jobs HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc",
        "POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    ])
    func whatIsNoRequestEndsTheConnection(text: String) async throws {
        let answer = try await withServer(quick, handler: recorder.handler) { port, _ in
            try await exchange(port: port, Array(text.utf8), endingOutput: true)
        }
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 5"), "\(answer)")
        #expect(recorder.seen.isEmpty)
    }

    @Test(arguments: [
        "Content-Length: 100\r\n\r\n{\"post_id\":1}", "Content-Length: 100\r\n\r\n", "Content-Length: 100\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "Transfer-Encoding: chunked\r\n\r\n10\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    ])
    func aBodyThatEndsTooEarlyIsNeverHandled(rest: String) async throws {
        try await withServer(quick, handler: recorder.handler) { port, server in
            _ = try await exchange(
                port: port,
                Array("POST /jobs HTTP/1.1\r\nHost: h\r\n\(rest)".utf8),
                endingOutput: true
            )
            try await eventually("the broken request is gone") { server.requestsInProgress == 0 }
        }
        #expect(recorder.seen.isEmpty)
    }

    @Test func aBodyInChunksIsBounded() async throws {
        let head = Array("POST /jobs HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let chunk = Array("400\r\n".utf8) + [UInt8](repeating: 97, count: 1_024) + Array("\r\n".utf8)
        let end = Array("0\r\n\r\n".utf8)
        var limits = ServerLimits()
        limits.bodyBytes = 4_096
        try await withServer(limits, handler: recorder.handler) { port, _ in
            let long = try await exchange(port: port, head + chunk + chunk + chunk + chunk + chunk + end)
            #expect(long.hasPrefix("HTTP/1.1 413 "))
            #expect(long.contains("{\"error\":"))
            let endless = try await exchange(port: port, head + Array(repeatElement(chunk, count: 64).joined()))
            // The peer is cut in the middle of sending, so that the answer may not reach it.
            #expect(endless.isEmpty || endless.hasPrefix("HTTP/1.1 413 "))
        }
        #expect(recorder.seen.isEmpty)
    }

    @Test(arguments: [
        "", "POST /jobs HT", "POST /jobs HTTP/1.1\r\nHost: h\r\nX-A",
    ])
    func aSenderThatStandsStillIsCut(beginning: String) async throws {
        // The time-out for silence is far away, so what ends the connection is the absolute deadline.
        let limits = ServerLimits(idleSeconds: 3_600, transferSeconds: 0.2)
        let text = try await withServer(limits, handler: recorder.handler) { port, _ in
            try await exchange(port: port, Array(beginning.utf8))
        }
        #expect(text.isEmpty)
        #expect(recorder.seen.isEmpty)
    }

    @Test func aSenderThatDribblesIsCut() async throws {
        let limits = ServerLimits(idleSeconds: 3_600, transferSeconds: 0.3)
        let recorder = recorder
        try await withServer(limits, handler: recorder.handler) { port, _ in
            let isCut = try await offPool {
                let client = try RawClient(port: port)
                defer { client.close() }
                client.send("POST /jobs HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
                // At this pace the body would take hours; the bound of the loop is there for a server that never cuts.
                for _ in 0..<1_000 {
                    guard client.send("a") else { return true }
                    usleep(10_000)
                }
                return false
            }
            #expect(isCut)
        }
        #expect(recorder.seen.isEmpty)
    }

    @Test func silenceIsCut() async throws {
        let limits = ServerLimits(idleSeconds: 1, transferSeconds: 3_600)
        let text = try await withServer(limits, handler: recorder.handler) { port, _ in
            try await exchange(port: port, Array("POST /jobs HTTP/1.1\r\nHost: h\r\n".utf8))
        }
        #expect(text.isEmpty)
    }

    @Test func oneAddressGetsSoManyConnections() async throws {
        let limits = ServerLimits(connectionsPerAddress: 3)
        try await withServer(limits, handler: recorder.handler) { port, _ in
            try await offPool {
                let clients = try (0..<3).map { _ in try RawClient(port: port) }
                defer { for client in clients { client.close() } }
                for client in clients {
                    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    #expect(try client.readAnswer().status == 200)
                }
                let fourth = try RawClient(port: port)
                defer { fourth.close() }
                #expect(try fourth.readToEnd().isEmpty)
            }
        }
    }

    @Test func allBodiesTogetherAreBounded() async throws {
        let gate = Gate()
        try await withServer(ServerLimits(bodyBytesInAll: 1_000), handler: gate.handler) { port, server in
            func post(_ bytes: Int) -> [UInt8] {
                Array("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(bytes)\r\n\r\n".utf8)
                    + [UInt8](repeating: 97, count: bytes)
            }
            async let first = exchange(port: port, post(900))
            try await eventually("the first body is held") { gate.arrivals == 1 }
            #expect(try await exchange(port: port, post(101)).hasPrefix("HTTP/1.1 503 "))
            gate.release()
            #expect(try await exchange(port: port, post(100)).hasPrefix("HTTP/1.1 200 "))
            #expect(try await first.hasPrefix("HTTP/1.1 200 "))
            try await eventually("no body is held") { server.requestsInProgress == 0 }
            #expect(try await exchange(port: port, post(1_000)).hasPrefix("HTTP/1.1 200 "))
        }
    }
}
