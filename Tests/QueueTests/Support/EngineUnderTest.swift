// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Queue
import SQLiteQueue
import Testing

/// An engine with its faces, opened for one test.
struct EngineUnderTest: Sendable {
    let queue: any QueueEngine
    let store: any JobStore
    let control: any JobControl
    let outbox: any Outbox
    let memo: any CompletionMemo
    let close: @Sendable () async -> Void
}

/// Opens an engine; the conformance suites run once for each of `all`.
struct EngineFactory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// - Parameter folder: empty, and the test's own.
    let open: @Sendable (_ folder: String) async throws -> EngineUnderTest

    static let all = [sqlite]

    static let sqlite = EngineFactory(testDescription: "SQLite") { folder in
        let store = try await SQLiteStore.open(directory: folder + "/data", mode: .host)
        return EngineUnderTest(
            queue: store,
            store: store,
            control: store,
            outbox: store,
            memo: store,
            close: store.close
        )
    }

    /// Opens an engine of its own for `body`, and removes it however that ends.
    func with(_ body: (EngineUnderTest) async throws -> Void) async throws {
        try await withFolder { folder in try await use(folder, body) }
    }

    /// Opens an engine, closes it, and opens the same data again.
    func reopening(
        _ first: (EngineUnderTest) async throws -> Void,
        then second: (EngineUnderTest) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            try await use(folder, first)
            try await use(folder, second)
        }
    }

    private func use(_ folder: String, _ body: (EngineUnderTest) async throws -> Void) async throws {
        let engine = try await open(folder)
        do {
            try await body(engine)
        } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }
}

/// Makes a folder for one test and removes it however `body` ends.
func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mortise-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// The error that `body` throws; a recorded failure when it throws none or another.
func queueError(_ body: () async throws -> Void) async -> QueueError? {
    do {
        try await body()
        Issue.record("nothing was thrown")
    } catch let error as QueueError {
        return error
    } catch {
        Issue.record("\(error) was thrown")
    }
    return nil
}
