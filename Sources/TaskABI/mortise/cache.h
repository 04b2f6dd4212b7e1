// SPDX-License-Identifier: Apache-2.0
//
// What one job worked out and another of the same site need not: shared between the jobs of a site and a task type,
// never between sites. Anything in it may be gone at any time.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mortise_cache_answer {
    uint32_t struct_size;
    // 1 when it is there. Not to be there is no failure: `end` is then MORTISE_SUCCEEDED all the same.
    uint32_t is_found;
    mortise_end end;
    // The value: in a read-only buffer when it was put as one, else as text.
    mortise_text text;
    mortise_buffer buffer;
} mortise_cache_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_cache_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_cache_answer, text) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_cache_answer, buffer) == 72, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_cache_answer) == 96, "mortise_cache_answer as of 0.9");

// [host-thread]
typedef void (*mortise_cache_callback)(void *callback_context, const mortise_cache_answer *answer);

// Service "mortise.cache/0-draft": needs MORTISE_CAPABILITY_CACHE.
#define MORTISE_CACHE_SERVICE "mortise.cache/0-draft"
typedef struct mortise_cache_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread] Keys are text of 1 to 512 bytes. Put everything that the value depends on into the key: the hash
    // of the file, and every setting and version that shaped it.
    mortise_status (*get)(
        void *host_context,
        mortise_job_token job,
        mortise_text key,
        mortise_cache_callback callback,
        void *callback_context
    );

    // [any-thread] The value is text of at most 8 MiB, or so many bytes of a buffer of this job (buffer 0: the text).
    // The answer says only whether it was kept.
    mortise_status (*put)(
        void *host_context,
        mortise_job_token job,
        mortise_text key,
        mortise_text text,
        uint64_t buffer,
        uint64_t buffer_length,
        mortise_cache_callback callback,
        void *callback_context
    );
} mortise_cache_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_cache_service, get) == 16, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_cache_service, put) == 24, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
