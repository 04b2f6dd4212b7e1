// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// The folders and files that a module may read, open to be named to Landlock.
struct ReadableRoots: ~Copyable {
    struct Root {
        /// As the module names it.
        var path: String
        /// What the rule is about: of no other use (O_PATH).
        var descriptor: Int32
        var isFolder: Bool
    }

    private(set) var roots: [Root] = []
    /// Those that are not there, or that are something else now than when the host looked.
    private(set) var missing: [String] = []

    /// As the module's own user, who must be able to reach them.
    init(_ wanted: [(path: String, target: String)]) {
        for (path, target) in wanted {
            let descriptor = mortise_open_root(target)
            var facts = stat()
            guard descriptor >= 0, fstat(descriptor, &facts) == 0,
                [S_IFDIR, S_IFREG].contains(facts.st_mode & S_IFMT)
            else {
                if descriptor >= 0 { close(descriptor) }
                missing.append(path)
                continue
            }
            roots.append(Root(path: path, descriptor: descriptor, isFolder: facts.st_mode & S_IFMT == S_IFDIR))
        }
    }

    deinit { for root in roots { close(root.descriptor) } }
}
