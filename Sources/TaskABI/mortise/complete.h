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
// A picture or other file in a buffer; `text` is then what it is called, or absent.
#define MORTISE_PART_ATTACHMENT ((mortise_part_kind)2)

typedef struct mortise_complete_part {
    mortise_role role;
    mortise_part_kind kind;
    // A document's title, or absent.
    mortise_text label;
    mortise_text text;
    // With MORTISE_PART_ATTACHMENT: a buffer of this job, at most 16 MiB, and what it holds, such as `image/png`.
    uint64_t attachment;
    mortise_text media_type;
} mortise_complete_part;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, label) == 8, "parts only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, text) == 24, "parts only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, attachment) == 40, "parts only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_part, media_type) == 48, "parts only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_part) == 64, "mortise_complete_part as of 0.9");

// Limits: 256 parts, 64 KiB a label, 8 MiB of text and labels in all, 8 attachments.
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
    // JSON Schema that the answer is to fit, for providers that can be told; absent: free text. At most 64 KiB. Check
    // the answer all the same, and `reject` what does not fit.
    mortise_text answer_schema;
} mortise_complete_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, parts) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, part_stride) == 16, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, model) == 24, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, temperature_milli) == 40, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_request, answer_schema) == 56, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_request) == 72, "mortise_complete_request as of 0.9");

typedef struct mortise_complete_answer {
    uint32_t struct_size;
    uint32_t reserved;
    mortise_end end;
    mortise_text text;
    // The model that answered.
    mortise_text model;
    uint64_t input_tokens;
    uint64_t output_tokens;
    // Names this answer for `reject`.
    uint64_t number;
} mortise_complete_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, text) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, model) == 72, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, input_tokens) == 88, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_answer, number) == 104, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_complete_answer) == 112, "mortise_complete_answer as of 0.9");

// [host-thread]
typedef void (*mortise_complete_callback)(void *callback_context, const mortise_complete_answer *answer);

// [host-thread] A piece of the answer as it comes, in order, always before the callback. The pieces are a view; the
// answer's own text is what counts.
typedef void (*mortise_delta_callback)(void *callback_context, mortise_text piece);

// Service "mortise.complete/0-draft": needs MORTISE_CAPABILITY_COMPLETE.
#define MORTISE_COMPLETE_SERVICE "mortise.complete/0-draft"
typedef struct mortise_complete_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread] `delta` may be NULL. Both callbacks get the same context.
    mortise_status (*complete)(
        void *host_context,
        mortise_job_token job,
        const mortise_complete_request *request,
        mortise_delta_callback delta,
        mortise_complete_callback callback,
        void *callback_context
    );

    // [any-thread] The answer is of no use (not the asked form, empty): it is not served again, and the next
    // identical request asks the provider anew. `reason` is for people, at most 2,000 bytes.
    mortise_status (*reject)(void *host_context, mortise_job_token job, uint64_t answer, mortise_text reason);
} mortise_complete_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_complete_service, complete) == 16, "vtables only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_complete_service, reject) == 24, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
