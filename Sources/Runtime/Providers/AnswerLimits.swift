// SPDX-License-Identifier: Apache-2.0

/// How much of a provider's answer is read.
enum AnswerLimits {
    /// Bytes of an answer's text, and of a whole answer that comes in one piece.
    static let answer = 4 << 20
    /// Bytes of a whole stream: each token comes in some 200 of them.
    static let stream = 128 << 20
    /// Bytes of one event of a stream whose last event says the whole answer again, with every character escaped
    /// twice in the worst case.
    static let closingEvent = 24 << 20
}
