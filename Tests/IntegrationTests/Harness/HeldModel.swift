// SPDX-License-Identifier: Apache-2.0
import Gateway
import JSON
import Locks

/// Chat completions that say nothing until they are let go: jobs that ask it stay running for as long as a test wants.
final class HeldModel: Sendable {
    private struct State {
        var isOpen = false
        var asked = 0
    }
    private let state = Lock(State())
    private let server = Lock<HTTPServer?>(nil)

    static func start() throws -> HeldModel {
        let model = HeldModel()
        let server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { _ in await model.answer() }
        try server.start()
        model.server.withLock { $0 = server }
        return model
    }

    var environment: [String: String] {
        let port = server.withLock { $0?.port } ?? 0
        return ["OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(port)/v1"]
    }
    var asked: Int { state.withLock { $0.asked } }
    func open() { state.withLock { $0.isOpen = true } }

    private func answer() async -> InboundResponse {
        state.withLock { $0.asked += 1 }
        while !state.withLock({ $0.isOpen }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
        let body = """
            {"id":"c","object":"chat.completion","model":"held-1","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"A held answer."}}],
            "usage":{"prompt_tokens":1,"completion_tokens":1}}
            """
        return InboundResponse(status: 200, body: Array(body.utf8))
    }
}
