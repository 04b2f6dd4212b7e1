// SPDX-License-Identifier: Apache-2.0
import CSystem
import Foundation
import Glibc
import ModuleProtocol

/// A process that has said how it is confined and that it is ready.
func withProcess<Value>(
    _ launch: Launch = Launch(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (HostedProcess) async throws -> Value
) async throws -> Value {
    let process = try await launch.start()
    do {
        _ = try await process.ready()
        let value = try await body(process)
        await process.close()
        return value
    } catch {
        await process.close()
        throw error
    }
}

extension HostedProcess {
    /// What it says of itself; throws with its sentence when it refuses.
    func ready() async throws -> (tier: UInt8, notes: [String], hello: ModuleHello) {
        let (tier, notes) = try await next("sealed") { message -> (UInt8, [String])? in
            guard case .sealed(let tier, let notes) = message else { return nil }
            return (tier, notes)
        }
        let hello = try await next("ready") { message -> Result<ModuleHello, ProcessTrouble>? in
            switch message {
            case .ready(let hello): .success(hello)
            case .refused(let reason): .failure(ProcessTrouble(reason))
            default: nil
            }
        }
        return (tier, notes, try hello.get())
    }

    /// Starts a job; `script` is its input.
    func start(
        _ token: UInt64,
        _ script: String,
        as taskType: String = "script",
        part: (index: UInt32, count: UInt32) = (0, 0),
        deadline: UInt64 = 0,
        buffer: WireBuffer? = nil,
        descriptors: [Int32] = []
    ) {
        send(
            .start(
                JobStart(
                    token: token,
                    id: "job-\(token)",
                    taskType: taskType,
                    attempt: 1,
                    deadline: deadline,
                    input: Array(script.utf8),
                    settings: Array("{}".utf8),
                    partIndex: part.index,
                    partCount: part.count,
                    buffer: buffer
                )
            ),
            descriptors: descriptors
        )
    }

    /// How the job ended.
    func end(of token: UInt64) async throws -> JobEnd {
        try await next("end of job \(token)") { message in
            guard case .finished(token, let end) = message else { return nil }
            return end
        }
    }

    /// The report of a script that succeeded.
    func report(of token: UInt64) async throws -> String {
        switch try await end(of: token) {
        case .succeeded(let result): return String(decoding: result, as: UTF8.self)
        case .failed(let error): throw ProcessTrouble("the job failed: \(error.code), \(error.message)")
        }
    }

    /// The next call to the host.
    func call() async throws -> (number: UInt64, token: UInt64, call: ServiceCall) {
        try await next("call") { message in
            guard case .call(let number, let token, let call) = message else { return nil }
            return (number, token, call)
        }
    }

    /// Runs a script with one call in it, and answers the call.
    func run(
        _ script: String,
        answering reply: ServiceReply,
        descriptors: [Int32] = [],
        token: UInt64 = 1
    ) async throws -> (call: ServiceCall, report: String) {
        start(token, script)
        let (number, _, call) = try await call()
        send(.answer(call: number, reply), descriptors: descriptors)
        return (call, try await report(of: token))
    }

    /// Runs a script that asks nobody.
    func run(_ script: String, token: UInt64 = 1) async throws -> String {
        start(token, script)
        return try await report(of: token)
    }
}

/// A memory file as the host makes them: of one size for ever.
final class SharedMemory: Sendable {
    let descriptor: Int32
    let size: Int
    /// What /proc/self/fd calls it.
    let name = "buffer-\(UUID().uuidString)"

    init(_ bytes: [UInt8]) throws {
        descriptor = mortise_memory_file(name)
        size = bytes.count
        guard descriptor >= 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
            mortise_add_seals(descriptor, Int32(MORTISE_SEAL_SHRINK | MORTISE_SEAL_GROW)) == 0
        else { throw ProcessTrouble("no memory file") }
    }

    deinit { close(descriptor) }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        let count = pread(descriptor, &bytes, size, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    func wire(_ number: UInt64, isWritable: Bool = true) -> WireBuffer {
        WireBuffer(number: number, size: UInt64(size), isWritable: isWritable)
    }
}

extension WireError {
    static let refused = WireError(outcome: 1, code: "later", message: "not now", retryAfter: 1500)
}
