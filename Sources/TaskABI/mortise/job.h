// SPDX-License-Identifier: Apache-2.0
//
// One job, and its one end.
#pragma once

#include "basics.h"

#ifdef __cplusplus
extern "C" {
#endif

// Names a running job in every call made for it. Random, valid in this process alone, and spent by `finish`.
typedef uint64_t mortise_job_token;

// What a task is given. Borrowed until `start` returns: copy what is needed later.
typedef struct mortise_job {
    uint32_t struct_size;
    // 1 for the first run of this job.
    uint32_t attempt;
    mortise_job_token token;
    // Milliseconds from now until the job is cancelled; 0 means without limit.
    uint64_t deadline_ms;
    // The job's public id, for log lines.
    mortise_text id;
    // One JSON object. Whether it fits the task type's input schema is the task's to check.
    mortise_text input;
    // One JSON object: the site's settings and the job's own, merged.
    mortise_text settings;
} mortise_job;

MORTISE_STATIC_ASSERT(offsetof(mortise_job, token) == 8, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, deadline_ms) == 16, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, id) == 24, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, input) == 40, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, settings) == 56, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_job) == 72, "mortise_job as of 0.9");

// How a job ended.
typedef struct mortise_outcome {
    uint32_t struct_size;
    mortise_outcome_class outcome;
    // With MORTISE_SUCCEEDED: one JSON object, at most 16 MiB. The host checks that it is one.
    mortise_text result;
    // Else: a stable word of at most 64 bytes, and a sentence of at most 2,000 for people.
    mortise_text code;
    mortise_text message;
    // With MORTISE_RETRYABLE: the least wait in milliseconds; 0 leaves it to the host.
    uint64_t retry_after_ms;
} mortise_outcome;

MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, result) == 8, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, code) == 24, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, message) == 40, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, retry_after_ms) == 56, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_outcome) == 64, "mortise_outcome as of 0.9");

// Service "mortise.job/0-draft": always present.
#define MORTISE_JOB_SERVICE "mortise.job/0-draft"
typedef struct mortise_job_service {
    uint32_t struct_size;
    uint32_t reserved;
    // The host's; pass it as the first argument.
    void *host_context;

    // [any-thread] The terminal call: exactly once a job, also from inside `start`. The token is spent by it;
    // a second call is answered MORTISE_NO_SUCH_JOB and reported as the module's fault.
    mortise_status (*finish)(void *host_context, mortise_job_token job, const mortise_outcome *outcome);

    // [any-thread] 1 when the job is to stop: cancelled, past its deadline, or spent. For loops that
    // cannot take part in `cancel`.
    int32_t (*is_cancelled)(void *host_context, mortise_job_token job);
} mortise_job_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, finish) == 16, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, is_cancelled) == 24, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
