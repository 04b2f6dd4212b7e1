// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The system's words for an errno.
enum SystemText {
    static func of(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            buffer.initialize(repeating: 0)
            // The XSI form fills the buffer and ends it with NUL; an unknown number gets words too.
            guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count - 1) == 0 else {
                return "errno \(code)"
            }
            return String(cString: base)
        }
    }
}
