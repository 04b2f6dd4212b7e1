// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import TestServers
import Testing
import Waiting

/// A host whose artifacts are kept in a bucket, as its operator sees it.
@Suite(.enabled(if: ChildServer.packages != nil, "run scripts/setup test"), .timeLimit(.minutes(2)))
struct BucketTests {
    private static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-not-shown",
    ]

    private func withStorage(_ body: (_ endpoint: String) async throws -> Void) async throws {
        let server = try await ChildServer.start("moto_server.py", python: ChildServer.packages ?? "python3")
        defer { server.stop() }
        try await body("http://127.0.0.1:\(server.port)")
    }

    @Test func doctorTriesTheBucket() async throws {
        try await withStorage { endpoint in
            try await withTestFolder { folder in
                let bucket = ["AWS_ENDPOINT_URL": endpoint, "AWS_STORAGE_BUCKET_NAME": "files"]
                let host = TestHost(folder: folder, Self.keys.merging(bucket) { $1 })
                let missing = try await host.command("doctor")
                #expect(missing.status == 1)
                #expect(missing.output.contains("bucket files at \(endpoint)"), "\(missing.output)")
                #expect(missing.output.contains("has no such bucket; create it"), "\(missing.output)")

                let script = "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[1], method='PUT'))"
                try await ChildProcess.run(["python3", "-c", script, "\(endpoint)/files"])
                let fine = try await host.command("doctor")
                #expect(fine.status == 0, "\(fine)")
                #expect(fine.output.contains("a small object was stored, read and removed"), "\(fine.output)")
                #expect(!(missing.output + fine.output + fine.errors).contains("a-secret-that-is-not-shown"))
            }
        }
    }

    @Test func aBucketThatCannotBeReachedKeepsNoHostFromStarting() async throws {
        try await withTestFolder { folder in
            let bucket = ["AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_STORAGE_BUCKET_NAME": "files"]
            try await withHost(TestHost(folder: folder, Self.keys.merging(bucket) { $1 })) { host in
                #expect(!host.log.contains("a-secret-that-is-not-shown"))
            }
        }
    }

    @Test func aBucketWithoutKeysDoes() async throws {
        try await withTestFolder { folder in
            let host = TestHost(folder: folder, ["AWS_STORAGE_BUCKET_NAME": "files"])
            let refused = try await host.command("serve")
            #expect(refused.status == 78)
            #expect(refused.errors.contains("AWS_ACCESS_KEY_ID: is not set, and a bucket is"), "\(refused.errors)")
        }
    }
}
