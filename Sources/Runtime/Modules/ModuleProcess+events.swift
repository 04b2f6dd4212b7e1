// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import ModuleProtocol
import Observability

/// What the process says. Called on the link's thread; nothing here blocks.
extension ModuleProcess {
    func handle(_ event: ModuleLink.Event) {
        switch event {
        case .message(.sealed(let tier, let notes)): sealed(Int(tier), notes)
        case .message(.ready(let hello)): ready(hello)
        case .message(.refused(let reason)): refused(reason)
        case .message(.finished(let token, let end)): finished(token, end)
        case .message(.call(let call, let token, let request)): self.call(call, token, request)
        case .message(.log(let token, let level, let line)): logLine(token, level, line)
        case .message(.progress), .message(.partial), .message(.reject), .message(.release), .message(.forked): break
        case .message(.fault(let line)): logLine(0, 2, "module fault: \(line)")
        case .ended(let end, let output, let fault): ended(end, output, fault)
        }
    }

    /// Only the first one counts: it is the process's own; a later one could be the module's.
    private func sealed(_ tier: Int, _ notes: [String]) {
        let isFirst = state.withLock { state in
            guard state.seal == nil else { return false }
            state.seal = (tier, notes)
            return true
        }
        if !isFirst { link.end(because: "it said twice how it is confined") }
    }

    private func ready(_ hello: ModuleHello) {
        guard hello.abi == Self.abi else {
            return link.end(because: "it speaks TaskABI \(hello.abi >> 16).\(hello.abi & 0xFFFF)")
        }
        let starting = state.withLock { state -> Starting? in
            guard state.seal != nil, state.hello == nil else { return nil }
            state.hello = hello
            return state.starting.take()
        }
        guard let starting else { return link.end(because: "it said out of turn that it is ready") }
        starting.resume(returning: .success(hello))
    }

    private func refused(_ reason: String) {
        let starting = state.withLock { $0.starting.take() }
        starting?.resume(returning: .failure(ModuleError("\(image.origin): \(reason)")))
    }

    private func finished(_ token: UInt64, _ end: JobEnd) {
        let found = state.withLock { $0.jobs.end(token) }
        switch found {
        case .ended(let job):
            switch end {
            case .succeeded(let result): job.end(.succeeded(result: result, facts(job)))
            case .failed(let error): job.end(.failed(JobError(error), facts(job)))
            }
        case .late: log.info("a job that was given up has ended after all")
        case .unknown: log.warning("module fault: it ended a job that it was not given")
        }
        let (isRetired, isEmpty, hasAbandoned) = state.withLock {
            ($0.isRetired, $0.jobs.isEmpty, $0.jobs.hasAbandoned)
        }
        guard isRetired, isEmpty else { return }
        if hasAbandoned { link.end(because: "a job in it did not stop") } else { link.hangUp() }
    }

    private func call(_ call: UInt64, _ token: UInt64, _ request: ServiceCall) {
        let link = link
        guard let job = state.withLock({ $0.jobs.waiter(token) }) else {
            let error = WireError(outcome: 3, code: "cancelled", message: "no such job is in flight")
            return link.send(.answer(call: call, .failed(error)))
        }
        // Checked in the module's process too, for a good error; here because that process is the module's.
        guard hello?.allows(job.job.taskType, request.capability) == true else {
            let error = WireError(
                outcome: 2,
                code: "not_permitted",
                message: "the task did not declare `\(request.service)`"
            )
            return link.send(.answer(call: call, .failed(error)))
        }
        job.call(call, request) { link.send(.answer(call: call, $0.reply)) }
    }

    private func logLine(_ token: UInt64, _ level: UInt8, _ line: String) {
        let (job, verdict) = state.withLock { ($0.jobs.waiter(token), $0.logs.line(at: .now)) }
        switch verdict {
        case .write: break
        case .drop: return
        case .writeAfter(let dropped): log.warning("\(dropped) log lines of the module were left out")
        }
        let fields = job.map { ["job_id": $0.job.id.text] } ?? [:]
        switch level {
        case 0: log.debug(line, fields)
        case 1: log.info(line, fields)
        case 2: log.warning(line, fields)
        default: log.error(line, fields)
        }
    }

    private func ended(_ end: ProcessEnd, _ output: String, _ fault: String?) {
        let (starting, died) = state.withLock {
            $0.hasEnded = true
            return ($0.starting.take(), $0.jobs.die())
        }
        var evidence = "the process \(end)"
        if let fault { evidence += ", ended by the host because \(fault)" }
        if !output.isEmpty { evidence += "; its last output: \(output)" }
        starting?.resume(returning: .failure(ModuleError("\(image.origin) did not start: \(evidence)")))
        if !died.waiters.isEmpty || (fault != nil && fault != "the host is stopping") {
            log.warning("module process died", ["jobs": "\(died.waiters.count)", "evidence": evidence])
        }
        for job in died.waiters { job.end(.died(alone: died.alone, evidence: evidence)) }
    }
}

extension ModuleProcess {
    /// TaskABI 0.9, the one version that is spoken.
    fileprivate static let abi: UInt32 = 9
}

extension ModuleHello {
    fileprivate func allows(_ taskType: String, _ capability: UInt64) -> Bool {
        capability == 0 || taskTypes.contains { $0.name == taskType && $0.capabilities & capability != 0 }
    }
}

extension JobError {
    /// As a module said it.
    fileprivate init(_ error: WireError) {
        let classes: [UInt8: JobError.Class] = [1: .retryable, 2: .permanent, 3: .cancelled, 4: .poison]
        self.init(
            classes[error.outcome] ?? .permanent,
            code: error.code,
            message: error.message,
            retryAfter: error.retryAfter == 0 ? nil : Double(error.retryAfter) / 1000
        )
    }
}
