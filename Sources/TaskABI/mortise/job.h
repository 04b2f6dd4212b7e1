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
    // One JSON object. The host has checked that it fits the task type's input schema.
    mortise_text input;
    // One JSON object: the site's settings and the job's own, merged.
    mortise_text settings;
    // For a part of a `map`: which one, and of how many; both 0 for a job of its own.
    uint32_t part_index;
    uint32_t part_count;
    // For a part of a `map`: the buffer it was given. Number 0: none.
    mortise_buffer buffer;
} mortise_job;

MORTISE_STATIC_ASSERT(offsetof(mortise_job, token) == 8, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, deadline_ms) == 16, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, id) == 24, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, input) == 40, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, settings) == 56, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, part_index) == 72, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job, buffer) == 80, "mortise_job only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_job) == 104, "mortise_job as of 0.9");

// What `finish` is told.
typedef struct mortise_outcome {
    uint32_t struct_size;
    uint32_t reserved;
    // Words of a failure that are too long or no UTF-8 are cut and mended, never refused.
    mortise_end end;
    // With MORTISE_SUCCEEDED: one JSON object, at most 16 MiB. The host checks it against the result schema.
    mortise_text result;
} mortise_outcome;

MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, end) == 8, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_outcome, result) == 56, "mortise_outcome only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_outcome) == 72, "mortise_outcome as of 0.9");

// How far a job is.
typedef struct mortise_progress {
    uint32_t struct_size;
    uint32_t reserved;
    // Steps done, of so many in all; a total of 0 means that it is not known.
    uint64_t done;
    uint64_t total;
    // What it is at, for people, at most 256 bytes; or absent. No personal text.
    mortise_text note;
} mortise_progress;

MORTISE_STATIC_ASSERT(offsetof(mortise_progress, done) == 8, "mortise_progress only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_progress, note) == 24, "mortise_progress only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_progress) == 40, "mortise_progress as of 0.9");

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

    // [any-thread] Says how far the job is, for whoever looks. The last word counts; more than a few a second are
    // thinned out.
    mortise_status (*report_progress)(void *host_context, mortise_job_token job, const mortise_progress *progress);

    // [any-thread] Adds text to what can be read of the job while it runs, at most 64 KiB a call; the host keeps the
    // last 256 KiB. It is a view of work in progress: the result alone counts, and another run begins it anew.
    mortise_status (*append_partial)(void *host_context, mortise_job_token job, mortise_text text);
} mortise_job_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, finish) == 16, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, is_cancelled) == 24, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, report_progress) == 32, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_job_service, append_partial) == 40, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
