// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// One of the Python servers of this folder as a child process, ended by its pid.
///
/// The child ends by itself when its standard input does, so it does not outlive a test process that was killed.
public final class ChildServer: Sendable {
    /// The port that it told on its first line.
    public let port: Int
    private let child: ChildProcess
    private let isRunning = Atomic(true)

    private init(_ child: ChildProcess, port: Int) {
        self.child = child
        self.port = port
    }

    deinit { stop() }

    /// Starts a server, gives it to `body` and ends it, whatever `body` does.
    ///
    /// - Parameters:
    ///   - script: a file name in this folder, such as `fake_provider.py`.
    ///   - arguments: see the script's `--help`.
    public static func with<Value>(
        _ script: String,
        _ arguments: [String] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ChildServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(script, arguments)
        defer { server.stop() }
        return try await body(server)
    }

    /// Starts a server and waits, at most 20 seconds, until it has told its port.
    /// - Parameter python: the interpreter; `packages` for scripts that need the vendors' packages.
    public static func start(
        _ script: String,
        _ arguments: [String] = [],
        python: String = "python3"
    ) async throws -> ChildServer {
        try await withCheckedThrowingContinuation { continuation in
            // Waiting blocks, which the cooperative pool must not.
            Thread.detachNewThread { continuation.resume(with: Result { try launch(script, arguments, python) }) }
        }
    }

    /// Such as SIGSTOP; does nothing once it was stopped by `stop`.
    public func send(_ signal: Int32) {
        if isRunning.load(ordering: .acquiring) { kill(child.pid, signal) }
    }

    /// Ends the child and waits for its end. May be called more than once.
    public func stop() {
        guard isRunning.exchange(false, ordering: .acquiringAndReleasing) else { return }
        Glibc.close(child.input)
        kill(child.pid, SIGKILL)
        _ = child.wait()
    }

    /// The interpreter that has the packages of `requirements.txt`; nil: run scripts/setup test.
    public static let packages: String? = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/../../.build/python/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private static func launch(_ script: String, _ arguments: [String], _ python: String) throws -> ChildServer {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: script).path
        let child = try ChildProcess([python, "-B", path] + arguments)
        defer { Glibc.close(child.output) }
        guard let port = Int(readLine(from: child.output)) else {
            ChildServer(child, port: 0).stop()
            throw ChildProcess.Failure(description: "\(script) told no port; run it by hand to see why")
        }
        return ChildServer(child, port: port)
    }

    private static func readLine(from descriptor: Int32) -> String {
        var line = [UInt8]()
        var byte: UInt8 = 0
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while line.count < 100, poll(&entry, 1, 20_000) == 1, read(descriptor, &byte, 1) == 1,
            byte != UInt8(ascii: "\n")
        {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
