// SPDX-License-Identifier: Apache-2.0
import TaskABI
import Testing

@testable import TaskKit

/// The handshake: a host and a module that do not fit find out before anything runs.
@Suite(.timeLimit(.minutes(1)))
struct EntryTests {
    private func enter(_ host: TestHost, size: Int = MemoryLayout<mortise_module>.size) throws -> (
        status: mortise_status, module: mortise_module
    ) {
        var entered = mortise_module()
        entered.struct_size = UInt32(size)
        let enter = try BuiltModule.entry()
        let status = enter(host.host, &entered)
        return (status, entered)
    }

    @Test func aFittingHostIsEntered() throws {
        let host = TestHost()
        let (status, entered) = try enter(host)
        #expect(status == MORTISE_OK)
        #expect(entered.abi == MORTISE_ABI_VERSION)
        #expect(entered.name.copy == "summarize")
        #expect(entered.version.copy == "1.1.0")
        try host.load()
        #expect(host.taskNames == ["post_summary"])
        #expect(host.capabilities == [1])
    }

    @Test func nothingIsTouchedUnderAWrongMagic() throws {
        let host = TestHost()
        host.host.pointee.magic ^= 1
        let (status, entered) = try enter(host)
        #expect(status == MORTISE_REFUSED)
        #expect(entered.abi == 0)
        #expect(entered.name.bytes == nil)
        #expect(entered.refusal.bytes == nil)
    }

    @Test(arguments: [(0x0000_000A, 0x0000_000A), (1, 8), (0x0001_0000, 0x0001_0003), (8, 2)] as [(UInt32, UInt32)])
    func aRefusalNamesBothSides(_ minimum: UInt32, _ maximum: UInt32) throws {
        let host = TestHost()
        host.host.pointee.abi_minimum = minimum
        host.host.pointee.abi_maximum = maximum
        let (status, entered) = try enter(host)
        #expect(status == MORTISE_REFUSED)
        let refusal = entered.refusal.copy ?? ""
        #expect(refusal.contains("summarize 1.1.0 speaks TaskABI 0.9"), "\(refusal)")
        #expect(
            refusal.contains("\(minimum >> 16).\(minimum & 0xFFFF) to \(maximum >> 16).\(maximum & 0xFFFF)"),
            "\(refusal)"
        )
    }

    @Test(arguments: [(0, UInt32.max), (9, 9), (1, 9), (9, 12)] as [(UInt32, UInt32)])
    func everyRangeWithThisVersionIsTaken(_ minimum: UInt32, _ maximum: UInt32) throws {
        let host = TestHost()
        host.host.pointee.abi_minimum = minimum
        host.host.pointee.abi_maximum = maximum
        #expect(try enter(host).status == MORTISE_OK)
    }

    @Test func aHostWithoutTheJobServiceIsRefusedByName() throws {
        let (status, entered) = try enter(TestHost(services: [MORTISE_LOG_SERVICE]))
        #expect(status == MORTISE_REFUSED)
        #expect(entered.refusal.copy?.contains(MORTISE_JOB_SERVICE) == true)
    }

    @Test func aStructThatIsTooSmallIsRefused() throws {
        let host = TestHost()
        #expect(try enter(host, size: MemoryLayout<mortise_module>.size - 1).status == MORTISE_REFUSED)
        host.host.pointee.struct_size -= 1
        #expect(try enter(host).status == MORTISE_REFUSED)
    }

    private struct Secret: AITask {
        struct Input: Decodable, Sendable { var children: [Input] }
        struct Result: Encodable, Sendable { var text: String }
        static let name = "secret"
        static let version = "1.0.0"
        func run(_ input: Input, in context: TaskContext) async throws -> Result { Result(text: "") }
    }

    @Test func aTaskWithoutASchemaIsRefusedByName() {
        var entered = mortise_module()
        entered.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let module = TaskModule(name: "test", version: "0.0.1", tasks: [Secret()])
        #expect(module.enter(TestHost().host, &entered) == MORTISE_REFUSED)
        let refusal = entered.refusal.copy ?? ""
        #expect(refusal.contains("test 0.0.1: task `secret`"), "\(refusal)")
        #expect(refusal.contains("contains itself"), "\(refusal)")
        #expect(entered.name.bytes == nil)
    }

    private struct Told: BlockingTask {
        struct Input: Decodable, Sendable { var page: Int }
        struct Result: Codable, Sendable { var text: String? }
        static let name = "told"
        static let version = "2.1.0"
        static let capabilities: Set<Capability> = [.fetch, .map]
        static let isPart = true
        static let isCacheable = true
        static let defaultDeadline: Duration? = .milliseconds(1500)
        static let defaultAttempts: Int? = 2
        static let concurrency: Int? = 4
        func run(_ input: Input, in context: BlockingContext) throws -> Result { Result(text: nil) }
    }

    @Test func whatATaskSaysOfItselfIsRegistered() throws {
        let host = TestHost()
        try host.load(Told())
        let type = try host.type("told")
        #expect(type.execution == MORTISE_EXECUTION_BLOCKING)
        #expect(type.version.copy == "2.1.0")
        #expect(type.capabilities == 1 << 2 | 1 << 5)
        #expect(type.flags == 3)
        #expect(type.default_deadline_ms == 1500)
        #expect(type.default_attempts == 2)
        #expect(type.concurrency == 4)
        #expect(
            type.input_schema.copy
                == #"{"type":"object","required":["page"],"properties":{"page":{"type":"integer"}}}"#
        )
        #expect(type.result_schema.copy == #"{"type":"object","properties":{"text":{"type":["string","null"]}}}"#)
    }

    /// A service whose table is too short for what 0.9 calls is as good as none.
    @Test func aTableOfAnOlderHostIsNotUsed() throws {
        let host = TestHost()
        let find = try #require(host.host.pointee.find_service)
        let table = lending([MORTISE_JOB_SERVICE]) { find(host.host.pointee.host_context, $0[0]) }
        let size = try #require(UnsafeMutableRawPointer(mutating: table))
        size.storeBytes(of: UInt32(MemoryLayout<mortise_job_service>.size - 8), as: UInt32.self)
        let (status, entered) = try enter(host)
        #expect(status == MORTISE_REFUSED)
        #expect(entered.refusal.copy?.contains(MORTISE_JOB_SERVICE) == true)
    }

    @Test func nothingAtAllIsRefused() throws {
        let enter = try BuiltModule.entry()
        #expect(enter(nil, nil) == MORTISE_REFUSED)
        #expect(enter(TestHost().host, nil) == MORTISE_REFUSED)
    }
}
