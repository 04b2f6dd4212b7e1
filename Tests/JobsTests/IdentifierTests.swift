// SPDX-License-Identifier: Apache-2.0
import Jobs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IdentifierTests {
    /// The example of RFC 9562, appendix A.6.
    @Test func formatsTheExampleOfTheStandard() {
        let time = WallTime(milliseconds: 0x017F_22E2_79B0)
        #expect(JobID(at: time, random: (0xCC3, 0x18C4_DC0C_0C07_398F)).text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test(arguments: [(UInt64.min, UInt64.min), (.max, .max)])
    func versionAndVariantStandWhateverTheRandomBits(_ random: (UInt64, UInt64)) {
        let text = Array(JobID(at: WallTime(milliseconds: 1), random: random).text)
        #expect(text.count == 36)
        #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
        #expect(text[14] == "7")
        #expect("89ab".contains(text[19]))
    }

    @Test func sortsByTime() {
        let times: [Int64] = [.min, 0, 1, 999, 1_000, 1 << 32, 1_700_000_000_000, 1 << 47, .max]
        let ids = times.map { JobID(at: WallTime(milliseconds: $0), random: (0, 0)).text }
        #expect(ids == ids.sorted())
        // What 48 bits cannot hold is cut to the nearest, so no later time ever sorts first.
        #expect(ids.first == "00000000-0000-7000-8000-000000000000")
        #expect(ids.last == "ffffffff-ffff-7000-8000-000000000000")
    }

    @Test(arguments: ["", "a b", "ä", "a/b", "a\0", "a\n", "'", "%", String(repeating: "a", count: 65)])
    func otherJobIDsAreRefused(_ text: String) {
        #expect(JobID(text) == nil)
    }

    @Test(arguments: ["0", "A-z-9", String(repeating: "a", count: 64)])
    func jobIDsOfTheAlphabetAreTaken(_ text: String) {
        #expect(JobID(text)?.text == text)
    }

    @Test(arguments: ["", ".", "..", "A", "a/b", "a b", "ä", "a\0", String(repeating: "a", count: 65)])
    func otherSitesAreRefused(_ name: String) {
        #expect(SiteID(name) == nil)
    }

    @Test(arguments: ["a", "...", "blog.example_1-2", String(repeating: "a", count: 64)])
    func sitesOfTheAlphabetAreTaken(_ name: String) {
        #expect(SiteID(name)?.name == name)
    }
}
