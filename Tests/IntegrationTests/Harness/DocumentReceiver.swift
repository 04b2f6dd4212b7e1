// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Locks
import Waiting

/// A WordPress site's route for contract B's callbacks in PHP (`Senders/receive_document.php`), with what it stored and
/// all that came.
final class DocumentReceiver: Sendable {
    struct Draft: Decodable, Sendable {
        var title: String?
        var content: String?
        var attachment: Int?
        var key: String?
        var words: Int?
        var job: String?
        var webhookId: String?
    }
    struct Arrival: Decodable, Sendable {
        /// Names in lower case.
        var headers: [String: String]
        var body: String
    }
    enum Mode: String { case store, fail = "500", hang, zero, torn }

    static let secret = "a callback secret of at least thirty-two bytes"

    private let folder: String
    private let program = Lock<RunningProgram?>(nil)
    private let bound = Lock(0)

    /// - Parameter folder: that is the receiver's alone.
    init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    var url: String { "http://127.0.0.1:\(bound.withLock { $0 })/wp-json/ai/v1/document" }
    var drafts: [Draft] { lines("drafts") }
    var arrivals: [Arrival] { lines("arrivals") }

    func set(_ mode: Mode) throws {
        try mode.rawValue.write(toFile: folder + "/mode", atomically: true, encoding: .utf8)
    }

    /// Listens; a second time where it did before.
    func start() async throws {
        let script =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Senders/receive_document.php"
        let port = bound.withLock { $0 }
        let name = UUID().uuidString
        let program = try RunningProgram(
            ["php", "-S", "127.0.0.1:\(port)", script],
            environment: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "FOLDER": folder, "WP_CALLBACK_SECRET": Self.secret,
            ],
            folder: folder,
            name: name
        )
        self.program.withLock { $0 = program }
        let found = try await eventually("a listening receiver") {
            program.log.firstMatch(of: /\(http:\/\/127\.0\.0\.1:(\d+)\) started/).flatMap { Int($0.1) }
        }
        bound.withLock { $0 = found }
    }

    func stop() async throws {
        let program = program.withLock { $0.take() }
        program?.send(SIGKILL)
        _ = try await program?.end()
    }

    private func lines<Line: Decodable>(_ name: String) -> [Line] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? decoder.decode(Line.self, from: Data($0.utf8)) }
    }
}
