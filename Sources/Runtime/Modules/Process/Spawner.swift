// SPDX-License-Identifier: Apache-2.0
import Threads

/// The one thread that starts every module process and lives as long as the host: a child's PDEATHSIG fires
/// when the *thread* that started it ends, so that thread must not be one of a pool. Beside it, the thread that watches
/// what they take.
public final class Spawner: Sendable {
    private typealias Request = @Sendable () -> Void
    private let requests: Mailbox<Request>
    let known: KnownChildren
    let watch: ProcessWatch

    /// Starts the threads.
    /// - Parameter isOurs: which children belong to modules, by pid. Leave it out where the program has no others: it
    ///   says what may be ended when templates are in use and a child is nobody's.
    /// - Throws: when there is no thread to be had.
    public init(isOurs: @escaping @Sendable (Int32) -> Bool = { _ in true }) throws(ModuleError) {
        let requests = Mailbox<Request>()
        let known = KnownChildren()
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-spawn") {
                while let waiting = requests.takeAll() {
                    for request in waiting { request() }
                }
            }
            watch = try ProcessWatch {
                // Only templates can make processes; without one there is nothing to look for.
                guard known.hasTemplates else { return }
                _ = requests.put { _ = known.sweep(isOurs) }
            }
        } catch {
            requests.close()
            throw ModuleError("no module can be started: \(error)")
        }
        self.requests = requests
        self.known = known
    }

    deinit { requests.close() }

    func spawn(_ launch: ChildLaunch) async throws(ModuleError) -> ChildProcess {
        let known = known
        let result = await withCheckedContinuation { continuation in
            let reception = requests.put {
                do throws(ModuleError) {
                    continuation.resume(returning: Result<ChildProcess, ModuleError>.success(try launch.spawn(known)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if reception != .taken { continuation.resume(returning: .failure(ModuleError("the host is stopping"))) }
        }
        return try result.get()
    }
}
