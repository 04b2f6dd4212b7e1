// SPDX-License-Identifier: Apache-2.0
import Modules
import Runtime

/// What `mortise doctor` says of one module, in sentences.
enum ModuleFindings {
    /// A sentence, and whether it is worth a look.
    typealias Sentence = (text: String, isNote: Bool)

    static func sentences(_ inspection: ModuleInspection) -> [Sentence] {
        let module = inspection.module
        var sentences = [identity(module)]
        sentences.append(sandbox(module))
        if module.tier == 1 { sentences.append(("\(module.name): \(landlockAdvice)", true)) }
        if inspection.runsInline {
            let text =
                "\(module.name) runs in the host itself, tier 0 (inline: trusted, not sandboxed): its crash is the "
                + "host's. Suspects and parts run in processes of tier \(module.tier)"
            sentences.append((text, true))
        } else {
            sentences.append(processes(module))
        }
        if inspection.isShared {
            sentences.append(("\(module.name): sharing: all, one process serves several sites, as configured", true))
        }
        return sentences + inspection.warnings.map { ("\(module.name): \($0)", true) }
    }

    private static func identity(_ module: ModuleDescription) -> Sentence {
        var text = "\(module.name) \(module.version), TaskABI \(module.abi)"
        if let manifest = module.manifest {
            text += ", licence \(manifest.license); "
            text += manifest.allowsInline ? "inline allowed" : "never inline"
            text += manifest.allowsSharing ? ", may be shared by sites" : ", one process a site"
            if !manifest.libraries.isEmpty { text += "; needs \(manifest.libraries.joined(separator: ", "))" }
            if !manifest.files.isEmpty { text += "; reads \(manifest.files.joined(separator: ", "))" }
            text += "; tasks: " + manifest.tasks.map(task).joined(separator: "; ")
        } else {
            text += "; tasks: \(module.taskTypes.joined(separator: ", "))"
        }
        return (text, false)
    }

    private static func task(_ task: ModuleManifest.Task) -> String {
        let needs =
            task.capabilities.isEmpty
            ? "asks the host for nothing" : "asks for \(task.capabilities.joined(separator: ", "))"
        let flags = task.flags.isEmpty ? "" : " (\(task.flags.joined(separator: ", ")))"
        return "\(task.name) \(task.version) \(task.isBlocking ? "blocking" : "async")\(flags), \(needs)"
    }

    private static func sandbox(_ module: ModuleDescription) -> Sentence {
        let notes = module.sandboxNotes.joined(separator: "; ")
        return ("\(module.name): sandbox tier \(module.tier): \(notes)", module.tier < 2)
    }

    private static func processes(_ module: ModuleDescription) -> Sentence {
        let count = module.replicas == 1 ? "one process" : "up to \(module.replicas) processes"
        switch module.start {
        case .spawn: return ("\(module.name): \(count) for shared jobs, each started by itself", false)
        case .warm:
            let text =
                "\(module.name): \(count) for shared jobs, forked from one that has the module loaded; see docs/sandbox.md"
            return (text, false)
        }
    }

    /// What an operator can do about the kernel.
    private static let landlockAdvice =
        "the kernel has no Landlock, or it is not enabled (Linux 5.13 and later; `lsm=landlock,…` on the kernel's "
        + "command line): files are held back by the system call filter alone"
}
