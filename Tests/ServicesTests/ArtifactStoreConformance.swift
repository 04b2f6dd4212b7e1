// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Services
import Signing
import Testing

/// What `ArtifactStore` promises, for every engine.
@Suite(.timeLimit(.minutes(2)))
struct ArtifactStoreConformance {
    struct Engine: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let open: @Sendable (_ folder: String) async throws -> any ArtifactStore

        /// Without moto, the bucket is left out; `S3ArtifactTests` says so.
        static let all = ObjectStorage.isInstalled ? [local, bucket] : [local]
        static let bucket = Engine(testDescription: "bucket") { folder in
            StoresBySite(
                bucket: try await ObjectStorage.bucket(ofFolder: folder),
                port: try await ObjectStorage.port
            )
        }
        static let local = Engine(testDescription: "local folder") { folder in
            try await LocalArtifactStore.open(folder + "/artifacts", threads: try DiskThreads(count: 2))
        }
    }

    private func key(_ text: String) throws -> ArtifactKey { try #require(ArtifactKey(text)) }
    private func site(_ name: String = "blog") throws -> SiteID { try #require(SiteID(name)) }

    private func bytes(_ store: any ArtifactStore, _ key: String, _ site: String = "blog") async throws -> [UInt8]? {
        try await store.read(try self.key(key), site: try self.site(site), limit: 1 << 24)?.1.bytes()
    }

    @Test(arguments: Engine.all, [0, 1, 1_000_000])
    func whatIsPutIsReadBack(_ engine: Engine, _ size: Int) async throws {
        try await withFolder { folder in
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let store = try await engine.open(folder)
            let stored = try await store.put(
                .bytes(content),
                key: try key("processed/job-1/text.txt"),
                mediaType: "text/plain",
                site: try site()
            )
            #expect(stored.size == size && stored.key.text == "processed/job-1/text.txt")
            #expect(stored.sha256 == hexadecimal(sha256(content)))
            // By another host too.
            let again = try await engine.open(folder)
            let found = try #require(try await again.read(stored.key, site: try site(), limit: size))
            #expect(try found.1.bytes() == content)
            #expect(found.0.sha256 == stored.sha256 && found.0.size == size)
            #expect(["text/plain", "application/octet-stream"].contains(found.0.mediaType))
        }
    }

    @Test(arguments: Engine.all)
    func aBuffersBeginningIsKept(_ engine: Engine) async throws {
        try await withFolder { folder in
            let store = try await engine.open(folder)
            let file = try MemoryFile.holding([UInt8](repeating: 5, count: 600_000))
            for length in [0, 1, 300_000, 600_000] {
                let stored = try await store.put(
                    .file(file, length: length),
                    key: try key("k"),
                    mediaType: "a/b",
                    site: try site()
                )
                #expect(stored.size == length)
                #expect(try await bytes(store, "k") == [UInt8](repeating: 5, count: length))
            }
        }
    }

    @Test(arguments: Engine.all)
    func anotherSitesAndAnotherKeysAreApart(_ engine: Engine) async throws {
        try await withFolder { folder in
            let store = try await engine.open(folder)
            for (number, name) in ["blog", "news"].enumerated() {
                for (index, text) in ["a", "b/a", "b/c.txt", "..a", "a..", "-", ".x"].enumerated() {
                    _ = try await store.put(
                        .bytes([UInt8(number), UInt8(index)]),
                        key: try key(text),
                        mediaType: "a/b",
                        site: try site(name)
                    )
                }
            }
            #expect(try await bytes(store, "b/c.txt", "news") == [1, 2])
            #expect(try await bytes(store, "b/c.txt", "blog") == [0, 2])
            #expect(try await bytes(store, "..a", "blog") == [0, 3])
            #expect(try await bytes(store, "b/d", "blog") == nil)
            #expect(try await bytes(store, "b", "blog") == nil)
            #expect(try await bytes(store, "a/b/c", "blog") == nil)
            #expect(try await bytes(store, "a", "other") == nil)
        }
    }

    @Test(arguments: Engine.all)
    func aNewValueReplacesTheOldOne(_ engine: Engine) async throws {
        try await withFolder { folder in
            let store = try await engine.open(folder)
            for value in [[1, 2, 3], [4], []] as [[UInt8]] {
                _ = try await store.put(.bytes(value), key: try key("a/b"), mediaType: "a/b", site: try site())
                #expect(try await bytes(store, "a/b") == value)
            }
        }
    }

    @Test(arguments: Engine.all)
    func manyAtOnceAreAllKept(_ engine: Engine) async throws {
        try await withFolder { folder in
            let store = try await engine.open(folder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        _ = try await store.put(
                            .bytes([UInt8](repeating: UInt8(number), count: 5_000)),
                            key: try key("deep/\(number % 7)/\(number)"),
                            mediaType: "a/b",
                            site: try site()
                        )
                    }
                }
                try await group.waitForAll()
            }
            for number in 0..<100 {
                #expect(
                    try await bytes(store, "deep/\(number % 7)/\(number)")
                        == [UInt8](repeating: UInt8(number), count: 5_000)
                )
            }
        }
    }

    @Test(arguments: Engine.all)
    func moreThanWantedIsNotRead(_ engine: Engine) async throws {
        try await withFolder { folder in
            let store = try await engine.open(folder)
            _ = try await store.put(.bytes([1, 2, 3]), key: try key("k"), mediaType: "a/b", site: try site())
            let error = await #expect(throws: ArtifactError.self) {
                try await store.read(try key("k"), site: try site(), limit: 2)
            }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "a/.", "./a", "a b", "ä", "a\\b", "a\u{0}b", "a%2e", "~",
        "a\nb", String(repeating: "a", count: 256), String(repeating: "a/", count: 256) + "b",
    ])
    func keysThatCouldLeadElsewhereAreNone(_ text: String) { #expect(ArtifactKey(text) == nil) }

    @Test(arguments: ["a", "a/b", "A.z_9-", "...", "a/..b/c..", String(repeating: "a/", count: 255) + "ab"])
    func othersAreKeys(_ text: String) { #expect(ArtifactKey(text)?.text == text) }
}
