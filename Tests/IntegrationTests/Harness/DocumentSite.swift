// SPDX-License-Identifier: Apache-2.0
import Foundation
import Gateway
import StandIns
import Waiting

/// A site that has its uploads summarized by contract B: its files, its senders in PHP and Python, its receiver, and a
/// host that it is configured in.
struct DocumentSite: Sendable {
    static let secret = "a shared secret of at least thirty-two bytes"
    private static let senders =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        + "/Senders"

    let folder: String
    let receiver: DocumentReceiver
    private let files: HTTPServer

    /// The variables of a host that knows this site and nothing of contract A.
    var environment: [String: String] {
        [
            "AI_JOBS_HMAC_SECRET": "", "WP_CALLBACK_AUTH": "", "AI_SHARED_SECRET": Self.secret,
            "WP_CALLBACK_SECRET": DocumentReceiver.secret, "MORTISE_ALLOWED_DOWNLOADS": "127.0.0.1",
            "MORTISE_MODULES": Built.plainDocuments,
        ]
    }

    func file(_ name: String) -> String { "http://127.0.0.1:\(files.port ?? 0)/\(name)" }

    /// What the sender prints: status and answer.
    func php(
        _ host: TestHost,
        _ file: String = "report.txt",
        mode: String = "ok",
        secret: String = Self.secret,
        path: String = "/api/v1/jobs",
        timestamp: Int? = nil
    ) async throws -> String {
        let words = [
            "php", "\(Self.senders)/send_document.php", "http://127.0.0.1:\(host.port)\(path)", secret, receiver.url,
            file.contains("://") ? file : self.file(file), mode,
        ]
        return try await run(words + (timestamp.map { ["\($0)"] } ?? []))
    }

    func python(_ host: TestHost, path: String = "/api/v1/jobs", age: Int = 0) async throws -> String {
        try await run([
            "python3", "\(Self.senders)/send_document.py", "http://127.0.0.1:\(host.port)\(path)", Self.secret,
            receiver.url, file("report.txt"), "\(age)",
        ])
    }

    private func run(_ words: [String]) async throws -> String {
        let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder]
        let result = try await RunningProgram.run(words, environment: environment, folder: folder)
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines) + result.errors
    }

    /// The job's id in an accepted answer.
    static func job(_ answer: String) throws -> String {
        guard let match = answer.firstMatch(of: /^200 \{"ok":true,"job_id":"([0-9a-f-]{36})"\}$/) else {
            throw WaitedInVain(description: "not accepted: \(answer)")
        }
        return String(match.1)
    }

    /// A site in a folder of its own, gone with the test.
    static func with(_ body: (DocumentSite) async throws -> Void) async throws {
        try await withTestFolder { folder in
            let report = try String(
                contentsOfFile: Built.repository + "/Examples/Posts/is-there-a-santa-claus.txt",
                encoding: .utf8
            )
            let files = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
                let texts = ["/report.txt": report, "/blank.txt": "  \n", "/Gr%C3%B6%C3%9Fe.txt": report]
                let text = texts[request.path]
                return InboundResponse(
                    status: text == nil ? 404 : 200,
                    headers: [("Content-Type", "text/plain")],
                    body: Array((text ?? "").utf8)
                )
            }
            try files.start()
            let receiver = try DocumentReceiver(folder: folder + "/receiver")
            try await receiver.start()
            do {
                try await body(DocumentSite(folder: folder, receiver: receiver, files: files))
            } catch {
                try? await receiver.stop()
                throw error
            }
            try await receiver.stop()
        }
    }
}
