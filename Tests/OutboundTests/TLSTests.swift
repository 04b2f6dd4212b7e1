// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import TestServers
import Testing

@testable import Outbound

@Suite("TLS", .timeLimit(.minutes(1)), .enabled(if: Certificate.canBeMade, "needs the openssl command"))
struct TLSTests {
    @Test("a server whose certificate is trusted and names it is called, over a kept connection too")
    func trusted() async throws {
        let certificate = try await Certificate(for: "DNS:localhost,IP:127.0.0.1")
        try await ChildServer.with("hostile_server.py", ["--tls", certificate.file, certificate.key]) { server in
            var options = CurlClient.Options()
            options.certificateAuthorities = certificate.file
            try await withClient(options) { client in
                for number in 1...2 {
                    let response = try await client.send(try request("https://127.0.0.1:\(server.port)/echo"))
                    #expect(try Echo(response).request == number)
                }
                let byName = try await client.send(try request("https://localhost:\(server.port)/echo"))
                #expect(byName.status == 200)
            }
        }
    }

    @Test("a certificate that nobody trusts, or that names another host, ends the call", arguments: [false, true])
    func untrusted(isTrusted: Bool) async throws {
        let certificate = try await Certificate(for: "DNS:other.example")
        try await ChildServer.with("hostile_server.py", ["--tls", certificate.file, certificate.key]) { server in
            var options = CurlClient.Options()
            if isTrusted { options.certificateAuthorities = certificate.file }
            try await withClient(options) { client in
                let url = "https://127.0.0.1:\(server.port)/echo?token=geheim"
                let failure = await failure(of: client, try request(url, headers: [("Authorization", "geheim")]))
                #expect(failure?.kind == .broken && failure?.mayHaveArrived == false)
                #expect(failure?.message.contains("TLS") == true && failure?.message.contains("certificate") == true)
                #expect(failure?.message.contains("geheim") == false)
            }
        }
    }

    @Test("a server that speaks no TLS, or breaks off, is broken")
    func noTLS() async throws {
        try await withSharedServer { server in
            try await withClient { client in
                let failure = await failure(
                    of: client,
                    try request("https://127.0.0.1:\(server.port)/echo", timeout: 5)
                )
                #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
                #expect(failure?.mayHaveArrived == false)
            }
        }
    }

    @Test("an answer that ends before its length is broken under TLS, too", arguments: ["cut", "reset", "close"])
    func cut(path: String) async throws {
        let certificate = try await Certificate(for: "IP:127.0.0.1")
        try await ChildServer.with("hostile_server.py", ["--tls", certificate.file, certificate.key]) { server in
            var options = CurlClient.Options()
            options.certificateAuthorities = certificate.file
            try await withClient(options) { client in
                let failure = await failure(of: client, try request("https://127.0.0.1:\(server.port)/\(path)"))
                #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
                #expect(failure?.mayHaveArrived == true)
            }
        }
    }
}

/// A certificate that signs itself, in a folder that goes with it.
private final class Certificate: Sendable {
    let folder: String
    var file: String { folder + "/certificate.pem" }
    var key: String { folder + "/key.pem" }

    static var canBeMade: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") }

    init(for names: String) async throws {
        folder = NSTemporaryDirectory() + "outbound-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await ChildProcess.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", folder + "/key.pem", "-out",
            folder + "/certificate.pem",
        ])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
