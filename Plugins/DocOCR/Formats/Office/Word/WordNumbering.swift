// SPDX-License-Identifier: Apache-2.0

/// The numbered and bulleted lists that a document defines (ISO 29500-1, clause 17.9).
final class WordNumbering: XMLHandler {
    typealias Name = WordName

    struct Level {
        var start = 1
        /// nil: a bullet or a picture.
        var style: NumberStyle? = .decimal
        /// `%1.%2.`: numbers of this and outer levels among other characters.
        var text = ""
        /// The level above which a new entry begins this one anew; 0: none does.
        var restart: Int?
        var isLegal = false
        var paragraphStyle: String?
    }
    struct Instance {
        var abstract: Int
        var starts: [Int: Int] = [:]
        var levels: [Int: Level] = [:]
    }

    private(set) var instances: [Int: Instance] = [:]
    private var abstracts: [Int: [Int: Level]] = [:]
    private var styleLinks: [Int: String] = [:]

    private var abstract: Int?
    private var instance: Int?
    private var current = Instance(abstract: 0)
    private var levels: [Int: Level] = [:]
    private var level: Int?
    private var definition = Level()
    private var overridden = 0

    /// A level of a list; nil when the list is not defined.
    /// - Parameter styles: lists can be defined by a style that names another list.
    func level(_ index: Int, of number: Int, styles: WordStyles) -> (abstract: Int, level: Level)? {
        guard let instance = instances[number] else { return nil }
        var abstract = instance.abstract
        if let link = styleLinks[abstract], let linked = styles.resolve(link).numbering,
            let target = instances[linked]
        {
            abstract = target.abstract
        }
        guard let level = instance.levels[index] ?? abstracts[abstract]?[index] else { return nil }
        return (abstract, level)
    }

    /// The level of a list that a paragraph style is tied to.
    func level(of style: String, in number: Int) -> Int? {
        guard let instance = instances[number] else { return nil }
        return abstracts[instance.abstract]?.first { $0.value.paragraphStyle == style }?.key
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .abstractNumbering:
            abstract = attributes.int(.abstractNumberingID)
            levels = [:]
        case .numberingInstance:
            instance = attributes.int(.numberingID)
            current = Instance(abstract: -1)
        case .abstractNumberingID: current.abstract = attributes.int(.value) ?? -1
        case .levelOverride: overridden = attributes.int(.level) ?? 0
        case .startOverride: current.starts[overridden] = attributes.int(.value) ?? 1
        case .numberingLevel:
            level = attributes.int(.level)
            definition = Level()
        case .startNumber: definition.start = attributes.int(.value) ?? 1
        case .numberFormat: definition.style = Self.style(attributes.string(.value) ?? "")
        case .levelText: definition.text = attributes.string(.value) ?? ""
        case .levelRestart: definition.restart = attributes.int(.value)
        case .legalNumbering: definition.isLegal = attributes.isOn(.value, byDefault: true)
        case .paragraphStyle: definition.paragraphStyle = attributes.string(.value)
        case .numberingStyleLink: if let abstract { styleLinks[abstract] = attributes.string(.value) }
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .numberingLevel:
            guard let level, (0...8).contains(level) else { break }
            if instance != nil { current.levels[level] = definition } else { levels[level] = definition }
            self.level = nil
        case .abstractNumbering:
            if let abstract, abstracts.count < 65_536 { abstracts[abstract] = levels }
            abstract = nil
        case .numberingInstance:
            if let instance, instances.count < 65_536 { instances[instance] = current }
            instance = nil
        default: break
        }
    }

    private static func style(_ name: String) -> NumberStyle? {
        switch name {
        case "bullet": nil
        case "none": NumberStyle.none
        case "decimalZero": .decimalWithZero
        case "lowerLetter": .lowerLetter
        case "upperLetter": .upperLetter
        case "lowerRoman": .lowerRoman
        case "upperRoman": .upperRoman
        default: .decimal
        }
    }
}
