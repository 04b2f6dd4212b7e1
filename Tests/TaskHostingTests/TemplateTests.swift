// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import StandIns
import Testing
import Waiting

/// A template makes copies of itself that work, and does nothing else.
@Suite(.timeLimit(.minutes(1)))
struct TemplateTests {
    private static let launch = Launch(role: "template")

    @Test func severalCopiesWorkBesideEachOther() async throws {
        try await withProcess(Self.launch) { template in
            var copies: [HostedProcess] = []
            for _ in 0..<4 { copies.append(try await template.fork()) }
            for (index, copy) in copies.enumerated() {
                let (tier, _, hello) = try await copy.ready()
                #expect(tier >= 1)
                #expect(hello.name == "contract")
                copy.start(UInt64(index) + 1, "process\nfacts")
            }
            for (index, copy) in copies.enumerated() {
                let report = try await copy.report(of: UInt64(index) + 1)
                #expect(report.contains("process=\(copy.pid) parent=\(getpid()) "))
                // The module was entered, initialized and checked once, in the template.
                #expect(report.contains("entered=1 initialized=1 checked=1"))
            }
            #expect(Set(copies.map(\.pid)).count == 4)
            for copy in copies { await copy.close() }
            #expect(template.isAlive)
        }
    }

    /// Everything of the template's is gone from a copy but its memory: also what its module opened.
    @Test(arguments: [false, true])
    func aCopyHoldsNoDescriptorOfItsTemplate(_ isAncient: Bool) async throws {
        try await withTestFolder { folder in
            var launch = Self.launch
            launch.module = try makeVariant("opens", in: folder)
            if isAncient { launch.program = try OldKernel.make("ancient", in: folder) }
            try await withProcess(launch) { template in
                for _ in 0..<3 {
                    let copy = try await template.fork()
                    _ = try await copy.ready()
                    // 0 nothing, 1 and 2 output, 3 socket, 5 the workers' state.
                    let report = try await copy.run("descriptors")
                    #expect(report == "descriptors=5 ")
                    await copy.close()
                }
            }
        }
    }

    /// The thread that started the template is the parent of both.
    @Test func templateAndCopyEndWithWhoStartedThem() async throws {
        let (template, letGo) = try await Self.launch.startOnThreadOfItsOwn()
        _ = try await template.ready()
        let copy = try await template.fork()
        _ = try await copy.ready()
        let report = try await copy.run("is_cancelled")
        #expect(report == "cancelled=0 ")
        letGo()
        for process in [copy, template] {
            let end = try await process.end()
            #expect(end == SIGKILL)
            await process.close()
        }
    }

    @Test func whatACopyPrintsGoesToItsOwnPipe() async throws {
        try await withTestFolder { folder in
            var launch = Self.launch
            launch.module = try makeVariant("prints", in: folder)
            try await withProcess(launch) { template in
                let copy = try await template.fork()
                _ = try await copy.ready()
                _ = try await copy.run("print a line\nprint_error an error")
                try await eventually("lines") {
                    copy.printed.contains("a line\n") && copy.printed.contains("an error\n")
                }
                // What the template had begun to print is its own, once.
                try await eventually("half a line") { template.printed == "half a line" }
                #expect(!copy.printed.contains("half"))
                await copy.close()
            }
        }
    }

    @Test func aCopyCannotFork() async throws {
        try await withProcess(Self.launch) { template in
            let copy = try await template.fork()
            _ = try await copy.ready()
            let report = try await copy.run("fork\nsibling\nunshare\nsurvive\nfilter\nsignal \(template.pid)\nown_for")
            for act in ["fork", "sibling", "unshare", "survive", "filter", "signal", "own_for"] {
                #expect(!report.contains("\(act)=0 "), "\(report)")
                #expect(report.contains("\(act)="))
            }
            let abort = try await copy.run("signal_abort \(template.pid)", token: 2)
            #expect(abort == "signal=\(EPERM) ")
            #expect(template.isAlive)
            await copy.close()
        }
    }

