// SPDX-License-Identifier: Apache-2.0
import Delivery
import Foundation
import JSON
import Jobs
import Queue
import StandIns
import Testing

/// Contract B's callback, as its receivers read it.
@Suite(.timeLimit(.minutes(1)))
struct DocumentComposerTests {
    private let composer = CallbackComposer(clock: HandClock())
    private let result = #"""
        {"language":"de","summary_markdown":"## Größe\n- a/b 🚀","word_count":2210,"processing_ms":941,"chunks":2,
        "s3_text_key":"processed/job/text.txt","usage":{"tokens":12345678901234567890,"pages":3,"ocr_pages":1,"cache_hits":0}}
        """#

    private func body(
        _ state: JobState,
        _ result: String? = nil,
        error: JobError? = nil,
        echo: String = #"{"attachment_id":12,"site":"https://blog.example"}"#
    ) throws -> String? {
        let record = try testRecord("document_summary", contract: "B", echo: echo)
        let callback = composer.callback(for: record, state, result: result.map { Array($0.utf8) }, error: error)
        return callback.map { String(decoding: $0.body, as: UTF8.self) }
    }

    private let failure = JobError(.permanent, code: "no_text", message: "the PDF has no readable text")
    private let drafting = #"{"attachment_id":12,"site":"","failure_draft":true}"#

    /// Byte for byte, members in the contract's order and numbers as the task wrote them.
    @Test func aResultIsReported() throws {
        #expect(
            try body(.succeeded, result) == #"""
                {"job_id":"job","attachment_id":12,"title":"Summary of 12","summary_markdown":"## Größe\n- a/b 🚀","word_count":2210,"processing_ms":941,"chunks":2,"s3_text_key":"processed/job/text.txt","usage":{"tokens":12345678901234567890,"pages":3,"ocr_pages":1,"cache_hits":0}}
                """#
        )
    }

    @Test func aReceiverInFoundationReadsIt() throws {
        struct Body: Decodable {
            let jobId, title, summaryMarkdown, s3TextKey: String
            let attachmentId, wordCount, processingMs, chunks: Int
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let read = try decoder.decode(Body.self, from: Data(try #require(try body(.succeeded, result)).utf8))
        #expect(read.summaryMarkdown == "## Größe\n- a/b 🚀" && read.wordCount == 2210)
    }

    @Test(arguments: ["-9223372036854775808", "9223372036854775807", "0"])
    func theAttachmentIsEchoed(_ number: String) throws {
        let found = try body(.succeeded, result, echo: #"{"attachment_id":\#(number),"site":""}"#)
        #expect(found?.contains(#""attachment_id":\#(number),"title":"Summary of \#(number)""#) == true)
    }

    @Test func whatTheResultDoesNotSayIsNotInvented() throws {
        let found = try body(.succeeded, #"{"summary_markdown":""}"#)
        #expect(
            found == #"""
                {"job_id":"job","attachment_id":12,"title":"Summary of 12","summary_markdown":"","word_count":null,"processing_ms":null,"chunks":null,"s3_text_key":null}
                """#
        )
    }

    @Test(arguments: [JobState.failed, .quarantined, .cancelled, .queued, .running])
    func onlySuccessIsCalledBack(_ state: JobState) throws {
        #expect(try body(state, error: failure) == nil)
        #expect(try body(state, result, error: failure) == nil)
    }

    @Test(arguments: [nil, "{}", #"{"summary_markdown":7}"#, #"{"summary_markdown":null}"#, "rubbish", "[]"])
    func aResultWithoutASummaryIsNone(_ result: String?) throws {
        #expect(try body(.succeeded, result) == nil)
        let draft = try body(.succeeded, result, echo: drafting)
        #expect(draft?.contains("the result holds no summary") == true)
    }

    @Test(arguments: [JobState.failed, .quarantined])
    func aSiteMayHaveADraftOfAFailure(_ state: JobState) throws {
        let draft = try body(state, error: failure, echo: drafting)
        #expect(
            draft == #"""
                {"job_id":"job","attachment_id":12,"title":"Summary of 12","summary_markdown":"No summary could be made of this document: the PDF has no readable text","word_count":null,"processing_ms":null,"chunks":null,"s3_text_key":null}
                """#
        )
    }

    /// A person ended it: nobody waits for a draft.
    @Test func aCancelledJobHasNoDraft() throws { #expect(try body(.cancelled, error: failure, echo: drafting) == nil) }

    @Test func aLongReasonIsCutBetweenCodePoints() throws {
        let error = JobError(.permanent, code: "x", message: String(repeating: "e\u{301}", count: 400))
        let draft = try #require(try body(.failed, error: error, echo: drafting))
        let text = try #require(try JSONValue(parsing: Array(draft.utf8)).object?["summary_markdown"]?.string)
        #expect(text.unicodeScalars.count == 43 + 300)
    }

    @Test(arguments: ["{}", "", #"{"attachment_id":"12"}"#, #"{"attachment_id":1.5}"#, "[12]"])
    func anEchoThatGatewayDidNotWriteIsNotAnswered(_ echo: String) throws {
        #expect(try body(.succeeded, result, echo: echo) == nil)
    }

    @Test func theNameOfTheDeliveryFollowsFromTheJob() throws {
        #expect(try body(.succeeded, result) == body(.succeeded, result))
    }
}
