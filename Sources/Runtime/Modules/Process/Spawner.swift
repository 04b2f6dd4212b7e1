// SPDX-License-Identifier: Apache-2.0
import Threads

/// The one thread that starts every module process and lives as long as the host: a child's PDEATHSIG fires
/// when the *thread* that started it ends, so that thread must not be one of a pool.
public final class Spawner: Sendable {
    private typealias Request = @Sendable () -> Void
    private let requests = Mailbox<Request>()

    public init() {
        let requests = requests
        DedicatedThread.start("mortise-spawn") {
            while true {
                let waiting = requests.takeAll()
                if waiting.isEmpty { return }
                for request in waiting { request() }
            }
        }
    }

    deinit { requests.close() }

    func spawn(_ launch: ChildLaunch) async throws(ModuleError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            requests.put {
                do throws(ModuleError) {
                    continuation.resume(returning: Result<ChildProcess, ModuleError>.success(try launch.spawn()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
