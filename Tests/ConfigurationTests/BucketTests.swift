// SPDX-License-Identifier: Apache-2.0
import Configuration
import Signing
import Testing

/// Where what tasks store is kept.
@Suite(.timeLimit(.minutes(1)))
struct BucketTests {
    private static let variables = [
        "AWS_STORAGE_BUCKET_NAME": "files", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "the-secret",
    ]
    private static let keys = "s3: {access_key_id: AKIA, secret_access_key: the-secret}"

    private func bucket(_ more: [String: String] = [:], files: [String: String] = [:]) throws -> BucketChoice? {
        try read(Self.variables.merging(more) { $1 }, files: files).sites[0].bucket
    }

    /// A file with these keys at the top and these in each site's entry.
    private func file(_ top: String, _ sites: [String]) -> String {
        let entries = sites.enumerated().map { index, keys in
            """
              - name: site\(index + 1)
                hmac_secret: hmac-secret-of-at-least-thirty-two-bytes
                callback_auth: "bot:abcd efgh"
                callbacks: [blog.example.org]
                \(keys)

            """
        }
        return "\(top)\nsites:\n" + entries.joined()
    }

    @Test func withoutABucketArtifactsStayInTheDataFolder() throws {
        #expect(try read(["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"]).sites[0].bucket == nil)
        // For AWS's own programs, perhaps.
        let found = try read([
            "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://minio:1", "AWS_ACCESS_KEY_ID": "A",
        ])
        #expect(found.sites[0].bucket == nil && found.warnings.isEmpty)
    }

    @Test func theVariablesOfContractB() throws {
        let found = try #require(try bucket(["AWS_S3_REGION_NAME": "eu-central-1"]))
        #expect(found.bucket == "files" && found.prefix.isEmpty && found.region == "eu-central-1")
        #expect(found.credentials.accessKeyID.reveal() == "AKIA" && found.credentials.sessionToken == nil)
        #expect(found.credentials.secretKey.reveal() == "the-secret")
        #expect(found.endpoint == nil && found.addressing == nil)
        #expect(!"\(found)".contains("the-secret"))
    }

    @Test func regionAndEndpointHaveOtherNamesToo() throws {
        #expect(try bucket()?.region == "us-east-1")
        #expect(try bucket(["AWS_DEFAULT_REGION": "c"])?.region == "c")
        #expect(try bucket(["AWS_DEFAULT_REGION": "c", "AWS_REGION": "b"])?.region == "b")
        let all = ["AWS_DEFAULT_REGION": "c", "AWS_REGION": "b", "AWS_S3_REGION_NAME": "a"]
        #expect(try bucket(all)?.region == "a")
        #expect(try bucket(["AWS_ENDPOINT_URL": "http://127.0.0.1:9000/"])?.endpoint == "http://127.0.0.1:9000")
        let both = ["AWS_ENDPOINT_URL": "http://127.0.0.1:9000", "AWS_ENDPOINT_URL_S3": "https://s.example.org"]
        #expect(try bucket(both)?.endpoint == "https://s.example.org")
    }

    @Test func secretsFromFiles() throws {
        let found = try bucket(
            ["AWS_SECRET_ACCESS_KEY": "", "AWS_SECRET_ACCESS_KEY_FILE": "/s", "AWS_SESSION_TOKEN_FILE": "/t"],
            files: ["/s": "in-a-file\n", "/t": "token"]
        )
        #expect(found?.credentials.secretKey.reveal() == "in-a-file")
        #expect(found?.credentials.sessionToken?.reveal() == "token")
    }

    @Test func prefixAndAddressing() throws {
        let found = try bucket(["MORTISE_S3_PREFIX": "a/{site}/", "MORTISE_S3_ADDRESSING": "virtual"])
        #expect(found?.prefix == "a/default" && found?.addressing == .virtual)
    }

