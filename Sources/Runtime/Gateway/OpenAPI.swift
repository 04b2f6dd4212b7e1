// SPDX-License-Identifier: Apache-2.0
import OpenAPIDocument

/// The document that describes every route of this server: `docs/openapi.json`.
public enum OpenAPI {
    /// UTF-8 JSON.
    public static let document: [UInt8] = Array(
        UnsafeBufferPointer(start: mortise_openapi_start(), count: Int(mortise_openapi_size))
    )
}
