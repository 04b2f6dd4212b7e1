// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// Calls `body` with the end of a call that failed; its words are borrowed until it returns.
func withEnd(_ error: WireError, _ body: (mortise_end) -> Void) {
    withText(error.code) { code in
        withText(error.message) { message in
            body(
                mortise_end(
                    outcome: UInt32(error.outcome),
                    reserved: 0,
                    code: code,
                    message: message,
                    retry_after_ms: error.retryAfter
                )
            )
        }
    }
}

extension mortise_buffer {
    /// As the module sees a buffer of its job.
    init(_ buffer: WireBuffer, descriptor: Int32) {
        self.init(
            number: buffer.number,
            size: buffer.size,
            descriptor: descriptor,
            is_writable: buffer.isWritable ? 1 : 0
        )
    }
}

/// The size of a struct of the ABI, as it stands first in each.
func structSize<Struct>(_ type: Struct.Type) -> UInt32 { UInt32(MemoryLayout<Struct>.size) }
