// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

extension JobTable.Entry {
    /// A value that goes to the host, from the two ways in which a module may give it.
    /// - Returns: nil when it gives both, text beyond 8 MiB or no UTF-8, or a buffer that is not the job's or not so
    ///   long.
    func content(text: mortise_text, buffer: UInt64, length: UInt64) -> Content? {
        guard buffer != 0 else {
            guard let text = text.string(limit: FrameLimits.request) else { return nil }
            return .bytes(Array(text.utf8))
        }
        guard text.length == 0, let size = buffers[buffer]?.size, length <= size else { return nil }
        return .buffer(number: buffer, length: length)
    }
}
