// SPDX-License-Identifier: Apache-2.0
//
// Texts as vectors: by a provider, or built in (tf-idf over the texts of one request).
#pragma once

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

// Limits: 2,048 texts, 8 MiB in all.
typedef struct mortise_embed_request {
    uint32_t struct_size;
    uint32_t text_count;
    const mortise_text *texts;
    // Absent: the site's model.
    mortise_text model;
} mortise_embed_request;

MORTISE_STATIC_ASSERT(offsetof(mortise_embed_request, texts) == 8, "requests only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_embed_request, model) == 16, "requests only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_embed_request) == 32, "mortise_embed_request as of 0.9");

typedef struct mortise_embed_answer {
    uint32_t struct_size;
    // Numbers a vector.
    uint32_t dimension;
    mortise_end end;
    // One vector of unit length for each text, in their order, one behind the other: text_count * dimension numbers.
    const float *values;
    uint64_t value_count;
    // The model that answered.
    mortise_text model;
    uint64_t input_tokens;
} mortise_embed_answer;

MORTISE_STATIC_ASSERT(offsetof(mortise_embed_answer, end) == 8, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_embed_answer, values) == 56, "answers only grow at their end");
MORTISE_STATIC_ASSERT(offsetof(mortise_embed_answer, model) == 72, "answers only grow at their end");
MORTISE_STATIC_ASSERT(sizeof(mortise_embed_answer) == 96, "mortise_embed_answer as of 0.9");

// [host-thread]
typedef void (*mortise_embed_callback)(void *callback_context, const mortise_embed_answer *answer);

// Service "mortise.embed/0-draft": needs MORTISE_CAPABILITY_EMBED.
#define MORTISE_EMBED_SERVICE "mortise.embed/0-draft"
typedef struct mortise_embed_service {
    uint32_t struct_size;
    uint32_t reserved;
    void *host_context;

    // [any-thread]
    mortise_status (*embed)(
        void *host_context,
        mortise_job_token job,
        const mortise_embed_request *request,
        mortise_embed_callback callback,
        void *callback_context
    );
} mortise_embed_service;

MORTISE_STATIC_ASSERT(offsetof(mortise_embed_service, embed) == 16, "vtables only grow at their end");

#ifdef __cplusplus
}
#endif
