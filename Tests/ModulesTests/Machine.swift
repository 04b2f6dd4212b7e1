// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing
import Waiting

/// What the kernel says of this process.
enum Machine {
    /// The memory limit of the module processes here; by it they are told from those of other tests.
    static let memory: UInt64 = (2 << 30) + 4096

    /// Pids of the module processes that these tests started and that have not ended.
    static var children: Set<pid_t> {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return Set(
            entries.compactMap { pid_t($0) }.filter { pid in
                guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                    let close = status.lastIndex(of: ")"), status.contains("(mortise-module-"),
                    let words = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8),
                    words.contains("\(memory)")
                else { return false }
                let fields = status[status.index(close, offsetBy: 2)...].split(separator: " ")
                return fields.count > 1 && fields[1] == "\(getpid())" && fields[0] != "Z"
            }
        )
    }

    /// How many processes it holds a descriptor of, those of other tests included; the other descriptors of a
    /// process go with that one.
    static var pidfds: Int {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return entries.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?.contains("pidfd")
                == true
        }.count
    }

    /// Descriptors of this kind: `memfd:mortise-buffer`, `socket:`, `pipe:`.
    static func descriptors(_ kind: String) -> Int {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return entries.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?.contains(kind) == true
        }.count
    }

    /// Libraries that every machine has, where this one has them.
    static var libc: String { library("libc.so.6") }
    static var libstdcxx: String { library("libstdc++.so.6") }
    private static func library(_ name: String) -> String {
        let folders = [
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
        ]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) } ?? "/lib64/\(name)"
    }

    /// Threads whose name begins with this.
    static func threads(named prefix: String) -> Int {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return entries.filter {
            let name = try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            return name?.hasPrefix(prefix) == true
        }.count
    }
}

/// What the host holds for module processes. Taken before a hostile act and compared after it.
struct Census: CustomStringConvertible {
    let children = Machine.children.count
    let links = Machine.threads(named: "mortise-link")
    let watches = Machine.threads(named: "mortise-watch") + Machine.threads(named: "mortise-spawn")
    let pidfds = Machine.pidfds
    let buffers = Machine.descriptors("memfd:mortise-buffer")

    /// No more of anything than there was. Other tests of this program have processes too, but let go of them again.
    func isNoMore(than before: Census) -> Bool {
        children <= before.children && links <= before.links && watches <= before.watches
            && pidfds <= before.pidfds && buffers <= before.buffers
    }

    var description: String {
        "\(children) children, \(links) links, \(watches) keepers, \(pidfds) pidfds, \(buffers) buffers"
    }
}

/// Runs `body`, and then waits until the host holds no more than before.
func withSteadyHost(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Void
) async throws {
    let before = Census()
    try await body()
    do {
        try await eventually("return to what there was") { Census().isNoMore(than: before) }
    } catch {
        throw WaitedInVain(description: "before: \(before); after: \(Census())")
    }
}

/// Tests with real processes run one after another: each counts what there is.
@Suite(.serialized)
enum RealProcesses {}
