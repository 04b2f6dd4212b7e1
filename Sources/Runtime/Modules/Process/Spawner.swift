// SPDX-License-Identifier: Apache-2.0
import Threads

/// The one thread that starts every module process and lives as long as the host: a child's PDEATHSIG fires
/// when the *thread* that started it ends, so that thread must not be one of a pool.
public final class Spawner: Sendable {
    private typealias Request = @Sendable () -> Void
    private let requests = Mailbox<Request>()

    /// Starts the thread.
    /// - Throws: when there is no thread to be had.
    public init() throws(ModuleError) {
        let requests = requests
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-spawn") {
                while let waiting = requests.takeAll() {
                    for request in waiting { request() }
                }
            }
        } catch {
            throw ModuleError("no module can be started: \(error)")
        }
    }

    deinit { requests.close() }

    func spawn(_ launch: ChildLaunch) async throws(ModuleError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            let reception = requests.put {
                do throws(ModuleError) {
                    continuation.resume(returning: Result<ChildProcess, ModuleError>.success(try launch.spawn()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if reception != .taken { continuation.resume(returning: .failure(ModuleError("the host is stopping"))) }
        }
        return try result.get()
    }
}
