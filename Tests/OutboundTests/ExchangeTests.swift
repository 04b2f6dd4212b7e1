// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Locks
import TestServers
import Testing

@testable import Outbound

/// What `/echo` tells of a request.
struct Echo: Decodable {
    var method: String
    var target: String
    var headers: [String]
    var body: String
    var connection: Int
    var request: Int

    init(_ response: OutboundResponse) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(response.body))
    }
}

@Suite("Exchange", .timeLimit(.minutes(1)))
struct ExchangeTests {
    @Test("a request arrives as it was given, and the answer with status, headers and body")
    func arrives() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(
                    try request(
                        "http://127.0.0.1:\(server.port)/echo/../é?x=%20y#z",
                        method: "POST",
                        headers: [
                            ("X-Empty", ""), ("Authorization", "Bearer geheim"), ("Content-Type", "application/json"),
                        ],
                        body: #"{"a": "ü"}"#
                    )
                )
                #expect(response.status == 200)
                #expect(response.header("x-test") == "One")
                #expect(response.headers.filter { $0.name == "x-test" }.map(\.value) == ["One", "Two"])
                #expect(!response.isCut && response.seconds >= 0)
                let echo = try Echo(response)
                #expect(echo.method == "POST")
                #expect(echo.target == "/echo/../%C3%A9?x=%20y")
                #expect(echo.body.utf8.count > 0)
                #expect(
                    Set(echo.headers) == [
                        "Host: 127.0.0.1:\(server.port)", "Accept: */*", "User-Agent: Mortise", "X-Empty:",
                        "Authorization: Bearer geheim", "Content-Type: application/json", "Content-Length: 11",
                    ]
                )
            }
        }
    }

    @Test(
        "methods carry bodies and lengths as they should",
        arguments: [
            ("GET", "", nil), ("DELETE", "", nil), ("POST", "", "Content-Length: 0"), ("PUT", "", "Content-Length: 0"),
            ("PUT", "abc", "Content-Length: 3"), ("PATCH", "abc", "Content-Length: 3"),
            ("POST", String(repeating: "long ", count: 400_000), "Content-Length: 2000000"),
        ] as [(String, String, String?)]
    )
    func methods(method: String, body: String, length: String?) async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let url = "http://127.0.0.1:\(server.port)/echo"
                let response = try await client.send(try request(url, method: method, body: body, limit: 1 << 23))
                let echo = try Echo(response)
                #expect(echo.method == method)
                #expect(echo.body == body)
                #expect(echo.headers.first { $0.hasPrefix("Content-Length") } == length)
                #expect(!echo.headers.contains { $0.hasPrefix("Expect") || $0.hasPrefix("Content-Type") })
            }
        }
    }

    @Test("HEAD reads no body")
    func head() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(
                    try request("http://127.0.0.1:\(server.port)/head-only", method: "HEAD")
                )
                #expect(response.status == 200 && response.body.isEmpty && response.header("content-length") == "10")
            }
        }
    }

    @Test("connections are used again")
    func reuses() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                var connections = Set<Int>()
                for number in 1...5 {
                    let response = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                    let echo = try Echo(response)
                    connections.insert(echo.connection)
                    #expect(echo.request == number)
                }
                #expect(connections.count == 1)
            }
        }
    }

    @Test("a redirect is an answer like any other", arguments: [302, 307])
    func redirect(status: Int) async throws {
        try await ChildServer.with("hostile_server.py") { server in
            try await withClient { client in
                let path = status == 302 ? "redirect" : "status/307"
                let response = try await client.send(try request("http://127.0.0.1:\(server.port)/\(path)"))
                #expect(response.status == status)
                #expect(try await client.count("echo", port: server.port) == "0")
            }
        }
    }

    @Test("a long body is cut at the limit and marked", arguments: [0, 1, 9_999, 10_000, 10_001])
    func cuts(limit: Int) async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(
                    try request("http://127.0.0.1:\(server.port)/big/10000", limit: limit)
                )
                #expect(response.body.count == min(limit, 10_000))
                #expect(response.isCut == (limit < 10_000))
                let endless = try await client.send(
                    try request("http://127.0.0.1:\(server.port)/endless", limit: limit)
                )
                #expect(endless.isCut && endless.body.count == limit)
            }
        }
    }

    @Test("interim answers, folded and empty headers, and trailers leave the real ones")
    func interim() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(try request("http://127.0.0.1:\(server.port)/interim"))
                #expect(response.status == 200 && response.body == Array("ok".utf8))
                #expect(response.header("x-hint") == nil)
                #expect(response.header("x-final") == "yes")
                #expect(response.header("x-fold") == "a b")
                #expect(response.header("x-empty") == "")
                #expect(response.header("x-trailer") == nil)
            }
        }
    }

    @Test("500 calls at once are all answered, each with its own")
    func concurrent() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            try await withClient { client in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<500 {
                        group.addTask {
                            let url = "http://127.0.0.1:\(server.port)/echo?\(number)"
                            let response = try await client.send(
                                try request(url, method: "POST", body: "\(number)", timeout: 50)
                            )
                            let echo = try Echo(response)
                            return echo.body == "\(number)" && echo.target == "/echo?\(number)"
                        }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
                #expect(try await client.count("echo", port: server.port) == "500")
            }
        }
    }

    @Test("few connections serve many calls")
    func boundedConnections() async throws {
        try await withSharedServer { server in
            var options = CurlClient.Options()
            options.maximumConnections = 3
            try await withClient(options) { client in
                let connections = try await withThrowingTaskGroup(of: Int.self, returning: Set<Int>.self) { group in
                    for _ in 0..<60 {
                        group.addTask {
                            try Echo(try await client.send(try request("http://127.0.0.1:\(server.port)/echo")))
                                .connection
                        }
                    }
                    return try await group.reduce(into: []) { $0.insert($1) }
                }
                #expect((1...3).contains(connections.count))
            }
        }
    }

    @Test("calls beyond the limit fail at once, and there is room again later")
    func boundedCalls() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            var options = CurlClient.Options()
            options.maximumCalls = 1
            try await withClient(options) { client in
                let hang = try request("http://127.0.0.1:\(server.port)/hang")
                let echo = try request("http://127.0.0.1:\(server.port)/echo")
                let hanging = Task { await failure(of: client, hang) }
                try await withClient { other in
                    while try await other.count("hang", port: server.port) == "0" {}
                }
                let refused = await failure(of: client, echo)
                #expect(refused?.kind == .notConnected && refused?.mayHaveArrived == false)
                hanging.cancel()
                #expect(await hanging.value?.kind == .cancelled)
                #expect(try await client.send(echo).status == 200)
            }
        }
    }
}
