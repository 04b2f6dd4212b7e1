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

// How a task runs. An async task's `start` returns at once and the module finishes the job later.
// Numbers not listed are refused at registration.
#define MORTISE_EXECUTION_ASYNC ((uint32_t)1)

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

    // [host-thread] Begins the job. After MORTISE_OK the module owes exactly one `finish`. Any other status
    // says that it did not begin; the host then ends the job as MORTISE_PERMANENT and expects no `finish`.
    mortise_status (*start)(void *task_context, const mortise_job *job);

    // [host-thread] The job is to stop soon. May come for a job that is just finishing. `finish` is still owed.
    void (*cancel)(void *task_context, mortise_job_token job);
} mortise_task_type;

MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, name) == 8, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, input_schema) == 40, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, capabilities) == 72, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, start) == 88, "task types only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_task_type, cancel) == 96, "task types only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_task_type) == 104, "mortise_task_type as of 0.9");

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
} mortise_module;

MORTISE_STATIC_ASSERT(offsetof(mortise_module, name) == 8, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_module, refusal) == 40, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(offsetof(mortise_module, init) == 64, "mortise_module only grows at its end");
MORTISE_STATIC_ASSERT(sizeof(mortise_module) == 72, "mortise_module as of 0.9");

// The one symbol that a module exports: "mortise_module_entry".
// [main-thread] Checks magic and ABI range, fills `module`, keeps `host`. Does nothing else.
typedef mortise_status (*mortise_module_entry_function)(const mortise_host *host, mortise_module *module);

#define MORTISE_ENTRY_SYMBOL "mortise_module_entry"

#ifdef __cplusplus
}
#endif
