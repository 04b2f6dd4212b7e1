// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing

@testable import Modules

/// Which folders and files a module may ask to read.
@Suite(.timeLimit(.minutes(1)))
struct ReadableFilesTests {
    private func refusal(_ path: String, _ configured: [String] = []) -> String? {
        do {
            _ = try ReadableFiles(configured: configured).roots([path], of: "/m.so")
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: ["/usr/share/poppler", "/usr/share/a/b", "/usr/lib/file", "/usr/lib/file/magic.mgc"])
    func publicDataIsOpenToAll(_ path: String) { #expect(refusal(path) == nil) }

    @Test(
        arguments: [
            "/etc", "/etc/passwd", "/", "/usr", "/usr/share", "/usr/shared/a", "/usr/lib", "/usr/lib/files",
            "/proc/self",
            "/srv/data", "/srv/database",
        ]
    )
    func everythingElseIsRefusedByModuleAndPath(_ path: String) {
        let sentence = refusal(path, ["/srv/data/own"])
        for word in ["/m.so", path, "MORTISE_MODULE_FILES"] { #expect(sentence?.contains(word) == true, "\(word)") }
    }

    @Test func theOperatorOpensMore() {
        for path in ["/srv/data", "/srv/data/a"] { #expect(refusal(path, ["/opt/x", "/srv/data"]) == nil) }
        #expect(refusal("/srv/data2", ["/srv/data"]) != nil)
    }

    /// What counts is where a link leads.
    @Test func aLinkIsWhatItLeadsTo() async throws {
        try await withTestFolder { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/data", withIntermediateDirectories: false)
            try files.createSymbolicLink(atPath: folder + "/data/out", withDestinationPath: "/etc")
            try files.createSymbolicLink(atPath: folder + "/data/in", withDestinationPath: "/usr/share")
            try files.createSymbolicLink(atPath: folder + "/data/self", withDestinationPath: folder + "/data")
            let sentence = refusal(folder + "/data/out", [folder + "/data"])
            #expect(sentence?.contains("a link to /etc") == true, "\(sentence ?? "it was allowed")")
            #expect(refusal(folder + "/data/in", [folder + "/data"]) != nil)
            let roots = try ReadableFiles(configured: [folder]).roots([folder + "/data/self"], of: "m")
            #expect(roots == [ReadableRoot(path: folder + "/data/self", target: folder + "/data")])
        }
    }

    /// Language data is the operator's choice.
    @Test func whatIsNotThereIsNoMistake() throws {
        let roots = try ReadableFiles().roots(["/usr/share/mortise/not-there"], of: "m")
        #expect(roots.map(\.target) == ["/usr/share/mortise/not-there"])
    }
}
