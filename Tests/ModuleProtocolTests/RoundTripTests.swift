// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RoundTripTests {
    @Test(arguments: Messages.fromHost.indices)
    func hostMessagesComeBackAsTheyWent(_ index: Int) throws {
        let message = Messages.fromHost[index]
        let found = try frames(message.encoded())
        try #require(found.count == 1)
        let isSame = try HostMessage(found[0]) == message
        #expect(isSame)
    }

    @Test(arguments: Messages.fromModule.indices)
    func moduleMessagesComeBackAsTheyWent(_ index: Int) throws {
        let message = Messages.fromModule[index]
        let found = try frames(message.encoded())
        try #require(found.count == 1)
        let isSame = try ModuleMessage(found[0]) == message
        #expect(isSame)
    }

    /// The bytes themselves are the contract between two programs: little-endian, length without itself.
    @Test func cancelIsThirteenBytes() {
        #expect(HostMessage.cancel(token: 0x0102_0304_0506_0708).encoded() == [9, 0, 0, 0, 2, 8, 7, 6, 5, 4, 3, 2, 1])
    }

    @Test func theLargestDocumentFits() throws {
        let message = ModuleMessage.finished(
            token: 1,
            .succeeded(result: [UInt8](repeating: 0x20, count: FrameLimits.document))
        )
        let isSame = try ModuleMessage(try #require(try frames(message.encoded()).first)) == message
        #expect(isSame)
    }
}
