// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import ModuleProtocol
import Modules
import Services

/// The host services of one run of one job, or of one part of it, in the words of the module protocol. Each service
/// has an extension of its own beside this file.
final class SessionServices: JobServices {
    /// Whose run it is; from the queue's record, never from the module.
    struct Owner: Sendable {
        var job: JobID
        var site: SiteID
        var taskType: String
        var attempt: Int
        /// The job's settings, which its parts share: one JSON object.
        var settings: [UInt8]
    }

    let host: HostServices
    let owner: Owner
    let session: CompletionSession
    let buffers = BufferAccount()
    /// When the run is asked to stop.
    let end: ContinuousClock.Instant
    /// Nil in a part, which cannot itself use `map`, and where no process can be had for parts.
    let runPart: PartRunner?
    /// Downloads and cached values on their way into `buffers`.
    let arriving = ByteBudget(BufferAccount.byteLimit)
    /// The run's place on the board; nil in a part, whose progress is not the job's.
    private let board: UInt64?
    var isPart: Bool { board == nil }

    /// The services of a job's run. `close` must be called at its end.
    /// - Parameter seconds: until the run is asked to stop.
    init(_ host: HostServices, owner: Owner, seconds: Double, runPart: PartRunner?) {
        self.host = host
        self.owner = owner
        self.runPart = runPart
        end = .now + .seconds(min(max(0, seconds), 1e9))
        session = host.completions.session(for: owner.job, attempt: owner.attempt, seconds: seconds)
        board = host.progress.begin(owner.job)
    }

    /// The services of one part.
    init(part index: Int, _ part: MapCall.Part, taskType: String, of whole: SessionServices, seconds: Double) {
        host = whole.host
        owner = Owner(
            job: whole.owner.job,
            site: whole.owner.site,
            taskType: taskType,
            attempt: whole.owner.attempt,
            settings: whole.owner.settings
        )
        runPart = nil
        end = .now + .seconds(min(max(0, seconds), 1e9))
        session = whole.session.part(index, content: Array(taskType.utf8) + [0] + part.input, seconds: seconds)
        board = nil
    }

    deinit { close() }

    /// The run has ended: nothing of it is shown any more.
    func close() { if let board { host.progress.end(board) } }

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        do throws(JobError) {
            switch call {
            case .complete(let call): return try await complete(call, pieces: pieces)
            case .embed(let call): return HostReply(.embedded(try await embed(call)))
            case .fetch(let call): return try await fetch(call)
            case .store(let call): return HostReply(.stored(try await store(call)))
            case .cacheGet(let key): return try await cached(key)
            case .cachePut(let key, let content): return HostReply(.cached(try await cache(key, content)))
            case .map(let call): return HostReply(.mapped(try await map(call)))
            case .createBuffer: throw Self.unsupported("buffer")
            }
        } catch {
            return HostReply(.failed(WireError(error)))
        }
    }

    func progress(done: UInt64, total: UInt64, note: String) {
        if let board { host.progress.progress(board, done: done, total: total, note: note) }
    }

    func partial(_ text: String) { if let board { host.progress.append(board, text) } }

    func reject(answer: UInt64, reason: String) { session.reject(answer, reason: reason) }

    static func unsupported(_ service: String) -> JobError {
        JobError(.permanent, code: "unsupported", message: "this host does not offer `\(service)`")
    }

    static let cancelled = JobError(.cancelled, code: "cancelled", message: "the job is to stop")

    /// Seconds until the run is asked to stop; not below 0.
    var secondsLeft: Double { max(0, ContinuousClock.now.duration(to: end) / .seconds(1)) }

    /// The models that answered, those of the parts included.
    var models: [String] { session.models }

    /// What kept the run from an answer without being the job's fault.
    var deferral: JobError? { session.deferral }

    /// The same, unless a later call had an answer.
    var standingDeferral: JobError? { session.standingDeferral }

    /// What the run's calls of models used, those of its parts included.
    var usage: CallUsage { session.usage }

    /// A buffer of this run by its number.
    func buffer(_ number: UInt64) throws(JobError) -> MemoryFile {
        guard let file = buffers.file(number) else {
            throw JobError(.permanent, code: "no_such_buffer", message: "the job has no buffer \(number)")
        }
        return file
    }

    /// What a call's content is.
    func content(_ content: Content) throws(JobError) -> ArtifactContent {
        switch content {
        case .bytes(let bytes): return .bytes(bytes)
        case .buffer(let number, let length):
            let file = try buffer(number)
            guard length <= UInt64(file.size) else {
                throw JobError(
                    .permanent,
                    code: "bad_length",
                    message: "buffer \(number) has \(file.size) bytes; \(length) were asked for"
                )
            }
            return .file(file, length: length == 0 ? file.size : Int(length))
        }
    }

    /// A memory file as the module gets it.
    func keep(_ file: MemoryFile) throws(JobError) -> WireBuffer {
        do throws(BufferError) {
            let number = try buffers.keep(file)
            return WireBuffer(number: number, size: UInt64(file.size), isWritable: false)
        } catch {
            throw JobError(.permanent, code: "buffer_limit", message: "\(error)")
        }
    }
}

extension WireError {
    init(_ error: JobError) {
        let number: UInt8 =
            switch error.class {
            case .retryable: 1
            case .permanent: 2
            case .cancelled: 3
            case .poison: 4
            }
        self.init(
            outcome: number,
            code: error.code.bounded(to: 64),
            message: error.message.bounded(to: FrameLimits.sentence),
            retryAfter: UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000),
            httpStatus: UInt16(clamping: error.httpStatus ?? 0)
        )
    }
}
