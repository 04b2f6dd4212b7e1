// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// Chunks to partial summaries, all at once, and these to one, in as many levels as the model's window asks for. What
/// it asks is the same for the same document and settings, so that a job that is run again pays for nothing twice.
struct Summarizer: Sendable {
    struct Outcome: Sendable {
        var markdown: String
        var model: String
        var inputTokens = 0
        var outputTokens = 0
        var scale = TokenScale()
    }

    /// Partial summaries that one call takes, whatever their size; a request has at most 256 parts.
    private static let mostPartials = 100

    let prompts: SummaryPrompts
    let windowTokens: Double
    let parallel: Int
    let factor: Double
    let context: TaskContext

    func summary(of chunks: [Chunk], title: String?) async throws -> Outcome {
        var outcome = Outcome(markdown: "", model: "")
        guard chunks.count > 1 else {
            let answer = try await ask(prompts.whole(chunks[0], title: title), estimated: chunks[0].tokens, &outcome)
            let partial = Partial(text: chunks[0].text, title: "", heading: nil, tokens: 0)
            outcome.markdown = SummaryForm.markdown(answer, partials: [partial], isWhole: true)
            return outcome
        }
        context.progress(0, of: chunks.count + 1, "summarizing")
        var partials = try await partials(of: chunks, &outcome)
        let first = partials
        var level = 0
        while !fits(partials), level < 8 {
            partials = try await combined(partials, &outcome)
            level += 1
        }
        let prompt = prompts.combining(partials, isFinal: true, title: title)
        let answer = try await ask(prompt, estimated: partials.reduce(0) { $0 + $1.tokens }, &outcome)
        context.progress(chunks.count + 1, of: chunks.count + 1, "summarized")
        outcome.markdown = SummaryForm.markdown(answer, partials: first, isWhole: false)
        return outcome
    }

    private func partials(of chunks: [Chunk], _ outcome: inout Outcome) async throws -> [Partial] {
        let answers = try await inParallel(chunks.count) { index in
            let chunk = chunks[index]
            let answer = try await completed(prompts.part(chunk, number: index + 1, of: chunks.count))
            return (answer, chunk.tokens)
        } progress: { done in
            context.progress(done, of: chunks.count + 1, "summarizing")
        }
        return answers.enumerated().map { index, found in
            outcome.add(found.0, estimated: found.1)
            let chunk = chunks[index]
            return Partial(
                text: found.0.text,
                title: "Part \(index + 1) of \(chunks.count)",
                heading: chunk.headings.first ?? chunk.path.last,
                tokens: TokenEstimate.tokens(in: found.0.text)
            )
        }
    }

    /// One level up: neighbours that a call can hold are joined.
    private func combined(_ partials: [Partial], _ outcome: inout Outcome) async throws -> [Partial] {
        var groups: [[Partial]] = [[]]
        for partial in partials {
            let last = groups[groups.count - 1]
            if !last.isEmpty, !fits(last + [partial]) { groups.append([]) }
            groups[groups.count - 1].append(partial)
        }
        // Partials that do not fit in twos cannot be joined before the last call, which then says that it is too long.
        guard groups.count < partials.count else { return Array(partials.prefix(Self.mostPartials)) }
        let joined = groups
        let answers = try await inParallel(joined.count) { index in
            let group = joined[index]
            guard group.count > 1 else { return (nil as Completion?, 0.0) }
            let prompt = prompts.combining(group, isFinal: false, title: nil)
            return (try await completed(prompt), group.reduce(0) { $0 + $1.tokens })
        }
        return answers.enumerated().map { index, found in
            let group = joined[index]
            guard let answer = found.0 else { return group[0] }
            outcome.add(answer, estimated: found.1)
            return Partial(
                text: answer.text,
                title: group[0].title + " to " + (group.last?.title ?? ""),
                heading: group[0].heading,
                tokens: TokenEstimate.tokens(in: answer.text)
            )
        }
    }

    private func fits(_ partials: [Partial]) -> Bool {
        partials.count <= Self.mostPartials
            && partials.reduce(0) { $0 + $1.tokens } * factor <= windowTokens || partials.count <= 1
    }

    private func ask(_ prompt: Prompt, estimated: Double, _ outcome: inout Outcome) async throws -> String {
        let answer = try await completed(prompt)
        outcome.add(answer, estimated: estimated)
        return answer.text
    }

    private func completed(_ prompt: Prompt) async throws -> Completion {
        let answer = try await context.complete(prompt)
        guard answer.text.contains(where: { !$0.isWhitespace }) else {
            answer.reject("the summary is empty")
            throw TaskError(.retryable, code: "empty_answer", message: "the model gave an empty summary")
        }
        return answer
    }

    /// The results in order; the first failure ends the others.
    private func inParallel<Value: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) async throws -> Value,
        progress: (Int) -> Void = { _ in }
    ) async throws -> [Value] {
        var values = [Value?](repeating: nil, count: count)
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var next = 0
            var done = 0
            while next < min(parallel, count) {
                let index = next
                group.addTask { (index, try await body(index)) }
                next += 1
            }
            while let (index, value) = try await group.next() {
                values[index] = value
                done += 1
                progress(done)
                if next < count {
                    let following = next
                    group.addTask { (following, try await body(following)) }
                    next += 1
                }
            }
        }
        return values.compactMap(\.self)
    }
}

extension Summarizer.Outcome {
    fileprivate mutating func add(_ answer: Completion, estimated: Double) {
        model = answer.model
        inputTokens += answer.inputTokens
        outputTokens += answer.outputTokens
        scale.add(estimated: estimated, counted: answer.inputTokens)
    }
}
