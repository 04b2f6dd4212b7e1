// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// Why a module's file did not become a running module: a sentence of the module's or of the host's.
public struct LoadError: Error, Sendable, CustomStringConvertible {
    /// At most 2,000 bytes.
    public let description: String

    init(_ description: String) { self.description = description.bounded(to: FrameLimits.sentence) }

    /// The module's own sentence, or the status it returned without one.
    init(refusal module: mortise_module, status: mortise_status) {
        let sentence = module.refusal.mended(limit: FrameLimits.sentence)
        self.init(sentence.isEmpty ? "the module refused to start (status \(status)) and gave no reason" : sentence)
    }
}
