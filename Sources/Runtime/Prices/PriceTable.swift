// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// What models cost, as an operator wrote it down. Mortise has no prices of its own: they would grow stale.
///
/// ```json
/// {"currency": "USD", "as_of": "2026-11-01",
///  "models": {"gpt-4o-mini*": {"input": "0.15", "cached": "0.075", "output": "0.60"}}}
/// ```
///
/// Prices are for a million tokens, in the currency's unit, with six decimals at most: text or JSON numbers, read as they
/// are written. A name that ends in `*` is of all models that begin so; the longest that fits counts.
public struct PriceTable: Sendable, Hashable {
    /// Such as `USD`; three capital letters.
    public let currency: String
    /// When the prices were looked up, as the file says; nil when it does not.
    public let asOf: String?
    private var exact: [String: ModelPrice] = [:]
    private var families: [Family] = []

    private struct Family: Hashable {
        let prefix: String
        let price: ModelPrice
    }

    /// Bytes of a file.
    static let limit = 1 << 20

    /// How many names have a price.
    public var count: Int { exact.count + families.count }

    /// The price of a model; nil when there is none.
    public func price(of model: String) -> ModelPrice? {
        exact[model] ?? families.first { model.hasPrefix($0.prefix) }?.price
    }

    /// Reads a file's text.
    /// - Throws: a sentence without a subject, such as `has no member "models"`.
    public init(_ text: String) throws(PriceProblem) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.limit else { throw PriceProblem("is longer than \(Self.limit >> 10) KiB") }
        let file: JSONValue
        do throws(JSONProblem) {
            file = try JSONValue(parsing: bytes)
        } catch {
            throw PriceProblem("is no JSON in line \(error.line(in: bytes)): \(error.message)")
        }
        guard let object = file.object else { throw PriceProblem("is no JSON object") }
        for member in object.members where !["currency", "as_of", "models"].contains(member.name) {
            throw PriceProblem(#"has a member "\#(member.name)"; only currency, as_of and models are known"#)
        }
        guard let currency = object["currency"]?.string, currency.utf8.count == 3,
            currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { throw PriceProblem(#"needs a member "currency" of three capital letters, such as "USD""#) }
        guard let models = object["models"]?.object else { throw PriceProblem(#"has no object "models""#) }
        self.currency = currency
        asOf = object["as_of"]?.string
        for model in models.members {
            let price = try Self.price(model.value, of: model.name)
            if model.name.hasSuffix("*") {
                families.append(Family(prefix: String(model.name.dropLast()), price: price))
            } else {
                exact[model.name] = price
            }
        }
        families.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
    }

    private static func price(_ value: JSONValue, of model: String) throws(PriceProblem) -> ModelPrice {
        guard let object = value.object else { throw PriceProblem("has no object of prices for \(model)") }
        for member in object.members where !["input", "output", "cached", "cache_write"].contains(member.name) {
            throw PriceProblem("has \(member.name) for \(model); known are input, output, cached and cache_write")
        }
        guard let input = try units(object["input"], "input", model),
            let output = try units(object["output"], "output", model)
        else { throw PriceProblem("needs input and output for \(model), each a price for a million tokens") }
        return ModelPrice(
            input: input,
            output: output,
            cached: try units(object["cached"], "cached", model),
            cacheWrite: try units(object["cache_write"], "cache_write", model)
        )
    }

    private static func units(
        _ value: JSONValue?,
        _ name: String,
        _ model: String
    ) throws(PriceProblem) -> MicroUnits? {
        let text: String
        switch value {
        case nil: return nil
        case .number(let number): text = number.text
        case .string(let written): text = written
        default: text = ""
        }
        guard let units = microUnits(text) else {
            throw PriceProblem(
                "has no usable \(name) for \(model); write a decimal such as \"0.15\", six places at most"
            )
        }
        return units
    }

    /// `12.5` is 12,500,000. Nil for anything but digits with up to six places behind a point, below a thousand million.
    static func microUnits(_ text: String) -> MicroUnits? {
        let halves = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = { (part: Substring.UTF8View) in
            part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard let whole = halves.first, (1...9).contains(whole.count), halves.allSatisfy(isDigits) else { return nil }
        let places = halves.count == 2 ? String(Substring(halves[1])) : ""
        guard halves.count == 1 || (1...6).contains(places.utf8.count) else { return nil }
        return MicroUnits(String(Substring(whole)) + places + String(repeating: "0", count: 6 - places.utf8.count))
    }
}

/// What is wrong with a table of prices.
public struct PriceProblem: Error, Sendable, CustomStringConvertible {
    /// What, without its subject.
    public let description: String

    init(_ description: String) { self.description = description }

    /// Of a file that could not be had.
    public static let unreadable = PriceProblem("cannot be read, is longer than 1 MiB, or is no UTF-8")
}
