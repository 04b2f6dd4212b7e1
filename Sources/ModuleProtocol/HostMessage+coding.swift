// SPDX-License-Identifier: Apache-2.0

extension HostMessage {
    /// The frame's bytes, length included.
    public func encoded() -> [UInt8] {
        switch self {
        case .start(let job):
            var frame = FrameEncoder(kind: 1, capacity: job.input.count + job.settings.count + 256)
            frame.put(job.token)
            frame.put(job.id)
            frame.put(job.taskType)
            frame.put(job.attempt)
            frame.put(job.deadline)
            frame.put(job.input)
            frame.put(job.settings)
            frame.put(job.partIndex)
            frame.put(job.partCount)
            frame.put(job.buffer)
            return frame.finish()
        case .cancel(let token):
            var frame = FrameEncoder(kind: 2)
            frame.put(token)
            return frame.finish()
        case .answer(let call, let reply):
            var frame = FrameEncoder(kind: 3, capacity: 256)
            frame.put(call)
            frame.put(reply)
            return frame.finish()
        case .delta(let call, let piece):
            var frame = FrameEncoder(kind: 4, capacity: piece.utf8.count + 16)
            frame.put(call)
            frame.put(piece)
            return frame.finish()
        case .fork:
            return FrameEncoder(kind: 5).finish()
        }
    }

    /// Reads one frame. Every field is bounded; a frame with anything left over is refused.
    public init(_ frame: Frame) throws(FrameError) {
        var fields = FrameDecoder(frame.payload)
        switch frame.kind {
        case 1:
            self = .start(
                JobStart(
                    token: try fields.integer(UInt64.self, "token"),
                    id: try fields.text("job id", limit: FrameLimits.word),
                    taskType: try fields.text("task type", limit: FrameLimits.word),
                    attempt: try fields.integer(UInt32.self, "attempt"),
                    deadline: try fields.integer(UInt64.self, "deadline"),
                    input: Array(try fields.data("input", limit: FrameLimits.document)),
                    settings: Array(try fields.data("settings", limit: FrameLimits.request)),
                    partIndex: try fields.integer(UInt32.self, "part index"),
                    partCount: try fields.integer(UInt32.self, "part count"),
                    buffer: try fields.optionalBuffer()
                )
            )
        case 2:
            self = .cancel(token: try fields.integer(UInt64.self, "token"))
        case 3:
            self = .answer(call: try fields.integer(UInt64.self, "call"), try fields.serviceReply())
        case 4:
            self = .delta(
                call: try fields.integer(UInt64.self, "call"),
                piece: try fields.text("piece", limit: FrameLimits.schema)
            )
        case 5:
            self = .fork
        default:
            throw FrameError("unknown frame kind \(frame.kind) from the host")
        }
        try fields.end()
    }
}
