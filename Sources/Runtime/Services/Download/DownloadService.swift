// SPDX-License-Identifier: Apache-2.0
public import Buffers
public import Destinations
public import Jobs
public import Outbound

/// The host service `fetch`: a download into a memory file, bounded in size, time and hops. Where it may go is asked
/// for each URL on the way and for each address that is connected to.
public final class DownloadService: Sendable {
    /// What one download may take at most; a task may ask for less.
    public struct Limits: Sendable {
        public var bytes = 100 << 20
        /// Seconds for everything, redirects included.
        public var seconds = 60.0
        /// Seconds without a byte of an answer that has begun.
        public var idleSeconds = 20.0
        public var redirects = 5

        public init() {}
    }

    private let client: any HTTPClient
    private let destinations: DestinationRule
    public let limits: Limits

    public init(client: any HTTPClient, destinations: DestinationRule, limits: Limits = Limits()) {
        self.client = client
        self.destinations = destinations
        self.limits = limits
    }

    /// Downloads. Ends early when the calling task is cancelled.
    /// - Parameter request: its `bytes` are cut to the host's limit.
    public func fetch(_ request: DownloadRequest) async throws(JobError) -> Download {
        let limit = min(request.bytes ?? limits.bytes, limits.bytes)
        let seconds = min(request.seconds ?? limits.seconds, limits.seconds)
        let end = ContinuousClock.now + .seconds(seconds)
        var url: HTTPURL
        do throws(HTTPURL.Problem) {
            url = try HTTPURL(request.url)
        } catch {
            throw DownloadFault.badURL(error.description)
        }
        for _ in 0...limits.redirects {
            let left = max(0.001, ContinuousClock.now.duration(to: end) / .seconds(1))
            let sink = DownloadSink(url: url, limit: limit, wanted: request.mediaTypes)
            let response = try await send(url, seconds: left, whole: seconds, sink)
            do throws(JobError) {
                guard let location = try DownloadFault.redirect(response, url) else {
                    let found = try sink.download(response)
                    return Download(
                        status: response.status,
                        file: found.file,
                        mediaType: found.mediaType,
                        url: url.text
                    )
                }
                url = try next(from: url, location)
            } catch {
                var error = error
                error.httpStatus = response.status
                throw error
            }
        }
        throw DownloadFault.redirected("\(url) is behind more than \(limits.redirects) redirects")
    }

    private func next(from url: HTTPURL, _ location: String) throws(JobError) -> HTTPURL {
        guard let next = url.resolving(location) else {
            throw DownloadFault.redirected("\(url) points to an address that is no http or https URL")
        }
        guard next.isTLS || !url.isTLS else {
            throw DownloadFault.redirected("\(url) points from https to plain http at \(next)")
        }
        return next
    }

    private func send(
        _ url: HTTPURL,
        seconds: Double,
        whole: Double,
        _ sink: DownloadSink
    ) async throws(JobError) -> OutboundResponse {
        let call = OutboundRequest(
            method: "GET",
            url: url.text,
            // What is compressed on the way would be stored compressed; nothing is unpacked here.
            headers: [("Accept-Encoding", "identity")],
            timeout: seconds,
            responseLimit: 0,
            destinations: destinations,
            idleTimeout: min(limits.idleSeconds, seconds),
            sink: sink
        )
        do throws(OutboundFailure) {
            return try await client.send(call)
        } catch {
            throw DownloadFault.error(error, seconds: whole)
        }
    }
}

/// What is to be downloaded.
public struct DownloadRequest: Sendable, Hashable {
    /// Absolute, http or https.
    public var url: String
    /// nil: the host's limit.
    public var bytes: Int?
    /// Seconds; nil: the host's limit.
    public var seconds: Double?
    /// Which kinds are wanted; empty: any.
    public var mediaTypes: MediaTypes

    public init(url: String, bytes: Int? = nil, seconds: Double? = nil, mediaTypes: MediaTypes = MediaTypes("")) {
        self.url = url
        self.bytes = bytes
        self.seconds = seconds
        self.mediaTypes = mediaTypes
    }
}

/// A download that succeeded.
public struct Download: Sendable {
    public var status: Int
    public var file: MemoryFile
    /// As the server says it, lower case, without parameters; empty when it says none.
    public var mediaType: String
    /// Where it came from in the end.
    public var url: String
}
