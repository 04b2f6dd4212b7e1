// SPDX-License-Identifier: Apache-2.0
import OCR
import TaskKit

/// Reads pages from their pixels, as many at once as there are cores.
struct PagePictures: Sendable {
    struct Found: Sendable {
        var page: OCRPage
        var wasCached: Bool
    }

    /// Pages of one `map`: between two the job says how far it is.
    private static let lot = 64

    let context: TaskContext
    let settings: DocumentSettings
    let file: InspectFile.Result
    let buffer: Buffer
    let isPDF: Bool

    /// - Returns: a page or an error for each number, in their order.
    func read(_ numbers: [Int]) async throws -> [Result<Found, TaskError>] {
        var results: [Result<Found, TaskError>] = []
        var rest = numbers[...]
        while !rest.isEmpty {
            let lot = Array(rest.prefix(Self.lot))
            rest = rest.dropFirst(Self.lot)
            context.progress(results.count, of: numbers.count, "reading pages from pictures")
            let inputs = lot.map {
                ReadPicture.Input(page: $0, isPDF: isPDF, languages: settings.languages ?? [], key: key(page: $0))
            }
            let ends = try await context.map(
                ReadPicture.self,
                inputs,
                buffer: buffer,
                partDeadline: .seconds(ReadPicture.seconds)
            )
            results += ends.map { $0.map { Found(page: $0.page, wasCached: $0.wasCached) } }
        }
        return results
    }

    private func key(page: Int) -> String {
        let languages = (settings.languages ?? []).joined(separator: "+")
        return "page/\(DocumentTasks.version)/\(file.sha256)/\(page)/\(languages)"
    }
}
