// SPDX-License-Identifier: GPL-3.0-or-later

/// A page as grey pixels.
public struct PagePicture: Sendable, Hashable {
    public var width: Int
    public var height: Int
    /// A byte for each pixel, row after row from the top; 0 is black.
    public var bytes: [UInt8]
    /// Pixels for an inch of the page.
    public var dpi: Double

    public init(width: Int, height: Int, bytes: [UInt8], dpi: Double) {
        self.width = width
        self.height = height
        self.bytes = bytes
        self.dpi = dpi
    }
}
