// SPDX-License-Identifier: Apache-2.0

/// AWS Signature Version 4 in the `Authorization` header, as Amazon S3 wants it: each segment of the path is
/// percent-encoded once, and the path is not normalised.
///
/// Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)" in the Amazon S3 API
/// Reference. Values without clock, randomness or network.
public struct SignatureV4: Sendable {
    /// The hash that stands for no content.
    public static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    /// - Parameters:
    ///   - region: such as `eu-central-1`.
    ///   - service: such as `s3`.
    public init(credentials: AWSCredentials, region: String, service: String = "s3") {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The request's headers with those that sign it: `x-amz-date`, `x-amz-content-sha256`, `authorization`, and
    /// `x-amz-security-token` where there is a session token. All that are given are signed, `host` among them, so
    /// nothing on the way may change one.
    /// - Parameter unixSeconds: now; a server refuses what is more than 15 minutes off.
    public func sign(_ request: SignedRequest, unixSeconds: Int64) -> [(name: String, value: String)] {
        let date = AWSDate(unixSeconds: unixSeconds)
        var request = request
        request.headers += [("x-amz-content-sha256", request.contentHash), ("x-amz-date", date.time)]
        if let token = credentials.sessionToken { request.headers.append(("x-amz-security-token", token.reveal())) }
        let value =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID.reveal())/\(scope(date)),"
            + "SignedHeaders=\(request.signedHeaders),Signature=\(signature(of: request, date))"
        return request.headers + [("authorization", value)]
    }

    private func scope(_ date: AWSDate) -> String { "\(date.day)/\(region)/\(service)/aws4_request" }

    /// What is signed in the end.
    func stringToSign(_ request: SignedRequest, _ date: AWSDate) -> String {
        let hash = hexadecimal(sha256(Array(request.canonicalForm.utf8)))
        return "AWS4-HMAC-SHA256\n\(date.time)\n\(scope(date))\n\(hash)"
    }

    private func signature(of request: SignedRequest, _ date: AWSDate) -> String {
        let first = credentials.secretKey.withBytes { Secret(bytes: Array("AWS4".utf8) + $0) }
        let key = [date.day, region, service, "aws4_request"].reduce(first) { key, part in
            Secret(bytes: hmacSHA256(key: key, Array(part.utf8)))
        }
        return hexadecimal(hmacSHA256(key: key, Array(stringToSign(request, date).utf8)))
    }
}
