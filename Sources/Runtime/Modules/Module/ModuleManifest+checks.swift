// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol

/// Whether a module fits this host, and whether it is what its manifest says.
extension ModuleManifest {
    /// What every machine with a module process has: glibc, libstdc++ and libgcc.
    private static let everywhere: Set<String> = [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libresolv.so.2",
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libstdc++.so.6", "libgcc_s.so.1",
    ]

    /// Why this host does not run it; nil: it fits.
    func misfit(needed: [String]) -> String? {
        // While the major version is 0, minor versions do not mix: only the one that is spoken will do.
        guard abi.contains(Self.spokenABI) else {
            return "it speaks TaskABI \(Self.text(abi.lowerBound)) to \(Self.text(abi.upperBound)); "
                + "this host speaks \(Self.text(Self.spokenABI))"
        }
        let strange = needed.filter { !Self.everywhere.contains($0) && !libraries.contains($0) }
        guard strange.isEmpty else {
            let names = strange.prefix(5).map { OutputLines.shown(Array($0.utf8)[...]) }.joined(separator: ", ")
            return "it needs libraries that its manifest does not name: \(names). Link it with its own runtime "
                + "(docs/modules.md), or add them to `libraries`"
        }
        return nil
    }

    /// In what its registration differs from the manifest, naming the member; nil: in nothing.
    func difference(from hello: ModuleHello) -> String? {
        func differs(_ member: String, _ registered: String, _ said: String) -> String {
            let words = [registered, said].map { OutputLines.shown(Array($0.utf8.prefix(200))[...]) }
            return
                "its registration differs from its manifest in `\(member)`: \(words[0]), and \(words[1]) in the manifest"
        }
        if hello.name != name { return differs("name", hello.name, name) }
        if hello.version != version { return differs("version", hello.version, version) }
        guard abi.contains(hello.abi) else {
            return differs("abi", Self.text(hello.abi), "\(Self.text(abi.lowerBound)) to \(Self.text(abi.upperBound))")
        }
        let (registered, said) = (hello.taskTypes.map(\.name).sorted(), tasks.map(\.name).sorted())
        if registered != said {
            return differs("tasks", registered.joined(separator: ", "), said.joined(separator: ", "))
        }
        for task in tasks {
            guard let type = hello.taskTypes.first(where: { $0.name == task.name }) else { continue }
            let member = "tasks.\(task.name)"
            if type.version != task.version { return differs("\(member).version", type.version, task.version) }
            if type.isBlocking != task.isBlocking {
                let words = [type.isBlocking, task.isBlocking].map { $0 ? "blocking" : "async" }
                return differs("\(member).execution", words[0], words[1])
            }
            for (name, bits, said, known) in [
                ("capabilities", type.capabilities, task.capabilities, Self.capabilities),
                ("flags", type.flags, task.flags, Self.flags),
            ] {
                let registered = Self.names(bits, known)
                guard Set(registered) != Set(said) else { continue }
                return differs("\(member).\(name)", registered.joined(separator: ", "), said.joined(separator: ", "))
            }
        }
        return nil
    }

    /// The names of the bits that are set; an unknown one by its number.
    private static func names(_ bits: UInt64, _ known: [String]) -> [String] {
        (0..<64).filter { bits & 1 << UInt64($0) != 0 }.map { $0 < known.count ? known[$0] : "bit \($0)" }
    }
}
