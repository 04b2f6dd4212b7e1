// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Foundation
import Jobs
import Locks
import ModuleProtocol
import Modules
import Observability
import Outbound
import Providers
import Queue
import Services
import StandIns
import Testing

@testable import Scheduling

/// The services of one run, with a provider, a store and a cache of its own.
struct ServicesBench: Sendable {
    let provider = RecordingProvider()
    let memo = RememberingMemo()
    let board = ProgressBoard()
    let lines = CollectedLines()
    let services: SessionServices

    init(_ folder: String, runPart: PartRunner? = nil, seconds: Double = 60) async throws {
        let threads = try DiskThreads(count: 1)
        let log = Logger(lines)
        var host = HostServices(
            completions: CompletionService(provider: provider, memo: memo, clock: HandClock(), log: log),
            embeddings: EmbeddingService(provider: TermVectorProvider(), memo: memo, clock: HandClock(), log: log),
            artifacts: try await LocalArtifactStore.open(folder + "/artifacts", threads: threads),
            cache: await ResultCache.open(folder + "/cache", siteLimit: 16 << 20, threads: threads, log: log),
            progress: board
        )
        host.log = log
        host.downloads = DownloadService(
            client: OneFileClient(),
            destinations: DestinationRule(list: .empty, unlisted: .publicUnlessListed, requiresTLS: false)
        )
        services = SessionServices(
            host,
            owner: SessionServices.Owner(
                job: try #require(JobID("job-1")),
                site: try #require(SiteID("blog")),
                taskType: "ocr",
                attempt: 2,
                settings: Array(#"{"a":1}"#.utf8)
            ),
            seconds: seconds,
            runPart: runPart
        )
    }

    static func with(
        runPart: PartRunner? = nil,
        seconds: Double = 60,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ServicesBench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/mortise-services-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try await ServicesBench(folder, runPart: runPart, seconds: seconds))
    }

    func call(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void = { _ in }) async -> HostReply {
        let reply = await made(call, pieces)
        // What the module process is promised.
        #expect((reply.file != nil) == (reply.reply.buffer != nil))
        return reply
    }

    /// As a running job makes it: without a task that waits, where the call is of that kind.
    private func made(_ call: ServiceCall, _ pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        let began: HostReply? = await withCheckedContinuation { continuation in
            let cancel = services.begin(call, pieces: pieces) { continuation.resume(returning: $0) }
            if cancel == nil { continuation.resume(returning: nil) }
        }
        if let began { return began }
        return await services.perform(call, pieces: pieces)
    }

    func failure(_ call: ServiceCall) async -> WireError? {
        if case .failed(let error) = await self.call(call).reply { return error }
        return nil
    }
}

/// Answers with the text of the request's parts and keeps the requests.
final class RecordingProvider: CompletionProvider {
    let name = "recording"
    let isPaid = true
    private let asked = Lock<[CompletionRequest]>([])
    var requests: [CompletionRequest] { asked.withLock { $0 } }

    func complete(_ request: CompletionRequest, timeout: Double) async throws(ProviderFailure) -> CompletionAnswer {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count
        }
        let text = request.parts.map(\.text).joined(separator: " ")
        return CompletionAnswer(text: "\(number): \(text)", model: "m", inputTokens: 1, outputTokens: 2)
    }
}

/// A memo in memory.
final class RememberingMemo: CompletionMemo {
    private let state = Lock<(answers: [CompletionKey: [UInt8]], rejected: [CompletionKey: Int])>(([:], [:]))

    func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry {
        state.withLock { state in
            guard let answer = state.answers[key] else { return .begun }
            return state.rejected[key].map { .rejected(answer, attempt: $0) } ?? .recorded(answer)
        }
    }
    func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {
        state.withLock { $0.answers[key] = answer }
    }
    func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {}
    /// By which attempts answers were rejected.
    var rejecting: [Int] { state.withLock { Array($0.rejected.values) } }
    func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError) -> Bool {
        state.withLock { state in
            guard state.rejected.count < rejectionLimit else { return false }
            state.rejected[key] = state.rejected[key] ?? attempt
            return true
        }
    }
    func recoverInFlight() async throws(QueueError) -> [CompletionKey] { [] }
}

/// Has one file, at any address that is asked for.
struct OneFileClient: HTTPClient {
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        if request.url.contains("//private.") { throw OutboundFailure(.forbidden, "private.example is not allowed") }
        let headers = [(name: "content-type", value: "text/plain; charset=utf-8")]
        let body = Array("file".utf8)
        var isCut = false
        if let sink = request.sink, case .stream = sink.begin(status: 200, headers: headers) {
            isCut = !body.withUnsafeBytes { sink.receive($0) }
        }
        return OutboundResponse(status: 200, headers: headers, body: [], isCut: isCut, seconds: 0)
    }
}

/// Collects the pieces of an answer.
final class Pieces: Sendable {
    private let list = Lock<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func add(_ piece: String) { list.withLock { $0.append(piece) } }
}
