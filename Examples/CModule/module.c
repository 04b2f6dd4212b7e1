// SPDX-License-Identifier: Apache-2.0
//
// A task module in C, with nothing of Mortise but its header: one task that asks a language model and waits for nothing
// (async), and one that computes on a thread of its own (blocking).
#include "mortise.h"

#include "json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// module.json, byte for byte, in a section of the file: who this module is can be read without running it. A compiler
// with C23's #embed has it shorter: see MORTISE_MANIFEST in the header.
__asm__(".pushsection " MORTISE_MANIFEST_SECTION ",\"aR\",%progbits\n"
        ".incbin \"module.json\"\n"
        ".popsection\n");

static const mortise_host *host;
static const mortise_job_service *jobs;
static const mortise_complete_service *models;

// A text of the program's own, which lives as long as the process.
static mortise_text text(const char *string) { return (mortise_text){string, strlen(string)}; }

// The one end of a job.
static void fail(mortise_job_token job, mortise_outcome_class outcome, const char *code, const char *message) {
    mortise_outcome end = {
        .struct_size = sizeof end,
        .end = {.outcome = outcome, .code = text(code), .message = text(message)},
    };
    jobs->finish(jobs->host_context, job, &end);
}

static void succeed(mortise_job_token job, const char *json) {
    mortise_outcome end = {.struct_size = sizeof end, .result = text(json)};
    if (jobs->finish(jobs->host_context, job, &end) == MORTISE_INVALID)
        fail(job, MORTISE_PERMANENT, "result_refused", "the host refused the result: it is too large");
}

// MARK: c_title, async

// What the answer will need. Made by `start`, freed by the callback: which comes once, or not at all.
typedef struct title_job {
    mortise_job_token token;
} title_job;

// [host-thread] Also when the job was cancelled: the end then says so.
static void title_answered(void *context, const mortise_complete_answer *answer) {
    title_job job = *(title_job *)context;
    free(context);
    if (answer->end.outcome != MORTISE_SUCCEEDED) {
        // The failure of the call is that of the job. Its words are borrowed until this returns, which is long enough.
        mortise_outcome end = {.struct_size = sizeof end, .end = answer->end};
        jobs->finish(jobs->host_context, job.token, &end);
        return;
    }
    char *title = json_quoted(answer->text.bytes, answer->text.length);
    char *result = title ? malloc(strlen(title) + sizeof "{\"title\":}") : NULL;
    if (result) {
        sprintf(result, "{\"title\":%s}", title);
        succeed(job.token, result);
    } else {
        fail(job.token, MORTISE_RETRYABLE, "no_memory", "there is no memory for the title");
    }
    free(result);
    free(title);
}

// [host-thread] Copies what it needs later, asks, and returns at once.
static mortise_status title_start(void *context, const mortise_job *job) {
    (void)context;
    size_t length = 0;
    char *document = json_string_member(job->input.bytes, job->input.length, "text", &length);
    title_job *waiting = malloc(sizeof *waiting);
    if (document == NULL || waiting == NULL) {
        free(document);
        free(waiting);
        fail(job->token, MORTISE_PERMANENT, "bad_input", "the input's member `text` is no string");
        return MORTISE_OK;
    }
    waiting->token = job->token;
    // What people wrote goes as a document, never into the instruction.
    mortise_complete_part parts[] = {
        {.role = MORTISE_ROLE_USER, .text = text("Write a title of at most eight words for this text.")},
        {.role = MORTISE_ROLE_USER, .kind = MORTISE_PART_DOCUMENT, .text = {document, length}},
    };
    mortise_complete_request request = {
        .struct_size = sizeof request,
        .part_count = 2,
        .parts = parts,
        .part_stride = sizeof parts[0],
        .temperature_milli = 300,
        .target_words = 8,
    };
    mortise_status status = MORTISE_UNSUPPORTED;
    if (models)
        status = models->complete(models->host_context, job->token, &request, NULL, title_answered, waiting);
    free(document);
    if (status != MORTISE_OK) {
        // There will be no callback.
        free(waiting);
        fail(job->token, status == MORTISE_UNAVAILABLE ? MORTISE_RETRYABLE : MORTISE_PERMANENT, "no_model",
             "the host did not take the question");
    }
    return MORTISE_OK;
}

// MARK: c_word_count, blocking

