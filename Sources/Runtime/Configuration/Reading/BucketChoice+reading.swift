// SPDX-License-Identifier: Apache-2.0
import Destinations
import Signing

/// What is said of object storage in one place: the host's part, or a site's.
struct BucketSettings {
    var bucket: String?
    var prefix: String?
    var credentials: AWSCredentials?
    /// One of key and secret is here, without the other.
    var half: (found: SettingReader.Found, missing: Key)?
    var region: String?
    var endpoint: String?
    var addressing: BucketChoice.Addressing?
    /// What nobody wants where there is no bucket.
    var said: [SettingReader.Found] = []
    var bucketFound: SettingReader.Found?
    /// Something of it was refused; what else is missing is not worth a word then.
    var isRefused = false

    /// - Parameters:
    ///   - keys: `Key.bucketOfHost` or `Key.bucketOfSite`.
    ///   - isHost: the variables that AWS's own programs read are the host's.
    static func read(_ reader: inout SettingReader, _ keys: [Key], isHost: Bool) -> BucketSettings {
        let before = reader.problems.count
        var settings = BucketSettings()
        func word(_ key: Key, _ found: SettingReader.Found?, _ remedy: String, _ fits: (String) -> Bool) -> String? {
            guard let found else { return nil }
            if fits(found.text) { return found.text }
            reader.refuse(key, found, remedy: remedy)
            return nil
        }
        settings.bucketFound = reader.text(keys[0])
        settings.bucket = word(keys[0], settings.bucketFound, "Give the bucket's name alone.", isBucketName)
        let prefix = reader.text(keys[1])
        settings.prefix = word(keys[1], prefix, "Such as `artifacts/{site}`.", isPrefix).map(trimmed)
        (settings.credentials, settings.half) = credentials(&reader, keys)
        var region = reader.text(keys[5])
        var endpoint = reader.text(keys[6])
        let addressing = reader.text(keys[7])
        settings.said = [prefix, region, endpoint, addressing].compactMap(\.self)
        if isHost {
            region = region ?? reader.text(Key("", "AWS_REGION", .text, keys[5].form, ""))
            region = region ?? reader.text(Key("", "AWS_DEFAULT_REGION", .text, keys[5].form, ""))
            endpoint = endpoint ?? reader.text(Key("", "AWS_ENDPOINT_URL", .text, keys[6].form, ""))
        }
        settings.region = word(keys[5], region, "Give a region such as `eu-central-1`.", isRegion)
        settings.endpoint = self.endpoint(&reader, keys[6], endpoint)
        if let addressing {
            settings.addressing = BucketChoice.Addressing(rawValue: addressing.text)
            if settings.addressing == nil { reader.refuse(keys[7], addressing, remedy: "Write `path` or `virtual`.") }
        }
        settings.isRefused = reader.problems.count > before
        return settings
    }

    /// Key and secret belong together, wherever they are.
    private static func credentials(_ reader: inout SettingReader, _ keys: [Key])
        -> (AWSCredentials?, (found: SettingReader.Found, missing: Key)?)
    {
        let id = reader.secret(keys[2])
        let secret = reader.secret(keys[3])
        let token = reader.secret(keys[4])
        for (value, key) in [(id, keys[2]), (token, keys[4])] {
            // They go into headers.
            guard let value, !value.secret.reveal().utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
            reader.refuse(
                key,
                value.found,
                says: "holds blanks or characters outside ASCII",
                remedy: "Give it as AWS shows it, without a line break."
            )
        }
        if let id, let secret {
            return (
                AWSCredentials(accessKeyID: id.secret, secretKey: secret.secret, sessionToken: token?.secret), nil
            )
        }
        // What is there and was refused is not missing.
        for (cause, missing) in [(id ?? token, keys[3]), (secret ?? token, keys[2])] {
            if let cause, !reader.isSet(missing) { return (nil, (cause.found, missing)) }
        }
        return (nil, nil)
    }

    private static func endpoint(
        _ reader: inout SettingReader,
        _ key: Key,
        _ found: SettingReader.Found?
    ) -> String? {
        guard let found else { return nil }
        let remedy = "Give scheme and host, such as https://s3.example.org."
        do throws(HTTPURL.Problem) {
            let url = try HTTPURL(found.text)
            if url.target == "/" { return url.origin }
            reader.refuse(key, found, says: "has a path or a query", remedy: remedy)
        } catch {
            reader.refuse(key, found, says: "\(error)", remedy: remedy)
        }
        return nil
    }

    /// Source: "General purpose bucket naming rules" in the Amazon S3 User Guide.
    private static func isBucketName(_ text: String) -> Bool {
        let isEnd = { (byte: UInt8?) in byte.map { isLower($0) } ?? false }
        return (3...63).contains(text.utf8.count) && isEnd(text.utf8.first) && isEnd(text.utf8.last)
            && !text.contains("..") && IPAddress(text) == nil
            && text.utf8.allSatisfy { isLower($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isRegion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func trimmed(_ prefix: String) -> String {
        prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    }

    /// Segments as those of keys.
    private static func isPrefix(_ text: String) -> Bool {
        let text = trimmed(text).replacing("{site}", with: "site")
        return text.utf8.count <= 256
            && text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { segment in
                !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                    && segment.allSatisfy { byte in
                        isLower(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                            || "._-".utf8.contains(byte)
                    }
            }
    }
}
