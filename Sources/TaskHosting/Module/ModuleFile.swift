// SPDX-License-Identifier: Apache-2.0
import Glibc
import TaskABI

/// Maps a module's file into the process.
enum ModuleFile {
    /// Nothing is ever unmapped: a Swift library cannot be (docs/modules.md).
    static func entry(path: String) throws(LoadError) -> mortise_module_entry_function {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw LoadError(
                "the module cannot be loaded: \(dlerror().map { String(cString: $0) } ?? "no reason given")"
            )
        }
        guard let symbol = dlsym(handle, MORTISE_ENTRY_SYMBOL) else {
            throw LoadError("the file is no task module: it does not export \(MORTISE_ENTRY_SYMBOL)")
        }
        return unsafeBitCast(symbol, to: mortise_module_entry_function.self)
    }
}
