// SPDX-License-Identifier: Apache-2.0
import TaskABI

extension JobServices {
    func map(_ request: MapRequest) async throws -> [Result<[UInt8], TaskError>] {
        guard let table = calls.mapping, let call = table.pointee.map else { throw unsupported(MORTISE_MAP_SERVICE) }
        return try await self.call("map") { context in
            withTextBytes([Array(request.task.utf8)] + request.parts.map(\.input)) { texts in
                let parts = request.parts.enumerated().map { index, part in
                    mortise_map_part(input: texts[index + 1], buffer: part.buffer?.number ?? 0)
                }
                return parts.withUnsafeBufferPointer { parts in
                    var message = mortise_map_request()
                    message.struct_size = UInt32(MemoryLayout<mortise_map_request>.size)
                    message.part_count = UInt32(clamping: parts.count)
                    message.task_type = texts[0]
                    message.parts = parts.baseAddress
                    message.part_stride = UInt64(MemoryLayout<mortise_map_part>.stride)
                    message.part_deadline_ms = milliseconds(request.partDeadline)
                    message.concurrency = UInt32(clamping: request.concurrency ?? 0)
                    return call(table.pointee.host_context, token, &message, mapAnswered, context)
                }
            }
        }
    }
}

/// `mortise_map_callback`. [host-thread]
private func mapAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_map_answer>?) {
    Waiter<[Result<[UInt8], TaskError>]>.deliver(context, answer, \.end) { (answer, _) throws(TaskError) in
        // The host's step may be longer than what is known here, never shorter.
        guard answer.result_stride >= UInt64(MemoryLayout<mortise_map_result>.size) || answer.result_count == 0 else {
            throw TaskError(.permanent, code: "bad_answer", message: "the host's answer does not fit TaskABI 0.9")
        }
        guard let first = UnsafeRawPointer(answer.results) else { return [] }
        return (0..<Int(answer.result_count)).map { index in
            let result = (first + index * Int(answer.result_stride)).load(as: mortise_map_result.self)
            if let error = TaskError(result.end) { return .failure(error) }
            return .success(result.result.array)
        }
    }
}
