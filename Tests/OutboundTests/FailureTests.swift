// SPDX-License-Identifier: Apache-2.0
import Destinations
import Glibc
import TestServers
import Testing

@testable import Outbound

@Suite("Failures", .timeLimit(.minutes(1)))
struct FailureTests {
    @Test(
        "an answer that is no whole answer is broken and may have arrived",
        arguments: [
            "cut", "chunk-cut", "reset", "reset-in-body", "close", "garbage", "not-even", "bad-length/-5",
            "bad-length/abc", "bad-length/99999999999999999999999", "two-lengths", "endless-headers", "endless-interim",
            "headers/70",
        ]
    )
    func broken(path: String) async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let url = "http://127.0.0.1:\(server.port)/\(path)"
                let failure = await failure(
                    of: client,
                    try request(url, method: "POST", headers: [("Authorization", "geheim")], body: "{}")
                )
                #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
                #expect(failure?.mayHaveArrived == true)
                #expect(failure?.message.contains("127.0.0.1:\(server.port)") == true)
                #expect(failure?.message.contains("geheim") == false)
                // The client is none the worse for it.
                let after = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                #expect(after.status == 200)
            }
        }
    }

    @Test("headers below the limit are taken")
    func manyHeaders() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(try request("http://127.0.0.1:\(server.port)/headers/60"))
                #expect(response.headers.count == 61)
            }
        }
    }

    @Test("bytes behind the announced length belong to nobody")
    func shortLength() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                for _ in 0..<3 {
                    let response = try await client.send(try request("http://127.0.0.1:\(server.port)/short-length"))
                    #expect(response.body == Array("four".utf8))
                }
                let after = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                #expect(try Echo(after).request == 1)
            }
        }
    }

    @Test(
        "a kept connection that ends without an answer is not tried again behind the caller's back",
        arguments: ["GET", "POST"]
    )
    func sendsOnce(method: String) async throws {
        try await ChildServer.with("hostile_server.py") { server in
            try await withClient { client in
                let call = try request("http://127.0.0.1:\(server.port)/close-second", method: method)
                _ = try await client.send(call)
                let failure = await failure(of: client, call)
                #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
                #expect(try await client.count("close-second", port: server.port) == "2")
                let after = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                #expect(after.status == 200)
            }
        }
    }

    @Test("a server that does not answer times out", arguments: ["hang", "drip"])
    func timesOut(path: String) async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let call = try request("http://127.0.0.1:\(server.port)/\(path)", timeout: 0.5)
                let failure = await failure(of: client, call)
                #expect(failure?.kind == .timedOut && failure?.mayHaveArrived == true)
            }
        }
    }

    @Test("a port that nobody listens on is not connected")
    func refused() async throws {
        let port = try await ChildServer.with("hostile_server.py") { $0.port }
        try await withClient { client in
            let failure = await failure(of: client, try request("http://127.0.0.1:\(port)/"))
            #expect(failure?.kind == .notConnected && failure?.mayHaveArrived == false)
            #expect(failure?.message.contains("refused") == true, "\(failure?.message ?? "")")
        }
    }

    @Test("a server that takes no connection in time is not connected")
    func neverAccepted() async throws {
        // A backlog of 0 that is full: further SYNs are dropped.
        let listener = try FullListener()
        defer { listener.close() }
        var options = CurlClient.Options()
        options.connectTimeout = 0.5
        try await withClient(options) { client in
            let failure = await failure(of: client, try request("http://127.0.0.1:\(listener.port)/"))
            #expect(failure?.kind == .notConnected && failure?.mayHaveArrived == false, "\(failure?.message ?? "")")
        }
    }

    @Test("a name that does not exist is not connected")
    func unresolved() async throws {
        try await withClient { client in
            // RFC 6761 reserves .invalid; a machine without DNS fails alike.
            let rule = DestinationRule(list: .empty, unlisted: .publicUnlessListed, requiresTLS: true)
            let call = try request("https://no-such-name.invalid/", timeout: 30, rule: rule)
            let failure = await failure(of: client, call)
            #expect(failure?.kind == .notConnected, "\(failure?.message ?? "")")
            #expect(failure?.message.contains("no-such-name.invalid") == true)
        }
    }

    @Test("cancelling ends a call, and one that is not begun sends nothing")
    func cancels() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            try await withClient { client in
                let call = try request("http://127.0.0.1:\(server.port)/hang")
                let hanging = Task { await failure(of: client, call) }
                while try await client.count("hang", port: server.port) == "0" {}
                hanging.cancel()
                #expect(await hanging.value?.kind == .cancelled)
                let never = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return await failure(of: client, call)
                }
                #expect(await never.value?.kind == .cancelled)
                #expect(try await client.count("hang", port: server.port) == "1")
            }
        }
    }

    @Test("calls cancelled at any moment end once")
    func cancelsInAHurry() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<300 {
                        group.addTask {
                            let task = Task {
                                _ = try? await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                            }
                            for _ in 0..<(number % 7) { await Task.yield() }
                            task.cancel()
                            await task.value
                        }
                    }
                }
                let after = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                #expect(after.status == 200)
            }
        }
    }

    @Test("closing ends what is in flight and refuses what comes later")
    func closes() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            let client = try CurlClient()
            let call = try request("http://127.0.0.1:\(server.port)/hang")
            let hanging = (0..<20).map { _ in Task { await failure(of: client, call) } }
            while try await client.count("hang", port: server.port) != "20" {}
            client.close()
            for task in hanging { #expect(await task.value?.kind == .cancelled) }
            #expect(await failure(of: client, call)?.kind == .cancelled)
            client.close()
        }
    }

    @Test(
        "what would break out of a header is refused before anything is sent",
        arguments: [
            ("X-A", "a\r\nX-B: b"), ("X-A", "a\nb"), ("X-A", "a\rb"), ("X-A", "a\0b"), ("X-A", "\u{1B}[0m"),
            ("X-A", "\u{7F}"),
            ("X-A\r\nX-B", "b"), ("X-A:", "b"), ("X A", "b"), ("", "b"), ("X-Ä", "b"), ("X-A\0", "b"), (" X-A", "b"),
            ("Host", "evil.example"), ("content-length", "0"), ("Transfer-Encoding", "chunked"),
            ("Connection", "close"),
            ("Expect", "100-continue"), ("X-Long", String(repeating: "v", count: 70_000)),
        ]
    )
    func injection(name: String, value: String) async throws {
        try await withClient { client in
            let call = try request("http://127.0.0.1:9/", headers: [("Authorization", "geheim"), (name, value)])
            let failure = await failure(of: client, call)
            #expect(failure?.kind == .badRequest && failure?.mayHaveArrived == false)
            #expect(failure?.message.contains("geheim") == false)
            #expect(failure.map { $0.message.utf8.allSatisfy { $0 >= 0x20 } } == true)
        }
    }

    @Test(
        "unusable methods, URLs and times are refused",
        arguments: [
            ("GET /x HTTP/1.1\r\nX:", "http://127.0.0.1/", 1.0), ("", "http://127.0.0.1/", 1),
            ("get", "http://127.0.0.1/", 1),
            ("GET", "file:///etc/passwd", 1), ("GET", "http://u:geheim@127.0.0.1/", 1),
            ("GET", "http://127.0.0.1/\r\n", 1),
            ("GET", "http://127.0.0.1/", 0), ("GET", "http://127.0.0.1/", -1), ("GET", "http://127.0.0.1/", .nan),
            ("GET", "http://127.0.0.1/", .infinity),
        ]
    )
    func unusable(method: String, url: String, timeout: Double) async throws {
        try await withClient { client in
            let failure = await failure(of: client, try request(url, method: method, timeout: timeout))
            #expect(failure?.kind == .badRequest)
            #expect(failure?.message.contains("geheim") == false)
        }
    }
}

/// A listening socket whose queue is full, so that the kernel lets further connections wait.
private struct FullListener {
    let port: Int
    private var sockets: [Int32] = []

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (bound, told) = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                (bind(listener, $0, length), listen(listener, 0) == 0 ? getsockname(listener, $0, &length) : -1)
            }
        }
        try #require(bound == 0 && told == 0)
        port = Int(UInt16(bigEndian: address.sin_port))
        sockets = [listener]
        // One in the queue fills it (backlog 0 holds one); a few more wait, so that none gets in later.
        for _ in 0..<4 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(client, $0, length) }
            }
            sockets.append(client)
        }
    }

    func close() {
        for socket in sockets { Glibc.close(socket) }
    }
}
