// SPDX-License-Identifier: Apache-2.0

/// A module that was read, found to fit, and copied to where it is run from. None of its code has run.
public struct InstalledModule: Sendable, Hashable {
    public let image: ModuleImage
    public let manifest: ModuleManifest
    /// What is accepted but deserves a look.
    public let warnings: [String]

    /// - Parameters:
    ///   - source: the module's file.
    ///   - folder: where modules are installed; made if need be.
    /// - Throws: a sentence that names the file and what is wrong with it; nothing is copied then.
    public static func install(_ source: String, into folder: String) throws(ModuleError) -> InstalledModule {
        let bytes = try ModuleImage.read(source)
        let (manifest, warnings) = try inspect(bytes, source)
        let image = try ModuleImage.install(bytes, from: source, into: folder)
        return InstalledModule(image: image, manifest: manifest, warnings: warnings)
    }

    /// Reads what the file says of itself.
    static func inspect(
        _ bytes: [UInt8],
        _ source: String
    ) throws(ModuleError) -> (manifest: ModuleManifest, warnings: [String]) {
        do {
            let file = try ELFFile(bytes)
            guard machines[machine] == file.machine else {
                throw ModuleError("it is for another kind of processor than this machine's")
            }
            let sections = try file.contents(ofSection: section)
            guard let text = sections.first, sections.count == 1 else {
                throw ModuleError(
                    sections.isEmpty
                        ? "it has no manifest (ELF section `\(section)`): build it with its module.json, see docs/modules.md"
                        : "it has \(sections.count) manifests"
                )
            }
            let manifest = try ModuleManifest(parsing: text)
            if let misfit = manifest.misfit(needed: try file.neededLibraries()) { throw ModuleError(misfit) }
            return (manifest, warnings(try file.exportedSymbols()))
        } catch let error as ModuleError {
            throw ModuleError("the module \(source) cannot be used: \(error)")
        } catch {
            throw ModuleError("\(source) is no shared library that can be used: \(error)")
        }
    }

    private static let section = "mortise.manifest"
    private static let entry = "mortise_module_entry"

    /// e_machine, by what Swift calls the processor.
    private static let machines: [String: UInt16] = ["x86_64": 62, "arm64": 183]
    #if arch(x86_64)
        private static let machine = "x86_64"
    #else
        private static let machine = "arm64"
    #endif

    private static func warnings(_ exported: [String]) -> [String] {
        let others = exported.filter { $0 != entry }
        guard !others.isEmpty else { return [] }
        let names = others.prefix(3).map { OutputLines.shown(Array($0.utf8.prefix(80))[...]) }.joined(separator: ", ")
        return [
            "it exports \(others.count) symbols beside its entry (\(names)\(others.count > 3 ? ", …" : "")): "
                + "link it with Sources/TaskABI/module.map"
        ]
    }
}
