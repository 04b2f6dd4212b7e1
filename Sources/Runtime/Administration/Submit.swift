// SPDX-License-Identifier: Apache-2.0

/// `mortise submit`: a post as a site sends it (contract A), or with `--task` any job in the native form.
struct Submit {
    private enum Form {
        case post(SubmitPost)
        case task(SubmitTask)
    }
    private let form: Form

    init(_ invocation: Invocation) throws(UsageError) {
        let isTask = invocation.words.contains { $0 == "--task" || $0.hasPrefix("--task=") }
        form = isTask ? .task(try SubmitTask(invocation)) : .post(try SubmitPost(invocation))
    }

    func run() async throws -> Int32 {
        switch form {
        case .post(let post): try await post.run()
        case .task(let task): try await task.run()
        }
    }
}
