// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Locks
import StandIns
import Waiting

/// `mortise serve` as a real process on a private port, started again as often as a test kills it.
final class TestHost: Sendable {
    static let secret = "a secret of at least thirty-two bytes"
    static let credentials = "bot:abcd efgh ijkl mnop"
    static let operatorToken = "operator token of the tests"

    let folder: String
    let environment: [String: String]
    private let wrapper: [String]
    private let state = Lock<(program: RunningProgram?, starts: Int)>((nil, 0))

    /// - Parameters:
    ///   - more: variables beside the necessary ones.
    ///   - wrapper: words before the program's, such as `setpriv …`.
    init(folder: String, _ more: [String: String] = [:], wrapper: [String] = []) {
        self.folder = folder
        self.wrapper = wrapper
        var environment = [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": folder,
            "MORTISE_DATA": folder + "/data",
            "MORTISE_LISTEN": "127.0.0.1:0",
            "MORTISE_OPERATOR_TOKEN": Self.operatorToken,
            "AI_JOBS_HMAC_SECRET": Self.secret,
            "WP_CALLBACK_AUTH": Self.credentials,
            "WP_ALLOWED_CALLBACKS": "127.0.0.1",
            "MORTISE_MODULE_HOST": Built.moduleHost,
            "MORTISE_MODULES": Built.summarize,
        ]
        for name in ["TSAN_OPTIONS", "ASAN_OPTIONS"] {
            environment[name] = ProcessInfo.processInfo.environment[name]
        }
        environment.merge(more) { $1 }
        self.environment = environment
    }

    var program: RunningProgram? { state.withLock { $0.program } }
    /// Everything that it has logged, over all its starts.
    var log: String { (try? String(contentsOfFile: folder + "/host.err", encoding: .utf8)) ?? "" }

    /// Starts it and waits until it listens.
    /// - Returns: its port.
    @discardableResult
    func start() async throws -> Int {
        let before = listeningPorts().count
        let program = try RunningProgram(
            wrapper + [Built.mortise, "serve"],
            environment: environment,
            folder: folder,
            name: "host"
        )
        state.withLock {
            $0.program = program
            $0.starts += 1
        }
        return try await eventually("listening host") {
            if program.ended != nil {
                throw WaitedInVain(description: "the host ended at start:\n\(self.log.suffix(2000))")
            }
            let ports = self.listeningPorts()
            return ports.count > before ? ports.last : nil
        }
    }

    /// The port of the latest start.
    var port: Int { listeningPorts().last ?? 0 }
    var modules: [pid_t] { program.map { RunningProgram.children(of: $0.pid) } ?? [] }

    /// `kill -9`, and waits until the kernel has taken it away.
    func killNow() async throws {
        program?.send(SIGKILL)
        _ = try await program?.end()
    }

    /// SIGTERM, and its exit status.
    func stop() async throws -> Int32 {
        program?.send(SIGTERM)
        return try await program?.end() ?? 0
    }

    /// Runs a command of `mortise` with the same environment, against the latest port.
    func command(_ words: String...) async throws -> (status: Int32, output: String, errors: String) {
        try await command(words)
    }

    /// The same, of words that were put together.
    func command(_ words: [String]) async throws -> (status: Int32, output: String, errors: String) {
        var environment = environment
        environment["MORTISE_LISTEN"] = "127.0.0.1:\(port)"
        return try await RunningProgram.run([Built.mortise] + words, environment: environment, folder: folder)
    }

    private func listeningPorts() -> [Int] {
        log.matches(of: /"listening","address":"127\.0\.0\.1:(\d+)"/).compactMap { Int($0.1) }
    }
}

/// A host that is ended with the test, whatever happens.
func withHost<Value>(
    _ host: TestHost,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TestHost) async throws -> Value
) async throws -> Value {
    do {
        try await host.start()
        let value = try await body(host)
        try await host.killNow()
        return value
    } catch {
        try? await host.killNow()
        throw WaitedInVain(description: "\(error)\nthe host's log ends:\n\(host.log.suffix(3000))")
    }
}
