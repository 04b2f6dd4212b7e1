// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A program started with pipes on its standard input and output. Foundation's `Process` notices an end by a
/// descriptor that other children may inherit, and then waits for those as well; this waits for the pid.
public struct ChildProcess: Sendable {
    /// Why a program did not start or did not end well.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened, and how to look into it.
        public let description: String

        init(description: String) { self.description = description }
    }

    let pid: pid_t
    /// Writes to its standard input; the owner closes it.
    let input: Int32
    /// Reads from its standard output; the owner closes it.
    let output: Int32

    /// One launch at a time: the pipes become close-on-exec only after they are made, and an end that another
    /// child inherits would keep this one from seeing the end of its input.
    private static let launching = NSLock()

    /// Starts a program that is looked for along PATH.
    init(_ words: [String]) throws {
        Self.launching.lock()
        defer { Self.launching.unlock() }
        var toChild: [Int32] = [-1, -1]
        var fromChild: [Int32] = [-1, -1]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Failure(description: "no pipe for \(words): errno \(errno)")
        }
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words.first ?? "", &actions, nil, &pointers, environ)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw Failure(description: "\(words.first ?? "") did not start (errno \(code)); is it installed?")
        }
        (self.pid, self.input, self.output) = (pid, toChild[1], fromChild[0])
    }

    /// Waits for its end; blocks.
    /// - Returns: the exit code, or -1 for an end by a signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }

    /// Runs a program to its end with nothing on its input; throws unless it exits with 0.
    public static func run(_ words: [String]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            // Waiting blocks, which the cooperative pool must not.
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let child = try ChildProcess(words)
                        Glibc.close(child.input)
                        defer { Glibc.close(child.output) }
                        let code = child.wait()
                        guard code == 0 else {
                            throw Failure(description: "\(words.first ?? "") exited with \(code)")
                        }
                    }
                )
            }
        }
    }
}
