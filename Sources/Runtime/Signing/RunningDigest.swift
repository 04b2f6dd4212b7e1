// SPDX-License-Identifier: Apache-2.0

/// SHA-256 of what comes piece by piece. Not shared between threads: whoever reads the pieces owns it.
public final class RunningDigest {
    private let state: DigestState

    public init() { state = DigestState() }

    /// Adds a piece.
    public func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

    /// Adds a piece.
    public func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { state.update($0) } }

    /// The 32 bytes of everything that was added. Nothing may be added afterwards.
    public func finish() -> [UInt8] { state.finish() }
}
