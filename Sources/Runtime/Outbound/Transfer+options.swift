// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations

extension Transfer {
    /// Tells libcurl what to do and, at more length, what not to do.
    func configure(_ options: CurlClient.Options) -> CURLcode {
        let setup = TransferSetup(easy: easy)
        setup.pointer(CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
        setup.pointer(CURLOPT_ERRORBUFFER, errorText)
        setup.text(CURLOPT_URL, url.text)
        // The URL is in its canonical form already; libcurl takes it as it stands and no other protocol.
        setup.long(CURLOPT_PATH_AS_IS, 1)
        setup.long(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        setup.text(CURLOPT_PROTOCOLS_STR, url.isTLS ? "https" : "http")
        // Nothing from the environment or from files: no proxy, no netrc; and no redirect.
        setup.text(CURLOPT_PROXY, "")
        setup.text(CURLOPT_NOPROXY, "*")
        setup.long(CURLOPT_NETRC, 0)
        setup.long(CURLOPT_FOLLOWLOCATION, 0)
        setup.long(CURLOPT_HTTP09_ALLOWED, 0)
        // One broken HTTP/2 connection would break every call on it, and 7.88's HTTP/2 is known for doing so.
        setup.long(CURLOPT_HTTP_VERSION, mortise_curl_http_1_1())
        setup.long(CURLOPT_SSL_VERIFYPEER, 1)
        setup.long(CURLOPT_SSL_VERIFYHOST, 2)
        setup.long(CURLOPT_SSLVERSION, mortise_curl_tls_1_2())
        if let file = options.certificateAuthorities { setup.text(CURLOPT_CAINFO, file) }
        setTimes(setup, options)
        setMethodAndBody(setup)
        setHeaders(setup)
        setup.callbacks(for: self)
        if !options.pinnedNames.isEmpty { setup.pointer(CURLOPT_RESOLVE, keep(options.pinnedNames, setup)) }
        return setup.code
    }

    private func setTimes(_ setup: TransferSetup, _ options: CurlClient.Options) {
        setup.long(CURLOPT_NOSIGNAL, 1)
        // Held while a call waits for its answer, and thousands may; a download is the larger the quicker.
        setup.long(CURLOPT_BUFFERSIZE, request.sink == nil ? 1_024 : 32_768)
        setup.long(CURLOPT_UPLOAD_BUFFERSIZE, request.source == nil ? 16_384 : 65_536)
        // Without it, ending a transfer whose name is being looked up waits for that lookup, and every other
        // transfer with it (Curl_resolver_kill in lib/asyn-thread.c).
        setup.long(CURLOPT_QUICK_EXIT, 1)
        setup.long(CURLOPT_TIMEOUT_MS, Self.milliseconds(seconds))
        setup.long(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(min(options.connectTimeout, seconds)))
        // Shorter than the keep-alive of most servers, so that a kept connection is seldom one that just ended.
        setup.long(CURLOPT_MAXAGE_CONN, 45)
        setup.long(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setMethodAndBody(_ setup: TransferSetup) {
        switch request.method {
        case "HEAD":
            setup.long(CURLOPT_NOBODY, 1)
            return
        case "GET" where request.body.isEmpty,
            "DELETE" where request.body.isEmpty && request.source == nil:
            setup.long(CURLOPT_HTTPGET, 1)
        case _ where request.source != nil:
            setup.long(CURLOPT_POST, 1)
            setup.offset(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.source?.size ?? 0))
            let context = Unmanaged.passUnretained(self).toOpaque()
            setup.note(mortise_curl_set_source(easy, TransferCallbacks.upload, context))
        default:
            setup.long(CURLOPT_POST, 1)
            setup.offset(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(upload.count))
            // Not copied by libcurl; `upload` lives as long as the handle. Never nil, which would mean "read
            // from standard input".
            setup.pointer(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(upload.baseAddress) ?? easy)
        }
        setup.text(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setHeaders(_ setup: TransferSetup) {
        // A name with a colon and no value takes one of libcurl's own headers away.
        var lines = ["Expect:"]
        let names = Set(request.headers.map { $0.name.lowercased() })
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("user-agent") { lines.append("User-Agent: Mortise") }
        for (name, value) in request.headers {
            // A value of blanks alone would take the header away, too; the semicolon sends it empty.
            let isEmpty = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lines.append(isEmpty ? "\(name);" : "\(name): \(value)")
        }
        setup.pointer(CURLOPT_HTTPHEADER, keep(lines, setup))
    }

    /// A list that lives as long as this transfer.
    private func keep(_ lines: [String], _ setup: TransferSetup) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            // Copies the line; gives nil and leaves the list alone when there is no memory.
            guard let longer = curl_slist_append(list, line) else {
                setup.code = CURLE_OUT_OF_MEMORY
                break
            }
            list = longer
        }
        if let list { lists.append(list) }
        return list
    }

    private static func milliseconds(_ seconds: Double) -> Int {
        Int((max(0.001, min(seconds, RequestCheck.timeoutLimit)) * 1_000).rounded(.up))
    }
}

/// Sets options and remembers the first that failed.
final class TransferSetup {
    private let easy: UnsafeMutableRawPointer
    var code = CURLE_OK

    init(easy: UnsafeMutableRawPointer) { self.easy = easy }

    func long(_ option: CURLoption, _ value: Int) { note(mortise_curl_set_long(easy, option, value)) }
    func offset(_ option: CURLoption, _ value: curl_off_t) { note(mortise_curl_set_offset(easy, option, value)) }
    func text(_ option: CURLoption, _ value: String) { note(mortise_curl_set_text(easy, option, value)) }
    func pointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        note(mortise_curl_set_pointer(easy, option, value))
    }

    func note(_ result: CURLcode) {
        if code == CURLE_OK { code = result }
    }

    func callbacks(for transfer: Transfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        note(mortise_curl_set_sink(easy, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, TransferCallbacks.body, context))
        note(mortise_curl_set_sink(easy, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, TransferCallbacks.head, context))
        note(mortise_curl_set_open_socket(easy, TransferCallbacks.openSocket, context))
        note(mortise_curl_set_prerequest(easy, TransferCallbacks.beforeRequest, context))
    }
}
