// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Locks
import Waiting

/// A program under test with an environment of its own, its output in files, waited for by pid.
final class RunningProgram: Sendable {
    let pid: pid_t
    let output: String
    let errors: String
    private let status = Lock<Int32?>(nil)

    /// - Parameter folder: where `NAME.out` and `NAME.err` are written; a later start appends.
    init(_ words: [String], environment: [String: String], folder: String, name: String) throws {
        output = "\(folder)/\(name).out"
        errors = "\(folder)/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var pid: pid_t = 0
        let status = posix_spawnp(&pid, words[0], &actions, nil, &arguments, &variables)
        guard status == 0 else { throw WaitedInVain(description: "\(words[0]) did not start: errno \(status)") }
        self.pid = pid
    }

    /// Does nothing once it has ended: its pid could be another's by then.
    func send(_ signal: Int32) { status.withLock { if $0 == nil { kill(pid, signal) } } }

    /// How it ended: 0…255 is an exit status, a negative number the signal. Nil while it runs.
    var ended: Int32? {
        status.withLock { status in
            var word: Int32 = 0
            guard status == nil, waitpid(pid, &word, WNOHANG) == pid else { return status }
            status = word & 0x7F == 0 ? (word >> 8) & 0xFF : -(word & 0x7F)
            return status
        }
    }

    /// Waits for the end; as `ended`.
    func end(within seconds: Double = 60) async throws -> Int32 {
        try await eventually("end of \(pid)", within: seconds) { ended }
    }

    var log: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
    var printed: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// Pids of the processes that it started.
    static func children(of parent: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { pid in
            guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let close = status.lastIndex(of: ")")
            else { return false }
            let fields = status[status.index(close, offsetBy: 2)...].split(separator: " ")
            return fields.count > 1 && fields[1] == "\(parent)" && fields[0] != "Z"
        }
    }

    /// Runs a command to its end and gives its status and what it printed.
    static func run(
        _ words: [String],
        environment: [String: String],
        folder: String
    ) async throws -> (status: Int32, output: String, errors: String) {
        let program = try RunningProgram(words, environment: environment, folder: folder, name: UUID().uuidString)
        let status = try await program.end()
        return (status, program.printed, program.log)
    }
}
