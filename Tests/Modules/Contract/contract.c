// SPDX-License-Identifier: Apache-2.0
//
// A module that keeps the contract, and knows every way to try it out: its jobs are scripts, one word and what it is
// about a line, and the result of a job is what the script found. For the tests alone.
//
//   script        blocking, every capability       bare       blocking, no capability
//   quick         async: ends inside `start`       part       blocking, runs as a part of a map
//   waiting       async: ends when it is cancelled
//
// A test may write another word over the variant in the file, and so gets a module that breaks the contract in that
// way when it is loaded.
#include "script.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

services host;
const mortise_registry *kept_registry;
const volatile char variant[80] = "MORTISE-VARIANT:none                            ";

static mortise_module *self;
static int entered;
static int initialized;
static int checked;

int is_variant(const char *name) {
    size_t length = strlen(name);
    for (size_t index = 0; index < length; index++)
        if (variant[16 + index] != name[index]) return 0;
    return variant[16 + length] == ' ';
}

mortise_text text(const char *string) { return (mortise_text){string, strlen(string)}; }

void say(script *job, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(job->report + job->used, job->room - job->used, format, arguments);
    va_end(arguments);
    if (length > 0) job->used += (size_t)length;
    if (job->used >= job->room) job->used = job->room - 1;
}

void say_end(script *job, const char *name, const mortise_end *end) {
    say(job, "%s outcome=%u code=%.*s message=%.*s retry=%llu ", name, end->outcome, (int)end->code.length,
        end->code.length ? end->code.bytes : "", (int)end->message.length, end->message.length ? end->message.bytes : "",
        (unsigned long long)end->retry_after_ms);
}

static mortise_status finish(mortise_job_token token, mortise_text result) {
    mortise_outcome outcome = {.struct_size = sizeof outcome, .end.outcome = MORTISE_SUCCEEDED, .result = result};
    return host.job->finish(host.job->host_context, token, &outcome);
}

static mortise_status fail(mortise_job_token token, const char *words) {
    static char code[64], message[256];
    unsigned outcome = 0;
    sscanf(words, "%u %63s %255[^\n]", &outcome, code, message);
    mortise_outcome end = {.struct_size = sizeof end,
                           .end = {.outcome = outcome, .code = text(code), .message = text(message), .retry_after_ms = 7}};
    return host.job->finish(host.job->host_context, token, &end);
}

// -1: the script is over and its job must not be finished; else the status for `start`.
static int run_line(script *job, char *line) {
    char *rest = strchr(line, ' ');
    if (rest) *rest++ = 0;
    else rest = line + strlen(line);
    if (!strcmp(line, "not_finished")) return -1;
    if (!strcmp(line, "not_started")) return atoi(rest);
    if (!strcmp(line, "fail")) {
        fail(job->token, rest);
        return -1;
    }
    if (!strcmp(line, "finish_early")) {
        say(job, "finish=%d ", finish(job->token, text("early")));
        return 0;
    }
    if (!strcmp(line, "facts")) {
        say(job, "entered=%d initialized=%d checked=%d magic=%d abi=%u..%u size=%u name=%.*s ", entered, initialized,
            checked, host.host->magic == MORTISE_MAGIC, host.host->abi_minimum, host.host->abi_maximum,
            host.host->struct_size, (int)host.host->name.length, host.host->name.bytes);
        return 0;
    }
    if (!strcmp(line, "wrong_arguments")) run_wrong_arguments(job);
    else if (!run_service(job, line, rest) && !run_machine(job, line, rest)) say(job, "unknown word %s ", line);
    return 0;
}

