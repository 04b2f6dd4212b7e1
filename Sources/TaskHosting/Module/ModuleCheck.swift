// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// The module's test of itself, its service `mortise.check/0-draft`. [main-thread]
enum ModuleCheck {
    /// Does nothing for a module that offers none.
    static func run(_ module: mortise_module) throws(LoadError) {
        guard let find = module.find_service,
            let found = withText(MORTISE_CHECK_SERVICE, { find(module.module_context, $0) })
        else { return }
        let service = found.assumingMemoryBound(to: mortise_check_service.self)
        let size = service.pointee.struct_size
        guard size >= structSize(mortise_check_service.self), let check = service.pointee.check else {
            throw LoadError(
                "the module's \(MORTISE_CHECK_SERVICE) has no function, or a struct_size of \(size) where TaskABI 0.9 needs \(structSize(mortise_check_service.self))"
            )
        }
        var problem = mortise_text()
        let status = check(service.pointee.module_context, &problem)
        guard status != MORTISE_OK else { return }
        let sentence = problem.mended(limit: FrameLimits.sentence)
        throw LoadError(
            sentence.isEmpty ? "the module's check of itself failed (status \(status)) and gave no reason" : sentence
        )
    }
}
