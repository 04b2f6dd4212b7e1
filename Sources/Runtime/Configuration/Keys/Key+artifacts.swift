// SPDX-License-Identifier: Apache-2.0

/// Keys of object storage, that the host has for all sites, and a site for itself. The variables are those of contract
/// B and of AWS's own programs.
extension Key {
    static let bucket = Key(
        "s3.bucket",
        "AWS_STORAGE_BUCKET_NAME",
        .text,
        "3 to 63 characters from a-z, 0-9, `.` and `-`",
        "Keeps what tasks store in this bucket, instead of the data folder. What becomes of it there is the bucket's own."
    )
    static let bucketPrefix = Key(
        "s3.prefix",
        "MORTISE_S3_PREFIX",
        .text,
        "segments from A-Z, a-z, 0-9, `.`, `_` and `-` between slashes, 256 bytes at most",
        """
        Stands before every key, as `prefix/key`; `{site}` in it is the site's name. None unless told.
        Sites that share a bucket must have prefixes of which none begins with another.
        """
    )
    static let bucketKeyID = Key(
        "s3.access_key_id",
        "AWS_ACCESS_KEY_ID",
        .secret,
        "an access key's id",
        "Names the key that opens the bucket. A site with its own has a secret and token of its own too."
    )
    static let bucketSecret = Key(
        "s3.secret_access_key",
        "AWS_SECRET_ACCESS_KEY",
        .secret,
        "the access key's secret",
        "Signs; is never sent."
    )
    static let bucketToken = Key(
        "s3.session_token",
        "AWS_SESSION_TOKEN",
        .secret,
        "a session's token",
        "Of temporary keys alone."
    )
    static let bucketRegion = Key(
        "s3.region",
        "AWS_S3_REGION_NAME",
        .text,
        "a region's name, such as `eu-central-1`",
        default: "us-east-1",
        "Where the bucket is. AWS_REGION and AWS_DEFAULT_REGION are read where this is absent."
    )
    static let bucketEndpoint = Key(
        "s3.endpoint",
        "AWS_ENDPOINT_URL_S3",
        .text,
        "an http or https URL without user, path or query",
        "A server that speaks S3's protocol; AWS unless told. AWS_ENDPOINT_URL is read where this is absent."
    )
    static let bucketAddressing = Key(
        "s3.addressing",
        "MORTISE_S3_ADDRESSING",
        .text,
        "`path` or `virtual`",
        "`path`: endpoint/bucket; `virtual`: bucket.endpoint, as AWS wants it. `path` with an endpoint or dots in the name."
    )

    /// In the order in which they are read.
    static let bucketOfHost = [
        bucket, bucketPrefix, bucketKeyID, bucketSecret, bucketToken, bucketRegion, bucketEndpoint, bucketAddressing,
    ]
    static let bucketOfSite = bucketOfHost.map { key in
        Key(key.path, nil, key.shape, key.form, default: "", "Instead of the host's.")
    }
}
