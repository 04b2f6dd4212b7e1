// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// Who the process is.
enum Identity {
    /// Becomes another user for good: no group is kept and no way leads back.
    static func become(_ user: UInt32) throws(SandboxError) {
        guard setgroups(0, nil) == 0 else { throw .failed("setgroups") }
        guard mortise_become_group(user) == 0 else { throw .failed("setresgid(\(user))") }
        guard mortise_become_user(user) == 0 else { throw .failed("setresuid(\(user))") }
        guard setuid(0) != 0 else { throw SandboxError("sandbox: could become root again after setresuid(\(user))") }
    }

    /// No program started from here could gain a privilege, and nobody but root may look into this process.
    static func giveUpPrivileges() throws(SandboxError) {
        guard mortise_prctl(PR_SET_NO_NEW_PRIVS, 1) == 0 else {
            throw .failed("PR_SET_NO_NEW_PRIVS")
        }
        guard mortise_prctl(PR_SET_DUMPABLE, 0) == 0 else { throw .failed("PR_SET_DUMPABLE") }
    }
}
