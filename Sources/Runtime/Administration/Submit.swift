// SPDX-License-Identifier: Apache-2.0

/// `mortise submit`: a post as a site sends it (contract A), with `--document` a file's URL as a site sends it (contract
/// B), or with `--task` any job in the native form.
struct Submit {
    private enum Form {
        case post(SubmitPost)
        case document(SubmitDocument)
        case task(SubmitTask)
    }
    private let form: Form

    init(_ invocation: Invocation) throws(UsageError) {
        func has(_ option: String) -> Bool {
            invocation.words.contains { $0 == option || $0.hasPrefix(option + "=") }
        }
        form =
            if has("--task") {
                .task(try SubmitTask(invocation))
            } else if has("--document") {
                .document(try SubmitDocument(invocation))
            } else {
                .post(try SubmitPost(invocation))
            }
    }

    func run() async throws -> Int32 {
        switch form {
        case .post(let post): try await post.run()
        case .document(let document): try await document.run()
        case .task(let task): try await task.run()
        }
    }
}
