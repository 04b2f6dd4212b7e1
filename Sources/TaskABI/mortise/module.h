// SPDX-License-Identifier: Apache-2.0
//
// The handshake, the registry and the one exported symbol.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a task type may ask of the host. A call whose bit is not declared is answered MORTISE_NOT_PERMITTED.
#define MORTISE_CAPABILITY_COMPLETE ((uint64_t)1 << 0)
#define MORTISE_CAPABILITY_EMBED ((uint64_t)1 << 1)
#define MORTISE_CAPABILITY_FETCH ((uint64_t)1 << 2)
#define MORTISE_CAPABILITY_STORE ((uint64_t)1 << 3)
#define MORTISE_CAPABILITY_CACHE ((uint64_t)1 << 4)
#define MORTISE_CAPABILITY_MAP ((uint64_t)1 << 5)

// How a task runs. Numbers not listed are refused at registration.
// Async: `start` comes on the [host-thread], returns at once, and the module finishes the job later. For tasks that
// wait; hundreds of them share a process.
#define MORTISE_EXECUTION_ASYNC ((uint32_t)1)
// Blocking: `start` comes on a thread of the job's own and does the work; the job must be finished when it returns. For
// tasks that compute or call libraries that block.
#define MORTISE_EXECUTION_BLOCKING ((uint32_t)2)

// Runs as a part of a `map` alone; no sender may ask for it.
#define MORTISE_TASK_PART ((uint64_t)1 << 0)
// Its result depends on input and settings alone: the host may serve it again.
#define MORTISE_TASK_CACHEABLE ((uint64_t)1 << 1)

// One kind of job that a module can do. Everything in it must live as long as the process.
typedef struct mortise_task_type {
    uint32_t struct_size;
    uint32_t execution;
    // [a-z][a-z0-9_]*, at most 64 bytes, such as "post_summary".
    mortise_text name;
    // The task's own version, such as "1.0.0".
    mortise_text version;
    // JSON Schemas (2020-12) of input and result.
    mortise_text input_schema;
    mortise_text result_schema;
    // MORTISE_CAPABILITY_*.
    uint64_t capabilities;
    // The module's; handed back as first argument.
    void *task_context;

    // [host-thread] if async, [job-thread] if blocking. Begins the job. After MORTISE_OK the module owes exactly one
    // `finish`. Any other status says that it did not begin; the host then ends the job as MORTISE_PERMANENT and
    // expects no `finish`.
    mortise_status (*start)(void *task_context, const mortise_job *job);

    // [host-thread] The job is to stop soon. May come for a job that is just finishing. `finish` is still owed.
    void (*cancel)(void *task_context, mortise_job_token job);

    // MORTISE_TASK_*. Unknown bits are ignored.
    uint64_t flags;
    // Limits that fit the task, for where site and job say nothing; 0 leaves each to the host. Milliseconds until the
    // job is cancelled; runs of a job that fails in a way that may pass; jobs at once in one process.
    uint64_t default_deadline_ms;
    uint32_t default_attempts;
    uint32_t concurrency;
} mortise_task_type;

MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, name) == 8, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, input_schema) == 40, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, capabilities) == 72, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, start) == 88, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, cancel) == 96, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, flags) == 104, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, default_deadline_ms) == 112, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, concurrency) == 124, "task types only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_task_type) == 128, "mortise_task_type as of 0.9");

// Where a module says what it can do.
typedef struct mortise_registry {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [main-thread] Inside `init` only. At most 32 task types; a name may be registered once.
    mortise_status (*register_task)(void *host_context, const mortise_task_type *type);
} mortise_registry;

MORTISE_STATIC_ASSERT(offsetof(mortise_registry, register_task) == 16, "vtables only grow at their end");

// The host, as a module sees it. Lives as long as the process.
typedef struct mortise_host {
    uint32_t struct_size;
    uint32_t reserved;
    // MORTISE_MAGIC. A module that finds another value returns MORTISE_REFUSED and touches nothing.
    uint64_t magic;
    // The range of ABI versions that this host speaks.
    uint32_t abi_minimum;
    uint32_t abi_maximum;
    // Name and version, for messages.
    mortise_text name;
    void *host_context;

    // [any-thread] The vtable of a service, or NULL when this host does not offer it. Lives as long as the
    // process. Ids are "name/revision"; a revision never changes once it is released.
    const void *(*find_service)(void *host_context, mortise_text id);
} mortise_host;

MORTISE_STATIC_ASSERT(offsetof(mortise_host, magic) == 8, "mortise_host only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_host, abi_minimum) == 16, "mortise_host only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_host, name) == 24, "mortise_host only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_host, find_service) == 48, "mortise_host only grows at its end");

// The module, as the host sees it: allocated by the host with struct_size set, filled by the entry.
// Texts in it must live as long as the process.
typedef struct mortise_module {
    uint32_t struct_size;
    // The version that the module will speak: at most the host's maximum, at least its minimum.
    uint32_t abi;
    mortise_text name;
    mortise_text version;
    // With MORTISE_REFUSED: a sentence that names both sides.
    mortise_text refusal;
    void *module_context;

    // [main-thread] Called once, after the entry. Registers the task types. Another status than MORTISE_OK
    // ends the process; `refusal` may be set meanwhile.
    mortise_status (*init)(void *module_context, const mortise_registry *registry);

    // [main-thread] May be NULL. The vtable of a service that the module offers to the host, or NULL. Lives as long as
    // the process. Services of a module are below; ids follow the same rule as the host's.
    const void *(*find_service)(void *module_context, mortise_text id);
} mortise_module;

MORTISE_STATIC_ASSERT(offsetof(mortise_module, name) == 8, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_module, refusal) == 40, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_module, init) == 64, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_module, find_service) == 72, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_module) == 80, "mortise_module as of 0.9");

// A module's service "mortise.check/0-draft": its test of itself, run once in each process after `init` and before any
// job. What it needs may be missing on this machine (a library's data, an instruction set): better found now.
#define MORTISE_CHECK_SERVICE "mortise.check/0-draft"
typedef struct mortise_check_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *module_context;

    // [main-thread] MORTISE_OK, or MORTISE_REFUSED with a sentence in `problem` that lives as long as the process: the
    // host then runs no job in it. At most a few milliseconds: every start of a process waits for it.
    mortise_status (*check)(void *module_context, mortise_text *problem);
} mortise_check_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_check_service, check) == 16, "vtables only grow at their end");

// The one symbol that a module exports: "mortise_module_entry".
// [main-thread] Checks magic and ABI range, fills `module`, keeps `host`. Does nothing else.
typedef mortise_status (*mortise_module_entry_function)(const mortise_host *host, mortise_module *module);

#define MORTISE_ENTRY_SYMBOL "mortise_module_entry"

#ifdef __cplusplus
}
#endif
