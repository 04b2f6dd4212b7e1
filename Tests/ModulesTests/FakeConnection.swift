// SPDX-License-Identifier: Apache-2.0
import Buffers
import Glibc
import Locks
import ModuleProtocol
import Observability
import StandIns
import Testing
import Waiting

@testable import Modules

/// A connection without a process: the test says what the module says, and sees what the host sent.
final class FakeConnection: ModuleConnection {
    struct Sent: Sendable {
        var message: HostMessage
        /// What the descriptors that came with it refer to: inode and access mode.
        var files: [(inode: UInt64, isReadOnly: Bool)]
    }

    private struct State {
        var handler: (@Sendable (ModuleEvent) -> Void)?
        var sent: [Sent] = []
        var fault: String?
    }
    private let state = Lock(State())

    var pid: Int32? { -1 }
    var sent: [Sent] { state.withLock { $0.sent } }
    var fault: String? { state.withLock { $0.fault } }
    var answers: [UInt64: ServiceReply] {
        Dictionary(
            sent.compactMap { if case .answer(let call, let reply) = $0.message { (call, reply) } else { nil } },
            uniquingKeysWith: { first, _ in first }
        )
    }
    /// The token of the job that was started so manieth.
    func token(_ index: Int = 0) -> UInt64? {
        let tokens = sent.compactMap { sent -> UInt64? in
            if case .start(let job) = sent.message { job.token } else { nil }
        }
        return tokens.indices.contains(index) ? tokens[index] : nil
    }

    func start(_ handle: @escaping @Sendable (ModuleEvent) -> Void) throws(ModuleError) {
        state.withLock { $0.handler = handle }
        say(.sealed(tier: 3, notes: ["pretended"]))
        say(.ready(Self.hello))
    }

    func say(_ message: ModuleMessage) { event(.message(message)) }
    func event(_ event: ModuleEvent) { state.withLock { $0.handler }?(event) }

    func send(_ message: HostMessage, _ descriptors: [Descriptor]) {
        let files = descriptors.map { descriptor in
            var status = stat()
            fstat(descriptor.number, &status)
            let mode = fcntl(descriptor.number, F_GETFL) & O_ACCMODE
            return (inode: UInt64(status.st_ino), isReadOnly: mode == O_RDONLY)
        }
        state.withLock { $0.sent.append(Sent(message: message, files: files)) }
    }
    func hangUp() { end("hung up") }
    func end(because fault: String) { end(fault) }

    private func end(_ fault: String) {
        let isFirst = state.withLock { state in
            defer { state.fault = state.fault ?? fault }
            return state.fault == nil
        }
        if isFirst { event(.ended(.signalled(9), output: "", fault: fault)) }
    }

    static let hello = ModuleHello(
        name: "fake",
        version: "1",
        abi: 9,
        taskTypes: [
            .init(
                name: "post_summary",
                version: "1",
                inputSchema: "{}",
                resultSchema: "{}",
                capabilities: 1 | 1 << 4 | 1 << 5
            )
        ]
    )
}

/// The inode that a memory file has.
func inode(_ file: MemoryFile?) -> UInt64 {
    var status = stat()
    return fstat(file?.descriptor ?? -1, &status) == 0 ? UInt64(status.st_ino) : 0
}

/// A process over a fake connection, with the job that runs in it.
struct FakeRun {
    let connection = FakeConnection()
    let process: ModuleProcess
    let run: Task<ModuleRunEnd?, any Error>
    let token: UInt64

    init(_ services: any JobServices, lines: CollectedLines = CollectedLines(), buffer: MemoryFile? = nil) async throws
    {
        let image = ModuleImage(hash: "h", path: "/nowhere", origin: "fake.so")
        let process = try await ModuleProcess.start(
            connection,
            ProcessSetup(image: image, generation: 1),
            log: Logger(lines)
        )
        self.process = process
        run = Task {
            let job = try testJob("x").with(part: buffer == nil ? (0, 0) : (2, 5), buffer: buffer)
            return await process.run(job, services: services)
        }
        let connection = connection
        token = try await eventuallyToken(connection)
    }
}

private func eventuallyToken(_ connection: FakeConnection) async throws -> UInt64 {
    try await eventually("the job's start") { connection.token() }
}
