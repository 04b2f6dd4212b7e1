// SPDX-License-Identifier: Apache-2.0

/// What a module process says to the host. The host believes nothing in it but its form.
public enum ModuleMessage: Sendable, Hashable {
    /// First and once, before the module's first instruction: the process is confined. `tier` is what it tested of
    /// itself; the notes say in a sentence each what was reached and what was not.
    case sealed(tier: UInt8, notes: [String])
    /// Second and once: loaded and registered. From here on it is the module's word.
    case ready(ModuleHello)
    /// Instead of `ready`: why this process will not run jobs.
    case refused(reason: String)
    case finished(token: UInt64, JobEnd)
    case complete(call: UInt64, token: UInt64, CompletionCall)
    /// A log line of the module; token 0 belongs to no job. Levels 0 debug to 3 error.
    case log(token: UInt64, level: UInt8, line: String)
    /// The process host caught the module breaking the contract: a second end of a job, a forged token.
    case fault(line: String)
}

/// What a module is.
public struct ModuleHello: Sendable, Hashable {
    public struct TaskType: Sendable, Hashable {
        public var name: String
        public var version: String
        public var inputSchema: String
        public var resultSchema: String
        public var capabilities: UInt64

        public init(name: String, version: String, inputSchema: String, resultSchema: String, capabilities: UInt64) {
            self.name = name
            self.version = version
            self.inputSchema = inputSchema
            self.resultSchema = resultSchema
            self.capabilities = capabilities
        }
    }
    public var name: String
    public var version: String
    public var abi: UInt32
    public var taskTypes: [TaskType]

    public init(
        name: String,
        version: String,
        abi: UInt32,
        taskTypes: [TaskType]
    ) {
        self.name = name
        self.version = version
        self.abi = abi
        self.taskTypes = taskTypes
    }
}

/// How a job ended in its module.
public enum JobEnd: Sendable, Hashable {
    /// One JSON object; not yet checked.
    case succeeded(result: [UInt8])
    case failed(WireError)
}

/// A model call as a module makes it. Roles 0 system, 1 user, 2 assistant; kinds 0 instruction, 1 document.
public struct CompletionCall: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public var role: UInt8
        public var kind: UInt8
        public var label: String
        public var text: String

        public init(role: UInt8, kind: UInt8, label: String, text: String) {
            self.role = role
            self.kind = kind
            self.label = label
            self.text = text
        }
    }
    public var parts: [Part]
    /// Empty: the site's.
    public var model: String
    /// Thousandths; negative: the provider's own.
    public var temperature: Int32
    /// 0: the provider's own.
    public var maximumOutputTokens: UInt32
    /// 0: not said.
    public var targetWords: UInt32

    public init(
        parts: [Part],
        model: String,
        temperature: Int32,
        maximumOutputTokens: UInt32,
        targetWords: UInt32
    ) {
        self.parts = parts
        self.model = model
        self.temperature = temperature
        self.maximumOutputTokens = maximumOutputTokens
        self.targetWords = targetWords
    }
}
