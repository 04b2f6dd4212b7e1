// SPDX-License-Identifier: Apache-2.0

/// What a module says of itself in its file, in the ELF section `mortise.manifest`: read without running any of its
/// code. docs/modules.md lists the members of the JSON text.
public struct ModuleManifest: Sendable, Hashable {
    /// TaskABI 0.9, the one version that this host speaks.
    static let spokenABI: UInt32 = 9
    /// The manifest's own version.
    static let version = 1

    public struct Task: Sendable, Hashable {
        public var name: String
        public var version: String
        /// It does its work on a thread of its own.
        public var isBlocking: Bool
        /// What it may ask of the host: `complete`, `embed`, `fetch`, `store`, `cache`, `map`.
        public var capabilities: [String]
        /// `part`, `cacheable`.
        public var flags: [String]
    }

    public var name: String
    public var version: String
    /// The ABI versions that it speaks, from and to, as major * 65536 + minor.
    public var abi: ClosedRange<UInt32>
    public var license: String
    /// It may run in the host, without a process of its own, where the operator wants it.
    public var allowsInline: Bool
    /// One process may serve several sites.
    public var allowsSharing: Bool
    /// C libraries that it needs beside those of every machine, by their file names.
    public var libraries: [String]
    /// Folders and files that it reads, absolute: `ReadableFiles` says which it may.
    public var files: [String]
    public var tasks: [Task]

    /// `0.9` for 9.
    static func text(_ abi: UInt32) -> String { "\(abi >> 16).\(abi & 0xFFFF)" }

    static let capabilities = ["complete", "embed", "fetch", "store", "cache", "map"]
    static let flags = ["part", "cacheable"]
}
