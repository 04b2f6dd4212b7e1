// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Locks
import StandIns

/// The clock of a host under libfaketime: the test sets it while the host runs, which is like `date --set` or a server
/// of time that corrects by a step. What counts only seconds between two moments (CLOCK_MONOTONIC) goes on as it does.
/// Module processes get no environment and keep the machine's own.
final class FakeClock: Sendable {
    /// Nil where the Debian package `libfaketime` is not installed.
    static let library: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }.first {
            FileManager.default.fileExists(atPath: $0)
        }
    }()

    private let file: String
    private let history = Lock<[(since: Double, offset: Double)]>([])

    /// Names of the memory in which libfaketime keeps what its processes share. It writes them into the environment of a
    /// process that was not given them, and Swift then finds no arguments: it looks for them before the environment.
    private let shared: String

    init(folder: String) async throws {
        file = folder + "/clock"
        try "+0\n".write(toFile: file, atomically: true, encoding: .utf8)
        // Made by a process that ends without taking it away.
        let python = "import os;print(os.environ['FAKETIME_SHARED'],flush=True);os._exit(0)"
        let maker = try await RunningProgram.run(
            ["python3", "-c", python],
            environment: Self.variables(file).merging(["PATH": "/usr/bin:/bin"]) { $1 },
            folder: folder
        )
        shared = maker.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try set(0)
    }

    deinit {
        let names = shared.split(separator: " ").map { $0.dropFirst() }
        guard names.count == 2 else { return }
        unlink("/dev/shm/sem.\(names[0])")
        unlink("/dev/shm/\(names[1])")
    }

    /// Seconds from the machine's clock to the host's.
    var offset: Double { history.withLock { $0.last?.offset ?? 0 } }

    func set(_ seconds: Double) throws {
        let whole = Int(seconds)
        // Renamed into place: the host reads it at every look at the clock.
        try "\(whole < 0 ? "" : "+")\(whole)\n".write(toFile: file, atomically: true, encoding: .utf8)
        history.withLock { $0.append((Date().timeIntervalSince1970, Double(whole))) }
    }

    func jump(_ seconds: Double) throws { try set(offset + seconds) }

    /// Whether a host that signs at once could have written this time for what arrived at that one.
    func allows(_ stamp: Double, arrivedAt: Double) -> Bool {
        history.withLock { history in
            history.indices.contains { index in
                let until = index + 1 < history.count ? history[index + 1].since : .infinity
                return until > arrivedAt - 3 && history[index].since <= arrivedAt
                    && abs(stamp - arrivedAt - history[index].offset) < 4
            }
        }
    }

    var environment: [String: String] { Self.variables(file).merging(["FAKETIME_SHARED": shared]) { $1 } }

    private static func variables(_ file: String) -> [String: String] {
        [
            // In this order: the first one's functions are taken.
            "LD_PRELOAD": "\(Built.steadyTimers):\(library ?? "")", "FAKETIME_TIMESTAMP_FILE": file,
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ]
    }
}
