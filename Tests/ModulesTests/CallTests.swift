// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Locks
import ModuleProtocol
import Testing
import Waiting

@testable import Modules

/// What a module asks of the host, over a connection in the test's hands.
@Suite(.timeLimit(.minutes(1)))
struct CallTests {
    /// Records what it is told; answers as the test says.
    private final class Recording: JobServices {
        let buffers = BufferAccount()
        let words = Lock<[String]>([])
        let late = Lock<(@Sendable (String) -> Void)?>(nil)

        func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
            switch call {
            case .complete:
                pieces("one ")
                pieces(String(repeating: "é", count: 40_000))
                late.withLock { $0 = pieces }
                return HostReply(.completed(.summary("x")))
            case .cacheGet(let key):
                guard let file = try? MemoryFile.holding(Array("cached".utf8)), key != "lost",
                    let number = try? buffers.keep(file)
                else { return HostReply(.cached(CacheReply(isFound: true, buffer: lostBuffer))) }
                let buffer = WireBuffer(number: number, size: 6, isWritable: false)
                return HostReply(.cached(CacheReply(isFound: true, buffer: buffer)), file: file)
            default: return HostReply(.failed(WireError(outcome: 2, code: "unsupported", message: "")))
            }
        }
        private var lostBuffer: WireBuffer { WireBuffer(number: 1, size: 1, isWritable: false) }
        func progress(done: UInt64, total: UInt64, note: String) {
            words.withLock { $0.append("\(done)/\(total) \(note)") }
        }
        func partial(_ text: String) { words.withLock { $0.append("partial \(text)") } }
        func reject(answer: UInt64, reason: String) { words.withLock { $0.append("reject \(answer) \(reason)") } }
    }

    private func complete(wantsPieces: Bool) -> ServiceCall {
        .complete(
            CompletionCall(
                parts: [],
                model: "",
                temperature: -1,
                maximumOutputTokens: 0,
                targetWords: 0,
                wantsPieces: wantsPieces
            )
        )
    }

    @Test func aBufferIsMadeSharedForWritingAndGivenBack() async throws {
        let services = Recording()
        let fake = try await FakeRun(services)
        fake.connection.say(.call(number: 7, token: fake.token, .createBuffer(size: 5_000)))
        guard case .buffer(let buffer)? = fake.connection.answers[7] else {
            Issue.record("\(String(describing: fake.connection.answers[7]))")
            return
        }
        #expect(buffer.size == 5_000)
        #expect(buffer.isWritable)
        let file = try #require(services.buffers.file(buffer.number))
        let sent = try #require(fake.connection.sent.last)
        #expect(sent.files.map(\.inode) == [inode(file)])
        #expect(sent.files.map(\.isReadOnly) == [false])
        #expect(sent.message.descriptorCount == 1)
        fake.connection.say(.release(token: fake.token &+ 1, buffer: buffer.number))
        #expect(services.buffers.file(buffer.number) != nil)
        fake.connection.say(.release(token: fake.token, buffer: buffer.number))
        #expect(services.buffers.file(buffer.number) == nil)
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test(arguments: [0, UInt64.max, UInt64(BufferAccount.byteLimit) + 1])
    func aBufferBeyondTheLimitIsAnError(_ size: UInt64) async throws {
        let fake = try await FakeRun(Recording())
        fake.connection.say(.call(number: 7, token: fake.token, .createBuffer(size: size)))
        guard case .failed(let error)? = fake.connection.answers[7] else {
            Issue.record("\(String(describing: fake.connection.answers[7]))")
            return
        }
        #expect(error.code == "buffer_limit")
        #expect(error.outcome == 2)
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test func aReplysBufferCannotBeWrittenTo() async throws {
        let services = Recording()
        let fake = try await FakeRun(services)
        fake.connection.say(.call(number: 1, token: fake.token, .cacheGet(key: "k")))
        try await eventually("the answer") { fake.connection.answers[1] != nil }
        let sent = try #require(fake.connection.sent.last)
        #expect(sent.files.map(\.isReadOnly) == [true])
        guard case .answer(_, .cached(let reply)) = sent.message, let number = reply.buffer?.number else {
            Issue.record("\(sent.message)")
            return
        }
        #expect(sent.files.map(\.inode) == [inode(services.buffers.file(number))])
        // A reply that names a buffer without a file would shift every descriptor behind it.
        fake.connection.say(.call(number: 2, token: fake.token, .cacheGet(key: "lost")))
        try await eventually("the answer") { fake.connection.answers[2] != nil }
        guard case .failed(let error)? = fake.connection.answers[2] else {
            Issue.record("a buffer without a file was sent")
            return
        }
        #expect(error.code == "unavailable")
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test(arguments: [true, false])
    func piecesComeInOrderBeforeTheAnswerAndNeverAfter(_ wantsPieces: Bool) async throws {
        let services = Recording()
        let fake = try await FakeRun(services)
        fake.connection.say(.call(number: 9, token: fake.token, complete(wantsPieces: wantsPieces)))
        try await eventually("the answer") { fake.connection.answers[9] != nil }
        services.late.withLock { $0 }?("too late")
        let order = fake.connection.sent.compactMap { sent -> Int? in
            switch sent.message {
            case .delta(9, let piece): piece.utf8.count
            case .answer(9, _): 0
            default: nil
            }
        }
        // A piece of 80,000 bytes is cut between two characters to fit a frame.
        #expect(order == (wantsPieces ? [4, 65_536, 14_464, 0] : [0]))
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test func progressPartialAndRejectReachTheServices() async throws {
        let services = Recording()
        let fake = try await FakeRun(services)
        for number in 0...20 {
            fake.connection.say(.progress(token: fake.token, done: UInt64(number), total: 20, note: "n"))
        }
        fake.connection.say(.partial(token: fake.token, text: "text"))
        fake.connection.say(.reject(token: fake.token, answer: 3, reason: "bad"))
        for stranger: ModuleMessage in [
            .progress(token: 1, done: 1, total: 1, note: ""), .partial(token: 1, text: ""),
            .reject(token: 1, answer: 1, reason: ""), .release(token: 1, buffer: 1),
        ] {
            fake.connection.say(stranger)
        }
        try await eventually("the last report") { services.words.withLock { $0.last } == "20/20 n" }
        #expect(services.words.withLock { $0 } == ["0/20 n", "partial text", "reject 3 bad", "20/20 n"])
        #expect(fake.connection.fault == nil)
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test func whatWasNotDeclaredIsRefused() async throws {
        let fake = try await FakeRun(Recording())
        fake.connection.say(.call(number: 1, token: fake.token, .embed(EmbedCall(texts: [], model: ""))))
        fake.connection.say(.call(number: 2, token: 12, .createBuffer(size: 1)))
        guard case .failed(let undeclared)? = fake.connection.answers[1],
            case .failed(let forged)? = fake.connection.answers[2]
        else {
            Issue.record("\(fake.connection.answers)")
            return
        }
        #expect(undeclared.code == "not_permitted")
        #expect(forged.outcome == 3)
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test func aPartReadsTheBufferItWasLentAndMayNotMap() async throws {
        let owner = BufferAccount()
        let file = try MemoryFile.holding(Array("page".utf8))
        let number = try owner.keep(file)
        let fake = try await FakeRun(Recording(), buffer: file)
        let sent = try #require(fake.connection.sent.first)
        guard case .start(let start) = sent.message else {
            Issue.record("\(sent.message)")
            return
        }
        #expect(start.partIndex == 2)
        #expect(start.partCount == 5)
        #expect(start.buffer?.size == 4)
        #expect(start.buffer?.isWritable == false)
        #expect(sent.files.map(\.inode) == [inode(file)])
        #expect(sent.files.map(\.isReadOnly) == [true])
        let map = MapCall(taskType: "post_summary", parts: [], partDeadline: 0, concurrency: 0)
        fake.connection.say(.call(number: 1, token: fake.token, .map(map)))
        guard case .failed(let error)? = fake.connection.answers[1] else {
            Issue.record("a part mapped")
            return
        }
        #expect(error.code == "not_permitted")
        // What it was lent is not its own to give back.
        fake.connection.say(.release(token: fake.token, buffer: start.buffer?.number ?? 0))
        #expect(try owner.file(number)?.bytes() == Array("page".utf8))
        fake.process.close()
        _ = try await fake.run.value
    }

    @Test func aForkThatNobodyAskedForEndsTheProcess() async throws {
        let fake = try await FakeRun(Recording())
        fake.connection.say(.forked(pid: 1, reason: ""))
        #expect(fake.connection.fault?.contains("forked") == true)
        _ = try await fake.run.value
    }
}
