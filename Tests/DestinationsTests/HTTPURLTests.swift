// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Destinations

@Suite("URLs", .timeLimit(.minutes(1)))
struct HTTPURLTests {
    @Test(
        "has one canonical form",
        arguments: [
            ("https://example.com", "https://example.com/"),
            ("HTTPS://Example.COM./a?b=c#d", "https://example.com/a?b=c"),
            ("https://example.com:443/x", "https://example.com/x"),
            ("http://example.com:443/", "http://example.com:443/"),
            ("http://h?x=1", "http://h/?x=1"), ("http://h#x", "http://h/"),
            ("http://127.0.0.1:80/", "http://127.0.0.1/"),
            ("http://[::1]:8080/a", "http://[::1]:8080/a"), ("http://[::FFFF:7f00:1]/", "http://127.0.0.1/"),
            ("http://[2001:DB8:0::1]", "http://[2001:db8::1]/"), ("https://h/../a/./b", "https://h/../a/./b"),
            ("https://h/é?ü", "https://h/%C3%A9?%C3%BC"), ("https://h/a@b:c", "https://h/a@b:c"),
            ("https://h/%2e%2e", "https://h/%2e%2e"), ("https://1e100.net/", "https://1e100.net/"),
            ("https://my_host.example/", "https://my_host.example/"), ("https://127.0.0.1./", "https://127.0.0.1/"),
        ]
    )
    func reads(text: String, canonical: String) throws {
        let url = try HTTPURL(text)
        #expect(url.text == canonical)
        #expect(try HTTPURL(url.text) == url)
    }

    @Test(
        "what a browser would mend or a resolver would guess is refused",
        arguments: [
            "", "example.com", "//example.com", "ftp://example.com/", "file:///etc/passwd", "gopher://h/",
            "javascript:1",
            "http:/example.com", "http:example.com", "http:///x", "http://", "http://?x", "http://:80/", " http://h/",
            "http://h/ ", "http://h/a b", "http://h/a\tb", "http://h/\r\nHost: evil", "http://h\u{0}.evil/",
            "http://h/\u{7F}",
            "http:\\\\h/", "http://h\\@evil/", "http://h/a\\b", "http://user@h/", "http://user:pass@h/", "http://@h/",
            "http://h@/", "http://a@b@c/", "http://%6c%6f%63alhost/", "http://h%00/", "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.0.0.1.1/", "http://1.2.3/",
            "http://0/",
            "http://0x/", "http://a.0x7f/", "http://a.1/", "http://256.256.256.256/", "http://127.0.0.01/",
            "http://[::1/", "http://[::1]x/", "http://[::1%25lo]/", "http://[fe80::1%lo]/", "http://[127.0.0.1]/",
            "http://[localhost]/", "http://[]/", "http://::1/", "http://h:/", "http://h:0/", "http://h:65536/",
            "http://h:080/",
            "http://h:8a/", "http://h:-1/", "http://h:80:80/", "http://bücher.example/", "http://ⓛocalhost/",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/", "http://a..b/", "http://.a/", "http://a../", "http://-a/", "http://a-/", "http://a,b/",
            "http://*.example.com/", "http://a;b/", "http://a&b/", "http://(h)/",
            "http://" + String(repeating: "a.", count: 130) + "b/", "http://" + String(repeating: "a", count: 64) + "/",
            "https://h/" + String(repeating: "a", count: 2_100),
        ]
    )
    func refuses(text: String) {
        #expect(throws: HTTPURL.Problem.self) { try HTTPURL(text) }
    }

    @Test("shows neither path nor query nor a password")
    func showsNoSecret() throws {
        #expect("\(try HTTPURL("https://h.example:8443/p?token=geheim"))" == "https://h.example:8443")
        for text in ["https://u:geheim@h/", "https://h/ geheim", "geheim://h"] {
            do {
                _ = try HTTPURL(text)
                Issue.record("accepted \(text)")
            } catch {
                #expect(!error.description.contains("geheim"))
            }
        }
    }
}
