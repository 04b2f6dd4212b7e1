// SPDX-License-Identifier: Apache-2.0
//
// One call to a language model. The host picks key, provider and fallback, remembers the answer durably
// before it hands it over, and never asks twice for an answer that was recorded for this job.
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

// Who speaks. Consecutive parts of one role are one message.
typedef uint32_t mortise_role;
#define MORTISE_ROLE_SYSTEM ((mortise_role)0)
#define MORTISE_ROLE_USER ((mortise_role)1)
#define MORTISE_ROLE_ASSISTANT ((mortise_role)2)

// What a part is: an instruction, or a document that is data and never to be obeyed.
typedef uint32_t mortise_part_kind;
#define MORTISE_PART_INSTRUCTION ((mortise_part_kind)0)
#define MORTISE_PART_DOCUMENT ((mortise_part_kind)1)

typedef struct mortise_complete_part {
    mortise_role role;
    mortise_part_kind kind;
    // A document's title, or absent.
    mortise_text label;
    mortise_text text;
} mortise_complete_part;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, label) == 8, "parts only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, text) == 24, "parts only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_part) == 40, "mortise_complete_part as of 0.9");

// Limits: 256 parts, 64 KiB a label, 8 MiB of text and labels in all.
typedef struct mortise_complete_request {
    uint32_t struct_size;
    uint32_t part_count;
    const mortise_complete_part *parts;
    // sizeof(mortise_complete_part) as the module was compiled: the step between parts.
    uint64_t part_stride;
    // Absent: the site's model.
    mortise_text model;
    // Thousandths; negative: the provider's own.
    int32_t temperature_milli;
    // 0: the provider's own.
    uint32_t maximum_output_tokens;
    // How many words are wanted; 0: not said. Say it in an instruction too.
    uint32_t target_words;
    uint32_t reserved;
} mortise_complete_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, parts) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, part_stride) == 16, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, model) == 24, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, temperature_milli) == 40, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_request) == 56, "mortise_complete_request as of 0.9");

// Borrowed until the callback returns.
typedef struct mortise_complete_answer {
    uint32_t struct_size;
    // MORTISE_SUCCEEDED, or why there is no answer.
    mortise_outcome_class outcome;
    mortise_text text;
    // The model that answered.
    mortise_text model;
    uint64_t input_tokens;
    uint64_t output_tokens;
    // Without an answer: a stable word, a sentence, and the least wait before another attempt.
    mortise_text code;
    mortise_text message;
    uint64_t retry_after_ms;
} mortise_complete_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, text) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, model) == 24, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, input_tokens) == 40, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, code) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, retry_after_ms) == 88, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_answer) == 96, "mortise_complete_answer as of 0.9");

// [host-thread] Called exactly once for each `complete` that returned MORTISE_OK.
typedef void (*mortise_complete_callback)(void *callback_context, const mortise_complete_answer *answer);

// Service "mortise.complete/0-draft": needs MORTISE_CAPABILITY_COMPLETE.
#define MORTISE_COMPLETE_SERVICE "mortise.complete/0-draft"
typedef struct mortise_complete_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread] Returns at once. After MORTISE_OK the callback follows, also when the job is cancelled or
    // was finished meanwhile; after any other status it never does.
    mortise_status (*complete)(
        void *host_context,
        mortise_job_token job,
        const mortise_complete_request *request,
        mortise_complete_callback callback,
        void *callback_context
    );
} mortise_complete_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_service, complete) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
