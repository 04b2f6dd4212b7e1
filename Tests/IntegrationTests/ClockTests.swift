// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import TestServers
import Testing
import Waiting

/// Invariants 1, 2, 3 and 6 while somebody sets the host's clock.
@Suite(.timeLimit(.minutes(15)), .serialized, .enabled(if: FakeClock.library != nil, "libfaketime is not installed"))
struct ClockTests {
    private static let jumps: [Double] = [-3600, 3600, -31_536_000, 31_536_000, 86_400, -86_400, 45, -45, 2, -2]

    /// Jobs run, wait for their next try, are paced and called back, while the clock jumps back and forth; once the host
    /// is killed and finds another time when it starts. No job is lost, none runs twice, no answer is asked for twice,
    /// and each callback is signed by the clock as it stood.
    @Test func jumpsAtRandomMoments() async throws {
        try await overSeeds(Seeds.several(2)) { seed, random in
            var random = random
            let provider = try await ChildServer.start("fake_provider.py", ["--mode", "slow", "--seconds", "0.3"])
            defer { provider.stop() }
            let holder = Held<FakeClock>()
            try await withWorkload { folder in
                let clock = holder.keep(try await FakeClock(folder: folder))
                var variables = clock.environment
                variables.merge(ProviderKind.environment("openai", port: provider.port)) { $1 }
                // Thirty at once, then one every two seconds.
                return variables.merging(["MORTISE_JOBS_PER_MINUTE": seed % 2 == 0 ? "30" : "0"]) { $1 }
            } status: {
                $0 % 4 == 1 && $1 == 0 ? 500 : 200
            } _: { load in
                let clock = try holder.value
                let keys = Set((0..<36).map { "c\($0)" })
                let sending = Task {
                    for number in 0..<36 {
                        let mode = number % 5 == 0 ? "busy=4" : "slow=0.3"
                        try await load.insist("c\(number)", Workload.summary("Text \(number). [[fake:\(mode)]]"))
                        try await Task.sleep(for: .milliseconds(60))
                    }
                }
                let jumps = Self.jumps.shuffled(using: &random)
                for (index, jump) in jumps.enumerated() {
                    try await random.pause(100...700)
                    if index == 4 { try await load.host.killNow() }
                    try clock.jump(jump)
                    if index == 4 { try await load.host.start() }
                }
                try await sending.value
                try await eventually("all callbacks", within: 90) { load.sink.keys == keys }
                load.check(keys, "seed \(seed), jumps \(jumps)")
                for arrival in load.sink.all {
                    #expect(
                        clock.allows(arrival.stamp, arrivedAt: arrival.arrivedAt),
                        "seed \(seed): signed \(arrival.stamp - arrival.arrivedAt) s off"
                    )
                }
                let odd = try await load.jobs().filter { $0.state != "succeeded" }
                #expect(odd.isEmpty, "seed \(seed): \(odd)")
                #expect(load.host.log.contains("clock was set"), "seed \(seed)")
            }
        }
    }

    /// Everything runs when the clock jumps, over the ends of all leases and back: nothing is begun anew, and nothing
    /// waits for the old time to come again.
    @Test func whatRunsGoesOn() async throws {
        let model = try HeldModel.start()
        let holder = Held<FakeClock>()
        try await withWorkload { folder in
            try await holder.keep(FakeClock(folder: folder)).environment.merging(model.environment) { $1 }
                .merging(["MORTISE_JOBS_PER_MINUTE": "0"]) { $1 }
        } _: { load in
            let clock = try holder.value
            let keys = Set((0..<20).map { "r\($0)" })
            for key in keys { try await load.insist(key, Workload.summary("Text \(key).")) }
            try await eventually("twenty calls") { model.asked == 20 }
            for (number, jump) in [3600.0, -3600, 31_536_000, -31_540_000, 120, 7480].enumerated() {
                try clock.jump(jump)
                // Wakes whoever takes jobs.
                try await load.insist("w\(number)", Workload.summary("Another \(number)."))
                try await eventually("its call") { model.asked == 21 + number }
            }
            try await eventually("the watch") { load.host.log.contains("clock was set") }
            #expect(try await load.jobs().allSatisfy { $0.state == "running" })
            model.open()
            try await eventually("all callbacks") { load.sink.keys.count == 26 }
            load.check(keys.union((0..<6).map { "w\($0)" }), "jumps")
            #expect(model.asked == 26)
        }
    }

    /// A time that somebody named is a time of the clock, wherever that was set to.
    @Test func aDelayedJobFollowsTheClock() async throws {
        let holder = Held<FakeClock>()
        try await withWorkload { folder in
            try await holder.keep(FakeClock(folder: folder)).environment
        } _: { load in
            let clock = try holder.value
            func later(_ key: String, _ seconds: Double) async throws {
                let time = Int64(Date().timeIntervalSince1970 + clock.offset + seconds)
                try await load.insist(key, Workload.summary("One. Two."), more: #""run_at":\#(time),"#)
            }
            try await later("in half an hour", 1800)
            try await later("in ten days", 864_000)
            try clock.jump(-3600)
            try await eventually("the watch") { load.host.log.matches(of: /clock was set/).count == 1 }
            try await load.insist("now", Workload.summary("One. Two."))
            try await eventually("the job that is due") { load.sink.keys == ["now"] }
            try clock.jump(3600 + 1801)
            try await eventually("the first") { load.sink.keys == ["now", "in half an hour"] }
            #expect(try await load.jobs().filter { $0.state == "queued" }.count == 1)
            try clock.jump(864_000)
            try await eventually("the second") { load.sink.keys.count == 3 }
            // Found again by a host that starts, too.
            try await later("after a restart", 500)
            try await load.host.killNow()
            try clock.jump(-86_400)
            try await load.host.start()
            try await load.insist("at once", Workload.summary("One. Two."))
            try await eventually("the job that is due") { load.sink.keys.contains("at once") }
            #expect(!load.sink.keys.contains("after a restart"))
            try clock.jump(86_400 + 501)
            try await eventually("the last") { load.sink.keys.count == 5 }
        }
    }
}
