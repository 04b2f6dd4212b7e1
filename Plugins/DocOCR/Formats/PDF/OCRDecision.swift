// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether a page's own text is its text.
public enum OCRDecision: Sendable, Hashable, Codable {
    /// It is.
    case textLayer(String)
    /// The page has to be drawn and recognized.
    case ocr(String)
    /// There is nothing to read on it.
    case empty(String)

    /// Why, for people: "a picture covers 97 % of the page, and there is no text".
    public var reason: String {
        switch self {
        case .textLayer(let reason), .ocr(let reason), .empty(let reason): reason
        }
    }
    public var needsOCR: Bool {
        if case .ocr = self { true } else { false }
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let reason = String(text.dropFirst())
        switch text.first {
        case "t": self = .textLayer(reason)
        case "o": self = .ocr(reason)
        case "e": self = .empty(reason)
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a decision begins with t, o or e")
            )
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .textLayer(let reason): try container.encode("t" + reason)
        case .ocr(let reason): try container.encode("o" + reason)
        case .empty(let reason): try container.encode("e" + reason)
        }
    }
}
