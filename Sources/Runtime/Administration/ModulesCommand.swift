// SPDX-License-Identifier: Apache-2.0
import Configuration
import JSON
import Modules

/// `mortise modules list` and `mortise modules inspect FILE`: what files say of themselves, without running them.
struct ModulesCommand {
    private let invocation: Invocation
    private let arguments: Arguments
    /// Nil: the configured ones.
    private let file: String?

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        let entry = try CommandTable.entry("modules", verb: invocation.words.first)
        arguments = try entry.arguments(invocation.words.dropFirst())
        if entry.words[1] == "inspect" {
            guard arguments.rest.count == 1 else { throw UsageError("inspect takes one file") }
            file = arguments.rest[0]
        } else {
            guard arguments.rest.isEmpty else { throw UsageError("list takes no words") }
            file = nil
        }
    }

    func run() async throws -> Int32 {
        if let file {
            let module = try ModuleIdentity.read(file)
            invocation.terminal.say(
                arguments.has("--json")
                    ? String(decoding: Self.json(module).bytes, as: UTF8.self) : Terminal.harmless(Self.text(module))
            )
            return ExitStatus.fine
        }
        let configuration = try HostConfiguration.read(
            invocation.environment,
            facts: invocation.facts,
            readFile: SecretFile.read
        )
        var modules: [ModuleIdentity] = []
        for path in configuration.modules { modules.append(try ModuleIdentity.read(path)) }
        guard !arguments.has("--json") else {
            invocation.terminal.say(String(decoding: JSONOutput.array(modules.map(Self.json)).bytes, as: UTF8.self))
            return ExitStatus.fine
        }
        let rows = modules.map { module in
            [
                module.manifest.name, module.manifest.version, module.manifest.license, String(module.hash.prefix(12)),
                module.manifest.tasks.map(\.name).joined(separator: ","), module.path,
            ].map(Terminal.harmless)
        }
        let header = ["MODULE", "VERSION", "LICENCE", "SHA256", "TASKS", "FILE"]
        invocation.terminal.say(rows.isEmpty ? "no modules" : TextTable(header: header, rows: rows).text)
        return ExitStatus.fine
    }

    private static func json(_ module: ModuleIdentity) -> JSONOutput {
        let manifest = module.manifest
        func list(_ texts: [String]) -> JSONOutput { .array(texts.map { .string($0) }) }
        return .object([
            ("file", .string(module.path)),
            ("bytes", .integer(Int64(module.size))),
            ("sha256", .string(module.hash)),
            ("name", .string(manifest.name)),
            ("version", .string(manifest.version)),
            ("license", .string(manifest.license)),
            ("abi", list([manifest.abiText.lowest, manifest.abiText.highest])),
            ("inline", .bool(manifest.allowsInline)),
            ("sharing", .bool(manifest.allowsSharing)),
            ("libraries", list(manifest.libraries)),
            ("files", list(manifest.files)),
            (
                "tasks",
                .array(
                    manifest.tasks.map { task in
                        .object([
                            ("name", .string(task.name)), ("version", .string(task.version)),
                            ("execution", .string(task.isBlocking ? "blocking" : "async")),
                            ("capabilities", list(task.capabilities)), ("flags", list(task.flags)),
                        ])
                    }
                )
            ),
            ("warnings", list(module.warnings)),
        ])
    }

    private static func text(_ module: ModuleIdentity) -> String {
        let manifest = module.manifest
        let abi = manifest.abiText
        var rows = [
            ("module", "\(manifest.name) \(manifest.version)"), ("file", "\(module.path), \(module.size) bytes"),
            ("sha256", module.hash), ("licence", manifest.license),
            ("TaskABI", abi.lowest == abi.highest ? abi.lowest : "\(abi.lowest) to \(abi.highest)"),
            ("inline", manifest.allowsInline ? "allowed" : "never"),
            ("sharing", manifest.allowsSharing ? "one process may serve several sites" : "one process a site"),
        ]
        if !manifest.libraries.isEmpty { rows.append(("needs", manifest.libraries.joined(separator: ", "))) }
        if !manifest.files.isEmpty { rows.append(("reads", manifest.files.joined(separator: ", "))) }
        for task in manifest.tasks {
            var words = "\(task.name) \(task.version), \(task.isBlocking ? "blocking" : "async")"
            if !task.flags.isEmpty { words += ", \(task.flags.joined(separator: ", "))" }
            words += "; asks for \(task.capabilities.isEmpty ? "nothing" : task.capabilities.joined(separator: ", "))"
            rows.append(("task", words))
        }
        rows += module.warnings.map { ("note", $0) }
        return rows.map { "\($0)\(String(repeating: " ", count: 9 - $0.count))\($1)" }.joined(separator: "\n")
    }
}
