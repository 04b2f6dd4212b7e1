// SPDX-License-Identifier: Apache-2.0
//
// Room for values that are too large for a message: see mortise_buffer in basics.h.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mortise_buffer_answer {
    uint32_t struct_size;
    uint32_t reserved;
    mortise_end end;
    mortise_buffer buffer;
} mortise_buffer_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_buffer_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_buffer_answer, buffer) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_buffer_answer) == 80, "mortise_buffer_answer as of 0.9");

// [host-thread]
typedef void (*mortise_buffer_callback)(void *callback_context, const mortise_buffer_answer *answer);

// Service "mortise.buffer/0-draft": always present.
#define MORTISE_BUFFER_SERVICE "mortise.buffer/0-draft"
typedef struct mortise_buffer_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread] A new buffer, filled with zeros, that the module may write to. At most 32 buffers of 512 MiB in
    // all a job: more is answered as MORTISE_PERMANENT, `buffer_limit`.
    mortise_status (*create)(
        void *host_context,
        mortise_job_token job,
        uint64_t size,
        mortise_buffer_callback callback,
        void *callback_context
    );

    // [any-thread] Gives a buffer of this job back before the job ends: its descriptor is closed and its memory
    // returned. Unmap it first.
    mortise_status (*release)(void *host_context, mortise_job_token job, uint64_t buffer);
} mortise_buffer_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_buffer_service, create) == 16, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_buffer_service, release) == 24, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
