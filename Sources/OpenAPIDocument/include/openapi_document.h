// SPDX-License-Identifier: Apache-2.0
#ifndef MORTISE_OPENAPI_DOCUMENT_H
#define MORTISE_OPENAPI_DOCUMENT_H

/// The OpenAPI document: UTF-8 JSON, not ended by a zero.
extern const unsigned char mortise_openapi[];
/// Its bytes.
extern const unsigned long mortise_openapi_size;

/// Its first byte: an array of unknown length is not seen from Swift.
static inline const unsigned char *mortise_openapi_start(void) { return mortise_openapi; }

#endif
