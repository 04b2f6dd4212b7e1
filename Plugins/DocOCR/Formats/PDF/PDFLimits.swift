// SPDX-License-Identifier: GPL-3.0-or-later

/// What one page may take while it is read. Reaching a limit keeps what came before.
public struct PDFPageLimits: Sendable, Hashable {
    public var glyphs = 400_000
    public var milliseconds = 6_000

    public init() {}
}

/// What a page's picture may take.
public struct PDFPictureLimits: Sendable, Hashable {
    /// Pixels for an inch, where the page is no picture with a resolution of its own.
    public var dpi = 300.0
    /// Pages that would have more are drawn in a lower resolution.
    public var pixels = 25_000_000
    public var milliseconds = 6_000

    public init() {}
}
