// SPDX-License-Identifier: Apache-2.0

/// How much one file may take. Reaching one of these ends reading with `ReadingError`, `tooLarge`, unless it says
/// otherwise.
public struct ReadingLimits: Sendable, Hashable {
    /// Bytes of text, UTF-8, of all blocks together. What is beyond is left out, with a warning.
    public var textBytes = 32 << 20
    /// Blocks; what is beyond is left out, with a warning.
    public var blocks = 1_000_000
    /// Cells of all tables together; what is beyond is left out, with a warning.
    public var cells = 2_000_000
    /// Bytes that all members of an archive unpack to.
    public var unpackedBytes = 512 << 20
    /// How many times its packed size an archive may unpack to, beyond the first 16 MiB.
    public var ratio = 200
    /// Members of an archive.
    public var members = 10_000
    /// Elements inside one another in XML and HTML, groups in RTF.
    public var depth = 1_000
    /// Pixels of one picture.
    public var pixels = 250_000_000
    /// Pages of one document.
    public var pages = 10_000

    public init() {}
}
