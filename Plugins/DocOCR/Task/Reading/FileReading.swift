// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import FileKinds
import TaskKit

/// From a URL to the document's text. No byte of the document is looked at in this process: parts do it, each in a
/// process that it can end alone.
struct FileReading: Sendable {
    struct Outcome: Sendable {
        var reading: Reading
        /// Of the whole text, or of single pages.
        var cacheHits: Int
    }

    /// Seconds of a file that has no pages.
    private static let seconds = 9.0
    private static let inspectSeconds = 8.0

    let context: TaskContext
    let settings: DocumentSettings

    func read(url: String, name: String?) async throws -> Outcome {
        let fetched = try await fetched(url)
        let name = name ?? Self.name(in: fetched.url)
        let file = try await inspected(fetched.buffer, name, fetched.mediaType)
        let key = cacheKey(file)
        if let reading = try await context.cached(key, as: Reading.self) {
            return Outcome(reading: reading, cacheHits: 1)
        }
        var outcome: Outcome
        switch FileKind(rawValue: file.kind)?.family {
        case .pdf:
            outcome = try await PDFReading(context: context, settings: settings, file: file, buffer: fetched.buffer)
                .read()
        case .picture:
            outcome = try await PictureReading(context: context, settings: settings, file: file, buffer: fetched.buffer)
                .read()
        case .flowing, nil: outcome = try await flowing(file, fetched.buffer)
        }
        // What was lost today may be read tomorrow.
        if outcome.reading.facts.lostPages == 0 { try await context.cache(outcome.reading, as: key) }
        return outcome
    }

    /// What a server says it has not may be on its way to it: the upload has just been made. Contract B tries three times
    /// again, 30 s apart.
    private func fetched(_ url: String) async throws -> Fetched {
        do {
            return try await context.fetch(url)
        } catch var error as TaskError where ["fetch_not_found", "fetch_refused", "fetch_empty"].contains(error.code) {
            error.class = .retryable
            throw error
        }
    }

    private func inspected(_ buffer: Buffer, _ name: String, _ mediaType: String) async throws -> InspectFile.Result {
        let input = InspectFile.Input(name: name, mediaType: mediaType)
        let ends = try await context.map(
            InspectFile.self,
            [input],
            buffer: buffer,
            partDeadline: .seconds(Self.inspectSeconds)
        )
        return try ends[0].mapError { LostPart.error($0, "the file") }.get()
    }

    private func flowing(_ file: InspectFile.Result, _ buffer: Buffer) async throws -> Outcome {
        let ends = try await context.map(
            ReadFile.self,
            [ReadFile.Input(kind: file.kind)],
            buffer: buffer,
            partDeadline: .seconds(Self.seconds)
        )
        let document = try ends[0].mapError { LostPart.error($0, file.description) }.get().document
        return Outcome(
            reading: Reading(document: document, fileType: file.description, sha256: file.sha256),
            cacheHits: 0
        )
    }

    /// Everything that the text depends on.
    private func cacheKey(_ file: InspectFile.Result) -> String {
        let languages = (settings.languages ?? []).joined(separator: "+")
        return
            "document/\(DocumentTasks.version)/\(file.sha256)/\(file.kind)/\(settings.ocr?.rawValue ?? "auto")/\(languages)"
    }

    /// The last segment of a URL's path, a hint between kinds of text.
    private static func name(in url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        return String((path.split(separator: "/").last ?? "").prefix(255))
    }
}
