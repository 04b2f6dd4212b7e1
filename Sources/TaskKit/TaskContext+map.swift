// SPDX-License-Identifier: Apache-2.0

extension TaskContext {
    /// Runs parts of this job in other processes of the same module: one that hangs or dies costs that part alone.
    ///
    /// ```swift
    /// let pages = try await context.map(ReadPage.self, numbers.map { ReadPage.Input(page: $0) }, buffer: document)
    /// ```
    /// - Parameters:
    ///   - task: a task of this module, with `isPart` for one that no sender may ask for. It cannot itself `map`.
    ///   - inputs: any number; more than 1,024, or 8 MiB of input, go one lot after the other.
    ///   - buffer: a buffer of this job that each part gets as `context.buffer`.
    ///   - partDeadline: each part's own; nil: what is left of the job's.
    ///   - concurrency: parts at once; nil leaves it to the host.
    /// - Returns: a result or an error for each, in the order of the inputs. A part whose process died is `poison`,
    ///   `part_crashed`; one past its deadline is `retryable`, `timed_out`.
    /// - Throws: `TaskError` when the parts could not be run at all.
    public func map<Part: TaskDefinition>(
        _ task: Part.Type,
        _ inputs: [Part.Input],
        buffer: Buffer? = nil,
        partDeadline: Duration? = nil,
        concurrency: Int? = nil
    ) async throws -> [Result<Part.Result, TaskError>] where Part.Input: Encodable, Part.Result: Decodable {
        let parts = try inputs.map { input in
            MapRequest.Part(input: Array(try encodeJSON(input, what: "a part's input")), buffer: buffer)
        }
        var results: [Result<Part.Result, TaskError>] = []
        for lot in lots(of: parts) {
            try checkCancellation()
            let request = MapRequest(
                task: Part.name,
                parts: lot,
                partDeadline: partDeadline,
                concurrency: concurrency
            )
            let ends = try await services.map(request)
            guard ends.count == lot.count else {
                let message = "\(ends.count) results came for \(lot.count) parts"
                throw TaskError(.permanent, code: "bad_answer", message: message)
            }
            for end in ends {
                results.append(
                    end.flatMap { bytes in
                        Result {
                            try decodeJSON(Part.Result.self, from: bytes, code: "bad_result", what: "the part's result")
                        }
                        .mapError { TaskError($0) }
                    }
                )
            }
        }
        return results
    }

    private func lots(of parts: [MapRequest.Part]) -> [[MapRequest.Part]] {
        var lots: [[MapRequest.Part]] = []
        var size = 0
        for part in parts {
            if lots.isEmpty || lots[lots.count - 1].count == 1024 || size + part.input.count > 8 << 20 {
                lots.append([])
                size = 0
            }
            lots[lots.count - 1].append(part)
            size += part.input.count
        }
        return lots
    }
}
