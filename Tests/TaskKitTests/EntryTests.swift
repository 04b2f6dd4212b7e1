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
        #expect(entered.name.string == "summarize")
        #expect(entered.version.string == "1.0.0")
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
        let refusal = entered.refusal.string ?? ""
        #expect(refusal.contains("summarize 1.0.0 speaks TaskABI 0.9"), "\(refusal)")
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
        #expect(entered.refusal.string?.contains(MORTISE_JOB_SERVICE) == true)
    }

    @Test func aStructThatIsTooSmallIsRefused() throws {
        let host = TestHost()
        #expect(try enter(host, size: MemoryLayout<mortise_module>.size - 1).status == MORTISE_REFUSED)
        host.host.pointee.struct_size -= 1
        #expect(try enter(host).status == MORTISE_REFUSED)
    }

    @Test func nothingAtAllIsRefused() throws {
        let enter = try BuiltModule.entry()
        #expect(enter(nil, nil) == MORTISE_REFUSED)
        #expect(enter(TestHost().host, nil) == MORTISE_REFUSED)
    }
}
