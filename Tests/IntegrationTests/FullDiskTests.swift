// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import TestServers
import Testing
import Waiting

/// A host on a device without room; needs root.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct FullDiskTests {
    /// Takes all the room but so many bytes; nothing else writes there meanwhile but the host.
    private func fill(_ folder: String, leaving bytes: Int) throws {
        var space = statvfs()
        #expect(statvfs(folder, &space) == 0)
        let free = Int(space.f_bavail) * Int(space.f_frsize)
        // `e`, close on exec: a host that another seed starts meanwhile would hold the file, and its room after `unlink`.
        let file = try #require(fopen(folder + "/ballast", "ae"))
        let block = [UInt8](repeating: 1, count: 64 << 10)
        var left = free - bytes
        while left > 0, fwrite(block, 1, min(left, block.count), file) > 0 { left -= block.count }
        fclose(file)
    }

    @Test func intakeSaysSoRunningJobsEndAndAllGoesOnByItself() async throws {
        guard geteuid() == 0 else { return print("skipped: only root can mount a small device") }
        try await withTestFolder { folder in
            let device = folder + "/device"
            mkdir(device, 0o755)
            guard mount("tmpfs", device, "tmpfs", 0, "size=160m,mode=0755") == 0 else {
                return print("skipped: this system mounts no tmpfs (\(String(cString: strerror(errno))))")
            }
            defer { umount2(device, Int32(MNT_DETACH)) }
            try await ChildServer.with("fake_provider.py", ["--mode", "slow", "--seconds", "3"]) { provider in
                let sink = try CallbackSink.start()
                let client = try CurlClient()
                defer { client.close() }
                let host = TestHost(
                    folder: folder,
                    [
                        "MORTISE_DATA": device + "/data", "OPENAI_API_KEY": "sk-test", "MORTISE_JOBS_PER_MINUTE": "0",
                        "OPENAI_BASE_URL": "http://127.0.0.1:\(provider.port)/v1",
                    ]
                )
                try await withHost(host) { host in
                    let port = host.port
                    let site = Site(client: client, callback: sink.url)
                    try await site.insist("first", post: 1, content: "One.", port: { port })
                    // The reserve is gone: new jobs are refused, the running one ends and is delivered.
                    try fill(device, leaving: 8 << 20)
                    let refused = try await site.send("second", post: 2, content: "Two.", port: port)
                    #expect(refused.status == 507 && refused.body.contains("no job was kept"), "\(refused)")
                    try await eventually("the first callback") { sink.jobs == ["first"] }
                    unlink(device + "/ballast")
                    try await site.insist("third", post: 3, content: "Three.", port: { port })
                    // Not a byte is left: the running job waits with its result.
                    try fill(device, leaving: 0)
                    #expect(try await site.send("fourth", post: 4, content: "Four.", port: port).status == 507)
                    try await eventually("the wait", within: 60) {
                        host.log.contains("cannot be recorded yet")
                    }
                    #expect(sink.jobs == ["first"])
                    // Whichever room wrote them: each knows the job alone.
                    let waits = host.log.split(separator: "\n").filter { $0.contains("cannot be recorded yet") }
                    #expect(waits.allSatisfy { $0.contains("\"site\":\"default\"") }, "\(waits)")
                    unlink(device + "/ballast")
                    try await eventually("the third callback", within: 60) { sink.jobs == ["first", "third"] }
                    try await site.insist("fifth", post: 5, content: "Five.", port: { port })
                    try await eventually("the fifth callback", within: 60) { sink.jobs.count == 3 }
                    let list = try await host.command("jobs", "list", "--json")
                    let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
                    #expect(jobs.count == 3 && jobs.allSatisfy { $0.state == "succeeded" && $0.attempts == 1 })
                    #expect(Set(sink.all.map(\.delivery)).count == 3)
                }
            }
        }
    }

    /// The device fills up and the host gets `kill -9` while it is full, over and over. What was accepted is not lost,
    /// ends once, and is called back under one name; the host comes up again by itself once there is room.
    @Test func killsWhileTheDeviceIsFull() async throws {
        guard geteuid() == 0 else { return print("skipped: only root can mount a small device") }
        try await overSeeds(Seeds.several(2)) { seed, random in
            var random = random
            let model = try AnsweringModel.start(seconds: 0.2, answer: Workload.answer)
            let isMounted = Held<Bool>()
            try await withWorkload { folder in
                let device = folder + "/device"
                mkdir(device, 0o755)
                _ = isMounted.keep(mount("tmpfs", device, "tmpfs", 0, "size=110m,mode=0755") == 0)
                return model.environment.merging([
                    "MORTISE_DATA": device + "/data", "MORTISE_JOBS_PER_MINUTE": "0",
                ]) { $1 }
            } _: { load in
                let device = load.host.folder + "/device"
                defer { umount2(device, Int32(MNT_DETACH)) }
                guard try isMounted.value else { return print("skipped: this system mounts no tmpfs") }
                let keys = Set((0..<50).map { "f\($0)" })
                let sending = Task {
                    for key in keys.sorted() {
                        try await load.insist(key, Workload.summary("Text \(key) of \(seed)."))
                        try await Task.sleep(for: .milliseconds(40))
                    }
                }
                for _ in 0..<3 {
                    try await random.pause(100...500)
                    try fill(device, leaving: [0, 0, 8 << 20, 65_536].randomElement(using: &random) ?? 0)
                    try await random.pause(50...500)
                    try await load.host.killNow()
                    let isUp = (try? await load.host.start()) != nil
                    if !isUp {
                        #expect(load.host.log.contains("no room") || load.host.log.contains("full"), "seed \(seed)")
                    }
                    try await random.pause(0...300)
                    unlink(device + "/ballast")
                    if !isUp { try await load.host.start() }
                }
                try await sending.value
                try await eventually("all callbacks", within: 60) { load.sink.keys == keys }
                load.check(keys, "seed \(seed)")
                let odd = try await load.jobs().filter { $0.state != "succeeded" || $0.attempts != 1 }
                #expect(odd.isEmpty, "seed \(seed): \(odd)")
                #expect(Set(model.bodies).count == 50, "seed \(seed)")
                #expect(
                    model.bodies.count <= 50 + load.possiblyPaid,
                    "seed \(seed): \(model.bodies.count) calls, \(load.possiblyPaid) possibly paid for"
                )
            }
        }
    }
}
