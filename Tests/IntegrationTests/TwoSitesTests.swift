// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Gateway
import JSON
import Locks
import Outbound
import Signing
import StandIns
import Testing
import Waiting

/// One host, a configuration file, two sites: each with its own door, keys, callbacks, processes and reads.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct TwoSitesTests {
    @Test func eachSiteIsServedUnderItsOwnKeys() async throws {
        try await withTwoSites { host, pair in
            for site in pair.sites {
                #expect(try await site.post("one", port: host.port) == 200)
                #expect(try await site.post("two", signedBy: site.other.secret, port: host.port) == 401)
            }
            #expect(try await pair.sites[0].post("three", path: "/jobs", port: host.port) == 404)
            try await eventually("both callbacks") { pair.arrivals.count == 2 }
            // Each with its site's own credentials, to its own path.
            #expect(Set(pair.arrivals) == Set(pair.sites.map { "/\($0.name) \($0.authorization)" }))
            let list = try await host.command("jobs", "list", "--json")
            #expect(list.output.components(separatedBy: #""state":"succeeded""#).count == 3, "\(list)")
        }
    }

    @Test func noSiteSeesTheOthersJobs() async throws {
        try await withTwoSites { host, pair in
            let (one, two) = (pair.sites[0], pair.sites[1])
            let mine = try await one.submit(port: host.port)
            #expect(mine.status == 202)
            #expect(try await one.read(mine.id, port: host.port) == 200)
            #expect(try await two.read(mine.id, port: host.port) == 404)
            // Neither by naming the other nor with no token of either.
            #expect(try await two.submit(#""site":"one","#, port: host.port).status == 404)
            #expect(try await one.submit(#""site":"one","#, port: host.port).status == 202)
            #expect(try await pair.read(mine.id, token: "mst_guess", port: host.port) == 401)
            // The operator sees all, and must say whose a job is.
            #expect(try await pair.read(mine.id, token: TestHost.operatorToken, port: host.port) == 200)
            #expect(try await pair.submit("", token: TestHost.operatorToken, port: host.port).status == 400)
            #expect(
                try await pair.submit(#""site":"two","#, token: TestHost.operatorToken, port: host.port).status == 202
            )
        }
    }

    @Test func aProcessServesOneSiteUnlessTheModuleIsShared() async throws {
        try await withTwoSites { host, pair in
            #expect(host.modules.count == 1)
            for site in pair.sites { _ = try await site.submit(port: host.port) }
            try await eventually("a process for each site") { host.modules.count == 2 }
        }
        try await withTwoSites(modules: Built.benchmark, shared: "[benchmark]") { host, pair in
            #expect(host.log.contains(#""sharing":"all""#))
            for site in pair.sites {
                let work = #""task":"nothing","input":{}"#
                #expect(try await pair.submit("", work: work, token: site.token, port: host.port).status == 202)
            }
            try await eventually("both jobs") {
                try await host.command("jobs", "list", "--state", "succeeded", "--json")
                    .output.components(separatedBy: #""state""#).count == 3
            }
            #expect(host.modules.count == 1)
        }
    }

    /// What a module's manifest does not allow, no configuration can choose.
    @Test func sharingNeedsTheManifestsWord() async throws {
        let error = await #expect(throws: WaitedInVain.self) {
            try await withTwoSites(shared: "[summarize]") { _, _ in }
        }
        #expect("\(error, default: "")".contains("`sharing: site`"))
        let inline = await #expect(throws: WaitedInVain.self) {
            try await withTwoSites(modules: Built.benchmark, inline: "[benchmark]") { _, _ in }
        }
        #expect("\(inline, default: "")".contains("there are several sites"))
    }

    /// Each site's completions come from its own provider, with its own key.
    @Test func eachSiteAsksItsOwnProvider() async throws {
        let model = try AnsweringModel.start { _, _ in "Written by the model." }
        let url = model.environment["OPENAI_BASE_URL"] ?? ""
        try await withTwoSites(secondProvider: "{kind: openai, key: sk-two, base_url: \"\(url)\"}") { host, pair in
            let first = try await pair.sites[0].submit(port: host.port)
            let second = try await pair.sites[1].submit(port: host.port)
            try await eventually("both ends") {
                let jobs = try await [first.id, second.id].asyncMap { try await pair.job($0, port: host.port) }
                return jobs.allSatisfy { $0["state"] == .string("succeeded") }
            }
            let models = try await [first.id, second.id].asyncMap {
                try await pair.job($0, port: host.port)["provenance"]?.object?["models"]?.array?.first?.string ?? ""
            }
            #expect(models[0].hasPrefix("extractive") && models[1] == "answering-1", "\(models)")
            #expect(model.asked.count == 1)
        }
    }

    /// What the file alone does not show is refused by the host, and nothing of the file counts then.
    @Test func aReloadThatTheHostRefusesChangesNothing() async throws {
        try await withTwoSites(modules: Built.benchmark, inline: "[benchmark]", only: "one") { host, pair in
            let (one, two) = (pair.sites[0], pair.sites[1])
            let work = #""task":"nothing","input":{}"#
            let file = host.folder + "/mortise.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let more = "  - {name: two, api_tokens: [\"sha256:\(hexadecimal(sha256(Array(two.token.utf8))))\"]}\n"
            try (text.replacing(one.secret, with: "another secret of thirty-two bytes") + more)
                .write(toFile: file, atomically: true, encoding: .utf8)
            host.program?.send(SIGHUP)
            try await eventually("the refusal") { host.log.contains("was not reloaded") }
            #expect(host.log.contains("there are several sites"))
            #expect(try await one.post("a", port: host.port) == 200)
            #expect(try await pair.submit("", work: work, token: two.token, port: host.port).status == 401)
            #expect(try await pair.submit("", work: work, token: one.token, port: host.port).status == 202)
        }
    }

    /// A job that runs ends with the provider that it began with, whatever a reload says meanwhile.
    @Test func aRunningJobEndsWithWhatItBeganWith() async throws {
        let gate = Lock(false)
        let model = try AnsweringModel.start { _, _ in
            // The model's own server thread waits here, not the test.
            for _ in 0..<1000 where !gate.withLock({ $0 }) { usleep(10_000) }
            return "Written by the model."
        }
        let url = model.environment["OPENAI_BASE_URL"] ?? ""
        try await withTwoSites(secondProvider: "{kind: openai, key: sk-two, base_url: \"\(url)\"}") { host, pair in
            let two = pair.sites[1]
            let running = try await two.submit(port: host.port)
            try await eventually("the model's call") { model.asked.count == 1 }
            let file = host.folder + "/mortise.yaml"
            try String(contentsOfFile: file, encoding: .utf8).replacing(
                "kind: openai, key: sk-two, ",
                with: "kind: extractive, "
            )
            .write(toFile: file, atomically: true, encoding: .utf8)
            host.program?.send(SIGHUP)
            try await eventually("the reload") { host.log.contains("configuration reloaded") }
            let later = try await two.submit(port: host.port)
            try await eventually("the end of the later one") {
                try await pair.job(later.id, port: host.port)["state"] == .string("succeeded")
            }
            gate.withLock { $0 = true }
            try await eventually("the end of the first") {
                try await pair.job(running.id, port: host.port)["state"] == .string("succeeded")
            }
            let models = try await [running.id, later.id].asyncMap {
                try await pair.job($0, port: host.port)["provenance"]?.object?["models"]?.array?.first?.string ?? ""
            }
            #expect(models[0] == "answering-1" && models[1].hasPrefix("extractive"), "\(models)")
            #expect(model.asked.count == 1)
        }
    }

    @Test func aReloadChangesWhatItMayAndNothingWhenItFails() async throws {
        try await withTwoSites { host, pair in
            let (one, two) = (pair.sites[0], pair.sites[1])
            let file = host.folder + "/mortise.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)

            // A bad file: the old secret still opens.
            try text.replacingOccurrences(of: "drain: 5", with: "drian: 5\nlisten: here")
                .write(toFile: file, atomically: true, encoding: .utf8)
            host.program?.send(SIGHUP)
            try await eventually("the refusal") { host.log.contains("was not reloaded") }
            #expect(host.log.contains("Did you mean `drain`?") && host.log.contains("mortise.yaml:"))
            #expect(try await one.post("a", port: host.port) == 200)

            // A new secret for one, the other gone, and something that needs a restart.
            let renewed = "a renewed secret of thirty-two bytes or more"
            let shorter = text.components(separatedBy: "  - name: two")[0]
                .replacingOccurrences(of: one.secret, with: renewed)
            try ("cache: 7\n" + shorter).write(toFile: file, atomically: true, encoding: .utf8)
            host.program?.send(SIGHUP)
            try await eventually("the reload") { host.log.contains("configuration reloaded") }
            #expect(host.log.contains("only after a restart: cache"))
            #expect(try await one.post("b", port: host.port) == 401)
            #expect(try await one.post("b", signedBy: renewed, port: host.port) == 200)
            #expect(try await two.post("b", port: host.port) == 404)
            #expect(try await two.submit(port: host.port).status == 401)
        }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
