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
    /// A call to a host service; its answer bears the number.
    case call(number: UInt64, token: UInt64, ServiceCall)
    /// How far a job is; a total of 0 is not known.
    case progress(token: UInt64, done: UInt64, total: UInt64, note: String)
    /// Text to add to what can be read of the job while it runs.
    case partial(token: UInt64, text: String)
    /// An answer of `complete` that is of no use.
    case reject(token: UInt64, answer: UInt64, reason: String)
    /// A buffer is given back before its job ends.
    case release(token: UInt64, buffer: UInt64)
    /// A log line of the module; token 0 belongs to no job. Levels 0 debug to 3 error.
    case log(token: UInt64, level: UInt8, line: String)
    /// The process host caught the module breaking the contract: a second end of a job, a forged token.
    case fault(line: String)
    /// Answers `fork`: the new process's pid, or 0 and why there is none.
    case forked(pid: UInt32, reason: String)
}

/// What a module is.
public struct ModuleHello: Sendable, Hashable {
    public struct TaskType: Sendable, Hashable {
        public var name: String
        public var version: String
        public var inputSchema: String
        public var resultSchema: String
        public var capabilities: UInt64
        /// 1 async, 2 blocking.
        public var execution: UInt8
        /// The bits of MORTISE_TASK_*.
        public var flags: UInt64
        /// Milliseconds; 0: the host's.
        public var defaultDeadline: UInt64
        /// 0: the host's.
        public var defaultAttempts: UInt32
        /// Jobs at once in one process; 0: the host's.
        public var concurrency: UInt32

        public init(
            name: String,
            version: String,
            inputSchema: String,
            resultSchema: String,
            capabilities: UInt64,
            execution: UInt8 = 1,
            flags: UInt64 = 0,
            defaultDeadline: UInt64 = 0,
            defaultAttempts: UInt32 = 0,
            concurrency: UInt32 = 0
        ) {
            self.name = name
            self.version = version
            self.inputSchema = inputSchema
            self.resultSchema = resultSchema
            self.capabilities = capabilities
            self.execution = execution
            self.flags = flags
            self.defaultDeadline = defaultDeadline
            self.defaultAttempts = defaultAttempts
            self.concurrency = concurrency
        }

        public var isBlocking: Bool { execution == 2 }
        /// Only a `map` may run it.
        public var isPart: Bool { flags & 1 != 0 }
        public var isCacheable: Bool { flags & 2 != 0 }
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

/// How a job, or a part of one, ended in its module.
public enum JobEnd: Sendable, Hashable {
    /// One JSON object; not yet checked.
    case succeeded(result: [UInt8])
    case failed(WireError)
}
