// SPDX-License-Identifier: Apache-2.0
import Buffers
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MemoryFileTests {
    @Test(arguments: [0, 1, 4_095, 4_096, 300_000])
    func contentIsKept(_ size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try MemoryFile.holding(bytes)
        #expect(file.size == size)
        #expect(try file.bytes() == bytes)
        #expect(try file.bytes(10) == Array(bytes.prefix(10)))
        #expect(try file.bytes(size + 10) == bytes)
        #expect(try file.bytes(-1).isEmpty)
    }

    @Test func aDraftGrowsToItsLimitAndNoFurther() throws {
        var draft = try MemoryFile.Draft(limit: 10)
        try draft.append([1, 2, 3, 4])
        try draft.append([5, 6, 7, 8, 9, 10])
        let error = #expect(throws: BufferError.self) { try draft.append([11]) }
        #expect(error?.isTooLarge == true)
        let file = try draft.finish()
        #expect(try file.bytes() == Array(1...10))
    }

    /// Nobody can cut it under a reader, or let it grow.
    @Test func theSizeIsFinal() throws {
        let file = try MemoryFile.zeros(8_192)
        #expect(ftruncate(file.descriptor, 4_096) != 0)
        #expect(ftruncate(file.descriptor, 16_384) != 0)
        #expect(try file.bytes().count == 8_192)
    }

    @Test func aReadOnlyDescriptorCannotWrite() throws {
        let file = try MemoryFile.holding([1, 2, 3, 4])
        let copy = try file.readOnlyDescriptor()
        defer { close(copy) }
        #expect(write(copy, [9], 1) < 0)
        #expect(mmap(nil, 4, PROT_READ | PROT_WRITE, MAP_SHARED, copy, 0) == MAP_FAILED)
        let mapped = mmap(nil, 4, PROT_READ, MAP_SHARED, copy, 0)
        #expect(mapped != MAP_FAILED)
        #expect(mapped?.load(fromByteOffset: 2, as: UInt8.self) == 3)
        munmap(mapped, 4)
    }

    @Test func whatIsDiscardedIsZeroForEverybody() throws {
        let file = try MemoryFile.holding([1, 2, 3])
        file.discard()
        #expect(try file.bytes() == [0, 0, 0])
    }

    @Test func numbersBelowTenAreNotTaken() throws {
        for _ in 0..<3 { #expect(try MemoryFile.zeros(1).descriptor >= 10) }
    }

    @Test func descriptorsAreGivenBack() throws {
        func count() -> Int {
            var count = 0
            guard let folder = opendir("/proc/self/fd") else { return 0 }
            while readdir(folder) != nil { count += 1 }
            closedir(folder)
            return count
        }
        let before = count()
        for _ in 0..<200 {
            _ = try MemoryFile.holding([1])
            _ = try MemoryFile.Draft(limit: 1)
        }
        // Other tests run beside this one.
        #expect(count() < before + 100)
    }
}