    @Test(
        "what cannot be is refused, where it stands",
        arguments: [
            (["AWS_ACCESS_KEY_ID": ""], "AWS_ACCESS_KEY_ID"), (["AWS_SECRET_ACCESS_KEY": ""], "AWS_SECRET_ACCESS_KEY"),
            (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], "AWS_ACCESS_KEY_ID"),
            (
                ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "t"],
                "AWS_SECRET_ACCESS_KEY"
            ),
            (["AWS_ACCESS_KEY_ID": "a b"], "AWS_ACCESS_KEY_ID"), (["AWS_SESSION_TOKEN": "a\nb"], "AWS_SESSION_TOKEN"),
            (["AWS_SECRET_ACCESS_KEY": "CHANGEME"], "AWS_SECRET_ACCESS_KEY"),
            (["AWS_STORAGE_BUCKET_NAME": "changeme"], "AWS_STORAGE_BUCKET_NAME"),
            (["AWS_STORAGE_BUCKET_NAME": "Files"], "AWS_STORAGE_BUCKET_NAME"),
            (["AWS_STORAGE_BUCKET_NAME": "s3://files"], "AWS_STORAGE_BUCKET_NAME"),
            (["AWS_STORAGE_BUCKET_NAME": "192.168.1.1"], "AWS_STORAGE_BUCKET_NAME"),
            (["AWS_STORAGE_BUCKET_NAME": "a..b"], "AWS_STORAGE_BUCKET_NAME"),
            (["AWS_S3_REGION_NAME": "eu west"], "AWS_S3_REGION_NAME"), (["AWS_REGION": "EU"], "AWS_REGION"),
            (["AWS_ENDPOINT_URL": "minio:9000"], "AWS_ENDPOINT_URL"),
            (["AWS_ENDPOINT_URL_S3": "http://h/files"], "AWS_ENDPOINT_URL_S3"),
            (["AWS_ENDPOINT_URL_S3": "http://u:p@h/"], "AWS_ENDPOINT_URL_S3"),
            (["MORTISE_S3_PREFIX": "/a"], "MORTISE_S3_PREFIX"), (["MORTISE_S3_PREFIX": "a/../b"], "MORTISE_S3_PREFIX"),
            (["MORTISE_S3_PREFIX": "a b"], "MORTISE_S3_PREFIX"), (["MORTISE_S3_PREFIX": "{blog}"], "MORTISE_S3_PREFIX"),
            (["MORTISE_S3_ADDRESSING": "dns"], "MORTISE_S3_ADDRESSING"),
            (
                ["MORTISE_S3_ADDRESSING": "virtual", "AWS_ENDPOINT_URL": "http://127.0.0.1:9000"],
                "AWS_STORAGE_BUCKET_NAME"
            ),
        ] as [([String: String], String)]
    )
    func refusals(_ changes: [String: String], _ name: String) {
        let found = problems(Self.variables.merging(changes) { $1 })
        #expect(found.map(\.name) == [name], "\(found)")
        #expect(found.allSatisfy { !$0.remedy.isEmpty && !"\($0)".contains("the-secret") }, "\(found)")
    }

    @Test func aBucketWithoutKeysIsRefusedWithLineAndRemedy() throws {
        let found = fileProblems(file("", ["s3: {bucket: files}"]))
        #expect(found.count == 1 && found.first?.place?.line == 7, "\(found)")
        #expect(found.first?.name == "sites[1].s3.access_key_id")
        #expect(found.first?.remedy.contains("AWS_ACCESS_KEY_ID") == true)
    }

    @Test func aSiteHasABucketOfItsOwnAndKeysOfItsOwn() throws {
        let found = try readFile(
            file(
                "s3: {access_key_id: AKIA, secret_access_key: the-secret, session_token: t, region: eu-west-1}",
                [
                    "s3: {bucket: one}", "s3: {bucket: two, access_key_id: BKIA, secret_access_key: b, region: x}",
                    "freshness: off",
                ]
            )
        )
        let buckets = found.sites.map(\.bucket)
        #expect(buckets[0]?.bucket == "one" && buckets[0]?.region == "eu-west-1")
        #expect(buckets[0]?.credentials.sessionToken?.reveal() == "t")
        // Another's token does not belong to its key.
        #expect(buckets[1]?.credentials.accessKeyID.reveal() == "BKIA" && buckets[1]?.region == "x")
        #expect(buckets[1]?.credentials.sessionToken == nil)
        #expect(buckets[2] == nil)
    }

    @Test(
        "sites in one bucket that would see each other's data are refused",
        arguments: [
            ("", ""), ("prefix: a", ""), ("", "prefix: a"), ("prefix: a", "prefix: a/b"), ("prefix: a", "prefix: a/"),
            ("region: eu-west-1", "region: eu-west-2"), ("access_key_id: B, secret_access_key: b", ""),
        ]
    )
    func shared(_ one: String, _ two: String) {
        let sites = [one, two].map { "s3: {bucket: files\($0.isEmpty ? "" : ", " + $0)}" }
        let found = fileProblems(file(Self.keys, sites))
        #expect(found.map(\.name) == ["sites[2].s3.prefix"], "\(found)")
        #expect(found.first?.place?.line == 12 && found.first?.remedy.contains("{site}") == true, "\(found)")
    }

    @Test(
        "and those that would not are not",
        arguments: [
            ("prefix: a", "prefix: b"), ("prefix: a", "prefix: ab"), ("prefix: a/b", "prefix: a/c"),
            ("endpoint: \"https://s.example.org\"", ""),
        ]
    )
    func apart(_ one: String, _ two: String) throws {
        let sites = [one, two].map { "s3: {bucket: files\($0.isEmpty ? "" : ", " + $0)}" }
        #expect(try readFile(file(Self.keys, sites)).sites.allSatisfy { $0.bucket?.bucket == "files" })
    }

    @Test func onePrefixForAllSites() throws {
        let top = #"s3: {bucket: files, prefix: "{site}", access_key_id: AKIA, secret_access_key: the-secret}"#
        let found = try readFile(file(top, ["freshness: off", "freshness: off"]))
        #expect(found.sites.map { $0.bucket?.prefix } == ["site1", "site2"])
    }

    @Test func whatIsNotUsedIsSaid() throws {
        for (top, site) in [("s3: {prefix: a}", "freshness: off"), ("", "s3: {prefix: a}")] {
            let warnings = try readFile(file(top, [site])).warnings
            #expect(warnings.count == 1 && warnings.first?.contains("s3.prefix is not used") == true, "\(warnings)")
        }
        let clear = try read(Self.variables.merging(["AWS_ENDPOINT_URL": "http://minio:9000"]) { $1 }).warnings
        #expect(clear == ["the endpoint http://minio:9000 is plain http: artifacts travel in the clear"])
    }
}
