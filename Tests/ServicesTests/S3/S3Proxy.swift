// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing

@testable import Services

/// What stands between a store and moto, spoils what it is told to, and tells what passed.
struct S3Proxy {
    struct Rule: Encodable {
        var method: String?
        var contains: String?
        var times = 1
        var `do`: String
        var after: Int?
        var status: Int?
        var body: String?
        var headers: [String: String]?
    }

    struct Request: Decodable {
        var method: String
        var target: String
        var headers: [[String]]
        var length: Int

        func header(_ name: String) -> String? { headers.first { $0.first == name }?.last }
    }

    let server: ChildServer
    var port: Int { server.port }

    /// A fresh one, ended however `body` ends.
    static func with<Value>(
        _ rules: [Rule] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (S3Proxy) async throws -> Value
    ) async throws -> Value {
        let upstream = try await ObjectStorage.port
        return try await ChildServer.with("s3_proxy.py", ["--upstream", "\(upstream)"]) { server in
            let proxy = S3Proxy(server: server)
            try await proxy.set(rules)
            return try await body(proxy)
        }
    }

    func set(_ rules: [Rule]) async throws {
        let text = String(decoding: try JSONEncoder().encode(rules), as: UTF8.self)
        #expect(try await ObjectStorage.ask("PUT", "/-/rules", port: port, body: text).status == 200)
    }

    var requests: [Request] {
        get async throws {
            let text = try await ObjectStorage.ask("GET", "/-/requests", port: port).text
            return try JSONDecoder().decode([Request].self, from: Data(text.utf8))
        }
    }

    /// Such as `PUT` and `POST ?uploads`, in order.
    var passed: [String] {
        get async throws {
            try await requests.map { request in
                let query = request.target.split(separator: "?").dropFirst().first ?? ""
                let names = query.split(separator: "&").compactMap { $0.split(separator: "=").first }
                return ([request.method] + names.map(String.init)).joined(separator: " ")
            }
        }
    }
}

extension S3Proxy.Rule {
    static func answer(
        _ status: Int,
        _ code: String,
        method: String? = nil,
        contains: String? = nil,
        times: Int = 1,
        more: String = ""
    ) -> S3Proxy.Rule {
        S3Proxy.Rule(
            method: method,
            contains: contains,
            times: times,
            do: "answer",
            status: status,
            body: #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<Error><Code>\(code)</Code>"
                + "<Message>said by the server</Message>\(more)</Error>"
        )
    }
}
