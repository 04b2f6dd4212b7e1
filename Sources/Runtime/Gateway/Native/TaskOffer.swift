// SPDX-License-Identifier: Apache-2.0
public import JSONSchema
public import Jobs

/// A task type that a sender may ask for, as Gateway must know it.
public struct TaskOffer: Sendable {
    /// What its input must fit.
    public var input: JSONSchema
    /// How its jobs are retried and how long they may run.
    public var retry: RetryPolicy

    public init(input: JSONSchema, retry: RetryPolicy) {
        self.input = input
        self.retry = retry
    }
}

/// The task types that a site's jobs may ask for, by name; those that run as parts of others are not among them.
/// Asked for each request, so that it may change while the host runs.
public typealias TaskCatalogue = @Sendable (SiteID) -> [String: TaskOffer]
