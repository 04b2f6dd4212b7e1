// SPDX-License-Identifier: Apache-2.0
import Destinations
import Outbound
import Testing

@Suite("Redirect", .timeLimit(.minutes(1)))
struct RedirectTests {
    /// The examples of RFC 3986, 5.4, as far as they are http, and what servers send besides.
    @Test(
        "a location is read against the URL that gave it",
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
            ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"), ("g..", "http://a/b/c/g.."), ("./../g", "http://a/b/g"),
            ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("https://b:8443/x#part", "https://b:8443/x"), ("HTTP://B/x", "http://b/x"),
            ("#part", "http://a/b/c/d;p?q"),
            ("a:8/x", nil), ("ftp://b/x", nil), ("file:///etc/passwd", nil), ("http://user@b/", nil),
            ("//", nil), ("http://0x7f.1/", nil), ("/a b", nil), ("gopher:x", nil), ("a/b:c", "http://a/b/c/a/b:c"),
        ] as [(String, String?)]
    )
    func resolves(location: String, expected: String?) throws {
        let base = try HTTPURL("http://a/b/c/d;p?q")
        #expect(base.resolving(location)?.text == expected)
    }

    @Test func aSchemeIsKeptWhereNoneIsNamed() throws {
        #expect(try HTTPURL("https://a/").resolving("//b/x")?.text == "https://b/x")
    }
}
