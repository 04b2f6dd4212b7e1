// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Destinations

@Suite("Allow list", .timeLimit(.minutes(1)))
struct AllowListTests {
    @Test(
        "is read and written in one form",
        arguments: [
            ("", ""), (" , ,\n\t", ""), ("Example.COM", "example.com"), ("example.com.", "example.com"),
            ("a.example,b.example", "a.example, b.example"),
            ("a.example b.example\nc.example:8443", "a.example, b.example, c.example:8443"),
            ("*.example.com", "*.example.com"), ("*.Example.com:80", "*.example.com:80"),
            ("localhost:5000", "localhost:5000"),
            ("127.0.0.1", "127.0.0.1"), ("127.0.0.1:8080", "127.0.0.1:8080"), ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.0.0.0/8:443", "10.0.0.0/8:443"), ("0.0.0.0/0", "0.0.0.0/0"), ("::/0", "::/0"), ("::1", "::1"),
            ("[::1]", "::1"), ("[::1]:9", "[::1]:9"), ("fd00::/8", "fd00::/8"), ("[fd00::/8]:443", "[fd00::/8]:443"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.1.2.3", "10.1.2.3"), ("10.1.2.3/32", "10.1.2.3"),
            ("my_host", "my_host"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ]
    )
    func reads(text: String, canonical: String) throws {
        let list = try AllowList(parsing: text)
        #expect(list.description == canonical)
        #expect(try AllowList(parsing: list.description) == list)
    }

    @Test(
        "names the entry that it cannot read",
        arguments: [
            "https://example.com", "example.com/path", "user@example.com", "*", "*.", "**.example.com",
            "a.*.example.com",
            "exa mple!", "bücher.example", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1",
            "::/129",
            "fd00::1/8", "256.1.1.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "1.2.3.4.5", "example.com:",
            "example.com:0", "example.com:65536", "example.com:080", "example.com:http", "[::1", "[::1]x", "[::1]:",
            "[example.com]:80", "[10.0.0.1]:80", "fe80::1%eth0", "-a.example", "a-.example", "a..example", ".example",
            "example.com%2e", "a\u{0}b", "::ffff:0:0/90", String(repeating: "a", count: 64) + ".example",
        ]
    )
    func refuses(entry: String) {
        let text = entry.contains(" ") ? entry : "good.example, \(entry), 10.0.0.0/8"
        #expect(throws: AllowList.ParseError.self) { try AllowList(parsing: text) }
        do { _ = try AllowList(parsing: text) } catch {
            #expect(!error.entry.isEmpty)
            #expect(!error.description.contains("good.example"))
            #expect(error.description.utf8.count < 300)
        }
    }

    @Test("says what was probably meant")
    func suggests() {
        #expect(
            throws: AllowList.ParseError(
                entry: "10.0.0.1/8",
                "has address bits behind its prefix length; write 10.0.0.0/8"
            )
        ) {
            try AllowList(parsing: "10.0.0.1/8")
        }
    }

    @Test("is bounded")
    func isBounded() throws {
        let full = Array(repeating: "a.example", count: AllowList.entryLimit).joined(separator: ",")
        #expect(try AllowList(parsing: full).count == AllowList.entryLimit)
        #expect(throws: AllowList.ParseError.self) { try AllowList(parsing: full + ",b.example") }
        #expect(throws: AllowList.ParseError.self) { try AllowList(parsing: String(repeating: " ", count: 500_000)) }
    }

    @Test("does not show a password that was pasted into it")
    func hidesUserInformation() {
        do {
            _ = try AllowList(parsing: "admin:hunter2@example.com")
            Issue.record("accepted")
        } catch {
            #expect(!error.description.contains("hunter2"))
        }
    }
}
