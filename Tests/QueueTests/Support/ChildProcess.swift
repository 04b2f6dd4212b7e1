// SPDX-License-Identifier: Apache-2.0
import Glibc
import Queue
import Testing

/// A program of this package that a test starts, listens to and kills.
struct ChildProcess: ~Copyable {
    let pid: pid_t
    private let output: Int32
    private var unread: [UInt8] = []

    /// - Parameter program: an executable target of this package; it lies beside the tests' own executable.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        for end in ends { posix_spawn_file_actions_addclose(&actions, end) }
        let path = try Self.folder() + "/" + program
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, path, &actions, nil, &argv, environ)
        close(ends[1])
        try #require(code == 0, "cannot start \(path): \(String(cString: strerror(code)))")
        self.pid = pid
        output = ends[0]
    }

    deinit { close(output) }

    /// The next line; nil at the end of the output. Fails the test when none comes in 20 seconds.
    mutating func line() throws -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, 20_000)
            if ready == 0 { kill(pid, SIGKILL) }
            try #require(ready == 1, "waited 20 seconds for a line of process \(pid)")
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(output, &buffer, buffer.count)
            // A line that the kill cut off was not said.
            guard count > 0 else { return nil }
            unread += buffer[..<count]
        }
    }

    /// Ends it with SIGKILL; returns what it had said until then.
    mutating func killed() throws -> [String] {
        kill(pid, SIGKILL)
        var rest: [String] = []
        while let line = try line() { rest.append(line) }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return rest
    }

    private static func folder() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        try #require(count > 0)
        let path = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}

/// Random numbers that a seed repeats: SplitMix64, by Sebastiano Vigna, https://prng.di.unimi.it/splitmix64.c
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
