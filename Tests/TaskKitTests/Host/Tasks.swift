// SPDX-License-Identifier: Apache-2.0
import TaskKit

// Tasks that use every service, once awaiting and once blocking, with the same words: what one does, both do.

struct Page: Codable, Sendable {
    var number: Int
    var text: String?
}

struct ReadPage: AITask {
    struct Input: Codable, Sendable { var number: Int }
    typealias Result = Page
    static let name = "read_page"
    static let version = "1.0.0"
    static let isPart = true

    func run(_ input: Input, in context: TaskContext) async throws -> Page {
        let text = context.buffer.map {
            "\($0.size) bytes, \(context.part?.index ?? -1) of \(context.part?.count ?? -1)"
        }
        return Page(number: input.number, text: text)
    }
}

/// Which service a job is to try.
struct Wish: Decodable, Sendable {
    enum Service: String, Decodable, Sendable, CaseIterable {
        case complete, pieces, attachment, embed, fetch, storeText, storeBytes, cacheMiss, cacheHit, cachePut,
            cacheBuffer,
            map, mapMany, say, buffer
    }
    var service: Service
}

struct Told: Codable, Sendable { var told: String }

struct Awaiting: AITask {
    typealias Input = Wish
    typealias Result = Told
    static let name = "awaiting"
    static let version = "1.0.0"
    static let capabilities = Set(Capability.allCases)

    func run(_ input: Wish, in context: TaskContext) async throws -> Told {
        Told(told: try await tell(input, context))
    }
}

struct Blocking: BlockingTask {
    typealias Input = Wish
    typealias Result = Told
    static let name = "blocking"
    static let version = "1.0.0"
    static let capabilities = Set(Capability.allCases)

    func run(_ input: Wish, in context: BlockingContext) throws -> Told {
        let bytes = Array("0123456789".utf8)
        switch input.service {
        case .complete: return Told(told: try context.complete(Prompt([.instruction("Say.")])).text)
        case .pieces:
            return Told(told: try context.complete(Prompt([.instruction("Say.")])) { context.partial($0) }.text)
        case .embed:
            let vectors = try context.embed(["a", "b"], model: "m")
            return Told(told: "\(vectors.count) \(vectors.similarity(0, 1))")
        case .fetch:
            let page = try context.fetch(FetchRequest("https://a.example/", maximumBytes: 10, timeout: .seconds(2)))
            return Told(told: "\(page.mediaType) \(String(decoding: page.buffer.bytes, as: UTF8.self))")
        case .storeText:
            return Told(told: try context.store(.text("hello"), as: "a/b.txt", mediaType: "text/plain").key)
        case .storeBytes: return Told(told: "\(try context.store(.bytes(bytes), as: "a/b").size)")
        case .cacheMiss, .cacheHit: return Told(told: try context.cached("key", as: Page.self)?.text ?? "nothing")
        case .cachePut: return Told(told: "\(try context.cache(Page(number: 1, text: "x"), as: "key"))")
        case .cacheBuffer: return Told(told: "\(try context.cache(.bytes(bytes), as: "key"))")
        case .map, .mapMany:
            let count = input.service == .map ? 3 : 1030
            let pages = try context.map(ReadPage.self, (0..<count).map { ReadPage.Input(number: $0) })
            return Told(told: summary(of: pages))
        case .say:
            context.progress(1, of: 2, "half")
            context.partial("some")
            context.log(.warning, "a line")
            return Told(told: "said")
        case .attachment, .buffer: return try wait(for: input, context)
        }
    }

    private func wait(for input: Wish, _ context: BlockingContext) throws -> Told {
        try context.wait { Told(told: try await tell(input, $0)) }
    }
}

private func tell(_ input: Wish, _ context: TaskContext) async throws -> String {
    let bytes = Array("0123456789".utf8)
    switch input.service {
    case .complete: return try await context.complete(Prompt([.instruction("Say.")])).text
    case .pieces: return try await context.complete(Prompt([.instruction("Say.")])) { context.partial($0) }.text
    case .attachment:
        let picture = try await context.makeBuffer(size: 4)
        picture.withUnsafeMutableBytes { $0.copyBytes(from: [1, 2, 3, 4]) }
        let prompt = Prompt(
            [.instruction("What is it?"), .attachment(picture, mediaType: "image/png", name: "a.png")],
            answerSchema: "{}"
        )
        return try await context.complete(prompt).text
    case .embed:
        let vectors = try await context.embed(["a", "b"], model: "m")
        return "\(vectors.count) \(vectors.similarity(0, 1))"
    case .fetch:
        let page = try await context.fetch(FetchRequest("https://a.example/", maximumBytes: 10, timeout: .seconds(2)))
        return "\(page.mediaType) \(page.buffer.withBytes { $0.byteCount }) "
            + String(decoding: page.buffer.bytes, as: UTF8.self)
    case .storeText: return try await context.store(.text("hello"), as: "a/b.txt", mediaType: "text/plain").key
    case .storeBytes: return "\(try await context.store(.bytes(bytes), as: "a/b").size)"
    case .cacheMiss, .cacheHit: return try await context.cached("key", as: Page.self)?.text ?? "nothing"
    case .cachePut: return "\(try await context.cache(Page(number: 1, text: "x"), as: "key"))"
    case .cacheBuffer: return "\(try await context.cache(.bytes(bytes), as: "key"))"
    case .map, .mapMany:
        let count = input.service == .map ? 3 : 1030
        return summary(of: try await context.map(ReadPage.self, (0..<count).map { ReadPage.Input(number: $0) }))
    case .say:
        context.progress(1, of: 2, "half")
        context.partial("some")
        context.log(.warning, "a line")
        return "said"
    case .buffer:
        let buffer = try await context.makeBuffer(size: 3)
        return "\(buffer.size) \(buffer.bytes) \(buffer.isWritable)"
    }
}

private func summary(of pages: [Result<Page, TaskError>]) -> String {
    guard pages.count <= 3 else { return "\(pages.count) pages" }
    return pages.map { page in
        switch page {
        case .success(let page): "\(page.number)"
        case .failure(let error): "\(error.class).\(error.code)"
        }
    }
    .joined(separator: " ")
}
