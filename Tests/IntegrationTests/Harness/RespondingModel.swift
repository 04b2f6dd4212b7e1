// SPDX-License-Identifier: Apache-2.0
import Gateway
import JSON
import Locks

/// A server that knows OpenAI's responses and nothing else, and remembers what it was asked for.
final class RespondingModel: Sendable {
    private let asked = Lock<[(path: String, model: String)]>([])
    private let server = Lock<HTTPServer?>(nil)

    static func start(answer: @escaping @Sendable () -> String) throws -> RespondingModel {
        let model = RespondingModel()
        let server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { [weak model] request in
            let body = (try? JSONValue(parsing: request.body))?.object
            model?.asked.withLock { $0.append((request.path, body?["model"]?.string ?? "")) }
            guard request.path == "/v1/responses", body?["input"]?.array != nil else {
                return InboundResponse(status: 404, body: Array(#"{"error":{"message":"no such route"}}"#.utf8))
            }
            let piece = JSONOutput.object([("type", .string("output_text")), ("text", .string(answer()))])
            let message = JSONOutput.object([
                ("type", .string("message")), ("role", .string("assistant")), ("content", .array([piece])),
            ])
            let reply = JSONOutput.object([
                ("id", .string("resp_1")), ("status", .string("completed")), ("model", .string("gpt-4o-mini")),
                ("output", .array([message])),
            ])
            return InboundResponse(status: 200, body: reply.bytes)
        }
        model.server.withLock { $0 = server }
        try server.start()
        return model
    }

    /// The variables that send a host here.
    var environment: [String: String] {
        let port = server.withLock { $0?.port } ?? 0
        return ["OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(port)/v1"]
    }
    var paths: [String] { asked.withLock { $0.map(\.path) } }
    var models: [String] { asked.withLock { $0.map(\.model) } }
}
