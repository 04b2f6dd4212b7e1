// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Locks
import Outbound
import StandIns
import Testing
import Waiting

/// Whose line it is: each line about a job says its id, its site and the request that brought it, whichever room wrote
/// it and whatever it tells of.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct RequestIDTests {
    private struct Line {
        let fields: JSONObject
        let message: String
        init?(_ text: Substring) {
            guard let fields = (try? JSONValue(parsing: Array(text.utf8)))?.object,
                let message = fields["message"]?.string
            else { return nil }
            self.fields = fields
            self.message = message
        }
        func text(_ name: String) -> String? { fields[name]?.string }
    }

    private func lines(_ host: TestHost) -> [Line] { host.log.split(separator: "\n").compactMap { Line($0) } }

    /// The sentences that were logged of what this request brought.
    private func told(_ request: String, _ host: TestHost) -> [String] {
        lines(host).filter { $0.text("request_id") == request }.map(\.message)
    }

    private func prompt(_ text: String) -> [UInt8] {
        Array(#"{"task":"custom_prompt","input":{"prompt":"\#(text)"}}"#.utf8)
    }

    @Test func everyLineOfAJobSaysWhoseItIs() async throws {
        try await withTestFolder { folder in
            let model = try AnsweringModel.start(status: { $0.contains("locked") ? 401 : 200 }) { _, _ in "An answer." }
            // The first callback meets a failure.
            let sink = try CallbackSink.start { $0 == 0 ? 500 : 200 }
            var variables = model.environment
            variables["MORTISE_MODULES"] = Built.hostile + ":" + Built.customPrompt
            try await withHost(TestHost(folder: folder, variables)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let url = "http://127.0.0.1:\(host.port)"
                let site = Site(client: client, callback: sink.url)
                let native = NativeClient(client: client, port: host.port)

                #expect(try await site.post(to: url, requestID: "walk-say", content: "SAY PRINT").status == 200)
                try await eventually("a success, with what the module said and a failed delivery") {
                    let told = told("walk-say", host)
                    return [
                        "a line of the module's own", "module output", "job succeeded",
                        "callback not delivered; it is tried again",
                    ].allSatisfy(told.contains)
                }
                #expect(try await native.call("POST", "/v1/jobs", prompt("a"), requestID: "walk-model").status == 202)
                try await eventually("a paid call") {
                    told("walk-model", host).contains("model call")
                        && told("walk-model", host).contains("job succeeded")
                }
                // A provider that refuses the key: deferred, then cancelled while it waits.
                let locked = try await native.call("POST", "/v1/jobs", prompt("locked"), requestID: "walk-locked")
                let id = try #require((try? JSONValue(parsing: locked.body))?.object?["id"]?.string)
                try await eventually("a deferral") { told("walk-locked", host).contains("job goes back to the queue") }
                #expect(try await native.call("POST", "/v1/jobs/\(id)/cancel", []).status == 200)
                try await eventually("its end") { told("walk-locked", host).contains("job cancelled") }

                #expect(try await site.post(to: url, requestID: "walk-dead", content: "SEGFAULT").status == 200)
                try await eventually("three deaths and a quarantine") {
                    told("walk-dead", host).count { $0 == "module process died" } == 3
                        && told("walk-dead", host).contains("job quarantined")
                }
                // Refusals bring no job: the request and the site are all there is.
                let unsigned = try await native.call("POST", "/jobs", [], requestID: "walk-no")
                #expect(unsigned.status == 401)
                let unfit = try await native.call("POST", "/v1/jobs", Array("{}".utf8), requestID: "walk-unfit")
                #expect(unfit.status == 400)
                for request in ["walk-no", "walk-unfit"] {
                    let line = try await eventually("the refusal of \(request)") {
                        lines(host).first { $0.text("request_id") == request }
                    }
                    #expect(line.message.hasPrefix("refused: ") && line.text("site") == "default")
                }
                try await eventually("the delivery") {
                    told("walk-say", host).contains("callback delivered")
                }
                let ofJobs = lines(host).filter { $0.text("job_id") != nil }
                #expect(ofJobs.count > 10)
                for line in ofJobs {
                    #expect(line.text("request_id")?.hasPrefix("walk-") == true, "\(line.fields)")
                    #expect(line.text("site") == "default", "\(line.fields)")
                }
                let ids = Dictionary(grouping: ofJobs) { $0.text("request_id") ?? "" }
                #expect(ids.values.allSatisfy { Set($0.map { $0.text("job_id") }).count == 1 }, "one job a request")
            }
        }
    }

    /// A host that delivers what another has run knows the request from the callback alone.
    @Test func aDeliveryAfterARestartSaysWhoseItIs() async throws {
        try await withTestFolder { folder in
            let isDown = Lock(true)
            let sink = try CallbackSink.start { _ in isDown.withLock { $0 } ? 503 : 200 }
            try await withHost(TestHost(folder: folder)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let url = "http://127.0.0.1:\(host.port)"
                _ = try await Site(client: client, callback: sink.url).post(to: url, requestID: "walk-later")
                try await eventually("a failed delivery") {
                    told("walk-later", host).contains { $0.hasPrefix("callback not delivered") }
                }
                try await host.killNow()
                isDown.withLock { $0 = false }
                let before = lines(host).count
                try await host.start()
                let line = try await eventually("the delivery", within: 60) {
                    lines(host).dropFirst(before).first { $0.message == "callback delivered" }
                }
                #expect(line.text("request_id") == "walk-later" && line.text("site") == "default")
            }
        }
    }

    /// What a dead host left behind is told with the request too, though no job runs then.
    @Test func aCallThatAHostDiedInSaysWhoseItWas() async throws {
        try await withTestFolder { folder in
            let model = try HeldModel.start()
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder, model.environment)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let url = "http://127.0.0.1:\(host.port)"
                _ = try await Site(client: client, callback: sink.url).post(to: url, requestID: "walk-killed")
                try await eventually("the model is asked") { model.asked == 1 }
                try await host.killNow()
                try await host.start()
                let line = try await eventually("the report") {
                    lines(host).first { $0.message.contains("in flight when the host ended") }
                }
                #expect(line.text("request_id") == "walk-killed" && line.text("site") == "default")
                #expect(line.text("job_id") != nil)
            }
        }
    }
}
