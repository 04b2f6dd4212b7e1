// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import StandIns
import Testing

/// What the seal reaches, on this machine and on poorer ones.
@Suite(.timeLimit(.minutes(1)))
struct SealTests {
    private static let acts =
        "see /etc/passwd\nsee_plainly /etc/passwd\nown_for\nfork\nsibling\nunshare\nsurvive\nfilter"

    private static let isRoot = geteuid() == 0
    private static var user: UInt32? { isRoot ? 59_500 : nil }

    private func expectShut(_ process: HostedProcess) async throws {
        let report = try await process.run(Self.acts)
        #expect(report.hasPrefix("see=\(EACCES) see=\(EACCES) "), "\(report)")
        for act in ["own_for", "fork", "sibling", "unshare", "survive", "filter"] {
            #expect(report.contains("\(act)=") && !report.contains("\(act)=0 "), "\(report)")
        }
    }

    /// The facts of an open descriptor are given, those of a path never, though one system call does both.
    @Test(arguments: ["worker", "template"])
    func pathsShowNothing(_ role: String) async throws {
        try await withProcess(Launch(user: Self.user, role: role)) { process in
            guard role == "template" else { return try await expectShut(process) }
            let copy = try await process.fork()
            _ = try await copy.ready()
            try await expectShut(copy)
            await copy.close()
        }
    }

    @Test func withoutLandlockTheTierIsOneAndTheFilterHolds() async throws {
        try await withTestFolder { folder in
            let launch = Launch(program: try OldKernel.make("plain", in: folder), user: Self.user)
            let process = try await launch.start()
            let (tier, notes, _) = try await process.ready()
            #expect(tier == 1)
            #expect(notes.contains("no Landlock in this kernel"))
            try await expectShut(process)
            await process.close()
        }
    }

    @Test func withoutRootThereIsNoUserOfItsOwn() async throws {
        let process = try await Launch().start()
        let (tier, notes, _) = try await process.ready()
        #expect(tier <= 2)
        #expect(notes.contains { $0.contains("runs as the host's user") })
        try await expectShut(process)
        await process.close()
    }

    /// Asked to become another user and not able to: a process that stayed the host's user would be less than was asked
    /// for, so it does not start.
    @Test(.enabled(if: isRoot, "needs root"))
    func withoutTheRightToChangeUserItRefuses() async throws {
        try await withTestFolder { folder in
            let launch = Launch(program: try OldKernel.make("no-user", in: folder), user: 59_500)
            let process = try await launch.start()
            let reason = try await process.next("refusal") { message -> String? in
                guard case .refused(let reason) = message else { return nil }
                return reason
            }
            #expect(reason.contains("setgroups"))
            #expect(reason.contains("not permitted"))
            try await process.expectEnd(1 << 8)
            await process.close()
        }
    }

    @Test(.enabled(if: isRoot, "needs root"))
    func asRootItHasAUserOfItsOwn() async throws {
        let process = try await Launch(user: 59_500).start()
        let (tier, notes, _) = try await process.ready()
        #expect(tier == 3 || notes.contains("no Landlock in this kernel"))
        #expect(notes.contains { $0.contains("59500") })
        await process.close()
    }

    @Test(arguments: [
        [], ["3"], ["3", "4", "-", "0", "baker"], ["3", "4", "0", "0"], ["7", "4", "-", "0"], ["3", "5", "-", "0"],
    ])
    func wordsThatItDoesNotKnowEndIt(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: Built.moduleHost)
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
    }

    private static let badNeeds: [[String]] = [
        ["--library"], ["--library", "/lib/libz.so.1"], ["--files", "/usr/share/a"], ["--files", "a", "/a"],
        ["--files", "/a", "a"], ["--other", "x"],
        (0..<33).flatMap { ["--library", "lib\($0).so"] },
        (0..<17).flatMap { ["--files", "/usr/share/\($0)", "/usr/share/\($0)"] },
    ]

    @Test(arguments: badNeeds)
    func needsThatItDoesNotTakeEndIt(_ needs: [String]) throws {
        try wordsThatItDoesNotKnowEndIt(["3", "4", "-", "0", "worker"] + needs)
    }
}