// [job-thread] Does the work; the job has ended when it returns.
static mortise_status words_start(void *context, const mortise_job *job) {
    (void)context;
    size_t length = 0;
    char *document = json_string_member(job->input.bytes, job->input.length, "text", &length);
    if (document == NULL) {
        fail(job->token, MORTISE_PERMANENT, "bad_input", "the input's member `text` is no string");
        return MORTISE_OK;
    }
    unsigned long words = 0;
    for (size_t index = 0; index < length; index++) {
        // A loop that lasts looks now and then whether it is still wanted.
        if (index % 65536 == 0 && jobs->is_cancelled(jobs->host_context, job->token)) {
            free(document);
            fail(job->token, MORTISE_CANCELLED, "cancelled", "counting stopped when the job was cancelled");
            return MORTISE_OK;
        }
        int is_space = isspace((unsigned char)document[index]);
        int was_space = index == 0 || isspace((unsigned char)document[index - 1]);
        if (!is_space && was_space) words++;
    }
    free(document);
    char result[64];
    snprintf(result, sizeof result, "{\"words\":%lu}", words);
    succeed(job->token, result);
    return MORTISE_OK;
}

// [host-thread] Nothing to do: the host answers the call of a cancelled job, and the loop asks.
static void cancel(void *context, mortise_job_token job) {
    (void)context;
    (void)job;
}

// MARK: The handshake

// [main-thread]
static mortise_status init(void *context, const mortise_registry *registry) {
    (void)context;
    mortise_text input = text("{\"type\":\"object\",\"required\":[\"text\"],\"properties\":{\"text\":{\"type\":\"string\"}}}");
    mortise_task_type title = {
        .struct_size = sizeof title,
        .execution = MORTISE_EXECUTION_ASYNC,
        .name = text("c_title"),
        .version = text("1.0.0"),
        .input_schema = input,
        .result_schema = text("{\"type\":\"object\",\"required\":[\"title\"],"
                              "\"properties\":{\"title\":{\"type\":\"string\"}}}"),
        .capabilities = MORTISE_CAPABILITY_COMPLETE,
        .start = title_start,
        .cancel = cancel,
    };
    mortise_task_type words = {
        .struct_size = sizeof words,
        .execution = MORTISE_EXECUTION_BLOCKING,
        .name = text("c_word_count"),
        .version = text("1.0.0"),
        .input_schema = input,
        .result_schema = text("{\"type\":\"object\",\"required\":[\"words\"],"
                              "\"properties\":{\"words\":{\"type\":\"integer\"}}}"),
        .flags = MORTISE_TASK_CACHEABLE,
        .default_deadline_ms = 10000,
        .start = words_start,
        .cancel = cancel,
    };
    mortise_status status = registry->register_task(registry->host_context, &title);
    if (status != MORTISE_OK) return status;
    return registry->register_task(registry->host_context, &words);
}

// [main-thread] The one symbol that is exported.
__attribute__((visibility("default"))) mortise_status
mortise_module_entry(const mortise_host *given, mortise_module *module) {
    if (given == NULL || module == NULL || given->magic != MORTISE_MAGIC || given->struct_size < sizeof *given ||
        module->struct_size < sizeof *module)
        return MORTISE_REFUSED;
    if (given->abi_minimum > MORTISE_ABI_VERSION || given->abi_maximum < MORTISE_ABI_VERSION) {
        static char refusal[128];
        snprintf(refusal, sizeof refusal, "c_example 1.0.0 speaks TaskABI 0.9; this host speaks %u.%u to %u.%u",
                 given->abi_minimum >> 16, given->abi_minimum & 0xFFFF, given->abi_maximum >> 16,
                 given->abi_maximum & 0xFFFF);
        module->refusal = text(refusal);
        return MORTISE_REFUSED;
    }
    host = given;
    jobs = host->find_service(host->host_context, text(MORTISE_JOB_SERVICE));
    models = host->find_service(host->host_context, text(MORTISE_COMPLETE_SERVICE));
    if (jobs == NULL || jobs->struct_size < sizeof *jobs) {
        module->refusal = text("c_example 1.0.0 needs " MORTISE_JOB_SERVICE ", which this host lacks");
        return MORTISE_REFUSED;
    }
    module->abi = MORTISE_ABI_VERSION;
    module->name = text("c_example");
    module->version = text("1.0.0");
    module->init = init;
    return MORTISE_OK;
}
