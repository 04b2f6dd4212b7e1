// SPDX-License-Identifier: Apache-2.0
import Destinations
import Glibc
import TestServers
import Testing

@testable import Outbound

@Suite("Guard", .timeLimit(.minutes(1)))
struct GuardTests {
    @Test(
        "a URL that the rule does not admit is never called",
        arguments: [
            ("http://127.0.0.1:PORT/echo", ""), ("http://127.0.0.1:PORT/echo", "::1"),
            ("http://127.0.0.1:PORT/echo", "127.0.0.2"),
            ("http://127.0.0.1:PORT/echo", "127.0.0.1:1"), ("http://[::1]:PORT/echo", "127.0.0.0/8"),
            ("http://[::ffff:127.0.0.1]:PORT/echo", "::/0"), ("http://localhost:PORT/echo", ""),
        ]
    )
    func unlisted(url: String, list: String) async throws {
        try await ChildServer.with("hostile_server.py", ["--bind", "127.0.0.1", "--bind", "::1"]) { server in
            try await withClient { client in
                let url = url.replacing("PORT", with: "\(server.port)")
                for unlisted in [DestinationRule.Default.listedOnly, .publicUnlessListed] {
                    for requiresTLS in [true, false] {
                        let rule = try rule(list, unlisted: unlisted, requiresTLS: requiresTLS)
                        let failure = await failure(of: client, try request(url, rule: rule))
                        #expect(failure?.kind == .forbidden, "\(failure?.message ?? "")")
                        #expect(failure?.mayHaveArrived == false)
                    }
                }
                #expect(try await client.count("echo", port: server.port) == "0")
            }
        }
    }

    @Test(
        "literal addresses of either family, mapped forms included, are reached when they are listed",
        arguments: [
            ("http://127.0.0.1:PORT/echo", "127.0.0.1"), ("http://[::1]:PORT/echo", "::1"),
            ("http://[::ffff:127.0.0.1]:PORT/echo", "127.0.0.1"), ("http://[::ffff:7f00:1]:PORT/echo", "127.0.0.0/8"),
            ("http://localhost:PORT/echo", "localhost"), ("http://LOCALHOST.:PORT/echo", "localhost"),
            ("http://localhost:PORT/echo", "::1"), ("http://localhost:PORT/echo", "127.0.0.0/8:PORT"),
        ]
    )
    func listed(url: String, list: String) async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let rule = try rule(list.replacing("PORT", with: "\(server.port)"))
                let url = url.replacing("PORT", with: "\(server.port)")
                #expect(try await client.send(try request(url, rule: rule)).status == 200)
                // The kept connection is checked too.
                #expect(try await client.send(try request(url, rule: rule)).status == 200)
            }
        }
    }

    @Test(
        "a name that leads to a private address is refused at the connection",
        arguments: ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1,[::1]", "0.0.0.0", "[::]"]
    )
    func nameToPrivate(address: String) async throws {
        try await ChildServer.with("hostile_server.py", ["--bind", "127.0.0.1", "--bind", "::1"]) { server in
            var options = CurlClient.Options()
            options.pinnedNames = ["rebound.example:\(server.port):\(address)"]
            try await withClient(options) { client in
                for scheme in ["http", "https"] {
                    let rule = try rule("", unlisted: .publicUnlessListed, requiresTLS: false)
                    let url = "\(scheme)://rebound.example:\(server.port)/echo?token=geheim"
                    let failure = await failure(of: client, try request(url, rule: rule))
                    #expect(failure?.kind == .forbidden, "\(failure?.message ?? "")")
                    #expect(failure?.message.contains("rebound.example") == true)
                    #expect(failure?.message.contains("geheim") == false)
                }
                #expect(try await client.count("echo", port: server.port) == "0")
            }
        }
    }

    @Test("of a name's addresses only an admitted one is used")
    func picksAdmitted() async throws {
        try await withSharedServer { server in
            var options = CurlClient.Options()
            options.pinnedNames = ["both.example:\(server.port):[::1],127.0.0.1"]
            try await withClient(options) { client in
                let rule = try rule("127.0.0.1", requiresTLS: false)
                let response = try await client.send(try request("http://both.example:\(server.port)/echo", rule: rule))
                #expect(response.status == 200)
            }
        }
    }

    @Test("of many calls to one name that begin together each arrives once")
    func manyToOneName() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            var options = CurlClient.Options()
            options.pinnedNames = ["many.example:\(server.port):127.0.0.1"]
            try await withClient(options) { client in
                let one = try request(
                    "http://many.example:\(server.port)/echo",
                    rule: try rule("many.example", requiresTLS: false)
                )
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<100 { group.addTask { try await client.send(one).status } }
                    return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                }
                #expect(statuses == [200: 100])
                #expect(try await client.count("echo", port: server.port) == "100")
            }
        }
    }

    @Test("a connection that one call was allowed to make is not another's")
    func keptConnection() async throws {
        try await ChildServer.with("hostile_server.py") { server in
            var options = CurlClient.Options()
            options.pinnedNames = ["inside.example:\(server.port):127.0.0.1"]
            try await withClient(options) { client in
                let url = "http://inside.example:\(server.port)/echo"
                let allowed = try rule("inside.example", requiresTLS: false)
                #expect(try Echo(try await client.send(try request(url, rule: allowed))).request == 1)
                #expect(try Echo(try await client.send(try request(url, rule: allowed))).request == 2)
                for forbidding in [
                    try rule("", unlisted: .publicUnlessListed, requiresTLS: false),
                    try rule("10.0.0.0/8", requiresTLS: false),
                ] {
                    let failure = await failure(of: client, try request(url, method: "POST", rule: forbidding))
                    #expect(failure?.kind == .forbidden, "\(failure?.message ?? "")")
                }
                #expect(try await client.count("echo", port: server.port) == "2")
            }
        }
    }

    @Test("plain http to a name that is not localhost is refused where TLS is required")
    func plaintext() async throws {
        try await withClient { client in
            let call = try request("http://example.com/", rule: try rule("example.com"))
            let failure = await failure(of: client, call)
            #expect(failure?.kind == .forbidden && failure?.message.contains("https") == true)
        }
    }

    @Test("no proxy of the environment is used")
    func noProxy() async throws {
        // Holds for both schemes and for the whole test process; nothing else in it looks at it.
        setenv("all_proxy", "http://127.0.0.1:9", 1)
        try await withSharedServer { server in
            try await withClient { client in
                let response = try await client.send(try request("http://127.0.0.1:\(server.port)/echo"))
                #expect(response.status == 200)
            }
        }
    }
}
