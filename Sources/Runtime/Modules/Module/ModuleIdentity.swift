// SPDX-License-Identifier: Apache-2.0
import Signing

/// A module's file and what it says of itself, for whoever wants to know before it is installed. Nothing is copied,
/// and none of its code is run.
public struct ModuleIdentity: Sendable, Hashable {
    public let path: String
    /// Bytes.
    public let size: Int
    /// SHA-256, lowercase hexadecimal.
    public let hash: String
    public let manifest: ModuleManifest
    /// What is accepted but deserves a look.
    public let warnings: [String]

    /// - Throws: a sentence that names the file and why this host could not use it.
    public static func read(_ path: String) throws(ModuleError) -> ModuleIdentity {
        let bytes = try ModuleImage.read(path)
        let (manifest, warnings) = try InstalledModule.inspect(bytes, path)
        return ModuleIdentity(
            path: path,
            size: bytes.count,
            hash: hexadecimal(sha256(bytes)),
            manifest: manifest,
            warnings: warnings
        )
    }
}

extension ModuleManifest {
    /// The ABI versions that it speaks, such as `0.9` and `0.9`.
    public var abiText: (lowest: String, highest: String) { (Self.text(abi.lowerBound), Self.text(abi.upperBound)) }
}
