// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Observability
public import Prices
public import Providers
public import Queue

/// The host service `embed`: texts to vectors, in as many calls as the provider needs. Calls that are paid for are
/// remembered like those of `complete`, each by its texts and model.
public final class EmbeddingService: Sendable {
    private let provider: any EmbeddingProvider
    private let notes: CallNotes
    private let timeout: Double
    private let prices: PriceTable?
    private let pace: CallPace
    private let underWay = CallsUnderWay<Embeddings>()

    /// - Parameters:
    ///   - prices: what models cost; nil: nobody knows.
    ///   - pace: when a failed call is made again.
    ///   - timeout: seconds that one call may take.
    public init(
        provider: any EmbeddingProvider,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger,
        prices: PriceTable? = nil,
        pace: CallPace = .machine,
        timeout: Double = 60
    ) {
        self.provider = provider
        self.prices = prices
        self.pace = pace
        notes = CallNotes(memo: memo, clock: clock, log: log)
        self.timeout = timeout
    }

    /// One vector for each text, in their order.
    /// - Parameters:
    ///   - session: the run that pays; its usage counts them.
    ///   - valueLimit: numbers that the answer may have in all.
    public func embed(
        _ texts: [String],
        model: String?,
        for session: CompletionSession,
        valueLimit: Int
    ) async throws(JobError) -> Embeddings {
        var whole: Embeddings?
        for batch in Self.batches(texts, provider.batch) {
            let part = try await session.noting { () async throws(JobError) -> Embeddings in
                try await embed(Array(texts[batch]), model, session)
            }
            session.count(part, cost: cost(of: part, model), isPaid: provider.isPaid)
            guard part.values.count == part.dimension * batch.count,
                whole.map({ $0.dimension == part.dimension }) ?? true
            else {
                throw JobError(
                    .retryable,
                    code: "provider_broken_answer",
                    message: "\(provider.name) gave vectors of different lengths"
                )
            }
            guard part.dimension * texts.count <= valueLimit else {
                throw JobError(
                    .permanent,
                    code: "answer_too_long",
                    message: "\(texts.count) vectors of \(part.dimension) numbers are more than one answer holds "
                        + "(\(valueLimit) numbers); ask for fewer texts at a time"
                )
            }
            if whole == nil {
                whole = part
            } else {
                whole?.values += part.values
                whole?.inputTokens += part.inputTokens
            }
        }
        guard let whole else {
            throw JobError(.permanent, code: "bad_request", message: "there is no text to embed; send at least one")
        }
        return whole
    }

    private func embed(
        _ texts: [String],
        _ model: String?,
        _ session: CompletionSession
    ) async throws(JobError) -> Embeddings {
        guard provider.isPaid else {
            return try await ask(texts, model, session.secondsLeft)
        }
        let left = session.secondsLeft
        let key = session.embeddingKey(texts, model)
        return try await underWay.outcome(key) { _ in
            do throws(JobError) {
                switch try await self.notes.begin(key, provider: self.provider.name) {
                // The same texts have the same vectors, so that there is nothing to reject.
                case .recorded(let bytes), .rejected(let bytes, _):
                    guard let embeddings = Embeddings(recorded: bytes) else { throw CallNotes.corrupt }
                    return .success(embeddings)
                case .begun:
                    let embeddings: Embeddings
                    do throws(JobError) {
                        embeddings = try await self.ask(texts, model, left)
                    } catch {
                        await self.notes.abandon(key)
                        throw error
                    }
                    try await self.notes.record(key, embeddings.recorded)
                    return .success(embeddings)
                }
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// - Parameter left: seconds that the job has; nothing is tried again beyond them.
    private func ask(_ texts: [String], _ model: String?, _ left: Double?) async throws(JobError) -> Embeddings {
        let trial = pace.trial(first: timeout, seconds: min(timeout, left ?? timeout)) {
            timeout throws(ProviderFailure) in
            try await self.provider.embed(texts, model: model, timeout: timeout)
        }
        while true {
            let outcome = await trial.next()
            if let found = outcome.found { return found.answer }
            guard let wait = outcome.wait else { throw JobError(outcome.failure) }
            await pace.sleep(wait)
        }
    }

    private func cost(of part: Embeddings, _ asked: String?) -> CallCost? {
        guard let prices, let price = prices.price(of: part.model) ?? asked.flatMap(prices.price(of:)) else {
            return nil
        }
        let units = price.cost(inputTokens: part.inputTokens, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0)
        return CallCost(microUnits: units, currency: prices.currency)
    }

    /// Which texts go together: as many as one call takes, at least one.
    static func batches(_ texts: [String], _ limit: EmbeddingBatch?) -> [Range<Int>] {
        guard let limit else { return texts.isEmpty ? [] : [0..<texts.count] }
        var batches: [Range<Int>] = []
        var start = 0
        var bytes = 0
        for (index, text) in texts.enumerated() {
            let size = text.utf8.count
            if index > start, index - start >= limit.texts || bytes + size > limit.bytes {
                batches.append(start..<index)
                start = index
                bytes = 0
            }
            bytes += size
        }
        if start < texts.count { batches.append(start..<texts.count) }
        return batches
    }
}

extension CompletionSession {
    fileprivate func embeddingKey(_ texts: [String], _ model: String?) -> CompletionKey {
        // Lengths before texts: no two lists of texts read alike.
        var request = Array("embed\0\(model ?? "")\0".utf8)
        for text in texts {
            request += Array("\(text.utf8.count)\0".utf8)
            request += Array(text.utf8)
        }
        return CompletionKey(job: job, request: key(of: request), occurrence: 0)
    }

    fileprivate func count(_ part: Embeddings, cost: CallCost?, isPaid: Bool) {
        let answer = CompletionAnswer(text: "", model: part.model, inputTokens: part.inputTokens, outputTokens: 0)
        tally.add(RecordedCall(answer, cost: cost), isPaid: isPaid, isUsed: true)
    }
}
