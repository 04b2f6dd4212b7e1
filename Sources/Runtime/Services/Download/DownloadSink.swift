// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Jobs
import Locks
import Outbound

/// Writes an answer's body into a memory file while it comes: memory, so that the client's thread waits for nothing.
/// What would be refused at the end is refused at the head.
final class DownloadSink: ResponseSink {
    private struct State: ~Copyable {
        var draft: MemoryFile.Draft?
        var mediaType = ""
        var size = 0
        var refusal: JobError?
    }
    private let url: HTTPURL
    private let limit: Int
    private let wanted: MediaTypes
    private let state = Lock(State())

    init(url: HTTPURL, limit: Int, wanted: MediaTypes) {
        self.url = url
        self.limit = limit
        self.wanted = wanted
    }

    func begin(status: Int, headers: [(name: String, value: String)]) -> BodyUse {
        guard status == 200 || status == 203 else { return .stop }
        return state.withLock { state in
            do throws(JobError) {
                state.mediaType = try check(headers)
                do throws(BufferError) {
                    state.draft = try MemoryFile.Draft(limit: limit)
                } catch {
                    throw DownloadFault.noMemory(error)
                }
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
                state.size += bytes.count
                return true
            } catch {
                state.refusal = error.isTooLarge ? DownloadFault.tooLarge(url, limit) : DownloadFault.noMemory(error)
                return false
            }
        }
    }

    /// What came, when the exchange has ended with this answer.
    func download(_ response: OutboundResponse) throws(JobError) -> (file: MemoryFile, mediaType: String) {
        // Taken out in any case: a draft that is not wanted gives its memory back here.
        let taken: Result<(file: MemoryFile, mediaType: String), JobError> = state.withLock { state in
            let draft = state.draft.take()
            if let refusal = state.refusal { return .failure(refusal) }
            guard response.status == 200 || response.status == 203 else {
                return .failure(DownloadFault.status(response, url))
            }
            guard !response.isCut, let draft, state.size > 0 else { return .failure(DownloadFault.empty(url)) }
            do throws(BufferError) {
                return .success((try draft.finish(), state.mediaType))
            } catch {
                return .failure(DownloadFault.noMemory(error))
            }
        }
        return try taken.get()
    }

    private func check(_ headers: [(name: String, value: String)]) throws(JobError) -> String {
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        if let encoding = header("content-encoding")?.lowercased(), !encoding.isEmpty, encoding != "identity" {
            throw DownloadFault.encoded(url)
        }
        if let length = header("content-length").flatMap({ Int($0) }), length > limit {
            throw DownloadFault.tooLarge(url, limit)
        }
        let type = MediaTypes.bare(header("content-type") ?? "")
        // It crosses to the module, whose side wants a word.
        let mediaType = type.utf8.count <= 200 && type.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? type : ""
        guard wanted.admit(mediaType) else { throw DownloadFault.wrongType(url, mediaType, wanted) }
        return mediaType
    }
}
