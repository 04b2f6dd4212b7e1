// SPDX-License-Identifier: Apache-2.0
//
// Parts of one job, run in other processes of the same module: one that hangs or dies costs that part alone.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mortise_map_part {
    // One JSON object: the input of the part's task type.
    mortise_text input;
    // A buffer of this job that the part may read; 0: none.
    uint64_t buffer;
} mortise_map_part;

MORTISE_STATIC_ASSERT(offsetof(mortise_map_part, buffer) == 16, "parts only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_map_part) == 24, "mortise_map_part as of 0.9");

// Limits: 1,024 parts, 8 MiB of input in all.
typedef struct mortise_map_request {
    uint32_t struct_size;
    uint32_t part_count;
    // A task type of this module, best one with MORTISE_TASK_PART.
    mortise_text task_type;
    const mortise_map_part *parts;
    // sizeof(mortise_map_part) as the module was compiled.
    uint64_t part_stride;
    // Each part's own deadline; 0: what is left of the job's.
    uint64_t part_deadline_ms;
    // Parts at once; 0 leaves it to the host.
    uint32_t concurrency;
    uint32_t reserved;
} mortise_map_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_map_request, task_type) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_map_request, parts) == 24, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_map_request, part_deadline_ms) == 40, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_map_request) == 56, "mortise_map_request as of 0.9");

// How one part ended. A part whose process died is MORTISE_POISON with the code `part_crashed`; one past its deadline
// is MORTISE_RETRYABLE, `timed_out`.
typedef struct mortise_map_result {
    mortise_end end;
    // With MORTISE_SUCCEEDED: the part's result, one JSON object.
    mortise_text result;
} mortise_map_result;

MORTISE_STATIC_ASSERT(offsetof(mortise_map_result, result) == 48, "results only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_map_result) == 64, "mortise_map_result as of 0.9");

typedef struct mortise_map_answer {
    uint32_t struct_size;
    // As many as parts were asked for.
    uint32_t result_count;
    // MORTISE_SUCCEEDED when the parts were run, however each of them ended.
    mortise_end end;
    // In the order of the parts.
    const mortise_map_result *results;
    // sizeof(mortise_map_result) as the host was compiled.
    uint64_t result_stride;
} mortise_map_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_map_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_map_answer, results) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_map_answer) == 72, "mortise_map_answer as of 0.9");

// [host-thread]
typedef void (*mortise_map_callback)(void *callback_context, const mortise_map_answer *answer);

// Service "mortise.map/0-draft": needs MORTISE_CAPABILITY_MAP. A part cannot itself use it.
#define MORTISE_MAP_SERVICE "mortise.map/0-draft"
typedef struct mortise_map_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread]
    mortise_status (*map)(
        void *host_context,
        mortise_job_token job,
        const mortise_map_request *request,
        mortise_map_callback callback,
        void *callback_context
    );
} mortise_map_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_map_service, map) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
