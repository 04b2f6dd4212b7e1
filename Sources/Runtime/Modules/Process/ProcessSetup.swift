// SPDX-License-Identifier: Apache-2.0

/// What every process of a pool is held to.
struct ProcessSetup: Sendable {
    let image: ModuleImage
    let generation: Int64
    /// What the module's file says it is; its registration must say the same. Nil: not compared.
    var manifest: ModuleManifest?
    /// Seconds from start to the module's first word.
    var startLimit = 10.0
    /// Jobs after which a process is replaced; 0: never for that.
    var jobLimit = 0
    var limits = ProcessLimits()
    /// For a worker that a template forked: what the template said of its confinement, which is what counts.
    var templateSeal: (tier: Int, notes: [String])?
    /// Looks at what it takes; nil: nobody does.
    var watch: ProcessWatch?
}

/// Bounds what a module says and prints before it is ready: by then it has nothing to say but that.
struct EarlyWords {
    static let messageLimit = 1_000
    static let outputLimit = 1 << 20

    private var messages = 0
    private var output = 0

    /// Why the process is to be ended; nil: go on.
    mutating func message() -> String? {
        messages += 1
        return messages > Self.messageLimit
            ? "it sent more than \(Self.messageLimit) messages before it was ready" : nil
    }

    mutating func printed(_ bytes: Int) -> String? {
        output += bytes
        return output > Self.outputLimit
            ? "it printed more than \(Self.outputLimit >> 20) MiB before it was ready" : nil
    }
}
