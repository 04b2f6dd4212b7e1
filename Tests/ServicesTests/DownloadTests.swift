// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Jobs
import Outbound
import Services
import TestServers
import Testing

/// Downloads from a server that misbehaves.
@Suite(.timeLimit(.minutes(1)))
struct DownloadTests {
    /// One server for all; it ends with the test process, whose pipe it reads.
    private static let shared = Task { try await ChildServer.start("hostile_server.py") }

    private static func withServer<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ChildServer) async throws -> Value
    ) async throws -> Value {
        try await body(shared.value)
    }

    private func fetch(
        _ path: String,
        list: String = "127.0.0.1",
        bytes: Int? = nil,
        seconds: Double? = nil,
        types: String = "",
        limits: DownloadService.Limits = DownloadService.Limits()
    ) async throws -> Result<Download, JobError> {
        try await Self.withServer { server in
            let client = try CurlClient()
            defer { client.close() }
            let rule = DestinationRule(
                list: try AllowList(parsing: list.replacing("PORT", with: "\(server.port)")),
                unlisted: .publicUnlessListed,
                requiresTLS: false
            )
            let service = DownloadService(client: client, destinations: rule, limits: limits)
            let url = path.hasPrefix("/") ? "http://127.0.0.1:PORT\(path)" : path
            do throws(JobError) {
                return .success(
                    try await service.fetch(
                        DownloadRequest(
                            url: url.replacing("PORT", with: "\(server.port)"),
                            bytes: bytes,
                            seconds: seconds,
                            mediaTypes: MediaTypes(types)
                        )
                    )
                )
            } catch {
                return .failure(error)
            }
        }
    }

    private func error(_ result: Result<Download, JobError>) -> JobError? {
        if case .failure(let error) = result { return error }
        return nil
    }

    @Test func aFileComesWhole() async throws {
        let found = try await fetch("/big/3000000").get()
        #expect(found.status == 200 && found.file.size == 3_000_000)
        #expect(try found.file.bytes().allSatisfy { $0 == UInt8(ascii: "x") })
        #expect(found.url.hasSuffix("/big/3000000"))
    }

    @Test func redirectsAreFollowed() async throws {
        let found = try await fetch("/hops/5").get()
        #expect(try found.file.bytes() == Array("arrived".utf8))
        #expect(found.mediaType == "text/plain")
        #expect(found.url.hasSuffix("/hops/0"))
    }

    @Test(arguments: [
        ("/hops/6", "fetch_redirect"), ("/nowhere", "fetch_redirect"), ("/redirect-to?ftp://a/", "fetch_redirect"),
        ("/redirect-to?file:///etc/passwd", "fetch_redirect"), ("/status/404", "fetch_not_found"),
        ("/status/410", "fetch_not_found"), ("/status/403", "fetch_refused"), ("/status/400", "fetch_refused"),
        ("/big/0", "fetch_empty"), ("/zipped", "fetch_encoded"), ("ftp://127.0.0.1/x", "fetch_bad_url"),
        ("http://user:pass@127.0.0.1:PORT/", "fetch_bad_url"), ("", "fetch_bad_url"), ("/status/304", "fetch_refused"),
    ])
    func whatStaysWrongIsPermanent(_ path: String, _ code: String) async throws {
        let error = error(try await fetch(path))
        #expect(error?.code == code, "\(error?.message ?? "none")")
        #expect(error?.class == .permanent)
        #expect(error?.message.contains("pass@") != true)
        // What the server answered, where it did.
        if path.hasPrefix("/status/") { #expect(error?.httpStatus == Int(path.dropFirst(8))) }
        if code == "fetch_bad_url" { #expect(error?.httpStatus == nil) }
    }

    @Test(
        arguments: [
            ("/later/503", "fetch_server_error", 7.0), ("/later/429", "fetch_server_error", 7.0),
            ("/status/500", "fetch_server_error", nil), ("/cut", "fetch_broken", nil),
            ("/chunk-cut", "fetch_broken", nil),
            ("/reset", "fetch_broken", nil), ("/reset-in-body", "fetch_broken", nil), ("/close", "fetch_broken", nil),
            ("/two-lengths", "fetch_broken", nil), ("/bad-length/-5", "fetch_broken", nil),
            ("/garbage", "fetch_broken", nil),
            ("/headers/100", "fetch_broken", nil), ("/endless-headers", "fetch_broken", nil),
            ("http://127.0.0.1:1/", "fetch_unreachable", nil),
        ] as [(String, String, Double?)]
    )
    func whatMayPassIsRetryable(_ path: String, _ code: String, _ wait: Double?) async throws {
        let error = error(try await fetch(path))
        #expect(error?.code == code, "\(error?.message ?? "none")")
        #expect(error?.class == .retryable)
        #expect(error?.retryAfter == wait)
    }

    /// Where it leads is asked at every hop, for the URL and for the address.
    @Test(arguments: [
        ("http://127.0.0.1:PORT/big/1", ""), ("http://localhost:PORT/big/1", ""), ("http://[::1]:PORT/big/1", ""),
        ("http://[::ffff:127.0.0.1]:PORT/big/1", ""), ("http://169.254.169.254/latest/meta-data", ""),
        ("http://10.0.0.1/", ""), ("http://192.168.0.1/", ""), ("http://100.100.100.200/", ""), ("http://0.0.0.0/", ""),
        ("http://[fd00:ec2::254]/", ""), ("http://[fe80::1]/", ""), ("http://[::ffff:10.0.0.1]/", ""),
        ("http://[64:ff9b::7f00:1]/", ""),
        ("http://127.0.0.1:PORT/redirect-to?http://10.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1:PORT/redirect-to?http://127.0.0.2:PORT/big/1", "127.0.0.1"),
        ("http://127.0.0.1:PORT/redirect-to?//169.254.169.254/", "127.0.0.1"),
        ("http://127.0.0.1:PORT/redirect-to?http://127.0.0.1:1/", "127.0.0.1:PORT"),
        ("http://127.0.0.1:PORT/redirect-to?http://%5B::ffff:127.0.0.3%5D:PORT/", "127.0.0.1"),
    ])
    func privatePlacesAreForbidden(_ url: String, _ list: String) async throws {
        let error = error(try await fetch(url, list: list))
        #expect(error?.code == "fetch_forbidden", "\(error?.message ?? "none")")
        #expect(error?.class == .permanent)
        #expect(error?.message.contains("meta-data") == false)
    }

    @Test(arguments: [("/big/1001", 1000), ("/endless", 100_000), ("/drip", 10)])
    func moreThanAllowedIsRefused(_ path: String, _ bytes: Int) async throws {
        let error = error(try await fetch(path, bytes: bytes))
        #expect(error?.code == "fetch_too_large" && error?.class == .permanent)
    }

    @Test func theHostsOwnLimitHoldsWhateverIsAsked() async throws {
        var limits = DownloadService.Limits()
        limits.bytes = 1_000
        #expect(error(try await fetch("/big/1001", bytes: 5_000, limits: limits))?.code == "fetch_too_large")
        #expect(try await fetch("/big/1000", bytes: 5_000, limits: limits).get().file.size == 1_000)
        limits.seconds = 0.3
        #expect(error(try await fetch("/hang", seconds: 50, limits: limits))?.code == "fetch_timed_out")
    }

    @Test(arguments: ["/hang", "/drip"])
    func slowOnesEndInTime(_ path: String) async throws {
        let error = error(try await fetch(path, seconds: 0.5))
        #expect(error?.code == "fetch_timed_out" && error?.class == .retryable)
    }

    @Test func oneThatStandsStillEndsBefore() async throws {
        var limits = DownloadService.Limits()
        limits.idleSeconds = 0.3
        let error = error(try await fetch("/stall/100", limits: limits))
        #expect(error?.code == "fetch_timed_out" && error?.message.contains("stood still") == true)
    }

    @Test(arguments: [
        ("application/pdf", "application/pdf", true), ("Application/PDF;x=y", "application/pdf", true),
        ("image/png", "application/pdf, image/*", true), ("text/html", "application/pdf, image/*", false),
        ("imagex/png", "image/*", false), ("anything/x", "", true), ("x/y", "*/*", true), ("", "image/*", false),
    ])
    func mediaTypesAreAsked(_ type: String, _ wanted: String, _ isWanted: Bool) async throws {
        let result = try await fetch("/typed/\(type)", types: wanted)
        if isWanted {
            #expect(try result.get().mediaType == String(type.lowercased().prefix { $0 != ";" }))
        } else {
            #expect(error(result)?.code == "fetch_wrong_type")
        }
    }

    @Test func aCancelledJobsDownloadEnds() async throws {
        let task = Task { try await fetch("/hang", seconds: 50) }
        task.cancel()
        let result = await task.result
        if case .success(let inner) = result { #expect(error(inner)?.class == .cancelled) }
    }
}