// [job-thread]
static mortise_status start_script(void *context, const mortise_job *given) {
    (void)context;
    script job = {.token = given->token, .buffer = given->buffer, .room = 256 << 10};
    sem_init(&job.answered, 0, 0);
    job.report = malloc(job.room);
    if (!job.report) return MORTISE_UNAVAILABLE;
    job.report[0] = 0;
    if (given->part_count) say(&job, "part %u of %u ", given->part_index, given->part_count);
    char *lines = strndup(given->input.bytes ? given->input.bytes : "", given->input.length);
    int status = 0;
    for (char *next = lines, *line; status == 0 && (line = strsep(&next, "\n"));)
        if (*line) status = run_line(&job, line);
    if (status == 0) finish(job.token, (mortise_text){job.report, job.used});
    free(lines);
    free(job.report);
    sem_destroy(&job.answered);
    return status == -1 ? MORTISE_OK : status;
}

// [host-thread] Says what it was given, inside `start`.
static mortise_status start_quick(void *context, const mortise_job *job) {
    if (job->input.length == 7 && !memcmp(job->input.bytes, "refused", 7)) return MORTISE_UNAVAILABLE;
    char result[1024];
    snprintf(result, sizeof result,
             "size=%u attempt=%u deadline=%llu id=%.*s input=%.*s settings=%.*s part=%u/%u buffer=%llu fd=%d context=%d",
             job->struct_size, job->attempt, (unsigned long long)job->deadline_ms, (int)job->id.length, job->id.bytes,
             (int)job->input.length, job->input.bytes, (int)job->settings.length, job->settings.bytes, job->part_index,
             job->part_count, (unsigned long long)job->buffer.number, job->buffer.descriptor, context == &host);
    mortise_status first = finish(job->token, text(result));
    mortise_status second = finish(job->token, text(result));
    return first == MORTISE_OK && second == MORTISE_NO_SUCH_JOB ? MORTISE_OK : MORTISE_INVALID;
}

static mortise_status start_waiting(void *context, const mortise_job *job) {
    (void)context, (void)job;
    return MORTISE_OK;
}

static void cancel_waiting(void *context, mortise_job_token job) {
    (void)context;
    mortise_outcome end = {.struct_size = sizeof end, .end = {.outcome = MORTISE_CANCELLED, .code = text("cancelled")}};
    host.job->finish(host.job->host_context, job, &end);
}

static void ignore_cancel(void *context, mortise_job_token job) { (void)context, (void)job; }

static mortise_task_type type(const char *name, uint32_t execution, uint64_t capabilities) {
    return (mortise_task_type){.struct_size = sizeof(mortise_task_type),
                               .execution = execution,
                               .name = text(name),
                               .version = text("1.2.3"),
                               .input_schema = text("{\"in\":1}"),
                               .result_schema = text("{\"out\":1}"),
                               .capabilities = capabilities,
                               .task_context = &host,
                               .start = start_script,
                               .cancel = ignore_cancel};
}

static void *idle(void *nothing) {
    for (;;) pause();
    return nothing;
}

static mortise_status register_task(const mortise_registry *registry, mortise_task_type type) {
    return registry->register_task(registry->host_context, &type);
}

