// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Locks
public import Pictures

/// Reads pages from pixels. Engines are kept from one page to the next, since loading a language takes as long as a
/// quarter of a page; at most one page at a time is read by each.
///
/// On the calling thread, for about a second a page: never on one of Swift's cooperative pool.
public final class PageReader: Sendable {
    /// An engine goes from thread to thread but belongs to one at a time.
    private struct Idle: @unchecked Sendable {
        // Whoever takes an engine takes it out of here first, under the lock.
        var engines: [OCREngine] = []
        var orientation: [OrientationEngine] = []
    }
    private let idle = Lock(Idle())
    /// Engines that are kept.
    private static let kept = 2
    /// Below it another look is worth its time.
    private static let doubtful: Float = 75

    public init() {}

    /// - Parameters:
    ///   - seconds: for everything; what comes too late is `timedOut`.
    public func read(_ picture: Picture, languages: OCRLanguages, seconds: Double) throws(OCRFailure) -> OCRPage {
        let end = ContinuousClock.now + .seconds(seconds)
        func left() -> Double { ContinuousClock.now.duration(to: end) / .seconds(1) }
        let (page, resolution) = Self.prepared(picture)
        guard let first = try recognized(page, languages, resolution, left()) else { throw .timedOut }
        var best = (found: first, quarters: 0, languages: languages)
        if first.confidence >= Self.doubtful, first.characters >= 20 {
            return OCRPage(first, quarters: 0, languages: languages)
        }
        func consider(_ picture: Picture?, quarters: Int, _ languages: OCRLanguages) throws(OCRFailure) {
            guard let picture, left() > 1, let found = try recognized(picture, languages, resolution, left()) else {
                return
            }
            if found.worth > best.found.worth { best = (found, quarters, languages) }
        }
        let finding = looked(at: page, resolution, folder: languages.folder)
        if let finding, finding.quarters != 0 {
            let turned = page.turned(quarters: finding.quarters)
            try consider(turned.map { $0.straightened() ?? $0 }, quarters: finding.quarters, languages)
        }
        if best.found.confidence < Self.doubtful, let finding, finding.scriptConfidence > 1,
            let others = languages.others(for: finding.script)
        {
            try consider(page.turned(quarters: finding.quarters), quarters: finding.quarters, others)
        }
        if best.found.confidence < Self.doubtful, let evened = page.turned(quarters: best.quarters)?.evened() {
            try consider(evened, quarters: best.quarters, best.languages)
        }
        return OCRPage(best.found, quarters: best.quarters, languages: best.languages)
    }

    /// The page in the size that Tesseract reads best, level, and its dots an inch.
    static func prepared(_ picture: Picture) -> (Picture, Int) {
        var page = picture
        var resolution = picture.resolution
        let pixels = page.width * page.height
        if pixels > largest {
            let factor = (Double(largest) / Double(pixels)).squareRoot()
            page = page.scaled(by: Float(factor)) ?? page
            resolution = Int(Double(resolution) * factor)
        } else if pixels < 4_000_000, let height = page.letterHeight(), height < 18 {
            // Tesseract wants small letters about 20 pixels high; those of a screen have 7.
            let factor = min(3, 26 / Float(height))
            page = page.scaled(by: factor) ?? page
            resolution = Int(Float(resolution) * factor)
        }
        page = page.straightened() ?? page
        page = page.framed() ?? page
        return (page, (70...2400).contains(resolution) ? resolution : 300)
    }

    /// Pixels of A4 at 500 dots an inch: more costs time and reads no better.
    private static let largest = 24_000_000

    private func recognized(
        _ picture: Picture,
        _ languages: OCRLanguages,
        _ resolution: Int,
        _ seconds: Double
    ) throws(OCRFailure) -> Recognized? {
        let engine: OCREngine
        do throws(ReadingError) {
            if let kept = taken(languages) { engine = kept } else { engine = try OCREngine(languages) }
        } catch {
            throw .unreadable(error)
        }
        defer { idle.withLock { if $0.engines.count < Self.kept { $0.engines.append(engine) } } }
        return engine.read(picture, resolution: resolution, seconds: seconds)
    }

    private func taken(_ languages: OCRLanguages) -> OCREngine? {
        let found = idle.withLock { idle -> Idle in
            guard let index = idle.engines.lastIndex(where: { $0.languages == languages }) else { return Idle() }
            return Idle(engines: [idle.engines.remove(at: index)])
        }
        return found.engines.first
    }

    private func looked(at picture: Picture, _ resolution: Int, folder: String) -> OrientationEngine.Finding? {
        let found = idle.withLock { idle in Idle(orientation: idle.orientation.popLast().map { [$0] } ?? []) }
        guard let engine = found.orientation.first ?? OrientationEngine(folder: folder) else { return nil }
        defer { idle.withLock { if $0.orientation.isEmpty { $0.orientation.append(engine) } } }
        return engine.look(at: picture, resolution: resolution)
    }
}
