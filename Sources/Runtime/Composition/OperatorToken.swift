// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
public import Signing

/// The token for the operator's reads: the configured one, or one that the host makes at its first start and
/// keeps where only its own user can read it.
public enum OperatorToken {
    /// Makes the file when there is none. Nil never happens for a host that may write its data directory.
    static func load(_ configuration: HostConfiguration) throws -> Secret? {
        if let token = configuration.operatorToken { return token }
        if let token = read(dataDirectory: configuration.dataDirectory) { return token }
        let path = path(configuration.dataDirectory)
        let text = "mop_" + hexadecimal(secureRandomBytes(24))
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = Array((text + "\n").utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { return nil }
        return Secret(text: text)
    }

    /// The kept token, for the command line on the same machine; nil when there is none.
    public static func read(dataDirectory: String) -> Secret? {
        let descriptor = open(path(dataDirectory), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").first
        return text.map { Secret(text: String($0)) }
    }

    private static func path(_ folder: String) -> String { folder + "/operator.token" }
}
