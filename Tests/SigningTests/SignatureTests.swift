// SPDX-License-Identifier: Apache-2.0
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SignatureTests {
    private let secret = Secret(text: "s3cret")
    private let body = Array(#"{"post_id":1}"#.utf8)

    @Test func aBodySignatureFitsItsBodyAndSecretOnly() {
        let header = BodySignature.sign(body: body, secret: secret)
        // Computed with `openssl dgst -sha256 -hmac s3cret -binary | base64`.
        #expect(header == "cT6NrPEniFDPip8D0k9Qe/bgdnn1S6rCATRx4UcrNPA=")
        #expect(BodySignature.verify(header: header, body: body, secret: secret))
        #expect(!BodySignature.verify(header: header, body: body, secret: Secret(text: "s3cres")))
        for index in body.indices {
            var flipped = body
            flipped[index] ^= 1
            #expect(!BodySignature.verify(header: header, body: flipped, secret: secret))
        }
        for wrong in ["", header + " ", " " + header, String(header.dropLast()), header + "=", header.lowercased()] {
            #expect(!BodySignature.verify(header: wrong, body: body, secret: secret))
        }
    }

    @Test func anEmptySecretVerifiesNothing() {
        let empty = Secret(text: "")
        let header = Base64.encode(hmacSHA256(key: empty, body))
        #expect(!BodySignature.verify(header: header, body: body, secret: empty))
    }
}

@Suite(.timeLimit(.minutes(1)))
struct StandardWebhookTests {
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private let time: Int64 = 1_614_265_330

    private func hook() throws -> StandardWebhook {
        StandardWebhook(keys: [try #require(StandardWebhook.key(parsing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))])
    }

    /// The vector that the standard's own libraries are tested with.
    @Test func knownSignature() throws {
        #expect(try hook().sign(id: id, timestamp: time, body: body) == signature)
    }

    private func verdict(
        id: String? = nil,
        time: String? = nil,
        signature: String? = nil,
        body: [UInt8]? = nil,
        after seconds: Int64 = 0
    ) throws -> StandardWebhook.Verdict {
        try hook().verify(
            id: id ?? self.id,
            timestamp: time ?? String(self.time),
            signature: signature ?? self.signature,
            body: body ?? self.body,
            now: self.time + seconds,
            tolerance: 300
        )
    }

    @Test func acceptsWhatIsRight() throws {
        #expect(try verdict() == .valid)
        #expect(try verdict(after: 300) == .valid)
        #expect(try verdict(after: -300) == .valid)
        #expect(try verdict(signature: "v1a,xyz v1,AAAA \(signature)") == .valid)
    }

    @Test func refusesWhatIsNot() throws {
        #expect(try verdict(after: 301) == .stale)
        #expect(try verdict(after: -301) == .stale)
        #expect(try verdict(id: "msg_other") == .badSignature)
        #expect(try verdict(time: String(time + 1)) == .badSignature)
        #expect(try verdict(body: body + [32]) == .badSignature)
        #expect(try verdict(signature: "v2" + signature.dropFirst(2)) == .badSignature)
        #expect(try verdict(signature: String(signature.dropFirst(3))) == .badSignature)
        for malformed in ["", " ", "-1", "+1614265330", "01614265330", "1614265330 ", "1e9", "99999999999999999999"] {
            #expect(try verdict(time: malformed) == .malformed)
        }
        #expect(try verdict(signature: "") == .malformed)
        #expect(try verdict(signature: Array(repeating: signature, count: 9).joined(separator: " ")) == .malformed)
        #expect(try verdict(id: "") == .malformed)
    }

    /// `a.1` at 2 and `a` at 1 with a body that begins with `2.` would have the same signed bytes.
    @Test func idAndTimeCannotBeCutElsewhere() throws {
        let signed = try hook().sign(id: "a", timestamp: 1, body: Array("2.x".utf8))
        #expect(try verdict(id: "a.1", time: "2", signature: signed, body: Array("x".utf8)) == .malformed)
    }

    @Test func aRotatedKeyIsStillGood() throws {
        let old = try hook()
        let new = Secret(bytes: secureRandomBytes(32))
        let both = StandardWebhook(keys: [
            new, try #require(StandardWebhook.key(parsing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        ])
        let header = both.sign(id: id, timestamp: time, body: body)
        #expect(header.split(separator: " ").count == 2)
        for reader in [old, both, StandardWebhook(keys: [new])] {
            let verdict = reader.verify(
                id: id,
                timestamp: String(time),
                signature: header,
                body: body,
                now: time,
                tolerance: 0
            )
            #expect(verdict == .valid)
        }
        let none = StandardWebhook(keys: [Secret(text: "")])
        let empty = "v1," + Base64.encode(hmacSHA256(key: Secret(text: ""), Array("\(id).\(time).".utf8) + body))
        #expect(
            none.verify(id: id, timestamp: String(time), signature: empty, body: body, now: time, tolerance: 0)
                == .badSignature
        )
    }

    @Test(arguments: [
        "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_" + Base64.encode(.init(repeating: 1, count: 23)),
        "whsec_" + Base64.encode(.init(repeating: 1, count: 65)),
    ])
    func otherKeysAreRefused(text: String) {
        #expect(StandardWebhook.key(parsing: text) == nil)
    }
}
