// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// What the kernel says of this process.
enum Machine {
    /// The memory limit of the module processes here; by it they are told from those of other tests.
    static let memory: UInt64 = {
        // Sanitizers reserve more address space than any usual limit lets through.
        let isSanitized = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULE_MEMORY"] != nil
        return (isSanitized ? 1 << 62 : 2 << 30) + 4096
    }()

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

    /// Threads whose name begins with this.
    static func threads(named prefix: String) -> Int {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return entries.filter {
            let name = try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            return name?.hasPrefix(prefix) == true
        }.count
    }
}

/// Tests with real processes run one after another: each counts what there is.
@Suite(.serialized)
enum RealProcesses {}
