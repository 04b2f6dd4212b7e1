// SPDX-License-Identifier: Apache-2.0
//
// mortise-module-host: one task module in one confined process. Started by `mortise serve`, never by hand.
// The way of this process, in order: take the arguments, seal, test the seal and say what was reached, load the
// module, close the door behind it, then do what the host says until it hangs up. A template stops after loading;
// each copy that it makes goes on from there.
import CSystem
import Glibc
import ModuleProtocol
import TaskHosting

let arguments = LaunchArguments(CommandLine.arguments)
guard let arguments else {
    complain("is started by `mortise serve`; it is of no use by hand")
    exit(64)
}

mortise_print_by_line()
let link = HostLink(descriptor: arguments.socket)
let module = HostedModule(link: link)
do {
    let template = Template(link: link, host: getppid())
    let seal = try Sandbox.seal(arguments)
    // Said before the module's first instruction, so that no module can say it.
    let report = Sandbox.test(seal)
    link.send(.sealed(tier: report.tier, notes: report.notes))
    try module.load(descriptor: arguments.module)
    if arguments.role == .template {
        link.send(.ready(module.hello))
        guard try template.serve() else { _exit(0) }
        try Sandbox.closeDoors()
        try Template.goOnInThreadOfItsOwn { [module, link] in
            // A copy repeats what its template found before the module was there.
            link.send(.sealed(tier: report.tier, notes: report.notes))
            work(module, link)
        }
    }
    try Sandbox.closeDoors()
} catch let error as FrameError {
    giveUp(error)
} catch {
    link.send(.refused(reason: "\(error)".bounded(to: FrameLimits.sentence)))
    _exit(1)
}
work(module, link)
