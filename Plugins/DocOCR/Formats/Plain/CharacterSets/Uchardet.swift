// SPDX-License-Identifier: Apache-2.0
import CUchardet

/// What Mozilla's detector takes bytes for. C types stop here.
enum Uchardet {
    /// The name of a character set; nil: it has no idea, or no memory.
    static func name(for bytes: [UInt8]) -> String? {
        guard let detector = uchardet_new() else { return nil }
        defer { uchardet_delete(detector) }
        let status = bytes.withUnsafeBytes { raw in
            uchardet_handle_data(detector, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
        }
        guard status == 0 else { return nil }
        uchardet_data_end(detector)
        // The detector owns the text until it is deleted.
        guard let text = uchardet_get_charset(detector) else { return nil }
        let name = String(cString: text)
        return name.isEmpty ? nil : name
    }
}