    /// Its pid was not known when the filter was made; abort() must end it by its own signal all the same.
    @Test func aCopyThatAbortsEndsByThatSignal() async throws {
        try await withProcess(Self.launch) { template in
            let copy = try await template.fork()
            _ = try await copy.ready()
            copy.start(1, "abort")
            let end = try await copy.end()
            #expect(end & 0x7F == SIGABRT)
            #expect(template.isAlive)
            await copy.close()
        }
    }

    @Test func aTemplateWithThreadsIsNotCopied() async throws {
        try await withTestFolder { folder in
            var launch = Self.launch
            launch.module = try makeVariant("threaded", in: folder)
            try await withProcess(launch) { template in
                let error = await #expect(throws: ProcessTrouble.self) { try await template.fork() }
                #expect(error?.description.contains("threads") == true, "\(String(describing: error))")
                #expect(template.isAlive)
            }
        }
    }

    @Test(arguments: [0, 1, 3])
    func aForkWithoutItsTwoDescriptorsIsRefused(_ count: Int) async throws {
        try await withProcess(Self.launch) { template in
            let memory = try SharedMemory([1])
            template.send(.fork, descriptors: Array(repeating: memory.descriptor, count: count))
            let reason = try await template.next("answer") { message -> String? in
                guard case .forked(0, let reason) = message else { return nil }
                return reason
            }
            #expect(reason.contains("did not arrive"))
            // And the next one is not shifted by it.
            let copy = try await template.fork()
            _ = try await copy.ready()
            await copy.close()
        }
    }

    @Test func aTemplateTakesNoJob() async throws {
        try await withProcess(Self.launch) { template in
            template.start(1, "x", as: "quick")
            try await template.expectEnd(70 << 8)
        }
    }

    @Test func aWorkerDoesNotFork() async throws {
        try await withProcess(Launch(role: "worker")) { process in
            let memory = try SharedMemory([1])
            process.send(.fork, descriptors: [memory.descriptor, memory.descriptor])
            try await process.expectEnd(70 << 8)
        }
    }

    @Test func copiesOutliveTheirTemplateAndEndWithTheirConnection() async throws {
        try await withProcess(Self.launch) { template in
            let copy = try await template.fork()
            _ = try await copy.ready()
            template.hangUp()
            try await template.expectEnd(0)
            let report = try await copy.run("process")
            #expect(report.contains("process=\(copy.pid)"))
            copy.hangUp()
            try await copy.expectEnd(0)
            await copy.close()
        }
    }

    /// What a template's module can do that a worker's cannot, as docs/sandbox.md says: processes as confined as it is.
    @Test func aTemplatesModuleCanForkByItself() async throws {
        try await withTestFolder { folder in
            var launch = Self.launch
            launch.module = try makeVariant("forks", in: folder)
            try await withProcess(launch) { template in
                let child = try await eventually("the module's own fork") { () -> pid_t? in
                    template.printed.split(separator: " ").last.flatMap { pid_t($0.dropLast()) }
                }
                #expect(child > 0)
                // It is the host's child, which can thus find and end it.
                #expect(kill(child, SIGKILL) == 0)
                #expect(waitpid(child, nil, 0) == child)
            }
            launch.role = "worker"
            try await withProcess(launch) { worker in
                try await eventually("a refusal") { worker.printed == "forked -1\n" }
            }
        }
    }
}

extension HostedProcess {
    /// Asks a template for a copy; throws with its reason when it makes none.
    func fork() async throws -> HostedProcess {
        let (ours, theirs) = try Launch.socketPair()
        let (read, write) = try Launch.pipe()
        send(.fork, descriptors: [theirs, write])
        Glibc.close(theirs)
        Glibc.close(write)
        let answer = try await next("answer to fork") { message -> Result<UInt32, ProcessTrouble>? in
            guard case .forked(let pid, let reason) = message else { return nil }
            return pid > 0 ? .success(pid) : .failure(ProcessTrouble(reason))
        }
        do {
            return HostedProcess(pid: pid_t(try answer.get()), socket: ours, output: read)
        } catch {
            Glibc.close(ours)
            Glibc.close(read)
            throw error
        }
    }
}
