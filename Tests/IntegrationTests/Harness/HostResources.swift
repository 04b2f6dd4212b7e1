// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// What a host holds of the machine, as the kernel tells it: what must be back where it was when a hostile job is over.
struct HostResources: CustomStringConvertible {
    let descriptors: Int
    let threads: Int
    /// Processes that it started and that have not been reaped, dead ones included.
    let children: Int
    /// Resident memory and memory files of the host and its children, in MiB.
    let memory: Int
    /// What its descriptors are, for a message.
    let files: [String]
    var description: String {
        "\(descriptors) descriptors, \(threads) threads, \(children) children, \(memory) MiB"
    }

    init(of pid: pid_t) {
        func names(_ folder: String) -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/\(folder)")) ?? []
        }
        files = names("fd").map {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)")) ?? "?"
        }
        descriptors = files.count
        threads = names("task").count
        let parents = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
            .filter { Self.parent(of: $0) == pid }
        children = parents.count
        memory = ([pid] + parents).map(Self.resident).reduce(0, +)
    }

    /// The kernel's `stat` line, after the name, which may hold anything.
    private static func parent(of pid: pid_t) -> pid_t? {
        guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let close = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(close, offsetBy: 2)...].split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }

    private static func resident(_ pid: pid_t) -> Int {
        let words = (try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return words.count > 1 ? ((Int(words[1]) ?? 0) * 4096) >> 20 : 0
    }

    /// All shared memory of the machine in MiB: memory files that nobody maps count here alone.
    static var sharedMemory: Int {
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        return text.firstMatch(of: /Shmem: +(\d+) kB/).flatMap { Int($0.1) }.map { $0 >> 10 } ?? 0
    }

    /// Not above `before`, give or take what a host keeps for later: a few of Swift's own threads, some heap.
    func isBack(at before: HostResources) -> Bool {
        descriptors <= before.descriptors && threads <= before.threads + 2 && children <= before.children
            && memory <= before.memory + 64
    }
}
