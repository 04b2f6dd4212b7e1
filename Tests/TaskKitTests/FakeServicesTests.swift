// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TaskKit
import TaskKitTesting
import Testing
import Waiting

/// The fakes do what they promise to authors of tests.
@Suite(.timeLimit(.minutes(1)))
struct FakeServicesTests {
    private let fake = FakeServices()

    @Test func linesComeFirstThenWhatIsComputed() async throws {
        fake.completions.always { prompt in Completion(text: "\(prompt.parts.count) parts", model: "m") }
        fake.completions.then("first")
        let context = fake.context()
        #expect(try await context.complete(Prompt([])).text == "first")
        #expect(try await context.complete(Prompt([.instruction("a")])).text == "1 parts")
        #expect(fake.completions.requests.count == 2)
    }

    @Test func whatHasNoAnswerSaysSo() async {
        let error = await #expect(throws: TaskError.self) { try await fake.context().fetch("https://a.example/") }
        #expect(error?.code == "not_scripted")
        #expect(error?.message.contains("request 1 of `fetch`") == true)
    }

    @Test func theWholeOfAContextWorks() async throws {
        let text = Buffer(bytes: Array("a page".utf8))
        fake.fetches.then(Fetched(buffer: text, mediaType: "text/plain", url: "https://a.example/"))
        fake.embeddings.then(Embeddings(dimension: 2, values: [1, 0, 0, 1], model: "m"))
        fake.completions.then("one two")
        fake.runParts(with: ReadPage())
        let context = fake.context(settings: #"{"words":7}"#, deadline: .seconds(10))
        struct Settings: Decodable { var words: Int }
        #expect(try context.settings(as: Settings.self).words == 7)
        #expect(try await context.fetch("https://a.example/").buffer.bytes == Array("a page".utf8))
        #expect(try await context.embed(["a", "b"]).similarity(0, 1) == 0)
        let completion = try await context.complete(Prompt([.instruction("Say.")])) { context.partial($0) }
        completion.reject("too short")
        #expect(fake.partialText == "one two")
        #expect(fake.rejections == [FakeServices.Rejection(number: 1, reason: "too short")])
        let stored = try await context.store(.bytes(Array("abc".utf8)), as: "a/b", mediaType: "text/plain")
        #expect(stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(fake.artifacts["a/b"]?.text == "abc")
        #expect(try await context.cached("k", as: Page.self) == nil)
        try await context.cache(Page(number: 3), as: "k")
        #expect(try await context.cached("k", as: Page.self)?.number == 3)
        let pages = try await context.map(ReadPage.self, [ReadPage.Input(number: 5)], buffer: text)
        #expect(try pages.first?.get().text == "6 bytes, 0 of 1")
        context.progress(1, of: 3, "reading")
        context.log(.error, "a line")
        #expect(fake.progress == [JobProgress(done: 1, total: 3, note: "reading")])
        #expect(fake.lines == ["error a line"])
    }

    @Test func timePassesWhenTheTestSaysSo() async throws {
        let context = fake.context(deadline: .seconds(10))
        #expect(context.timeRemaining == .seconds(10))
        fake.advance(by: .seconds(4))
        #expect(context.timeRemaining == .seconds(6))
        try context.checkCancellation()
        fake.advance(by: .seconds(6))
        #expect(context.timeRemaining == .zero)
        #expect(throws: TaskError.cancelled) { try context.checkCancellation() }
        await #expect(throws: TaskError.cancelled) { try await context.complete(Prompt([])) }
    }

    @Test func aCallThatHangsEndsWithTheDeadline() async throws {
        fake.completions.thenHang()
        let context = fake.context(deadline: .seconds(10))
        let answer = Task { try await context.complete(Prompt([])) }
        try await eventually("the call") { !fake.completions.requests.isEmpty }
        fake.advance(by: .seconds(10))
        await #expect(throws: TaskError.cancelled) { try await answer.value }
    }

    /// On a thread of its own, which is blocked meanwhile.
    @Test func aBlockingCallThatHangsEndsWithTheJob() async throws {
        fake.completions.thenHang()
        let context = fake.blockingContext()
        let (errors, error) = AsyncStream<any Error>.makeStream()
        Thread.detachNewThread {
            do { _ = try context.complete(Prompt([])) } catch let failure { error.yield(failure) }
            error.finish()
        }
        try await eventually("the call") { !fake.completions.requests.isEmpty }
        fake.cancel()
        var seen: [TaskError] = []
        for await error in errors { seen.append(TaskError(error)) }
        #expect(seen == [.cancelled])
    }

    /// A blocking task's services run where they are waited for, and not on Swift's pool.
    @Test func aBlockingCallRunsOnItsOwnThread() async throws {
        fake.completions.always { _ in
            await Task.yield()
            return Completion(text: "\(pthread_self())", model: "m")
        }
        let context = fake.blockingContext()
        let (answers, answer) = AsyncStream<[String]>.makeStream()
        Thread.detachNewThread {
            let text = try? context.complete(Prompt([])).text
            answer.yield(["\(pthread_self())", text ?? ""])
            answer.finish()
        }
        for await threads in answers { #expect(Set(threads).count == 1) }
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 1000])
    func hashesHaveTheirLength(_ count: Int) async throws {
        let bytes = [UInt8](repeating: 97, count: count)
        let stored = try await fake.context().store(.bytes(bytes), as: "a")
        #expect(stored.sha256.count == 64)
        if count == 0 {
            #expect(stored.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        }
    }
}
