// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations

/// One call in flight: libcurl's handle and everything that it points to. Made, used and freed on the loop's
/// thread alone; the callbacks get it unretained, since the loop holds it until the handle is removed.
final class Transfer {
    let submission: Submission
    /// What is left of the request's time: it may have waited for a name.
    let seconds: Double
    let easy: UnsafeMutableRawPointer
    var end: TransferEnd
    var head = ResponseHead()
    var body: [UInt8] = []
    var isCut = false
    /// What becomes of the body; nil before its first piece.
    var bodyUse: BodyUse?
    /// Bytes that the request's source has given.
    private var sent = 0
    /// When something of the answer came last; nil before its beginning.
    var lastArrival: ContinuousClock.Instant?

    /// libcurl reads the request's body from here while the transfer lasts.
    let upload: UnsafeMutableBufferPointer<UInt8>
    /// libcurl writes its words on an error here.
    let errorText: UnsafeMutablePointer<CChar>
    /// Lists that the handle points to; freed after it.
    var lists: [UnsafeMutablePointer<curl_slist>] = []

    var url: HTTPURL { submission.url }
    var request: OutboundRequest { submission.request }

    init?(_ submission: Submission, seconds: Double) {
        guard let easy = curl_easy_init() else { return nil }
        self.submission = submission
        self.seconds = seconds
        self.easy = easy
        self.end = TransferEnd(url: submission.url, timeout: submission.request.timeout)
        self.upload = .allocate(capacity: submission.request.body.count)
        _ = upload.initialize(from: submission.request.body)
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        // The handle first: it points to all the rest.
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
        upload.deallocate()
    }

    /// A piece of the body.
    /// - Returns: false when no more is wanted.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        lastArrival = .now
        let use = bodyUse ?? request.sink?.begin(status: head.status, headers: head.headers) ?? .keep
        bodyUse = use
        switch use {
        case .stop:
            isCut = true
        case .stream:
            isCut = request.sink?.receive(piece) != true
        case .keep:
            let room = request.responseLimit - body.count
            body.append(contentsOf: piece.prefix(room))
            isCut = piece.count > room
        }
        return !isCut
    }

    /// The next piece of a body that has a source.
    /// - Returns: how many bytes, 0 at its end; nil when the source fails.
    func give(_ room: UnsafeMutableRawBufferPointer) -> Int? {
        guard let source = request.source, sent < source.size else { return 0 }
        let wanted = UnsafeMutableRawBufferPointer(rebasing: room.prefix(source.size - sent))
        guard let count = source.read(at: sent, into: wanted), (1...wanted.count).contains(count) else {
            end.hasSourceFailed = true
            return nil
        }
        sent += count
        return count
    }

    /// What the caller gets, once libcurl is done with the handle.
    func result(_ code: CURLcode) -> Result<OutboundResponse, OutboundFailure> {
        var status = 0
        mortise_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        // Cutting the body ends the transfer with a write error of our own making.
        end.hasUnusableLength = !head.hasUsableLength
        guard code == CURLE_OK || (isCut && code == CURLE_WRITE_ERROR), status >= 100, head.hasUsableLength else {
            if end.systemError == 0 {
                var number = 0
                mortise_curl_get_long(easy, CURLINFO_OS_ERRNO, &number)
                end.systemError = Int32(truncatingIfNeeded: number)
            }
            return .failure(end.failure(code, detail: printableError))
        }
        var microseconds: curl_off_t = 0
        var firstByte: curl_off_t = 0
        mortise_curl_get_offset(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
        mortise_curl_get_offset(easy, CURLINFO_STARTTRANSFER_TIME_T, &firstByte)
        return .success(
            OutboundResponse(
                status: status,
                headers: head.headers,
                body: body,
                isCut: isCut,
                seconds: Double(microseconds) / 1_000_000,
                secondsToFirstByte: Double(firstByte) / 1_000_000
            )
        )
    }

    private var printableError: String {
        let text = String(cString: errorText).unicodeScalars.prefix(200)
        return String(String.UnicodeScalarView(text.map { $0.isASCII && $0.value >= 0x20 ? $0 : "?" }))
    }
}