static mortise_status init(void *context, const mortise_registry *registry) {
    initialized += context == &host ? 1 : 100;
    kept_registry = registry;
    mortise_task_type all = type("script", MORTISE_EXECUTION_BLOCKING, 0x3F);
    all.flags = MORTISE_TASK_CACHEABLE | (uint64_t)1 << 40;
    all.default_deadline_ms = 5000;
    all.default_attempts = 4;
    all.concurrency = 16;
    mortise_task_type quick = type("quick", MORTISE_EXECUTION_ASYNC, 0);
    quick.start = start_quick;
    mortise_task_type waiting = type("waiting", MORTISE_EXECUTION_ASYNC, 0);
    waiting.start = start_waiting;
    waiting.cancel = cancel_waiting;
    mortise_task_type part = type("part", MORTISE_EXECUTION_BLOCKING, 0x3F);
    part.flags = MORTISE_TASK_PART;
    if (is_variant("no_types")) return MORTISE_OK;
    if (is_variant("init_fails")) {
        self->refusal = text("the licence has run out");
        return MORTISE_REFUSED;
    }
    // Larger than this version knows: a field of a later one behind it.
    struct {
        mortise_task_type type;
        uint64_t later;
    } larger = {all, 42};
    larger.type.struct_size = sizeof larger;
    registry->register_task(registry->host_context, &larger.type);
    register_task(registry, type("bare", MORTISE_EXECUTION_BLOCKING, 0));
    register_task(registry, waiting);
    register_task(registry, part);
    if (is_variant("small_struct")) quick.struct_size = 104;
    if (is_variant("bad_name")) quick.name = text("Quick");
    if (is_variant("long_name")) quick.name = text("q2345678901234567890123456789012345678901234567890123456789012345");
    if (is_variant("bad_class")) quick.execution = 3;
    if (is_variant("no_start")) quick.start = NULL;
    if (is_variant("no_schema")) quick.input_schema.length = 0;
    if (is_variant("not_utf8")) quick.version = text("\xff");
    register_task(registry, quick);
    if (is_variant("twice")) register_task(registry, quick);
    for (int number = 0; is_variant("too_many") && number < 33; number++) {
        static char names[33][8];
        snprintf(names[number], sizeof names[number], "t%d", number);
        register_task(registry, type(names[number], MORTISE_EXECUTION_ASYNC, 0));
    }
    pthread_t thread;
    if (is_variant("threaded")) pthread_create(&thread, NULL, idle, NULL);
    if (is_variant("forks")) {
        // A copy of its own making, which does nothing.
        long copy = syscall(SYS_clone, 0x8000 | 17, 0, 0, 0, 0);
        if (copy == 0) idle(NULL);
        printf("forked %ld\n", copy);
    }
    if (is_variant("prints")) printf("half a line");
    for (int count = 0; is_variant("opens") && count < 5; count++) dup(0);
    return MORTISE_OK;
}

static mortise_status check(void *context, mortise_text *problem) {
    checked += context == &host && initialized == 1 ? 1 : 100;
    if (!is_variant("check_refuses")) return MORTISE_OK;
    *problem = text("no language data for Klingon");
    return MORTISE_REFUSED;
}

static mortise_check_service check_service = {.struct_size = sizeof check_service, .check = check};

static const void *find_service(void *context, mortise_text id) {
    check_service.module_context = context;
    if (is_variant("check_small")) check_service.struct_size = 16;
    if (is_variant("no_check")) return NULL;
    return id.length == strlen(MORTISE_CHECK_SERVICE) && !memcmp(id.bytes, MORTISE_CHECK_SERVICE, id.length)
               ? &check_service
               : NULL;
}

static const void *find(const char *id) { return host.host->find_service(host.host->host_context, text(id)); }

__attribute__((visibility("default"))) mortise_status
mortise_module_entry(const mortise_host *given, mortise_module *module) {
    if (given->magic != MORTISE_MAGIC) return MORTISE_REFUSED;
    entered++;
    self = module;
    host.host = given;
    host.job = find(MORTISE_JOB_SERVICE);
    host.log = find(MORTISE_LOG_SERVICE);
    host.buffer = find(MORTISE_BUFFER_SERVICE);
    host.complete = find(MORTISE_COMPLETE_SERVICE);
    host.embed = find(MORTISE_EMBED_SERVICE);
    host.fetch = find(MORTISE_FETCH_SERVICE);
    host.store = find(MORTISE_STORE_SERVICE);
    host.cache = find(MORTISE_CACHE_SERVICE);
    host.map = find(MORTISE_MAP_SERVICE);
    module->refusal = text("this module wants a host of 0.8; this one is 0.9");
    if (is_variant("refuses")) return MORTISE_REFUSED;
    module->abi = is_variant("wrong_abi") ? 8 : MORTISE_ABI_VERSION;
    if (!is_variant("no_name")) module->name = text("contract");
    module->version = text("1.0.0");
    if (is_variant("no_version")) module->version.length = 0;
    module->module_context = &host;
    module->init = is_variant("no_init") ? NULL : init;
    module->find_service = find_service;
    return MORTISE_OK;
}
