// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import StandIns
import Testing
import Waiting

/// Every command of the README, as it stands there. `make test` itself is what runs this, and `make demo` is the
/// build beside it and the script that is run here.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ReadmeTests {
    private static let readme = Built.repository + "/README.md"

    /// The fenced blocks of one language, in order.
    private func fences(_ language: String) throws -> [String] {
        let text = try String(contentsOfFile: Self.readme, encoding: .utf8)
        let blocks = text.components(separatedBy: "\n```\(language)\n").dropFirst()
        return blocks.compactMap { $0.components(separatedBy: "\n```").first }
    }

    @Test func theDemoWorks() async throws {
        try await withTestFolder { folder in
            let result = try await RunningProgram.run(
                ["python3", Built.repository + "/Examples/Demo/demo.py", Built.mortise],
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
                folder: folder
            )
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("7 posts, 7 summaries, every callback checked."))
        }
    }

    @Test func everyCommandWorksAsWritten() async throws {
        let shell = try fences("sh")
        try #require(shell.count == 4 && shell[0] == "make demo\nmake test")
        let php = try #require(try fences("php").first)
        let python = try #require(try fences("python").first)
        let port = try freePort()
        try await withTestFolder { folder in
            let script = [
                "cd '\(Built.repository)'", shell[1], shell[2],
                "cat > '\(folder)/send.php' <<'END'\n<?php\n\(php)\nEND",
                "php '\(folder)/send.php'", "echo", "cat > '\(folder)/send.py' <<'END'\n\(python)\nEND",
                "python3 '\(folder)/send.py'",
                "ID=$(.build/release/mortise jobs list --limit 1 --json | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/;q')",
                ".build/release/mortise jobs show \"$ID\"", "kill $!; wait",
            ].joined(separator: "\n")
                .replacingOccurrences(of: ".build/release/mortise", with: Built.mortise)
                .replacingOccurrences(of: "127.0.0.1:8080", with: "127.0.0.1:\(port)")
            #expect(shell[3] == "kill $!\nwait")
            try script.write(toFile: folder + "/session.sh", atomically: true, encoding: .utf8)
            let result = try await RunningProgram.run(
                ["timeout", "60", "sh", "-e", folder + "/session.sh"],
                environment: [
                    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder, "TMPDIR": folder,
                    "MORTISE_LISTEN": "127.0.0.1:\(port)",
                ],
                folder: folder
            )
            #expect(result.status == 0, "\(result)")
            #expect(result.output.matches(of: /"queued":true/).count == 2, "\(result.output)")
            for word in ["sandbox tier", "to take the oath", "succeeded", "extractive-3"] {
                #expect(result.output.contains(word), "no \(word) in \(result.output)")
            }
        }
    }

    /// A port that nobody listens on: taken and given back. The README names one, so the test must too.
    private func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { throw WaitedInVain(description: "no free port: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
