// SPDX-License-Identifier: Apache-2.0

/// The media types of a package's parts, from `[Content_Types].xml` (ECMA-376 part 2, clause 6.2.3).
final class ContentTypes: XMLHandler {
    enum Name: String, XMLName {
        case other
        case override = "ct:Override"
        case defaultType = "ct:Default"
        case partName = "PartName"
        case fileExtension = "Extension"
        case contentType = "ContentType"
    }
    static let part = "[Content_Types].xml"
    private var overrides: [String: String] = [:]
    private var defaults: [String: String] = [:]

    func type(of part: String) -> String? {
        let name = part.lowercased()
        return overrides[name] ?? name.split(separator: ".").last.flatMap { defaults[String($0)] }
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        guard overrides.count + defaults.count < 100_000, let type = attributes.string(.contentType) else {
            return true
        }
        if name == .override, let part = attributes.string(.partName) {
            overrides[PartName.resolve(part.lowercased(), from: "")] = type
        } else if name == .defaultType, let suffix = attributes.string(.fileExtension) {
            defaults[suffix.lowercased()] = type
        }
        return true
    }
}
