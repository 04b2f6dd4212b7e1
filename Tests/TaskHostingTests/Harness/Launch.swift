// SPDX-License-Identifier: Apache-2.0
import CSystem
import Foundation
import Glibc
import ModuleProtocol
import StandIns
import Threads

/// How a module process is started.
struct Launch: Sendable {
    var program = Built.moduleHost
    var module = Built.contract
    /// Nil: as the tests' own user.
    var user: UInt32?
    var memory: UInt64 = 2 << 30
    /// The last word; nil leaves it out.
    var role: String?

    /// A new process, which has said nothing yet.
    /// - Parameter isListening: false when the caller reads the socket itself.
    func start(listening isListening: Bool = true) async throws -> HostedProcess {
        try await Spawning.run { try spawn(isListening) }
    }

    /// As `start`, on a thread that ends when the closure is called.
    func startOnThreadOfItsOwn() async throws -> (HostedProcess, @Sendable () -> Void) {
        let end = DispatchSemaphore(value: 0)
        let process = try await withCheckedThrowingContinuation { continuation in
            do {
                try DedicatedThread.start("test-brief") {
                    continuation.resume(with: Result { try spawn(true) })
                    end.wait()
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        return (process, { end.signal() })
    }

    /// The descriptors in the child are as the host gives them: 0 nothing, 1 and 2 output, 3 socket, 4 module.
    private func spawn(_ isListening: Bool) throws -> HostedProcess {
        let (ours, theirs) = try Self.socketPair()
        let (read, write) = try Self.pipe()
        let file = try Self.high(open(module, O_RDONLY | O_CLOEXEC))
        defer { for number in [theirs, write, file] { close(number) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (from, to) in [(write, 1), (write, 2), (theirs, 3), (file, 4)] as [(Int32, Int32)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 5)
        var words = ["mortise-module-host", "3", "4", user.map(String.init) ?? "-", String(memory)]
        if let role { words.append(role) }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var pid: pid_t = 0
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let status = posix_spawn(&pid, program, &actions, &attributes, &arguments, &environment)
        guard status == 0 else {
            for number in [ours, read] { close(number) }
            throw ProcessTrouble("cannot start \(program): \(String(cString: strerror(status)))")
        }
        return HostedProcess(pid: pid, socket: ours, output: read, isListening: isListening)
    }

    static func socketPair() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ProcessTrouble("no socket pair")
        }
        return (try high(ends[0]), try high(ends[1]))
    }

    static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard mortise_pipe(&ends) == 0 else { throw ProcessTrouble("no pipe") }
        return (try high(ends[0]), try high(ends[1]))
    }

    /// Out of the way of the low numbers that the child gets.
    private static func high(_ number: Int32) throws -> Int32 {
        let high = fcntl(number, F_DUPFD_CLOEXEC, 20)
        close(number)
        guard high >= 0 else { throw ProcessTrouble("no descriptor") }
        return high
    }
}

/// One thread that lives as long as the tests: a module process ends with the thread that started it.
private enum Spawning {
    private static let requests: Mailbox<@Sendable () -> Void> = {
        let requests = Mailbox<@Sendable () -> Void>()
        try? DedicatedThread.start("test-spawn") {
            while let waiting = requests.takeAll() { for request in waiting { request() } }
        }
        return requests
    }()

    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let reception = requests.put { continuation.resume(with: Result(catching: body)) }
            if reception != .taken { continuation.resume(throwing: ProcessTrouble("no thread to start processes")) }
        }
    }
}
