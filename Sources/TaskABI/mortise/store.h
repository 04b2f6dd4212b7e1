// SPDX-License-Identifier: Apache-2.0
//
// Artifacts that outlive the job: durable before the answer comes, so that a result may name them.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mortise_store_request {
    uint32_t struct_size;
    uint32_t reserved;
    // Relative, of segments [A-Za-z0-9._-] separated by `/`, at most 512 bytes, such as `processed/<job>/text.txt`.
    // Scoped to the site; what is there already is replaced.
    mortise_text key;
    // Such as `text/plain`; absent: `application/octet-stream`.
    mortise_text media_type;
    // The content: either text of at most 8 MiB, or a buffer of this job.
    mortise_text text;
    uint64_t buffer;
    // How many bytes of the buffer; 0: all of it.
    uint64_t buffer_length;
} mortise_store_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_store_request, key) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_store_request, text) == 40, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_store_request, buffer) == 56, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_store_request) == 72, "mortise_store_request as of 0.9");

typedef struct mortise_store_answer {
    uint32_t struct_size;
    uint32_t reserved;
    mortise_end end;
    // The key under which it can be found, as a result should name it.
    mortise_text key;
    uint64_t size;
    // Of the content, lowercase hexadecimal.
    mortise_text sha256;
} mortise_store_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_store_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_store_answer, key) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_store_answer, sha256) == 80, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_store_answer) == 96, "mortise_store_answer as of 0.9");

// [host-thread]
typedef void (*mortise_store_callback)(void *callback_context, const mortise_store_answer *answer);

// Service "mortise.store/0-draft": needs MORTISE_CAPABILITY_STORE.
#define MORTISE_STORE_SERVICE "mortise.store/0-draft"
typedef struct mortise_store_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread]
    mortise_status (*put)(
        void *host_context,
        mortise_job_token job,
        const mortise_store_request *request,
        mortise_store_callback callback,
        void *callback_context
    );
} mortise_store_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_store_service, put) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
