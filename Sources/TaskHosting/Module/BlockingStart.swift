// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import ModuleProtocol
import TaskABI

/// The run of one job of a blocking task, on a thread of its own: the receiving thread must be free for the other
/// jobs, and Swift's pool must never be blocked.
///
/// `@unchecked Sendable` is safe because it is never changed; its buffer is numbers.
final class BlockingStart: @unchecked Sendable {
    private let task: RegisteredTask
    private let job: JobStart
    private let buffer: mortise_buffer?
    private let module: String
    private let services: HostServices

    init(task: RegisteredTask, job: JobStart, buffer: mortise_buffer?, module: String, services: HostServices) {
        self.task = task
        self.job = job
        self.buffer = buffer
        self.module = module
        self.services = services
    }

    /// Half of what a main thread has: libraries that follow the nesting of a document recurse deeply. Only what is
    /// touched takes memory, but all of it counts against the limit on address space: 64 jobs take 256 MiB of it.
    private static let stackSize = 4 << 20

    /// Returns at once. When there is no thread to be had, the job ends as retryable.
    func begin() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        guard pthread_create(&thread, &attributes, jobThread, context.toOpaque()) != 0 else { return }
        context.release()
        services.end(
            job.token,
            WireError(
                outcome: UInt8(MORTISE_RETRYABLE),
                code: "unavailable",
                message: "the module's process has no thread left for the job"
            )
        )
    }

    /// [job-thread]
    fileprivate func run() {
        let name: StaticString = "mortise-job"
        _ = mortise_prctl(PR_SET_NAME, UInt(bitPattern: name.utf8Start))
        let status = task.start(job, buffer)
        if status == MORTISE_OK {
            services.end(
                job.token,
                .permanent("not_finished", "module \(module) returned from the job without finishing it"),
                fault: "the module returned from the blocking task \(task.described.name) without finishing its job"
            )
        } else {
            services.end(job.token, .notStarted(module, status))
        }
    }
}

/// [job-thread]
private func jobThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<BlockingStart>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
