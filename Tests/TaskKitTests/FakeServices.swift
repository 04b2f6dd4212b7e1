// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TaskKit

/// Stands behind a task's context in place of a host: answers as told and remembers what it was asked.
final class FakeServices: TaskServices {
    private let answer: @Sendable (Prompt) throws -> Completion
    private let asked = Mutex<[Prompt]>([])

    init(_ answer: @escaping @Sendable (Prompt) throws -> Completion) { self.answer = answer }

    var prompts: [Prompt] { asked.withLock { $0 } }

    func complete(_ prompt: Prompt) async throws -> Completion {
        asked.withLock { $0.append(prompt) }
        return try answer(prompt)
    }

    func log(_ level: LogLevel, _ line: String) {}
}
