// SPDX-License-Identifier: Apache-2.0
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SecretTests {
    private struct Holder {
        let name = "site"
        let secret = Secret(text: "hunter2-hunter2")
        let maybe: Secret? = Secret(text: "hunter2-hunter2")
    }

    private enum Wrong: Error { case with(Secret) }

    @Test func neverPrintsItself() {
        let secret = Secret(text: "hunter2-hunter2")
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        dump(secret, to: &dumped)
        dump(BearerToken(secret) as Any, to: &dumped)
        let texts = [
            dumped, "\(secret)", String(describing: secret), String(reflecting: secret), "\(holder)",
            String(reflecting: holder), "\([secret])", "\(["key": secret])", "\(Wrong.with(secret))",
        ]
        let spellings = ["hunter2", Base64.encode(Array("hunter2-hunter2".utf8)), "104, 117, 110"]
        for text in texts {
            for spelling in spellings { #expect(!text.contains(spelling)) }
        }
        #expect("\(secret)" == "[secret]")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test func comparesByItsBytes() {
        #expect(Secret(text: "a") == Secret(bytes: [97]))
        #expect(Secret(text: "a") != Secret(text: "b"))
        #expect(Secret(text: "").isEmpty)
        #expect(Secret(text: "ä").count == 2)
    }

    @Test func lendsItsBytes() {
        #expect(Secret(text: "abc").withBytes { Array($0) } == [97, 98, 99])
    }

    @Test func aTokenMatchesItselfOnly() throws {
        let token = try #require(BearerToken(Secret(text: "token-1")))
        #expect(token.matches("token-1"))
        for other in ["", "token-", "token-10", "TOKEN-1", "token-1 "] { #expect(!token.matches(other)) }
        #expect(BearerToken(Secret(text: "")) == nil)
    }

    @Test func aTokenCanBeKeptHashed() throws {
        let digest = hexadecimal(sha256(Array("token-1".utf8)))
        #expect(try #require(BearerToken(sha256: digest)).matches("token-1"))
        for wrong in ["", String(digest.dropLast()), digest + "0", digest.uppercased() + "", "g" + digest.dropFirst()] {
            #expect(BearerToken(sha256: wrong) == nil)
        }
    }
}
