// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI
import Testing

/// A host as C sees one, made of vtables in memory: enters a module, starts its jobs, takes their ends.
///
/// `@unchecked Sendable` is safe because the pointers are written in `init` alone and what changes is behind a
/// lock. Nothing is freed: a module keeps what it was given for the life of the process.
final class TestHost: @unchecked Sendable {
    /// The end of a job, copied out of what the module lent.
    struct Ended: Sendable, Equatable {
        var token: UInt64
        var outcome: UInt32
        var result: String
        var code: String
        var message: String
        var retryAfter: UInt64
    }
    /// A model call, copied likewise; the address of its context stands for it.
    struct Call: Sendable {
        var token: UInt64
        var texts: [String]
        var labels: [String]
        var kinds: [mortise_part_kind]
        var words: UInt32
        var temperature: Int32
        fileprivate var callback: mortise_complete_callback
        fileprivate var context: UInt
    }
    private struct State {
        var ended: [Ended] = []
        var calls: [Call] = []
        var lines: [String] = []
        var types: [Registered] = []
    }
    /// `@unchecked Sendable` is safe because what it points to lives, unchanged, as long as the process.
    private struct Registered: @unchecked Sendable { let type: mortise_task_type }

    let host = UnsafeMutablePointer<mortise_host>.allocate(capacity: 1)
    private let job = UnsafeMutablePointer<mortise_job_service>.allocate(capacity: 1)
    private let completion = UnsafeMutablePointer<mortise_complete_service>.allocate(capacity: 1)
    private let logging = UnsafeMutablePointer<mortise_log_service>.allocate(capacity: 1)
    private let services: Set<String>
    /// What `complete` and, for a success, `finish` return.
    private let completeStatus: mortise_status
    private let successStatus: mortise_status
    private let state = Lock(State())

    init(
        services: Set<String> = [MORTISE_JOB_SERVICE, MORTISE_COMPLETE_SERVICE, MORTISE_LOG_SERVICE],
        completeStatus: mortise_status = MORTISE_OK,
        successStatus: mortise_status = MORTISE_OK
    ) {
        self.services = services
        self.completeStatus = completeStatus
        self.successStatus = successStatus
        let context = Unmanaged.passRetained(self).toOpaque()
        host.initialize(to: mortise_host())
        host.pointee.struct_size = UInt32(MemoryLayout<mortise_host>.size)
        host.pointee.magic = MORTISE_MAGIC
        host.pointee.abi_minimum = MORTISE_ABI_VERSION
        host.pointee.abi_maximum = MORTISE_ABI_VERSION
        host.pointee.host_context = context
        host.pointee.find_service = { context, id in TestHost.of(context)?.find(id.string ?? "") }
        job.initialize(to: mortise_job_service())
        job.pointee.host_context = context
        job.pointee.finish = { context, token, outcome in
            guard let host = TestHost.of(context), let outcome else { return MORTISE_INVALID }
            return host.finish(token, outcome.pointee)
        }
        completion.initialize(to: mortise_complete_service())
        completion.pointee.host_context = context
        completion.pointee.complete = { context, token, request, _, callback, callbackContext in
            guard let host = TestHost.of(context), let request, let callback else { return MORTISE_INVALID }
            return host.complete(token, request.pointee, callback, callbackContext)
        }
        logging.initialize(to: mortise_log_service())
        logging.pointee.host_context = context
        logging.pointee.log = { context, _, level, line in
            TestHost.of(context)?.state.withLock { $0.lines.append("\(level) \(line.string ?? "?")") }
            return MORTISE_OK
        }
    }

    var ended: [Ended] { state.withLock { $0.ended } }
    var calls: [Call] { state.withLock { $0.calls } }
    var lines: [String] { state.withLock { $0.lines } }

