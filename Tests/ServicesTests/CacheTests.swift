// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import Observability
import StandIns
import Testing

@testable import Services

@Suite(.timeLimit(.minutes(1)))
struct CacheTests {
    private let lines = CollectedLines()

    private func open(_ folder: String, megabytes: Int = 16, threads: Int = 2) async throws -> ResultCache {
        await ResultCache.open(
            folder + "/cache",
            siteLimit: megabytes << 20,
            threads: try DiskThreads(count: threads),
            log: Logger(lines)
        )
    }

    private func scope(_ site: String = "blog", _ type: String = "ocr") throws -> CacheScope {
        CacheScope(site: try #require(SiteID(site)), taskType: type)
    }

    private func bytes(_ value: ResultCache.Value?) throws -> [UInt8]? {
        switch value {
        case .bytes(let bytes)?: bytes
        case .file(let file)?: try file.bytes()
        case .tooLarge?, nil: nil
        }
    }

    @Test(arguments: [0, 1, 300_000])
    func aValueIsFoundAsItWasPut(_ size: Int) async throws {
        try await withFolder { folder in
            let value = [UInt8](repeating: 3, count: size)
            var cache = try await open(folder)
            #expect(await cache.get("k", try scope(), room: 1 << 20) == nil)
            #expect(await cache.put(.bytes(value), key: "k", try scope()))
            #expect(await cache.put(.file(try MemoryFile.holding(value), length: size), key: "f", try scope()))
            for _ in 0..<2 {
                guard case .bytes(let text)? = await cache.get("k", try scope(), room: 0) else {
                    Issue.record("text is found as text")
                    return
                }
                #expect(text == value)
                guard case .file(let file)? = await cache.get("f", try scope(), room: size) else {
                    Issue.record("a buffer is found as a buffer")
                    return
                }
                #expect(try file.bytes() == value)
                // Another run of the host finds it.
                cache = try await open(folder)
            }
        }
    }

    @Test func sitesAndTaskTypesAreApart() async throws {
        try await withFolder { folder in
            let cache = try await open(folder)
            #expect(await cache.put(.bytes([1]), key: "k", try scope()))
            #expect(await cache.get("k", try scope("news"), room: 1) == nil)
            #expect(await cache.get("k", try scope("blog", "other"), room: 1) == nil)
            #expect(await cache.get("cr\0k", try scope("blog", "o"), room: 1) == nil)
            #expect(await cache.get("k2", try scope(), room: 1) == nil)
        }
    }

    @Test func aNewValueReplacesTheOldOneAndIsCountedOnce() async throws {
        try await withFolder { folder in
            let cache = try await open(folder)
            for size in [1_000, 5, 2_000] {
                #expect(await cache.put(.bytes([UInt8](repeating: 1, count: size)), key: "k", try scope()))
            }
            #expect(try bytes(await cache.get("k", try scope(), room: 0))?.count == 2_000)
            let counted = cache.bytes(of: try scope().site)
            #expect(counted > 2_000 && counted < 8_000)
        }
    }

    /// Every byte of an entry counts: whatever is changed or missing, it is a miss, and gone afterwards.
    @Test func tornAndChangedEntriesAreMisses() async throws {
        try await withFolder { folder in
            let cache = try await open(folder)
            let value = Array("a value".utf8)
            func entry() async throws -> (URL, Data) {
                #expect(await cache.put(.bytes(value), key: "key", try scope()))
                let path = try #require(files(in: folder + "/cache").first)
                let url = URL(fileURLWithPath: folder + "/cache/" + path)
                return (url, try Data(contentsOf: url))
            }
            let size = try await entry().1.count
            for index in 0..<size {
                let (url, whole) = try await entry()
                var changed = whole
                changed[index] ^= 0x10
                try changed.write(to: url)
                #expect(await cache.get("key", try scope(), room: 100) == nil, "byte \(index)")
                #expect(files(in: folder + "/cache").isEmpty)
                let (again, _) = try await entry()
                try whole.prefix(index).write(to: again)
                #expect(await cache.get("key", try scope(), room: 100) == nil, "cut at \(index)")
            }
            let (url, whole) = try await entry()
            try (whole + [0]).write(to: url)
            #expect(await cache.get("key", try scope(), room: 100) == nil)
            // A file that somebody else took away.
            let (gone, _) = try await entry()
            try FileManager.default.removeItem(at: gone)
            #expect(await cache.get("key", try scope(), room: 100) == nil)
        }
    }

    /// What was used longest ago goes first, and a read is a use, also over a restart.
    @Test func theLimitHoldsAndWhatIsUsedStays() async throws {
        try await withFolder { folder in
            var cache = try await open(folder, megabytes: 1, threads: 1)
            let value = [UInt8](repeating: 9, count: 100_000)
            for number in 0..<50 {
                #expect(await cache.put(.bytes(value), key: "\(number)", try scope()))
                #expect(try bytes(await cache.get("0", try scope(), room: 0)) == value)
                if number == 25 { cache = try await open(folder, megabytes: 1, threads: 1) }
            }
            #expect(await cache.get("1", try scope(), room: 0) == nil)
            #expect(try bytes(await cache.get("49", try scope(), room: 0)) == value)
            #expect(cache.bytes(of: try scope().site) <= 1 << 20)
            let onDisk = files(in: folder + "/cache").count
            #expect(onDisk > 5 && onDisk <= 10)
            // Another site's room is its own.
            #expect(await cache.put(.bytes(value), key: "x", try scope("news")))
            #expect(files(in: folder + "/cache").count == onDisk + 1)
        }
    }

    @Test func aValueThatIsTooLargeIsNotKept() async throws {
        try await withFolder { folder in
            let cache = try await open(folder, megabytes: 1)
            #expect(await !cache.put(.bytes([UInt8](repeating: 1, count: 300_000)), key: "k", try scope()))
            #expect(files(in: folder + "/cache").isEmpty)
        }
    }

    @Test func aBufferThatDoesNotFitIsToldApart() async throws {
        try await withFolder { folder in
            let cache = try await open(folder)
            let file = try MemoryFile.holding([1, 2, 3])
            #expect(await cache.put(.file(file, length: 3), key: "k", try scope()))
            guard case .tooLarge(3)? = await cache.get("k", try scope(), room: 2) else {
                Issue.record("it was given, or is gone")
                return
            }
            #expect(try bytes(await cache.get("k", try scope(), room: 3)) == [1, 2, 3])
        }
    }

    @Test func halfWrittenFilesAreRemovedAtTheStart() async throws {
        try await withFolder { folder in
            #expect(await (try open(folder)).put(.bytes([1]), key: "k", try scope()))
            try Data([1]).write(to: URL(fileURLWithPath: folder + "/cache.incoming/half"))
            _ = try await open(folder)
            #expect(files(in: folder + "/cache.incoming").isEmpty)
        }
    }

    @Test func manyAtOnceDisturbNobody() async throws {
        try await withFolder { folder in
            let cache = try await open(folder, megabytes: 1, threads: 4)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let value = [UInt8](repeating: UInt8(number % 20), count: 20_000)
                        _ = await cache.put(.bytes(value), key: "\(number % 20)", try scope())
                        let found = try bytes(await cache.get("\(number % 20)", try scope(), room: 0))
                        #expect(found == nil || found == value)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Needs root: a device without room.
    @Test func aFullDeviceIsNoError() async throws {
        try await withDevice(1) { folder in
            let cache = try await open(folder, megabytes: 64)
            #expect(await !cache.put(.bytes([UInt8](repeating: 1, count: 3 << 20)), key: "k", try scope()))
            #expect(await cache.get("k", try scope(), room: 0) == nil)
            #expect(lines.sentences.contains { $0.contains("was not cached") })
            #expect(files(in: folder).isEmpty)
        }
    }

    @Test func whatNobodyUsedForLongGoes() async throws {
        try await withFolder { folder in
            let cache = try await open(folder)
            for key in ["old", "used", "new"] {
                #expect(await cache.put(.bytes(Array(key.utf8)), key: key, try scope()))
            }
            let path = folder + "/cache/blog/"
            for key in ["old", "used"] {
                let name = try scope().name(of: key)
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 1_000)],
                    ofItemAtPath: path + name.prefix(2) + "/" + name.dropFirst(2)
                )
            }
            #expect(try bytes(await cache.get("used", try scope(), room: 100)) == Array("used".utf8))
            let before = cache.bytes(of: try scope().site)
            #expect(await cache.removeUnused(since: WallTime(seconds: 2_000)) == 1)
            #expect(cache.bytes(of: try scope().site) < before)
            #expect(await cache.get("old", try scope(), room: 100) == nil)
            #expect(try bytes(await cache.get("used", try scope(), room: 100)) == Array("used".utf8))
            #expect(try bytes(await cache.get("new", try scope(), room: 100)) == Array("new".utf8))
        }
    }
}
