// SPDX-License-Identifier: Apache-2.0
import Destinations
import Outbound
import Signing

extension S3Failure {
    /// What happened, to which object, and what to do. Never holds a key's secret or a session token.
    /// - Parameter doing: such as `stored`.
    func artifactError(_ doing: String, _ key: ArtifactKey, in bucket: S3Bucket) -> ArtifactError {
        let object = "\(bucket.object(key)) in the bucket \(bucket.name)"
        let begin = "the artifact \(object) was not \(doing): "
        switch reason {
        case .unanswered(let failure):
            let remedy = failure.kind == .cancelled ? "" : "; check the endpoint of the bucket and the way to it"
            return ArtifactError(.unavailable, begin + failure.message + remedy)
        case .refused(let refusal):
            return ArtifactError(refusal.isFull ? .full : .unavailable, begin + refusal.sentence(bucket))
        }
    }
}

extension S3Refusal {
    var isFull: Bool {
        status == 507
            || [
                "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity",
                "EntityTooLarge",
            ].contains(code)
    }

    /// Reason and remedy.
    func sentence(_ bucket: S3Bucket) -> String {
        let origin = bucket.origin.origin
        if let region, region != bucket.region, isElsewhere {
            return "the bucket is in region \(region), not \(bucket.region); set AWS_S3_REGION_NAME or `s3.region` "
                + "to \(region)"
        }
        switch code {
        case "NoSuchBucket":
            return "\(origin) has no such bucket; create it, or correct AWS_STORAGE_BUCKET_NAME or `s3.bucket`"
        case "AccessDenied", "AllAccessDisabled", "AccountProblem":
            return "access was denied; allow s3:PutObject, s3:GetObject and s3:AbortMultipartUpload on "
                + "\(bucket.name)/\(bucket.prefix.isEmpty ? "" : bucket.prefix + "/")* to the access key"
        case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException":
            return "\(origin) does not know the access key; check AWS_ACCESS_KEY_ID or `s3.access_key_id`"
        case "SignatureDoesNotMatch":
            return "the signature does not match; check AWS_SECRET_ACCESS_KEY or `s3.secret_access_key`, "
                + "and that nothing on the way changes host or path"
        case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
            return "the session token has expired; set AWS_SESSION_TOKEN or `s3.session_token` with its keys anew"
        case "InvalidToken":
            return "the session token is not accepted; set it with its keys anew, or unset AWS_SESSION_TOKEN for keys "
                + "that have none"
        case "RequestTimeTooSkewed", "RequestExpired":
            return "this machine's clock is more than 15 minutes off; set it by NTP"
        case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch":
            return "what arrived is not what was hashed: the content was changed while it was being stored, or damaged "
                + "on the way; store it again, and do not write to a buffer meanwhile"
        case "SlowDown", "ServiceUnavailable", "InternalError", "ThrottlingException", "RequestLimitExceeded":
            return "\(origin) is overloaded or has a fault of its own (\(status) \(code)); it was asked several times"
        case "NoSuchUpload":
            return "the upload of its parts was ended by somebody else; is there a lifecycle rule that aborts uploads "
                + "too early?"
        default:
            break
        }
        if isFull { return "there is no room (\(code.isEmpty ? "\(status)" : code)); free room, or raise the quota" }
        if (300...399).contains(status) {
            return "\(origin) redirects elsewhere (\(status)); correct AWS_S3_REGION_NAME or the endpoint"
        }
        return "\(origin) answered \(status)\(code.isEmpty ? "" : " \(code)")\(words(bucket)); check region, endpoint "
            + "and the keys' rights, or try `mortise doctor`"
    }

    /// Answers that a wrong region gets: 301, 307 and, where the signature is looked at first, 400.
    private var isElsewhere: Bool {
        (300...399).contains(status)
            || ["AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect"].contains(
                code
            )
    }

    /// The server's own words, in a form that is harmless in a log: without what was sent as a credential.
    private func words(_ bucket: S3Bucket) -> String {
        let credentials = bucket.credentials
        let secrets = [credentials.accessKeyID, credentials.secretKey, credentials.sessionToken]
            .compactMap { $0?.reveal() }
        guard !message.isEmpty, !secrets.contains(where: { !$0.isEmpty && message.contains($0) }) else { return "" }
        let scalars = message.unicodeScalars.prefix(200).map { (0x20...0x7E).contains($0.value) ? $0 : "?" }
        return " (\(String(String.UnicodeScalarView(scalars))))"
    }
}
