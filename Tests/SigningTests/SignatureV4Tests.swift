// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Signing

/// The examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API Reference.
@Suite("Signature Version 4", .timeLimit(.minutes(1)))
struct SignatureV4Tests {
    /// 2013-05-24T00:00:00Z
    private static let moment: Int64 = 1_369_353_600
    private static let host = ("host", "examplebucket.s3.amazonaws.com")

    private func signer(token: String? = nil) -> SignatureV4 {
        SignatureV4(
            credentials: AWSCredentials(
                accessKeyID: Secret(text: "AKIAIOSFODNN7EXAMPLE"),
                secretKey: Secret(text: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                sessionToken: token.map { Secret(text: $0) }
            ),
            region: "us-east-1"
        )
    }

    private func authorization(_ request: SignedRequest) throws -> String {
        let headers = signer().sign(request, unixSeconds: Self.moment)
        return try #require(headers.last { $0.name == "authorization" }).value
    }

    private func expected(_ headers: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=\(headers),Signature=\(signature)"
    }

    @Test("GET Object, with its string to sign")
    func getObject() throws {
        var request = SignedRequest(
            method: "GET",
            path: "/test.txt",
            headers: [Self.host, ("range", "bytes=0-9")]
        )
        #expect(
            try authorization(request)
                == expected(
                    "host;range;x-amz-content-sha256;x-amz-date",
                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
                )
        )
        request.headers += [("x-amz-content-sha256", request.contentHash), ("x-amz-date", "20130524T000000Z")]
        #expect(
            signer().stringToSign(request, AWSDate(unixSeconds: Self.moment)) == """
                AWS4-HMAC-SHA256
                20130524T000000Z
                20130524/us-east-1/s3/aws4_request
                7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972
                """
        )
    }

    @Test("PUT Object, whose name holds a character that is encoded")
    func putObject() throws {
        let request = SignedRequest(
            method: "PUT",
            path: "/test$file.text",
            headers: [
                Self.host, ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            contentHash: hexadecimal(sha256(Array("Welcome to Amazon S3.".utf8)))
        )
        #expect(request.target == "/test%24file.text")
        #expect(
            try authorization(request)
                == expected(
                    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
                )
        )
    }

    @Test("GET Bucket lifecycle, a query of a name alone")
    func lifecycle() throws {
        let request = SignedRequest(method: "GET", path: "/", query: [("lifecycle", "")], headers: [Self.host])
        #expect(request.target == "/?lifecycle=")
        #expect(
            try authorization(request)
                == expected(
                    "host;x-amz-content-sha256;x-amz-date",
                    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
                )
        )
    }

    @Test("GET Bucket, a query in another order than it is signed in")
    func listObjects() throws {
        let request = SignedRequest(
            method: "GET",
            path: "/",
            query: [("prefix", "J"), ("max-keys", "2")],
            headers: [Self.host]
        )
        #expect(
            try authorization(request)
                == expected(
                    "host;x-amz-content-sha256;x-amz-date",
                    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
                )
        )
    }

    @Test("A session token is sent and signed")
    func sessionToken() throws {
        let request = SignedRequest(method: "GET", path: "/x", headers: [Self.host])
        let headers = signer(token: "the/token==").sign(request, unixSeconds: Self.moment)
        #expect(headers.contains { $0.name == "x-amz-security-token" && $0.value == "the/token==" })
        #expect(headers.last?.value.contains("x-amz-date;x-amz-security-token,") == true)
    }

    @Test("The secret key is in no header and no description")
    func secrecy() {
        let request = SignedRequest(method: "GET", path: "/x", headers: [Self.host])
        let headers = signer(token: "token").sign(request, unixSeconds: Self.moment)
        #expect(!"\(headers) \(signer())".contains("wJalr"))
    }

    @Test(
        "Dates",
        arguments: [
            (0, "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (1_709_251_199, "20240229T235959Z"),
            (1_735_689_599, "20241231T235959Z"), (4_102_444_800, "21000101T000000Z"),
            (4_107_542_400, "21000301T000000Z"), (253_402_300_799, "99991231T235959Z"),
            (-5, "19700101T000000Z"), (Int64.max, "99991231T235959Z"),
        ] as [(Int64, String)]
    )
    func dates(_ seconds: Int64, _ text: String) { #expect(AWSDate(unixSeconds: seconds).time == text) }

    @Test("Blanks in a value count as one; order and case of names do not matter")
    func canonicalHeaders() {
        let request = SignedRequest(
            method: "PUT",
            path: "/a b/ü",
            query: [("b", "2"), ("a", "x y"), ("a", "1"), ("B", "/")],
            headers: [("X-B", "  one   two "), ("Host", "h"), ("x-a", "")],
            contentHash: "UNSIGNED-PAYLOAD"
        )
        #expect(
            request.canonicalForm == """
                PUT
                /a%20b/%C3%BC
                B=%2F&a=1&a=x%20y&b=2
                host:h
                x-a:
                x-b:one two

                host;x-a;x-b
                UNSIGNED-PAYLOAD
                """
        )
    }
}
