// SPDX-License-Identifier: Apache-2.0
//
// mortise-module-host: one task module in one confined process. Started by `mortise serve`, never by hand.
// The way of this process, in order: take the arguments, seal, test the seal and say what was reached, load the
// module, close the door behind it, then do what the host says until it hangs up.
import Glibc
import ModuleProtocol
import TaskHosting

let arguments = LaunchArguments(CommandLine.arguments)
guard let arguments else {
    let usage = "mortise-module-host is started by `mortise serve`; it is of no use by hand.\n"
    _ = usage.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
    exit(64)
}

let link = HostLink(descriptor: arguments.socket)
do {
    let seal = try Sandbox.seal(arguments)
    // Said before the module's first instruction, so that no module can say it.
    let report = Sandbox.test(seal)
    link.send(.sealed(tier: report.tier, notes: report.notes))
    let module = HostedModule(link: link)
    try module.load(descriptor: arguments.module)
    try Sandbox.closeDoors()
    link.send(.ready(module.hello))
    try link.receive { try module.handle($0) }
    _exit(0)
} catch {
    link.send(.refused(reason: String("\(error)".prefix(500))))
    exit(1)
}
