// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// The C libraries that a module's manifest names. They are the system's own and are loaded before the process is shut,
/// since nothing can be opened after it; the loader then finds those that the module needs loaded already.
enum SystemLibraries {
    /// Library code runs here, with the user and the limits of a module but before Landlock and the filter: what it
    /// leaves behind must not get around them.
    static func load(_ names: [String], firstFreeDescriptor: Int32) throws(SandboxError) {
        guard !names.isEmpty else { return }
        // Read by libgomp when it is loaded: without it each of Tesseract's loops starts threads for every core that
        // wait by spinning, which on two cores made one page take ten times as long.
        for name in ["OMP_THREAD_LIMIT", "OMP_NUM_THREADS"] { setenv(name, "1", 1) }
        for name in names {
            // As the loader would load them with the module: their symbols are found by those who need them.
            guard dlopen(name, RTLD_NOW | RTLD_LOCAL) == nil else { continue }
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw SandboxError(
                "the library \(name), which the module's manifest names, cannot be loaded: \(reason). "
                    + "Install the Debian package that holds it (`apt-file search \(name)` finds it)"
            )
        }
        let all = names.joined(separator: ", ")
        // Landlock binds one thread and what it starts.
        guard mortise_is_single_threaded() != 0 else {
            throw SandboxError("one of the libraries \(all) started a thread when it was loaded: it cannot be confined")
        }
        guard mortise_open_descriptors(firstFreeDescriptor, ResourceLimits.descriptors) == 0 else {
            throw SandboxError("one of the libraries \(all) left a file open when it was loaded: it cannot be confined")
        }
    }
}
