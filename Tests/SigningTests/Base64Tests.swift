// SPDX-License-Identifier: Apache-2.0
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func knownTexts(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func everyByteComesBack() {
        let all = [UInt8](0...255)
        for length in 0...all.count {
            let part = Array(all.suffix(length))
            #expect(Base64.decode(Base64.encode(part)) == part)
        }
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "Zh==", "Zm9=", "Zm8", "Zm9v ", " Zm9v", "Zm9v\n", "Zm-v",
        "Zm_v", "Zg==Zg==", "Zg=a", "Z=g=", "Zm\u{0}v", "Zmé=", "Zm8=Zm8=",
    ])
    func otherSpellingsAreRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
