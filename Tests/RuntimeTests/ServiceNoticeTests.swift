// SPDX-License-Identifier: Apache-2.0
import Foundation
import Locks
import StandIns
import Testing
import Waiting

@testable import Runtime

/// What systemd is told, by a real socket.
@Suite(.timeLimit(.minutes(1)))
struct ServiceNoticeTests {
    private func withSockets(_ body: (NotifySocket) async throws -> Void) async throws {
        try await withTestFolder { folder in
            for name in ["@mortise-test-\(UUID().uuidString)", folder + "/notify"] {
                try await body(try NotifySocket(name))
            }
        }
    }

    @Test func everyWordArrives() async throws {
        try await withSockets { socket in
            let notice = ServiceNotice(environment: ["NOTIFY_SOCKET": socket.name])
            notice.ready(status: "one\nSTOPPING=1")
            notice.reloading()
            notice.stopping(within: 2.5)
            notice.watchdog()
            let all = socket.all
            #expect(all.count == 4)
            #expect(all[0] == "READY=1\nSTATUS=one STOPPING=1")
            let reloading = try #require(all[1].wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=(\d+)/))
            #expect((Int64(reloading.1) ?? 0) > 0)
            #expect(all[2] == "STOPPING=1\nSTATUS=stopping\nEXTEND_TIMEOUT_USEC=2500000")
            #expect(all[3] == "WATCHDOG=1")
        }
    }

    @Test(arguments: [nil, "", "@", "relative", "/none/of/this", "/" + String(repeating: "x", count: 200)])
    func withoutASocketNothingIsSaid(_ name: String?) {
        let notice = ServiceNotice(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:])
        #expect(!notice.send("READY=1"))
    }

    /// Nobody reads: the socket's queue holds a few datagrams, and the rest is lost.
    @Test func aDeafServiceManagerHoldsNobodyUp() async throws {
        try await withSockets { socket in
            let notice = ServiceNotice(environment: ["NOTIFY_SOCKET": socket.name])
            for _ in 0..<5_000 { notice.watchdog() }
            let count = socket.all.count
            #expect(count > 0 && count < 5_000)
        }
    }

    @Test(
        arguments: [
            (["WATCHDOG_USEC": "30000000"], 30), (["WATCHDOG_USEC": "500000", "WATCHDOG_PID": "77"], 0.5),
            (["WATCHDOG_USEC": "500000", "WATCHDOG_PID": "78"], nil), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "-1"], nil), (["WATCHDOG_USEC": "x"], nil), ([:], nil),
        ] as [([String: String], Double?)]
    )
    func theWatchdogIsForThisProcessAlone(_ more: [String: String], _ seconds: Double?) {
        let environment = ["NOTIFY_SOCKET": "@x"].merging(more) { $1 }
        #expect(ServiceNotice(environment: environment, pid: 77).watchdogSeconds == seconds)
        #expect(ServiceNotice(environment: more, pid: 77).watchdogSeconds == nil)
    }

    @Test func aHostThatHangsGivesNoSignAndGoesOnWhenItAnswers() async throws {
        try await withSockets { socket in
            let hangs = Lock(false)
            let asked = Lock(0)
            let notice = ServiceNotice(environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "40000"])
            let watchdog = try #require(
                Watchdog(notice) {
                    asked.withLock { $0 += 1 }
                    while hangs.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(5)) }
                }
            )
            let run = Task { await watchdog.run() }
            try await eventually("signs of life") { socket.count("WATCHDOG=1") > 3 }
            hangs.withLock { $0 = true }
            let questions = asked.withLock { $0 }
            try await eventually("the question that hangs") { asked.withLock { $0 } > questions }
            let before = socket.count("WATCHDOG=1")
            let hung = asked.withLock { $0 }
            let looks = watchdog.looks
            try await eventually("ten looks in vain") { watchdog.looks >= looks + 10 }
            // One sign may have been on its way.
            #expect(socket.count("WATCHDOG=1") <= before + 1)
            #expect(asked.withLock { $0 } == hung)
            hangs.withLock { $0 = false }
            try await eventually("signs again") { socket.count("WATCHDOG=1") > before + 3 }
            watchdog.stop()
            await run.value
        }
    }
}
