// SPDX-License-Identifier: Apache-2.0
//
// The rules that every other header follows.
//
// Growth     Every struct begins with `struct_size`, set by whoever made it to its own sizeof. Structs only
//            grow at their end. A reader uses a field only if it lies within the struct_size it was given,
//            and treats an absent one as zero. Reserved fields are zero.
// Text       Pointer and length, UTF-8, not terminated. Length 0 means absent; the pointer may then be NULL.
// Ownership  Everything handed over is borrowed until the call returns, unless a name says otherwise.
//            Nobody frees what he did not allocate; no allocator crosses.
// Threads    Each function carries a tag:
//            [main-thread]  once, before any job, while the process has no other duty. May block briefly.
//            [host-thread]  the one thread that reads from the host. Must return at once: every job of the
//                           process waits for it. Calls of this thread are never nested in each other.
//            [job-thread]   a thread of the job's own: the `start` of a blocking task. May block as long as the
//                           job lasts.
//            [any-thread]   from any thread of the module, also at the same time, also from inside a
//                           [host-thread] call. Never blocks for the host's answer.
// Answers    A call that needs the host's answer takes a callback with a context of the module's. After
//            MORTISE_OK the callback comes exactly once, on the [host-thread], also when the job was cancelled or
//            has ended meanwhile; after any other status it never comes. What it is given is borrowed until it
//            returns, and begins with an `mortise_end` that says whether there is an answer at all.
// Unknown    An id, flag or number that a side does not know is ignored or answered with
//            MORTISE_UNSUPPORTED; it is never an error of the other side.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define MORTISE_STATIC_ASSERT static_assert
#else
#define MORTISE_STATIC_ASSERT _Static_assert
#endif

#if UINTPTR_MAX != 0xFFFFFFFFFFFFFFFF
#error "TaskABI is defined for 64-bit systems"
#endif

// An ABI version is major * 65536 + minor. While major is 0, minor versions do not mix.
#define MORTISE_ABI_VERSION ((uint32_t)0x00000009)

// First eight bytes that a module checks: "MORTISE" and a zero, little-endian.
#define MORTISE_MAGIC ((uint64_t)0x0045534954524F4D)

// What a call of either side returns.
typedef int32_t mortise_status;
#define MORTISE_OK ((mortise_status)0)
// The call is not known or not offered in this version.
#define MORTISE_UNSUPPORTED ((mortise_status)1)
// An argument breaks the rules: too small a struct, text that is no UTF-8, a size over a limit.
#define MORTISE_INVALID ((mortise_status)2)
// No such job: a wrong token, or one whose terminal call was made already.
#define MORTISE_NO_SUCH_JOB ((mortise_status)3)
// The task type did not declare the capability.
#define MORTISE_NOT_PERMITTED ((mortise_status)4)
// Too many calls at once, or no thread to be had.
#define MORTISE_UNAVAILABLE ((mortise_status)5)
// The module will not run under this host; the text says why.
#define MORTISE_REFUSED ((mortise_status)6)

// Borrowed UTF-8 text.
typedef struct mortise_text {
    const char *bytes;
    uint64_t length;
} mortise_text;

MORTISE_STATIC_ASSERT(sizeof(mortise_text) == 16, "mortise_text is fixed");
MORTISE_STATIC_ASSERT(offsetof(mortise_text, length) == 8, "mortise_text is fixed");

// How a job, or a call made for it, ended.
typedef uint32_t mortise_outcome_class;
#define MORTISE_SUCCEEDED ((mortise_outcome_class)0)
// Worth another attempt later.
#define MORTISE_RETRYABLE ((mortise_outcome_class)1)
// Another attempt would fail the same way.
#define MORTISE_PERMANENT ((mortise_outcome_class)2)
// Stopped because it was cancelled.
#define MORTISE_CANCELLED ((mortise_outcome_class)3)
// This input must not be run again.
#define MORTISE_POISON ((mortise_outcome_class)4)

// How something ended, for whoever waited for it. Fixed.
typedef struct mortise_end {
    mortise_outcome_class outcome;
    uint32_t reserved;
    // Absent with MORTISE_SUCCEEDED; else a stable word of at most 64 bytes, and a sentence of at most 2,000 for people.
    mortise_text code;
    mortise_text message;
    // With MORTISE_RETRYABLE: the least wait in milliseconds; 0 leaves it to the host.
    uint64_t retry_after_ms;
} mortise_end;

MORTISE_STATIC_ASSERT(offsetof(mortise_end, code) == 8, "mortise_end is fixed");
MORTISE_STATIC_ASSERT(offsetof(mortise_end, message) == 24, "mortise_end is fixed");
MORTISE_STATIC_ASSERT(offsetof(mortise_end, retry_after_ms) == 40, "mortise_end is fixed");
MORTISE_STATIC_ASSERT(sizeof(mortise_end) == 48, "mortise_end is fixed");

// A large value, shared with the host as a memory file. The host makes every one, of a size that never changes, and
// counts it against the job; it takes no descriptor from a module. Fixed.
typedef struct mortise_buffer {
    // Names it in calls of this job; 0 means none.
    uint64_t number;
    uint64_t size;
    // Borrowed until the job ends or `release`: do not close it. Map it (MAP_SHARED), or read(2) and pread(2) it;
    // write(2) is not possible, a mapping is the way to fill it. When the job has ended its content is gone.
    int32_t descriptor;
    // 1 when the module may write to it: it then maps with PROT_WRITE.
    uint32_t is_writable;
} mortise_buffer;

MORTISE_STATIC_ASSERT(offsetof(mortise_buffer, size) == 8, "mortise_buffer is fixed");
MORTISE_STATIC_ASSERT(offsetof(mortise_buffer, descriptor) == 16, "mortise_buffer is fixed");
MORTISE_STATIC_ASSERT(sizeof(mortise_buffer) == 24, "mortise_buffer is fixed");

#ifdef __cplusplus
}
#endif
