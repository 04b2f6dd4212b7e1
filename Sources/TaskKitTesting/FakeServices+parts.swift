// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import TaskKit

extension FakeServices {
    /// Runs the parts of every `map` by this task, one after the other, with these services.
    public func runParts<Part: AITask>(with task: Part) {
        maps.always { [unowned self] request in
            var results: [Result<[UInt8], TaskError>] = []
            for (index, part) in request.parts.enumerated() {
                do {
                    let input = try JSONDecoder().decode(Part.Input.self, from: Data(part.input))
                    let place = JobPart(index: index, count: request.parts.count)
                    let context = TaskContext(jobID: "part", part: place, buffer: part.buffer, services: self)
                    let result = try await task.run(input, in: context)
                    results.append(.success(Array(try JSONEncoder().encode(result))))
                } catch {
                    results.append(.failure(TaskError(error)))
                }
            }
            return results
        }
    }

    /// As above, for a blocking task.
    public func runParts<Part: BlockingTask>(with task: Part) {
        maps.always { [unowned self] request in
            request.parts.enumerated().map { index, part in
                Result {
                    let input = try JSONDecoder().decode(Part.Input.self, from: Data(part.input))
                    let place = JobPart(index: index, count: request.parts.count)
                    let context = TaskContext(jobID: "part", part: place, buffer: part.buffer, services: self)
                    return Array(try JSONEncoder().encode(try task.run(input, in: BlockingContext(context))))
                }
                .mapError { TaskError($0) }
            }
        }
    }
}
