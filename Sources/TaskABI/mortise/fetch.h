// SPDX-License-Identifier: Apache-2.0
//
// A download into a buffer. The host decides where it may go: never to private, loopback or link-local addresses
// unless the operator listed them.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mortise_fetch_request {
    uint32_t struct_size;
    uint32_t reserved;
    // Absolute, http or https, at most 2,048 bytes.
    mortise_text url;
    // 0: the host's limit. A larger answer is an error, not cut.
    uint64_t maximum_bytes;
    // 0: the host's limit.
    uint64_t timeout_ms;
    // Media types that are wanted, separated by commas, such as `application/pdf, image/*`; absent: any.
    mortise_text media_types;
} mortise_fetch_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_request, url) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_request, maximum_bytes) == 24, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_request, media_types) == 40, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_fetch_request) == 56, "mortise_fetch_request as of 0.9");

typedef struct mortise_fetch_answer {
    uint32_t struct_size;
    // The status that the server answered, also with an error; 0 when it did not answer.
    uint32_t http_status;
    mortise_end end;
    // Read-only.
    mortise_buffer buffer;
    // As the server says it, in lower case and without parameters; it may be wrong.
    mortise_text media_type;
    // Where it came from in the end.
    mortise_text url;
} mortise_fetch_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_answer, buffer) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_answer, media_type) == 80, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_fetch_answer) == 112, "mortise_fetch_answer as of 0.9");

// [host-thread]
typedef void (*mortise_fetch_callback)(void *callback_context, const mortise_fetch_answer *answer);

// Service "mortise.fetch/0-draft": needs MORTISE_CAPABILITY_FETCH.
#define MORTISE_FETCH_SERVICE "mortise.fetch/0-draft"
typedef struct mortise_fetch_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread]
    mortise_status (*fetch)(
        void *host_context,
        mortise_job_token job,
        const mortise_fetch_request *request,
        mortise_fetch_callback callback,
        void *callback_context
    );
} mortise_fetch_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_fetch_service, fetch) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
