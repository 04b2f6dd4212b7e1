// SPDX-License-Identifier: Apache-2.0
import Foundation
import Gateway
import Glibc
import Locks
import StandIns
import Waiting

/// A server of documents that the tests make (`Senders/make_documents.py`), and of the scanned page of the demo.
final class DocumentFiles: Sendable {
    private let server: HTTPServer
    let folder: String

    init(folder: String) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Senders/make_documents.py"
        let made = try await RunningProgram.run(
            ["python3", script, folder],
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
            folder: folder
        )
        guard made.status == 0 else { throw WaitedInVain(description: "no documents: \(made.errors)") }
        try FileManager.default.copyItem(
            atPath: Built.repository + "/Examples/Documents/scanned-page.tif",
            toPath: folder + "/scanned-page.tif"
        )
        server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
            let name = request.path.split(separator: "/").last.map(String.init) ?? ""
            guard let content = FileManager.default.contents(atPath: folder + "/" + name) else {
                return InboundResponse(status: 404, body: [])
            }
            // What a server says a file is must decide nothing.
            return InboundResponse(
                status: 200,
                headers: [("Content-Type", "application/octet-stream")],
                body: Array(content)
            )
        }
        try server.start()
    }

    func url(_ name: String) -> String { "http://127.0.0.1:\(server.port ?? 0)/\(name)" }
}
