// SPDX-License-Identifier: Apache-2.0

/// The provider that is always there: it answers with the sentences of the documents that say most of what they
/// say, in their order. No network, no key, no model, and the same bytes for the same request on every machine.
///
/// What is summarized is the text of the request's `document` parts, whose labels are taken as titles; without
/// any, the text of the user's instructions. The instructions themselves are not understood and not followed.
///
/// | limit | |
/// | --- | --- |
/// | length | `targetWords`, 120 without; at most what `maximumOutputTokens` allows; within 15 % where the text allows |
/// | all parts together | 8 MiB of UTF-8, then `.tooLong` |
/// | no text, or no words asked for | `.badRequest` |
/// | an attachment; an answer by schema | `.unsupportedAttachment`; `.unsupportedSchema` |
/// | time over, or task cancelled | `.timedOut` |
///
/// A text no longer than asked is returned whole, its white space collapsed. Token counts are estimates.
public struct ExtractiveProvider: CompletionProvider {
    /// `extractive`.
    public let name = "extractive"

    /// Always false.
    public let isPaid = false
    public let isRepeatable = true

    /// The name that answers carry; a change of method that changes answers changes the number.
    static let model = "extractive-3"

    static let mostBytes = 8 * 1_024 * 1_024
    static let defaultWords = 120
    private static let mostWords = 1_000_000

    /// A provider without settings.
    public init() {}

    /// Summarizes the request's documents.
    ///
    /// - Parameters:
    ///   - request: only parts, `targetWords` and `maximumOutputTokens` matter.
    ///   - timeout: seconds; a text of a few pages takes milliseconds, one of 5 MB about a second.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        if let schema = request.answerSchema, !schema.isEmpty {
            throw ProviderFailure(
                .unsupportedSchema,
                "The extractive provider quotes sentences and cannot answer in JSON; configure a language model."
            )
        }
        if let attachment = request.parts.lazy.compactMap(\.attachment).first {
            throw ProviderFailure(
                .unsupportedAttachment,
                "The extractive provider reads text alone and no \(attachment.mediaType); send its text, or configure "
                    + "a language model."
            )
        }
        let limit = WorkLimit(seconds: timeout)
        let bytes = request.parts.reduce(0) { $0 + $1.text.utf8.count + $1.label.utf8.count }
        guard bytes <= Self.mostBytes else {
            throw ProviderFailure(
                .tooLong,
                "The request has \(bytes) bytes of text; the extractive provider takes \(Self.mostBytes). "
                    + "Split the document."
            )
        }
        let words = request.targetWords ?? Self.defaultWords
        guard words > 0, request.maximumOutputTokens ?? 1 > 0 else {
            throw ProviderFailure(.badRequest, "The request asks for a summary of no words; ask for at least one.")
        }
        let documents = Self.documents(of: request)
        let inputTokens = request.parts.reduce(0) { $0 + TokenEstimate.tokens(in: $1.text) }
        let text = try await summarize(
            documents,
            words: min(words, Self.mostWords),
            mostTokens: request.maximumOutputTokens,
            limit: limit
        )
        return CompletionAnswer(
            text: text,
            model: Self.model,
            inputTokens: inputTokens,
            outputTokens: TokenEstimate.tokens(in: text)
        )
    }

    private static let noText = ProviderFailure(.badRequest, "The document has no text to summarize.")

    private static func documents(of request: CompletionRequest) -> [CompletionRequest.Part] {
        let documents = request.parts.filter { $0.kind == .document }
        if !documents.isEmpty { return documents }
        return request.parts.filter { $0.kind == .instruction && $0.role == .user }
    }

    private func summarize(
        _ documents: [CompletionRequest.Part],
        words: Int,
        mostTokens: Int?,
        limit: WorkLimit
    ) async throws(ProviderFailure) -> String {
        var source = SourceText()
        var titles: [String] = []
        for document in documents {
            try limit.check()
            let before = source.documents.count
            source.append(document.text)
            if source.documents.count > before { titles.append(document.label) }
        }
        guard !source.isEmpty else { throw Self.noText }
        let everything = 0..<source.scalars.count
        let length = WordCount.halfWords(in: source.scalars, everything)
        var target = 2 * words
        if let mostTokens {
            // Somewhat below, because what is chosen may come out a little longer.
            let tokens = max(1, TokenEstimate.tokens(in: source.scalars))
            target = max(2, min(target, Int(Double(length) * Double(mostTokens) / Double(tokens) * 0.85)))
        }
        if length <= target { return source.rendered(everything) }
        // A long text takes a second of one core: other tasks get their turn between the steps.
        await Task.yield()
        let sentences = try SentenceSplitter(source).sentences(limit: limit)
        guard !sentences.isEmpty else { throw Self.noText }
        await Task.yield()
        let vectors = try TermVectors(sentences, in: source, limit: limit)
        await Task.yield()
        let scores = try SentenceScores(sentences, vectors: vectors, in: source, titles: titles, limit: limit)
        await Task.yield()
        var selection = SentenceSelection(sentences, vectors: vectors, scores: scores, in: source, target: target)
        try selection.choose(limit: limit)
        try selection.fit(limit: limit)
        if length >= 2 * target { try selection.leaveLead(limit: limit) }
        return SummaryText.joined(selection)
    }
}
