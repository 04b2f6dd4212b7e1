// SPDX-License-Identifier: Apache-2.0
import Configuration
import Jobs
import Observability
import Outbound
import Providers
import Queue
import Scheduling
import Services
import StandIns
import Testing

@testable import Runtime

/// Which store a site's tasks get.
@Suite(.timeLimit(.minutes(1)))
struct ServiceSetupTests {
    private struct NoMemo: CompletionMemo {
        func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry {
            .begun
        }
        func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {}
        func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {}
        func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError)
            -> Bool
        { false }
        func recoverInFlight() async throws(QueueError) -> [CompletionKey] { [] }
    }

    private func configuration(_ folder: String, _ sites: [String]) throws -> HostConfiguration {
        let entries = sites.enumerated().map { index, keys in
            "  - name: site\(index + 1)\n    api_tokens: [\"sha256:\(String(repeating: "\(index)", count: 64))\"]\n    \(keys)\n"
        }
        let text = "data: \(folder)\ns3: {access_key_id: a, secret_access_key: b}\nsites:\n" + entries.joined()
        let facts = MachineFacts(isRoot: false, home: "/home/ann", programFolder: "/opt/mortise")
        return try HostConfiguration.read(["MORTISE_CONFIG": "/m.yaml"], facts: facts) { $0 == "/m.yaml" ? text : nil }
    }

    @Test func eachSiteHasTheStoreThatItNames() async throws {
        try await withTestFolder { folder in
            let client = try CurlClient()
            defer { client.close() }
            let setup = ServiceSetup(
                client: client,
                threads: try DiskThreads(count: 1),
                memo: NoMemo(),
                clock: SystemClock(),
                log: Logger(CollectedLines(), threshold: .error),
                metrics: HostMetrics()
            )
            let first = try configuration(folder, ["s3: {bucket: files}", "freshness: off"])
            let (shared, _) = try await setup.shared(first)
            var answering: [ProviderChoice: ServiceSetup.Answering] = [:]
            func stores(_ configuration: HostConfiguration) throws -> [Bool] {
                try setup.sites(configuration, over: shared, answering: &answering)
                    .map { $0.services.artifacts is S3ArtifactStore }
            }
            #expect(try stores(first) == [true, false])
            // After a reload too.
            #expect(try stores(configuration(folder, ["freshness: off", "s3: {bucket: files}"])) == [false, true])
        }
    }
}
