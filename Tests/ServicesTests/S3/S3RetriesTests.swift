// SPDX-License-Identifier: Apache-2.0
import Outbound
import Testing

@testable import Services

/// When an operation is tried again, and after which wait.
@Suite("S3, retries", .timeLimit(.minutes(1)))
struct S3RetriesTests {
    private func refused(_ status: Int, _ code: String = "") -> S3Failure {
        S3Failure(reason: .refused(S3Refusal(status: status, code: code)), mayHaveArrived: false)
    }
    private func unanswered(_ kind: OutboundFailure.Kind) -> S3Failure {
        S3Failure(reason: .unanswered(OutboundFailure(kind, "")), mayHaveArrived: false)
    }

    @Test func waitsGrowAndStayWithinBounds() {
        for jitter in [0.0, 0.5, 0.999_999] {
            var retries = S3Retries()
            var waits: [Double] = []
            while let wait = retries.wait(after: refused(503), limit: 12, jitter: jitter) { waits.append(wait) }
            #expect(waits.count == 11 && waits.allSatisfy { (0.1...2).contains($0) }, "\(waits)")
            if jitter > 0.9 { #expect(waits.last.map { $0 > 1.9 } == true && waits[0] < 0.21) }
        }
    }

    @Test func fiveRequestsAreMadeInAll() {
        var retries = S3Retries()
        var made = 1
        while retries.wait(after: unanswered(.broken), limit: S3Retries.requests, jitter: 0) != nil { made += 1 }
        #expect(made == 5)
    }

    @Test func whatTookAllItsTimeIsTriedOnceMore() {
        var retries = S3Retries()
        #expect(retries.wait(after: unanswered(.timedOut), limit: 5, jitter: 0) != nil)
        #expect(retries.wait(after: unanswered(.timedOut), limit: 5, jitter: 0) == nil)
    }

    @Test func whatCannotFareBetterIsNotTriedAgain() {
        for failure in [
            refused(403, "AccessDenied"), refused(404, "NoSuchBucket"), refused(301), refused(400, "BadDigest"),
            refused(507), refused(501, "NotImplemented"), refused(200, "InvalidPart"), unanswered(.forbidden),
            unanswered(.badRequest), unanswered(.cancelled),
        ] {
            var retries = S3Retries()
            #expect(retries.wait(after: failure, limit: 5, jitter: 0) == nil, "\(failure)")
        }
        for failure in [refused(200, "InternalError"), refused(400, "RequestTimeout"), refused(429), refused(502)] {
            var retries = S3Retries()
            #expect(retries.wait(after: failure, limit: 5, jitter: 0) != nil, "\(failure)")
        }
    }
}
