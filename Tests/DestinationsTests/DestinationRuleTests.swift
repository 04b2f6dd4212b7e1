// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Destinations

@Suite("Destination rule", .timeLimit(.minutes(1)))
struct DestinationRuleTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var list: String
        var unlisted = DestinationRule.Default.publicUnlessListed
        var tls = true
        var url: String
        /// What the name resolves to; nil where the URL's text decides.
        var address: String?
        var admitted: Bool
        var testDescription: String { "[\(list)] \(unlisted) tls:\(tls) \(url) → \(address ?? "-"): \(admitted)" }
    }

    @Test(
        "admits",
        arguments: [
            // Nothing listed: public addresses only, by text and at the connection.
            Row(list: "", url: "https://example.com/", address: "8.8.8.8", admitted: true),
            Row(list: "", url: "https://example.com/", address: "10.0.0.1", admitted: false),
            Row(list: "", url: "https://example.com/", address: "::ffff:10.0.0.1", admitted: false),
            Row(list: "", url: "https://example.com/", address: "64:ff9b::a00:1", admitted: false),
            Row(list: "", url: "https://example.com/", address: "169.254.169.254", admitted: false),
            Row(list: "", url: "https://8.8.8.8/", admitted: true),
            Row(list: "", url: "https://10.0.0.1/", admitted: false),
            Row(list: "", url: "https://[::ffff:10.0.0.1]/", admitted: false),
            Row(list: "", url: "https://0.0.0.0/", admitted: false),
            Row(list: "", url: "https://localhost/", admitted: false),
            Row(list: "", url: "https://a.localhost/", admitted: false),
            Row(list: "", unlisted: .listedOnly, url: "https://example.com/", admitted: false),
            Row(list: "", unlisted: .listedOnly, url: "https://8.8.8.8/", admitted: false),
            // Names.
            Row(list: "example.com", url: "https://example.com/", address: "8.8.8.8", admitted: true),
            Row(list: "example.com", url: "https://EXAMPLE.com./", address: "10.0.0.1", admitted: true),
            Row(list: "example.com", url: "https://example.com/", address: "127.0.0.1", admitted: true),
            Row(list: "example.com", url: "https://example.com/", address: "169.254.169.254", admitted: false),
            Row(list: "example.com", url: "https://example.com/", address: "169.254.1.1", admitted: false),
            Row(list: "example.com", url: "https://example.com/", address: "fe80::1", admitted: false),
            Row(list: "example.com", url: "https://example.com/", address: "fd00:ec2::254", admitted: false),
            Row(list: "example.com", url: "https://example.com/", address: "224.0.0.1", admitted: false),
            Row(list: "example.com", url: "https://example.com/", address: "0.0.0.0", admitted: false),
            Row(
                list: "example.com 169.254.0.0/16",
                url: "https://example.com/",
                address: "169.254.1.1",
                admitted: true
            ),
            Row(list: "example.com", url: "https://evil.example.com/", admitted: false),
            Row(list: "example.com", url: "https://example.com.evil.test/", admitted: false),
            Row(list: "example.com", url: "https://notexample.com/", admitted: false),
            Row(list: "example.com", url: "https://8.8.8.8/", admitted: false),
            Row(list: "*.example.com", url: "https://a.b.example.com/", address: "8.8.8.8", admitted: true),
            Row(list: "*.example.com", url: "https://example.com/", admitted: false),
            Row(list: "*.example.com", url: "https://badexample.com/", admitted: false),
            // Ports.
            Row(list: "example.com:8443", url: "https://example.com:8443/", address: "8.8.8.8", admitted: true),
            Row(list: "example.com:8443", url: "https://example.com/", admitted: false),
            Row(list: "10.0.0.0/8:443", url: "https://10.2.3.4/", admitted: true),
            Row(list: "10.0.0.0/8:443", url: "https://10.2.3.4:444/", admitted: false),
            Row(list: "10.0.0.0/8:443", url: "https://any.test:444/", admitted: false),
            // Addresses and blocks admit literals and whatever resolves into them.
            Row(list: "10.0.0.0/8", url: "https://10.2.3.4/", admitted: true),
            Row(list: "10.0.0.0/8", url: "https://[::ffff:10.2.3.4]/", admitted: true),
            Row(list: "10.0.0.0/8", url: "https://[64:ff9b::10.2.3.4]/", admitted: false),
            Row(list: "10.0.0.0/8", url: "https://11.0.0.1/", admitted: false),
            Row(list: "10.0.0.0/8", url: "https://any.test/", address: "10.2.3.4", admitted: true),
            Row(list: "10.0.0.0/8", url: "https://any.test/", address: "8.8.8.8", admitted: false),
            Row(list: "10.0.0.0/8", url: "https://any.test/", address: "127.0.0.1", admitted: false),
            Row(list: "0.0.0.0/0", url: "https://any.test/", address: "fd00::1", admitted: false),
            Row(list: "::/0", url: "https://any.test/", address: "10.0.0.1", admitted: false),
            Row(list: "fd00::/8", url: "https://[fd12::1]/", admitted: true),
            Row(list: "127.0.0.1", url: "https://127.0.0.2/", admitted: false),
            Row(list: "169.254.169.254", unlisted: .listedOnly, url: "https://169.254.169.254/", admitted: true),
            // Plain http goes to this machine only.
            Row(list: "127.0.0.0/8", url: "http://127.0.0.1:8080/", admitted: true),
            Row(list: "127.0.0.1", url: "http://[::ffff:127.0.0.1]/", admitted: true),
            Row(list: "::1", url: "http://[::1]/", admitted: true),
            Row(list: "localhost", url: "http://localhost/", address: "127.0.0.1", admitted: true),
            Row(list: "localhost", url: "http://localhost/", address: "::1", admitted: true),
            Row(list: "localhost", url: "http://localhost/", address: "10.0.0.1", admitted: false),
            Row(list: "localhost", url: "http://localhost/", address: "64:ff9b::127.0.0.1", admitted: false),
            Row(list: "127.0.0.1", url: "http://any.test/", admitted: false),
            Row(list: "example.com", url: "http://example.com/", admitted: false),
            Row(list: "example.com", url: "http://localhost/", admitted: false),
            Row(list: "64:ff9b::/96", url: "http://[64:ff9b::127.0.0.1]/", admitted: false),
            Row(list: "", url: "http://8.8.8.8/", admitted: false),
            Row(list: "", tls: false, url: "http://8.8.8.8/", admitted: true),
            Row(list: "", tls: false, url: "http://127.0.0.1/", admitted: false),
            Row(list: "", tls: false, url: "http://example.com/", address: "8.8.8.8", admitted: true),
        ]
    )
    func admits(row: Row) throws {
        let rule = DestinationRule(list: try AllowList(parsing: row.list), unlisted: row.unlisted, requiresTLS: row.tls)
        let byText = rule.refusal(ofURL: row.url)
        let url = try HTTPURL(row.url)
        if let text = row.address {
            let address = try #require(IPAddress(text))
            #expect(byText == nil, "the text alone must not refuse")
            let host = url.host.description
            #expect(rule.admits(address: address, host: host, port: url.port, isTLS: url.isTLS) == row.admitted)
        } else {
            #expect((byText == nil) == row.admitted, "\(byText ?? "accepted")")
            if case .address(let address) = url.host {
                let host = url.host.description
                #expect(rule.admits(address: address, host: host, port: url.port, isTLS: url.isTLS) == row.admitted)
            }
        }
    }

    @Test("a listed name is no way to a literal address of another spelling")
    func literalNeedsItsOwnEntry() throws {
        let rule = DestinationRule(list: try AllowList(parsing: "10.0.0.1"), unlisted: .listedOnly, requiresTLS: true)
        let listed = try #require(IPAddress("10.0.0.1"))
        #expect(rule.admits(address: listed, host: "10.0.0.1", port: 443, isTLS: true))
        #expect(!rule.admits(address: listed, host: "10.0.0.2", port: 443, isTLS: true))
        #expect(!rule.admits(address: listed, host: "0x0a.1", port: 443, isTLS: true))
        #expect(!rule.admits(address: listed, host: "", port: 443, isTLS: true))
    }

    @Test("the refusal is a sentence with host and remedy, without path and query")
    func sentence() throws {
        let rule = DestinationRule(list: try AllowList(parsing: "a.example"), unlisted: .listedOnly, requiresTLS: true)
        let unlisted = try #require(rule.refusal(ofURL: "https://b.example/hook?token=geheim"))
        #expect(unlisted.contains("b.example") && unlisted.contains("list"))
        let plain = try #require(rule.refusal(ofURL: "http://a.example/hook?token=geheim"))
        #expect(plain.contains("a.example") && plain.contains("https"))
        #expect(!(unlisted + plain).contains("geheim") && !(unlisted + plain).contains("hook"))
    }
}
