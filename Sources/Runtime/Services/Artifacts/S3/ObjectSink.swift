// SPDX-License-Identifier: Apache-2.0
import Buffers
import Locks
import Outbound

/// Writes an object into a memory file while it comes. Used again from its beginning when the call is made again.
final class ObjectSink: ResponseSink {
    private struct State: ~Copyable {
        var draft: MemoryFile.Draft?
        var refusal: BufferError?
        var isTooLarge = false
    }
    private let limit: Int
    private let state = Lock(State())

    init(limit: Int) { self.limit = limit }

    func begin(status: Int, headers: [(name: String, value: String)]) -> BodyUse {
        state.withLock { state in
            state = State()
            // What is no object is an error in XML, which the client keeps.
            guard status == 200 else { return .keep }
            let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
            if let length, length > limit {
                state.isTooLarge = true
                return .stop
            }
            do throws(BufferError) {
                state.draft = try MemoryFile.Draft(limit: limit)
                return .stream
            } catch {
                state.refusal = error
                return .stop
            }
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            do throws(BufferError) {
                try state.draft?.append(bytes)
                return true
            } catch {
                state.refusal = error
                state.isTooLarge = error.isTooLarge
                return false
            }
        }
    }

    /// The object, when the exchange has ended with this answer.
    /// - Parameter name: for a sentence.
    func take(of name: String, _ response: OutboundResponse) throws(ArtifactError) -> MemoryFile {
        let taken: Result<MemoryFile, ArtifactError> = state.withLock { state in
            let draft = state.draft.take()
            if state.isTooLarge {
                return .failure(
                    ArtifactError(.tooLarge, "\(name) has more than the \(limit) bytes that are allowed")
                )
            }
            do throws(BufferError) {
                if let refusal = state.refusal { throw refusal }
                // No piece came: the object is empty.
                guard let draft else { return .success(try MemoryFile.holding([])) }
                return .success(try draft.finish())
            } catch {
                return .failure(ArtifactError(.unavailable, "\(name) was not read: \(error)"))
            }
        }
        return try taken.get()
    }
}
