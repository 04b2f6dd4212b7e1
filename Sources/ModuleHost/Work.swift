// SPDX-License-Identifier: Apache-2.0
import Glibc
import ModuleProtocol
import TaskHosting

/// Does what the host says until it hangs up. On the one thread that reads from it.
func work(_ module: HostedModule, _ link: HostLink) -> Never {
    link.send(.ready(module.hello))
    do {
        try link.receive { (message, descriptors) throws(FrameError) in
            try module.handle(message, descriptors: descriptors)
            return true
        }
        _exit(0)
    } catch {
        giveUp(error)
    }
}

/// For the host's log: by the socket it would be the module's word.
func complain(_ sentence: String) {
    let line = "mortise-module-host: \(sentence)\n"
    _ = line.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
}

/// The way to end when the host is not to be believed any further. Not `exit`: the module may have threads at work, which
/// that would pull the ground from under.
func giveUp(_ error: FrameError) -> Never {
    complain("the host broke the protocol: \(error)")
    _exit(70)
}
