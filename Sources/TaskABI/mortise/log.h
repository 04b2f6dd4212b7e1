// SPDX-License-Identifier: Apache-2.0
//
// Lines in the host's log, with the job's id beside them.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t mortise_log_level;
#define MORTISE_LOG_DEBUG ((mortise_log_level)0)
#define MORTISE_LOG_INFO ((mortise_log_level)1)
#define MORTISE_LOG_WARNING ((mortise_log_level)2)
#define MORTISE_LOG_ERROR ((mortise_log_level)3)

// Service "mortise.log/0-draft": always present.
#define MORTISE_LOG_SERVICE "mortise.log/0-draft"
typedef struct mortise_log_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread] `job` may be 0: a line of the process. At most 2,000 bytes are kept, and a flood is thinned
    // out by the host. Do not log personal text.
    mortise_status (*log)(void *host_context, mortise_job_token job, mortise_log_level level, mortise_text line);
} mortise_log_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_log_service, log) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