    /// Enters the module and has it register its task types.
    func load() throws {
        var entered = mortise_module()
        entered.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let enter = try BuiltModule.entry()
        try #require(enter(host, &entered) == MORTISE_OK)
        var registry = mortise_registry()
        registry.struct_size = UInt32(MemoryLayout<mortise_registry>.size)
        registry.host_context = Unmanaged.passUnretained(self).toOpaque()
        registry.register_task = { context, type in
            guard let type else { return MORTISE_INVALID }
            let registered = Registered(type: type.pointee)
            TestHost.of(context)?.state.withLock { $0.types.append(registered) }
            return MORTISE_OK
        }
        let initialize = try #require(entered.`init`)
        try #require(initialize(entered.module_context, &registry) == MORTISE_OK)
    }

    /// The names of the task types that were registered.
    var taskNames: [String] { state.withLock { $0.types.compactMap { $0.type.name.string } } }
    var capabilities: [UInt64] { state.withLock { $0.types.map(\.type.capabilities) } }

    func start(_ token: UInt64, input: [UInt8], settings: String = "{}", id: [UInt8] = Array("job".utf8)) throws
        -> mortise_status
    {
        let type = try #require(state.withLock { $0.types.first }).type
        let run = try #require(type.start)
        return withText(id) { id in
            withText(input) { input in
                withText(settings) { settings in
                    var job = mortise_job()
                    job.struct_size = UInt32(MemoryLayout<mortise_job>.size)
                    job.attempt = 1
                    job.token = token
                    job.deadline_ms = .max
                    job.id = id
                    job.input = input
                    job.settings = settings
                    return run(type.task_context, &job)
                }
            }
        }
    }

    func cancel(_ token: UInt64) throws {
        let type = try #require(state.withLock { $0.types.first }).type
        let run = try #require(type.cancel)
        run(type.task_context, token)
    }

    /// Answers a model call: with a text, or with a failure of this class.
    func answer(_ call: Call, text: String = "", failure: UInt32 = MORTISE_SUCCEEDED, wait: UInt64 = 0) {
        withText(text) { text in
            withText("busy") { code in
                var answer = mortise_complete_answer()
                answer.struct_size = UInt32(MemoryLayout<mortise_complete_answer>.size)
                answer.end.outcome = failure
                answer.text = text
                answer.model = code
                answer.end.code = code
                answer.end.message = code
                answer.input_tokens = .max
                answer.end.retry_after_ms = wait
                call.callback(UnsafeMutableRawPointer(bitPattern: call.context), &answer)
            }
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> TestHost? {
        context.map { Unmanaged<TestHost>.fromOpaque($0).takeUnretainedValue() }
    }

    private func find(_ id: String) -> UnsafeRawPointer? {
        guard services.contains(id) else { return nil }
        switch id {
        case MORTISE_JOB_SERVICE: return UnsafeRawPointer(job)
        case MORTISE_COMPLETE_SERVICE: return UnsafeRawPointer(completion)
        case MORTISE_LOG_SERVICE: return UnsafeRawPointer(logging)
        default: return nil
        }
    }

    private func finish(_ token: UInt64, _ outcome: mortise_outcome) -> mortise_status {
        state.withLock {
            $0.ended.append(
                Ended(
                    token: token,
                    outcome: outcome.end.outcome,
                    result: outcome.result.string ?? "?",
                    code: outcome.end.code.string ?? "?",
                    message: outcome.end.message.string ?? "?",
                    retryAfter: outcome.end.retry_after_ms
                )
            )
        }
        return outcome.end.outcome == MORTISE_SUCCEEDED ? successStatus : MORTISE_OK
    }

    private func complete(
        _ token: UInt64,
        _ request: mortise_complete_request,
        _ callback: mortise_complete_callback,
        _ context: UnsafeMutableRawPointer?
    ) -> mortise_status {
        guard completeStatus == MORTISE_OK else { return completeStatus }
        let parts = UnsafeBufferPointer(start: request.parts, count: Int(request.part_count))
        state.withLock {
            $0.calls.append(
                Call(
                    token: token,
                    texts: parts.map { $0.text.string ?? "?" },
                    labels: parts.map { $0.label.string ?? "?" },
                    kinds: parts.map(\.kind),
                    words: request.target_words,
                    temperature: request.temperature_milli,
                    callback: callback,
                    context: UInt(bitPattern: context)
                )
            )
        }
        return MORTISE_OK
    }
}
