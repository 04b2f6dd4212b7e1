// SPDX-License-Identifier: Apache-2.0
import Foundation
import Gateway
import Locks

/// A site's callback route: takes contract A's callbacks, checks them as WordPress would, and remembers all.
final class CallbackSink: Sendable {
    struct Arrival: Sendable {
        var jobID: String?
        var postID: Int
        var status: String
        var summary: String?
        var error: String?
        /// The delivery's own name.
        var delivery: String
    }
    private struct Body: Decodable {
        var postId: Int
        var jobId: String?
        var status: String
        var summary: String?
        var error: String?
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private let arrivals = Lock<[Arrival]>([])
    private let problems = Lock<[String]>([])
    private let server: HTTPServer

    private init(server: HTTPServer) { self.server = server }

    /// - Parameter answer: the status for the n-th callback, from 0.
    static func start(answer: @escaping @Sendable (Int) -> Int = { _ in 200 }) throws -> CallbackSink {
        let holder = Lock<CallbackSink?>(nil)
        let count = Lock(0)
        let server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
            let number = count.withLock { count in
                defer { count += 1 }
                return count
            }
            let status = answer(number)
            if status == 200 { holder.withLock { $0 }?.take(request) }
            return InboundResponse(status: status, body: Array(#"{"ack": true}"#.utf8))
        }
        let sink = CallbackSink(server: server)
        holder.withLock { $0 = sink }
        try server.start()
        return sink
    }

    var url: String { "http://127.0.0.1:\(server.port ?? 0)/wp-json/ai/v1/callback" }
    var all: [Arrival] { arrivals.withLock { $0 } }
    var complaints: [String] { problems.withLock { $0 } }
    var jobs: Set<String> { Set(all.compactMap(\.jobID)) }

    private func take(_ request: InboundRequest) {
        let expected = "Basic " + Data(TestHost.credentials.utf8).base64EncodedString()
        guard request.soleHeader("authorization") == expected,
            request.soleHeader("content-type") == "application/json",
            let body = try? Self.decoder.decode(Body.self, from: Data(request.body)),
            (body.status == "ok" && body.summary != nil) || (body.status == "error" && body.error != nil)
        else {
            return problems.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
        }
        arrivals.withLock {
            $0.append(
                Arrival(
                    jobID: body.jobId,
                    postID: body.postId,
                    status: body.status,
                    summary: body.summary,
                    error: body.error,
                    delivery: request.soleHeader("x-mortise-delivery") ?? ""
                )
            )
        }
    }
}
