// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@testable import Providers

/// What may be sent with `strict`: the vendor refuses a request with one that is not of the kind.
@Suite(.timeLimit(.minutes(1)))
struct StrictSchemaTests {
    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
            true
        ),
        (#"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#, true),
        // Open, not all required, required twice, of a keyword that is not enforced, no object.
        (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, false),
        (#"{"type":"object","properties":{"a":{},"b":{}},"required":["a"],"additionalProperties":false}"#, false),
        (#"{"type":"object","properties":{"a":{}},"required":["a","a"],"additionalProperties":false}"#, false),
        (
            #"{"type":"object","properties":{"a":{"minLength":1}},"required":["a"],"additionalProperties":false}"#,
            false
        ),
        (#"{"type":"array","items":{}}"#, false), ("true", false),
        // Below the first level.
        (
            #"{"type":"object","properties":{"a":{"items":{"type":"object"}}},"required":["a"],"additionalProperties":false}"#,
            false
        ),
        (
            ##"{"type":"object","properties":{},"required":[],"additionalProperties":false,"$defs":{"b":{"type":"object"}}}"##,
            false
        ),
    ])
    func onlyWhatCanBeEnforced(_ schema: String, _ fits: Bool) throws {
        #expect(StrictSchema.fits(try JSONValue(parsing: Array(schema.utf8))) == fits)
    }
}
