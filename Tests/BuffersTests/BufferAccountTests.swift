// SPDX-License-Identifier: Apache-2.0
import Buffers
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BufferAccountTests {
    @Test func buffersAreFoundByNumbersThatAreNeverUsedTwice() throws {
        let account = BufferAccount()
        let other = BufferAccount()
        let first = try account.create(size: 10)
        let second = try account.create(size: 20)
        #expect(first.number != second.number)
        #expect(account.file(first.number)?.size == 10)
        #expect(other.file(first.number) == nil)
        #expect(account.release(first.number))
        #expect(!account.release(first.number))
        #expect(account.file(first.number) == nil)
        let third = try account.create(size: 1)
        #expect(third.number != first.number && third.number != second.number)
    }

    @Test func bytesAreCounted() throws {
        let account = BufferAccount()
        let room = account.room
        let (number, _) = try account.create(size: UInt64(BufferAccount.byteLimit))
        #expect(account.room == 0)
        #expect(throws: BufferError.self) { try account.create(size: 1) }
        let file = try MemoryFile.holding([1])
        let error = #expect(throws: BufferError.self) { try account.keep(file) }
        #expect(error?.isTooLarge == true)
        account.release(number)
        #expect(account.room == room)
        #expect(throws: BufferError.self) { try account.create(size: UInt64(room) + 1) }
        #expect(throws: BufferError.self) { try account.create(size: .max) }
        #expect(throws: BufferError.self) { try account.create(size: 0) }
    }

    @Test func buffersAreCounted() throws {
        let account = BufferAccount()
        for _ in 0..<BufferAccount.countLimit { _ = try account.create(size: 1) }
        #expect(throws: BufferError.self) { try account.create(size: 1) }
    }

    /// What a run made is gone with it; what another run lent is not.
    @Test func closingGivesBackWhatIsItsOwn() throws {
        let account = BufferAccount()
        let own = try MemoryFile.holding([1])
        let lent = try MemoryFile.holding([2])
        _ = try account.keep(own)
        _ = try account.keep(lent, isOwn: false)
        account.close()
        #expect(try own.bytes() == [0])
        #expect(try lent.bytes() == [2])
        #expect(throws: BufferError.self) { try account.create(size: 1) }
        let late = try MemoryFile.holding([3])
        #expect(throws: BufferError.self) { try account.keep(late) }
        #expect(try late.bytes() == [0])
    }
}
