// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// Landlock (Linux 5.13 and later): no file but what may be read, no TCP, no signal or abstract socket out.
/// Rights are asked for as far as the running kernel knows them; see landlock(7).
enum Landlock {
    /// What is open stays open; of the rest only what lies below the roots can be opened, and only to be read.
    /// - Returns: the kernel's Landlock ABI, 0 when it has none: then nothing can be granted either.
    static func restrict(reading roots: borrowing ReadableRoots) throws(SandboxError) -> Int {
        let abi = Int(mortise_landlock_abi())
        guard abi > 0 else { return 0 }
        var ruleset = mortise_landlock_ruleset(
            handled_access_fs: fileRights(abi),
            handled_access_net: abi >= 4 ? 0b11 : 0,
            scoped: abi >= 6 ? 0b11 : 0
        )
        let size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8
        let descriptor = mortise_landlock_create(&ruleset, size)
        guard descriptor >= 0 else { throw .failed("landlock_create_ruleset") }
        defer { close(descriptor) }
        for root in roots.roots {
            let rights = root.isFolder ? readFile | readFolder : readFile
            guard mortise_landlock_allow(descriptor, root.descriptor, rights) == 0 else {
                throw .failed("landlock_add_rule for \(root.path)")
            }
        }
        guard mortise_landlock_restrict(descriptor) == 0 else { throw .failed("landlock_restrict_self") }
        return abi
    }

    private static let readFile: UInt64 = 1 << 2
    private static let readFolder: UInt64 = 1 << 3

    /// Every right on files that this ABI can take away.
    private static func fileRights(_ abi: Int) -> UInt64 {
        // ABI 1: execute to make_sym; 2: refer; 3: truncate; 5: ioctl on devices.
        var rights: UInt64 = (1 << 13) - 1
        if abi >= 2 { rights |= 1 << 13 }
        if abi >= 3 { rights |= 1 << 14 }
        if abi >= 5 { rights |= 1 << 15 }
        return rights
    }
}
