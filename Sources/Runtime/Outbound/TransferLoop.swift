// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations
internal import Glibc

/// The loop that moves every transfer: owns libcurl's multi handle and all transfers, and runs on one thread
/// from its beginning to its end. Only `LoopInbox` connects it with the others.
struct TransferLoop: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let inbox: LoopInbox
    private let options: CurlClient.Options
    private let sockets: SocketWatch
    private var transfers: [UInt64: Transfer] = [:]
    private var idle = IdleWatch()
    private var gate = NameGate()
    /// Calls that wait until a name is known, and since when.
    private var held: [UInt64: (submission: Submission, since: ContinuousClock.Instant)] = [:]
    /// When calls that wait are next looked through for those whose time is over.
    private var nextLook = ContinuousClock.now
    private let begin = ContinuousClock.now

    /// Owns `multi` from here on.
    init(multi: UnsafeMutableRawPointer, sockets: SocketWatch, inbox: LoopInbox, options: CurlClient.Options) {
        self.sockets = sockets
        self.multi = multi
        self.inbox = inbox
        self.options = options
        let connections = max(1, options.maximumConnections)
        _ = mortise_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
        _ = mortise_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        sockets.attach(to: multi)
    }

    consuming func run() {
        while true {
            let (messages, isClosed) = inbox.take()
            for message in messages {
                switch message {
                case .start(let submission): start(submission)
                case .cancel(let id): end(id, with: .failure(Self.cancelled))
                }
            }
            if isClosed { break }
            move()
            passGate()
            readEnds()
            endIdle()
            endHeld()
        }
        // No message comes after this; what came before it was taken above or is taken here.
        inbox.disconnect()
        for case .start(let submission) in inbox.take().messages {
            submission.continuation.resume(returning: .failure(Self.cancelled))
        }
        for id in Array(held.keys) + Array(transfers.keys) { end(id, with: .failure(Self.cancelled)) }
        curl_multi_cleanup(multi)
        // libcurl may speak to it until here.
        withExtendedLifetime(sockets) {}
    }

    /// Waits for something to happen, and has libcurl do what can be done then.
    private func move() {
        let ready = sockets.wait(
            milliseconds: sockets.milliseconds(atMost: idle.milliseconds(atMost: held.isEmpty ? 60_000 : 250))
        )
        var running: Int32 = 0
        var isWell = true
        for (socket, can) in ready {
            isWell = curl_multi_socket_action(multi, socket, can, &running) == CURLM_OK && isWell
        }
        if sockets.takeDeadline(at: .now) {
            isWell = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK && isWell
        }
        // Out of memory, or a fault in libcurl: transfers still time out, and the thread does not spin.
        if !isWell { usleep(20_000) }
    }

    static let cancelled = OutboundFailure(.cancelled, "the call was cancelled or its client closed")

    private mutating func start(_ submission: Submission) {
        guard !submission.ticket.isCancelled else {
            return resume(submission, with: .failure(Self.cancelled))
        }
        if case .name(let name) = submission.url.host,
            !gate.begin(submission.ticket.id, name: name, at: secondsSinceBegin)
        {
            held[submission.ticket.id] = (submission, .now)
            return
        }
        launch(submission, seconds: submission.request.timeout)
    }

    private var secondsSinceBegin: Double { begin.duration(to: .now) / .seconds(1) }

    /// Calls whose name is known by now go on; where a lookup has failed, the next looks it up.
    private mutating func passGate() {
        for leader in gate.leaders {
            guard let end = transfers[leader]?.end else { continue }
            if end.hasTried || end.forbidden != nil {
                for call in gate.found(by: leader, at: secondsSinceBegin) { letGo(call) }
            } else if end.wasStarted, let next = gate.end(leader) {
                // On a kept connection, without a lookup.
                letGo(next)
            }
        }
    }

    private mutating func letGo(_ call: UInt64) {
        guard let (submission, since) = held.removeValue(forKey: call) else { return }
        let left = submission.request.timeout - since.duration(to: .now) / .seconds(1)
        guard left > 0 else { return refuse(submission) }
        launch(submission, seconds: left)
    }

    /// Ends calls whose time is over before their name was known.
    private mutating func endHeld() {
        guard !held.isEmpty, nextLook <= .now else { return }
        nextLook = .now + .milliseconds(250)
        for (call, (submission, since)) in held
        where since.duration(to: .now) >= .seconds(submission.request.timeout) {
            held[call] = nil
            refuse(submission)
        }
    }

    private mutating func refuse(_ submission: Submission) {
        let host = submission.url.host
        if let next = gate.end(submission.ticket.id) { letGo(next) }
        resume(
            submission,
            with: .failure(OutboundFailure(.notConnected, "the name \(host) was not resolved in time; check the DNS"))
        )
    }

    private mutating func launch(_ submission: Submission, seconds: Double) {
        guard let transfer = Transfer(submission, seconds: seconds), transfer.configure(options) == CURLE_OK,
            curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
        else {
            if let next = gate.end(submission.ticket.id) { letGo(next) }
            let failure = OutboundFailure(.notConnected, "the call to \(submission.url) could not be set up")
            return resume(submission, with: .failure(failure))
        }
        transfers[submission.ticket.id] = transfer
        if let seconds = submission.request.idleTimeout { idle.add(submission.ticket.id, seconds) }
    }

    /// Ends the answers that began and then stood still for too long.
    private mutating func endIdle() {
        guard idle.isDue(at: .now) else { return }
        let transfers = transfers
        for id in idle.expired(at: .now, lastArrival: { transfers[$0]?.lastArrival }) {
            guard let transfer = transfers[id] else { continue }
            let seconds = transfer.request.idleTimeout ?? 0
            let message = "the answer of \(transfer.url) stood still for \(seconds) s"
            end(id, with: .failure(OutboundFailure(.timedOut, message)))
        }
    }

    private mutating func readEnds() {
        var left: Int32 = 0
        // The message is libcurl's and is valid until the next call that touches the handle.
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            mortise_curl_get_pointer(easy, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            end(transfer.submission.ticket.id, with: transfer.result(code))
        }
    }

    /// Ends a transfer, whatever its state; nothing happens for one that has ended.
    private mutating func end(_ id: UInt64, with result: Result<OutboundResponse, OutboundFailure>) {
        if let waiting = held.removeValue(forKey: id) {
            _ = gate.end(id)
            return resume(waiting.submission, with: result)
        }
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        if let next = gate.end(id) { letGo(next) }
        idle.remove(id)
        curl_multi_remove_handle(multi, transfer.easy)
        resume(transfer.submission, with: result)
    }

    private mutating func resume(
        _ submission: Submission,
        with result: Result<OutboundResponse, OutboundFailure>
    ) {
        inbox.noteEnd()
        submission.continuation.resume(returning: result)
    }
}
