// SPDX-License-Identifier: Apache-2.0
import Jobs
import Outbound

/// Makes signed calls to one bucket, and makes them again while that may help.
struct S3Client: Sendable {
    let bucket: S3Bucket
    let client: any HTTPClient
    let clock: any WallClock
    let pace: CallPace

    /// - Returns: an answer with a status of 200 to 299.
    /// - Parameter accept: looks into such an answer; what it throws counts as the operation's failure.
    func send(
        _ call: S3Call,
        accept: @Sendable (OutboundResponse) throws(S3Refusal) -> Void = { (_) throws(S3Refusal) in }
    ) async throws(S3Failure) -> OutboundResponse {
        var retries = S3Retries()
        var mayHaveArrived = false
        while true {
            var failure: S3Failure
            do throws(S3Failure) {
                return try await once(call, accept)
            } catch {
                failure = error
            }
            mayHaveArrived = mayHaveArrived || failure.mayHaveArrived
            failure.mayHaveArrived = mayHaveArrived
            guard let wait = retries.wait(after: failure, limit: call.requests, jitter: pace.jitter()),
                !Task.isCancelled
            else { throw failure }
            await pace.sleep(wait)
        }
    }

    private func once(
        _ call: S3Call,
        _ accept: @Sendable (OutboundResponse) throws(S3Refusal) -> Void
    ) async throws(S3Failure) -> OutboundResponse {
        let response: OutboundResponse
        do throws(OutboundFailure) {
            // Signed for each attempt: a signature is good for 15 minutes, and waits may be long.
            response = try await client.send(call.request(to: bucket, unixSeconds: clock.now().seconds))
        } catch {
            throw S3Failure(reason: .unanswered(error), mayHaveArrived: error.mayHaveArrived)
        }
        guard (200...299).contains(response.status) else {
            throw S3Failure(reason: .refused(S3Refusal(response)), mayHaveArrived: response.status >= 500)
        }
        do throws(S3Refusal) {
            try accept(response)
        } catch {
            throw S3Failure(reason: .refused(error), mayHaveArrived: true)
        }
        return response
    }
}

extension S3Refusal: Error {}
