// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import Services
import Testing

/// What is true of the local folder alone.
@Suite(.timeLimit(.minutes(1)))
struct LocalArtifactTests {
    private func key(_ text: String) throws -> ArtifactKey { try #require(ArtifactKey(text)) }
    private func site() throws -> SiteID { try #require(SiteID("blog")) }

    @Test func artifactsArePlainFilesOfTheirOwnerAlone() async throws {
        try await withFolder { folder in
            let store = try await LocalArtifactStore.open(folder + "/a", threads: try DiskThreads(count: 1))
            _ = try await store.put(.bytes([1, 2]), key: try key("x/y.txt"), mediaType: "a/b", site: try site())
            #expect(files(in: folder) == ["a/blog/x/y.txt"])
            let facts = try FileManager.default.attributesOfItem(atPath: folder + "/a/blog/x/y.txt")
            #expect(facts[.posixPermissions] as? Int == 0o600)
            let above = try FileManager.default.attributesOfItem(atPath: folder + "/a/blog/x")
            #expect(above[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func whatADeadHostLeftHalfWrittenIsRemoved() async throws {
        try await withFolder { folder in
            let threads = try DiskThreads(count: 1)
            _ = try await LocalArtifactStore.open(folder + "/a", threads: threads)
            try Data([1]).write(to: URL(fileURLWithPath: folder + "/a.incoming/half"))
            _ = try await LocalArtifactStore.open(folder + "/a", threads: threads)
            #expect(files(in: folder).isEmpty)
        }
    }

    @Test func aKeyThatIsAnothersFolderIsAConflict() async throws {
        try await withFolder { folder in
            let store = try await LocalArtifactStore.open(folder + "/a", threads: try DiskThreads(count: 1))
            _ = try await store.put(.bytes([1]), key: try key("x"), mediaType: "a/b", site: try site())
            _ = try await store.put(.bytes([1]), key: try key("y/z"), mediaType: "a/b", site: try site())
            for text in ["x/y", "y"] {
                let error = await #expect(throws: ArtifactError.self) {
                    try await store.put(.bytes([2]), key: try key(text), mediaType: "a/b", site: try site())
                }
                #expect(error?.code == .conflict, "\(error?.message ?? "")")
            }
            #expect(files(in: folder) == ["a/blog/x", "a/blog/y/z"])
        }
    }

    @Test func aFolderThatCannotBeUsedIsNamed() async throws {
        let error = await #expect(throws: ArtifactError.self) {
            _ = try await LocalArtifactStore.open("/proc/nowhere/a", threads: try DiskThreads(count: 1))
        }
        #expect(error?.message.contains("/proc/nowhere") == true)
    }

    @Test func afterTheThreadsEndNothingHangs() async throws {
        try await withFolder { folder in
            let threads = try DiskThreads(count: 2)
            let store = try await LocalArtifactStore.open(folder + "/a", threads: threads)
            threads.close()
            let error = await #expect(throws: ArtifactError.self) {
                try await store.put(.bytes([1]), key: try key("x"), mediaType: "a/b", site: try site())
            }
            #expect(error?.code == .unavailable)
        }
    }

    /// Needs root: a device without room.
    @Test func aFullDeviceIsToldAndTheOldValueStays() async throws {
        try await withDevice(4) { folder in
            let store = try await LocalArtifactStore.open(folder + "/a", threads: try DiskThreads(count: 1))
            _ = try await store.put(.bytes([1, 2, 3]), key: try key("k"), mediaType: "a/b", site: try site())
            let large = try MemoryFile.holding([UInt8](repeating: 7, count: 6 << 20))
            let error = await #expect(throws: ArtifactError.self) {
                try await store.put(
                    .file(large, length: large.size),
                    key: try key("k"),
                    mediaType: "a/b",
                    site: try site()
                )
            }
            #expect(error?.code == .full)
            #expect(error?.message.contains(folder) == true)
            #expect(try await store.read(try key("k"), site: try site(), limit: 10)?.1.bytes() == [1, 2, 3])
            // Nothing half-written is left, and there is room again.
            #expect(files(in: folder) == ["a/blog/k"])
            _ = try await store.put(
                .file(large, length: 3 << 20),
                key: try key("k"),
                mediaType: "a/b",
                site: try site()
            )
        }
    }

    @Test func artifactsGoByAgeAndByNumber() async throws {
        try await withFolder { folder in
            let store = try await LocalArtifactStore.open(folder + "/a", threads: try DiskThreads(count: 2))
            func date(_ path: String, _ seconds: Double) throws {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: seconds)],
                    ofItemAtPath: folder + "/a/blog/" + path
                )
            }
            for (number, name) in ["x/1", "x/2", "y/z/3", "4"].enumerated() {
                _ = try await store.put(.bytes([1]), key: try key(name), mediaType: "a/b", site: try site())
                try date(name, Double(1_000 + number))
            }
            let other = try #require(SiteID("other"))
            _ = try await store.put(.bytes([1]), key: try key("5"), mediaType: "a/b", site: other)
            #expect(await store.removeOld(before: nil, keeping: nil) == 0)
            #expect(await store.removeOld(before: WallTime(seconds: 1_001), keeping: nil) == 1)
            #expect(files(in: folder) == ["a/blog/4", "a/blog/x/2", "a/blog/y/z/3", "a/other/5"])
            #expect(await store.removeOld(before: nil, keeping: 1) == 2)
            #expect(files(in: folder) == ["a/blog/4", "a/other/5"])
            // Folders that are empty go too, and can be made again.
            #expect(!FileManager.default.fileExists(atPath: folder + "/a/blog/y"))
            _ = try await store.put(.bytes([1]), key: try key("y/z/3"), mediaType: "a/b", site: try site())
        }
    }
}
