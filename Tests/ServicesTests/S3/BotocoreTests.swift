// SPDX-License-Identifier: Apache-2.0
import Foundation
import Signing
import TestServers
import Testing

/// botocore, AWS's own signer, signs the same requests.
@Suite("S3, signatures", .enabled(if: ObjectStorage.isInstalled, ObjectStorage.missing), .timeLimit(.minutes(1)))
struct BotocoreTests {
    private struct Wanted: Encodable {
        var method: String
        var url: String
        var headers: [String: String]
        var hash: String
        var time: Int64
        var id: String
        var key: String
        var token: String?
        var region: String
    }

    /// SplitMix64, so that a failure can be looked at again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    @Test("200 random requests are signed as botocore signs them")
    func same() async throws {
        var random = Seeded(state: 20_130_524)
        func text(_ characters: String, _ counts: ClosedRange<Int>) -> String {
            let all = Array(characters)
            return String(
                (0..<Int.random(in: counts, using: &random)).map { _ in all.randomElement(using: &random) ?? "x" }
            )
        }
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
        var lines = Data()
        var ours: [String] = []
        for number in 0..<200 {
            let host = "\(text("abcxyz09", 3...20)).example.org" + (number % 3 == 0 ? ":9000" : "")
            let request = SignedRequest(
                method: ["GET", "PUT", "POST", "DELETE", "HEAD"].randomElement(using: &random) ?? "GET",
                path: "/" + text(plain + "/", 1...60).replacing("//", with: "/a"),
                query: (0..<Int.random(in: 0...3, using: &random)).map { index in
                    ("\(text(plain, 1...8))\(index)", text(plain + "+/= &ü", 0...20))
                },
                headers: [
                    ("host", host), ("content-type", text(plain + " ;=/", 1...20)),
                    ("x-amz-meta-" + text("abc", 1...5), text(plain, 1...30)),
                ],
                contentHash: number % 7 == 0 ? "UNSIGNED-PAYLOAD" : hexadecimal(sha256(Array("\(number)".utf8)))
            )
            let wanted = Wanted(
                method: request.method,
                url: "https://\(host)\(request.target)",
                headers: Dictionary(request.headers.filter { $0.name != "host" }) { first, _ in first },
                hash: request.contentHash,
                time: Int64.random(in: 1_000_000_000...4_000_000_000, using: &random),
                id: text(plain, 16...32),
                key: text(plain + "/+", 20...60),
                token: number % 2 == 0 ? text(plain + "/+=", 20...200) : nil,
                region: ["us-east-1", "eu-central-1", "x"].randomElement(using: &random) ?? "x"
            )
            lines += try JSONEncoder().encode(wanted) + Data("\n".utf8)
            let signer = SignatureV4(
                credentials: AWSCredentials(
                    accessKeyID: Secret(text: wanted.id),
                    secretKey: Secret(text: wanted.key),
                    sessionToken: wanted.token.map { Secret(text: $0) }
                ),
                region: wanted.region
            )
            let signed = signer.sign(request, unixSeconds: wanted.time).last?.value ?? ""
            ours.append(String(signed.split(separator: "=").last ?? ""))
        }
        let theirs = try await botocore(lines)
        #expect(theirs.count == 200 && ours.count == 200)
        for (number, pair) in zip(ours, theirs).enumerated() { #expect(pair.0 == pair.1, "request \(number)") }
    }

    private func botocore(_ lines: Data) async throws -> [String] {
        try await withFolder { folder in
            try lines.write(to: URL(filePath: folder + "/requests"))
            let script =
                URL(filePath: #filePath).deletingLastPathComponent().path
                + "/../../Support/botocore_signatures.py"
            let python = try #require(ChildServer.packages)
            try await ChildProcess.run([python, "-B", script, folder + "/requests", folder + "/found"])
            return try String(contentsOfFile: folder + "/found", encoding: .utf8).split(separator: "\n").map(
                String.init
            )
        }
    }
}
