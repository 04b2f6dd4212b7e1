// SPDX-License-Identifier: Apache-2.0
import CTesseract
import DocumentModel
import Pictures

/// One engine of Tesseract, which holds the data of its languages in memory. One thread at a time; pictures are handed
/// over as pixels and never by a name, since Tesseract would open files and URLs for that.
final class OCREngine {
    /// A place for a handle that is freed once, whatever `init` throws.
    private let handle: OpaquePointer
    let languages: OCRLanguages

    /// - Throws: `unsupported` when the data cannot be loaded.
    init(_ languages: OCRLanguages) throws(ReadingError) {
        self.languages = languages
        handle = try Self.start(languages.joined, languages.folder, OEM_LSTM_ONLY)
        TessBaseAPISetPageSegMode(handle, PSM_AUTO)
        // Tesseract puts blanks between the characters of scripts that have none.
        if languages.names.contains(where: { $0.hasPrefix("chi_") || $0.hasPrefix("jpn") }) {
            TessBaseAPISetVariable(handle, "preserve_interword_spaces", "1")
        }
    }

    deinit { TessBaseAPIDelete(handle) }

    static func start(_ name: String, _ folder: String, _ mode: TessOcrEngineMode) throws(ReadingError) -> OpaquePointer
    {
        guard let handle = TessBaseAPICreate() else { throw ReadingError(.unsupported, "Tesseract does not start") }
        guard TessBaseAPIInit2(handle, folder, name, mode) == 0 else {
            TessBaseAPIDelete(handle)
            throw ReadingError(
                .unsupported,
                "the page is a picture, and the data to read \(name) cannot be loaded: they are damaged or of another "
                    + "version of Tesseract"
            )
        }
        return handle
    }

    /// Reads a page.
    /// - Parameter seconds: until reading is given up.
    /// - Returns: nil when the time was up.
    func read(_ picture: Picture, resolution: Int, seconds: Double) -> Recognized? {
        picture.withPix { TessBaseAPISetImage2(handle, $0) }
        defer {
            TessBaseAPIClear(handle)
            extendLifetime(picture)
        }
        TessBaseAPISetSourceResolution(handle, Int32(max(70, min(resolution, 2400))))
        guard let monitor = TessMonitorCreate() else { return nil }
        defer { TessMonitorDelete(monitor) }
        TessMonitorSetDeadlineMSecs(monitor, Int32(max(1, min(seconds, 3600) * 1000)))
        guard TessBaseAPIRecognize(handle, monitor) == 0 else { return nil }
        return Recognized(handle)
    }
}

/// The engine that tells how a page lies and in which script it is written; nil data: nothing can be told.
final class OrientationEngine {
    struct Finding {
        /// Quarters that the page has to be turned clockwise.
        var quarters: Int
        var confidence: Float
        /// As Tesseract calls it: `Latin`, `Cyrillic`, `Han`, …
        var script: String
        var scriptConfidence: Float
    }
    private let handle: OpaquePointer

    /// Nil when `osd.traineddata` is not installed.
    init?(folder: String) {
        guard OCRLanguages.isInstalled("osd", in: folder),
            let handle = try? OCREngine.start("osd", folder, OEM_TESSERACT_ONLY)
        else { return nil }
        self.handle = handle
        TessBaseAPISetPageSegMode(handle, PSM_OSD_ONLY)
    }

    deinit { TessBaseAPIDelete(handle) }

    /// Nil for a page with too few letters.
    func look(at picture: Picture, resolution: Int) -> Finding? {
        picture.withPix { TessBaseAPISetImage2(handle, $0) }
        defer {
            TessBaseAPIClear(handle)
            extendLifetime(picture)
        }
        TessBaseAPISetSourceResolution(handle, Int32(max(70, min(resolution, 2400))))
        var (degrees, confidence, scriptConfidence): (Int32, Float, Float) = (0, 0, 0)
        var script: UnsafePointer<CChar>?
        guard
            TessBaseAPIDetectOrientationScript(handle, &degrees, &confidence, &script, &scriptConfidence) != 0
        else { return nil }
        // What is told is by how much the picture was turned clockwise.
        return Finding(
            quarters: (4 - Int(degrees) / 90) % 4,
            confidence: confidence,
            script: script.map { String(cString: $0) } ?? "",
            scriptConfidence: scriptConfidence
        )
    }
}
