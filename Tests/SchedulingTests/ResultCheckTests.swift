// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs
import Queue
import Testing
import Waiting

@testable import Scheduling

/// What a module says is looked at before it is kept, and what it is given is put together.
@Suite(.timeLimit(.minutes(2)))
struct ResultCheckTests {
    private static func schema(_ text: String) throws -> JSONSchema { try JSONSchema(parsing: Array(text.utf8)) }

    @Test func aResultThatDoesNotFitIsPermanentAndNamesPlaces() throws {
        let schema = try Self.schema(#"{"required":["a"],"properties":{"b":{"items":{"type":"string"}}}}"#)
        let error = ResultCheck.error(in: Array(#"{"b":["x",12345]}"#.utf8), schema: schema)
        #expect(error?.class == .permanent && error?.code == "bad_result")
        #expect(error?.message.contains("the whole is not a member `a`") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("/b/1 is not a string") == true)
        #expect(error?.message.contains("12345") == false)
        #expect(ResultCheck.error(in: Array(#"{"a":1}"#.utf8), schema: schema) == nil)
    }

    @Test(arguments: ["", "7", "[]", "{", #"{"a":1}x"#, #"{"a":1,"a":2}"#, "{\"a\":\"\u{0}\"}"])
    func whatIsNoObjectIsNoResult(_ text: String) {
        #expect(ResultCheck.error(in: Array(text.utf8), schema: nil)?.code == "bad_result")
    }

    @Test func theJobsSettingsLieOverTheSites() throws {
        func merged(_ job: String, _ site: String?) throws -> String {
            let site = try site.map { try JSONValue(parsing: Array($0.utf8)).object } ?? nil
            return String(decoding: JobSettings.merged(Array(job.utf8), over: site), as: UTF8.self)
        }
        #expect(try merged(#"{"words":5}"#, nil) == #"{"words":5}"#)
        #expect(try merged(#"{"words":5}"#, #"{"words":80,"tone":"formal"}"#) == #"{"words":5,"tone":"formal"}"#)
        #expect(try merged("{}", #"{"p":{"a":1}}"#) == #"{"p":{"a":1}}"#)
        #expect(try merged(#"{"p":{"b":2}}"#, #"{"p":{"a":1,"b":1}}"#) == #"{"p":{"a":1,"b":2}}"#)
        #expect(try merged("rubbish", #"{"a":1}"#) == "rubbish")
    }

    @Test func aRunChecksItsResultAndGetsItsSitesSettings() async throws {
        let schema = try Self.schema(#"{"properties":{"summary":{"maxLength":3}}}"#)
        let bench = Bench.Checks(result: schema, settings: try JSONValue(parsing: Array(#"{"words":33}"#.utf8)).object)
        try await Bench.with(checks: bench) { bench in
            bench.provider.open()
            try bench.add(["job-1"])
            try await eventually("the job") { bench.queue.ended == 1 }
            let settlement = try #require(try bench.queue.entry("job-1").settlements.first)
            #expect(settlement.state == .failed)
            #expect(settlement.error?.code == "bad_result")
            #expect(settlement.error?.message.contains("/summary") == true)
            #expect(settlement.error?.message.contains("a summary") == false)
            #expect(settlement.provenance != nil)
            #expect(bench.provider.words == [33])
        }
    }
}
