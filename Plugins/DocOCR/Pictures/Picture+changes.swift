// SPDX-License-Identifier: Apache-2.0
import CLeptonica

/// What makes a picture easier to read.
extension Picture {
    /// Turned by quarters, clockwise.
    public func turned(quarters: Int) -> Picture? {
        let quarters = ((quarters % 4) + 4) % 4
        return quarters == 0 ? self : made { pixRotateOrth($0, Int32(quarters)) }
    }

    /// Larger or smaller; one bit a pixel becomes grey when it gets smaller, so that thin strokes stay.
    public func scaled(by factor: Float) -> Picture? {
        guard factor > 0, abs(factor - 1) > 0.01 else { return self }
        return made { pix in
            guard pixGetDepth(pix) == 1 else { return pixScale(pix, factor, factor) }
            return factor < 1 ? pixScaleToGray(pix, factor) : pixScale(pix, factor, factor)
        }
    }

    /// Made level, if its lines are clearly not; nil when they are, or nothing can be said.
    public func straightened() -> Picture? {
        var angle: Float = 0
        var confidence: Float = 0
        let found = withPix { pix -> Bool in
            var bits = pixConvertTo1(pix, 160)
            defer { pixDestroy(&bits) }
            return bits.map { pixFindSkew($0, &angle, &confidence) == 0 } ?? false
        }
        // Below half a degree Tesseract's own lines follow; Leptonica trusts an angle from a confidence of 3 on.
        guard found, abs(angle) > 0.5, abs(angle) < 15, confidence > 3 else { return nil }
        let degrees = angle * .pi / 180
        return made { pixRotate($0, degrees, Int32(L_ROTATE_AREA_MAP), Int32(L_BRING_IN_WHITE), 0, 0) }
    }

    /// With so many white pixels around it: letters that touch the edge are not read.
    public func framed(_ pixels: Int = 12) -> Picture? {
        made { pixAddBorder($0, Int32(pixels), pixGetDepth($0) == 1 ? 0 : 255) }
    }

    /// Light and shade of the paper evened out, as a photograph needs it; nil for one bit a pixel.
    public func evened() -> Picture? {
        guard depth == 8, width > 60, height > 60 else { return nil }
        return made { pixBackgroundNormSimple($0, nil, nil) }
    }

    /// How high letters are, in pixels, as the median of what hangs together in black; nil where there is too little.
    public func letterHeight() -> Int? {
        withPix { pix -> Int? in
            var bits = pixConvertTo1(pix, 160)
            defer { pixDestroy(&bits) }
            guard let bits, var boxes = Optional(pixConnCompBB(bits, 8)) else { return nil }
            defer { boxaDestroy(&boxes) }
            var heights: [Int] = []
            for index in 0..<min(boxaGetCount(boxes), 50_000) {
                var (width, height): (Int32, Int32) = (0, 0)
                guard boxaGetBoxGeometry(boxes, index, nil, nil, &width, &height) == 0 else { continue }
                // Specks and rules are no letters.
                if height >= 5, width >= 2, height <= 200, width <= 400 { heights.append(Int(height)) }
            }
            guard heights.count >= 20 else { return nil }
            heights.sort()
            return heights[heights.count / 2]
        }
    }
}
