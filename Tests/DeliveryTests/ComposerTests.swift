// SPDX-License-Identifier: Apache-2.0
import Delivery
import Foundation
import JSON
import Jobs
import Queue
import StandIns
import Testing

/// Contract A's callback, as its receivers read it.
@Suite(.timeLimit(.minutes(1)))
struct ComposerTests {
    private let composer = CallbackComposer(clock: HandClock())

    private func record(contract: String = "A", echo: String = #"{"post_id":7}"#) throws -> JobRecord {
        try testRecord("post_summary", contract: contract, echo: echo)
    }

    /// The body's members as JSON values, written so that types can be told apart.
    private func members(_ callback: NewCallback?) throws -> [String: String] {
        let body = try #require(callback?.body)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        return try object.mapValues { value in
            String(
                decoding: try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed),
                as: UTF8.self
            )
        }
    }

    private func failed(_ message: String) -> JobError { JobError(.permanent, code: "x", message: message) }

    @Test func aResultIsReported() throws {
        let result = Array(#"{"model":"m","summary":"In short: “é”/👍"}"#.utf8)
        let callback = composer.callback(for: try record(), .succeeded, result: result, error: nil)
        #expect(
            callback?.id.text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}/) != nil
        )
        #expect(callback?.site.name == "news")
        #expect(callback?.contract == "A")
        #expect(callback?.url == "https://blog.example.org/x")
        let found = try members(callback)
        #expect(Set(found.keys) == ["post_id", "status", "summary"])
        #expect(found["post_id"] == "7")
        #expect(found["status"] == "\"ok\"")
        let text = String(decoding: try #require(callback).body, as: UTF8.self)
        #expect(text.contains("In short: “é”/👍"))
    }

    @Test(
        arguments: [
            ("12", "12"), ("\"12\"", "\"12\""), ("\"a/b\"", nil), ("-9223372036854775808", "-9223372036854775808"),
        ] as [(String, String?)]
    )
    func theSendersIDKeepsItsType(_ given: String, _ echoed: String?) throws {
        let record = try record(echo: #"{"post_id":7,"job_id":\#(given)}"#)
        let found = try members(composer.callback(for: record, .failed, result: nil, error: failed("no")))
        #expect(Set(found.keys) == ["post_id", "job_id", "status", "error"])
        if let echoed { #expect(found["job_id"] == echoed) }
    }

    @Test(arguments: ["e", "é", "👍", "👩‍👩‍👧‍👦", "e\u{301}"])
    func anErrorIsCutAtThreeHundredCodePoints(_ unit: String) throws {
        let text = String(repeating: unit, count: 400)
        let callback = composer.callback(for: try record(), .failed, result: nil, error: failed(text))
        struct Body: Decodable { var error: String }
        let error = try JSONDecoder().decode(Body.self, from: Data(try #require(callback?.body))).error
        #expect(error.unicodeScalars.count == 300)
        #expect(Array(error.unicodeScalars) == Array(text.unicodeScalars.prefix(300)))
    }

    @Test func anErrorOfThreeHundredIsWhole() throws {
        let text = String(repeating: "x", count: 300)
        let callback = composer.callback(for: try record(), .failed, result: nil, error: failed(text))
        #expect(try members(callback)["error"] == "\"\(text)\"")
    }

    @Test func everyEndWithoutAResultIsAnError() throws {
        let cancelled = try members(composer.callback(for: try record(), .cancelled, result: nil, error: nil))
        #expect(cancelled["status"] == "\"error\"")
        #expect(cancelled["error"] == "\"the job was cancelled\"")
        let poison = JobError(.poison, code: "module_crashed", message: "it died 3 times")
        let quarantined = try members(composer.callback(for: try record(), .quarantined, result: nil, error: poison))
        #expect(quarantined["error"] == "\"it died 3 times\"")
        #expect(quarantined["summary"] == nil)
    }

    @Test(arguments: [nil, "{}", #"{"summary":7}"#, "rubbish", #"{"summary":null}"#])
    func aResultWithoutASummaryIsAnError(_ result: String?) throws {
        let callback = composer.callback(
            for: try record(),
            .succeeded,
            result: result.map { Array($0.utf8) },
            error: nil
        )
        let found = try members(callback)
        #expect(found["status"] == "\"error\"")
        #expect(found["error"] == "\"the result holds no summary\"")
    }

    @Test func whoCannotBeToldIsNotTold() throws {
        for state in [JobState.queued, .running] {
            #expect(composer.callback(for: try record(), state, result: nil, error: nil) == nil)
        }
        #expect(composer.callback(for: try record(contract: "Z"), .failed, result: nil, error: nil) == nil)
        #expect(composer.callback(for: try record(echo: "{}"), .failed, result: nil, error: nil) == nil)
        var job = try record()
        job.reply = nil
        #expect(composer.callback(for: job, .failed, result: nil, error: nil) == nil)
    }

    /// Standard Webhooks' shape, with the result as it is.
    @Test func aNativeJobTellsAllOfItself() throws {
        let record = try record(contract: "native", echo: #"{"idempotency_key":"k\"1"}"#)
        let result = Array(#"{"n":12345678901234567890.5,"t":"é/"}"#.utf8)
        let callback = try #require(composer.callback(for: record, .succeeded, result: result, error: nil))
        #expect(callback.contract == "native")
        let object = try #require(try JSONValue(parsing: callback.body).object)
        #expect(object["type"]?.string == "job.succeeded")
        #expect(object["timestamp"]?.string == WallTime(seconds: 1_700_000_000).rfc3339)
        let data = try #require(object["data"]?.object)
        #expect(data["id"]?.string == "job" && data["site"]?.string == "news" && data["task"]?.string == "post_summary")
        #expect(data["idempotency_key"]?.string == "k\"1")
        #expect(data["state"]?.string == "succeeded" && data["error"] == .null)
        // A number is not read and written again, which could change it.
        #expect(String(decoding: callback.body, as: UTF8.self).contains(#""result":{"n":12345678901234567890.5,"#))
    }

    @Test func aNativeJobThatFailedSaysWhy() throws {
        let record = try record(contract: "native", echo: "{}")
        let error = JobError(.permanent, code: "too_long", message: "it is too long")
        let body = try #require(composer.callback(for: record, .failed, result: nil, error: error)).body
        let data = try #require(try JSONValue(parsing: body).object?["data"]?.object)
        #expect(data["result"] == .null && data["idempotency_key"] == nil)
        #expect(data["error"]?.object?["code"]?.string == "too_long")
        #expect(data["error"]?.object?["class"]?.string == "permanent")
        // What a module gave as a result and is none does not break the callback.
        let broken = try #require(composer.callback(for: record, .succeeded, result: Array("{".utf8), error: nil))
        #expect(try JSONValue(parsing: broken.body).object?["data"]?.object?["result"] == .null)
    }
}
