// SPDX-License-Identifier: Apache-2.0
//
// Every service with arguments that break its rules. None may be answered MORTISE_OK, and no callback may come.
#include "script.h"

static void never_buffer(void *context, const mortise_buffer_answer *answer) { (void)context, (void)answer, abort(); }
static void never_complete(void *context, const mortise_complete_answer *answer) {
    (void)context, (void)answer, abort();
}
static void never_embed(void *context, const mortise_embed_answer *answer) { (void)context, (void)answer, abort(); }
static void never_fetch(void *context, const mortise_fetch_answer *answer) { (void)context, (void)answer, abort(); }
static void never_store(void *context, const mortise_store_answer *answer) { (void)context, (void)answer, abort(); }
static void never_cache(void *context, const mortise_cache_answer *answer) { (void)context, (void)answer, abort(); }
static void never_map(void *context, const mortise_map_answer *answer) { (void)context, (void)answer, abort(); }

// `name=status` for each; a test knows which status each must be.
static void note(script *job, const char *name, mortise_status status) { say(job, "%s=%d\n", name, status); }

static mortise_text of_length(const char *bytes, uint64_t length) { return (mortise_text){bytes, length}; }

static void job_and_log(script *job, mortise_job_token token, const char *much) {
    const mortise_job_service *service = host.job;
    mortise_progress progress = {.struct_size = sizeof progress};
    mortise_outcome outcome = {.struct_size = sizeof outcome};
    note(job, "finish null", service->finish(service->host_context, token, NULL));
    outcome.struct_size--;
    note(job, "finish small", service->finish(service->host_context, token, &outcome));
    outcome = (mortise_outcome){.struct_size = sizeof outcome, .end.outcome = 5};
    note(job, "finish class", service->finish(service->host_context, token, &outcome));
    outcome = (mortise_outcome){.struct_size = sizeof outcome, .result = of_length(much, (16 << 20) + 1)};
    note(job, "finish large", service->finish(service->host_context, token, &outcome));
    outcome = (mortise_outcome){.struct_size = sizeof outcome, .result = of_length(NULL, 5)};
    note(job, "finish nothing", service->finish(service->host_context, token, &outcome));
    note(job, "progress null", service->report_progress(service->host_context, token, NULL));
    progress.struct_size--;
    note(job, "progress small", service->report_progress(service->host_context, token, &progress));
    progress = (mortise_progress){.struct_size = sizeof progress, .note = of_length(much, 257)};
    note(job, "progress note", service->report_progress(service->host_context, token, &progress));
    progress.note = text("\xff");
    note(job, "progress utf8", service->report_progress(service->host_context, token, &progress));
    progress.note.length = 0;
    note(job, "progress no job", service->report_progress(service->host_context, token ^ 1, &progress));
    note(job, "partial large", service->append_partial(service->host_context, token, of_length(much, (64 << 10) + 1)));
    note(job, "partial no job", service->append_partial(service->host_context, token ^ 1, text("x")));
    note(job, "log no job", host.log->log(host.log->host_context, token ^ 1, 0, text("x")));
    note(job, "context null", service->append_partial(NULL, token, text("x")));
}

static void buffers(script *job, mortise_job_token token) {
    const mortise_buffer_service *service = host.buffer;
    note(job, "create zero", service->create(service->host_context, token, 0, never_buffer, NULL));
    note(job, "create unheard", service->create(service->host_context, token, 1, NULL, NULL));
    note(job, "create no job", service->create(service->host_context, token ^ 1, 1, never_buffer, NULL));
    note(job, "release unknown", service->release(service->host_context, token, 99));
    note(job, "release no job", service->release(service->host_context, token ^ 1, 99));
}

static mortise_complete_request request_of(mortise_complete_part *parts, uint32_t count) {
    return (mortise_complete_request){
        .struct_size = sizeof(mortise_complete_request), .part_count = count, .parts = parts, .part_stride = sizeof *parts};
}

static mortise_status complete(mortise_job_token token, const mortise_complete_request *request) {
    return host.complete->complete(host.complete->host_context, token, request, NULL, never_complete, NULL);
}

static void completions(script *job, mortise_job_token token, const char *much) {
    static mortise_complete_part parts[257];
    for (int index = 0; index < 257; index++) parts[index] = (mortise_complete_part){.text = text("t")};
    mortise_complete_request request = request_of(parts, 1);
    note(job, "complete null", complete(token, NULL));
    note(job, "complete unheard",
         host.complete->complete(host.complete->host_context, token, &request, NULL, NULL, NULL));
    note(job, "complete no job", complete(token ^ 1, &request));
    request.struct_size--;
    note(job, "complete small", complete(token, &request));
    request = request_of(parts, 0);
    note(job, "complete empty", complete(token, &request));
    request = request_of(parts, 257);
    note(job, "complete parts", complete(token, &request));
    request = request_of(NULL, 1);
    note(job, "complete no parts", complete(token, &request));
    request = request_of(parts, 2);
    request.part_stride = sizeof *parts - 8;
    note(job, "complete step", complete(token, &request));
    request.part_stride = sizeof *parts + 4;
    note(job, "complete odd step", complete(token, &request));
    request = request_of(parts, 1);
    request.model = of_length(much, 257);
    note(job, "complete model", complete(token, &request));
    request = request_of(parts, 1);
    request.answer_schema = of_length(much, (64 << 10) + 1);
    note(job, "complete schema", complete(token, &request));
    request = request_of(parts, 1);
    parts[0].role = 3;
    note(job, "complete role", complete(token, &request));
    parts[0] = (mortise_complete_part){.kind = 3};
    note(job, "complete kind", complete(token, &request));
    parts[0] = (mortise_complete_part){.label = of_length(much, (64 << 10) + 1)};
    note(job, "complete label", complete(token, &request));
    parts[0] = (mortise_complete_part){.text = of_length(much, (8 << 20) + 1)};
    note(job, "complete text", complete(token, &request));
    parts[0] = parts[1] = (mortise_complete_part){.text = of_length(much, (4 << 20) + 1)};
    request = request_of(parts, 2);
    note(job, "complete texts", complete(token, &request));
    parts[0] = (mortise_complete_part){.text = text("\xed\xa0\x80")};
    request = request_of(parts, 1);
    note(job, "complete utf8", complete(token, &request));
    parts[0] = (mortise_complete_part){.kind = MORTISE_PART_ATTACHMENT, .media_type = text("image/png"), .attachment = 99};
    note(job, "complete attachment", complete(token, &request));
    note(job, "reject reason",
         host.complete->reject(host.complete->host_context, token, 1, of_length(much, 2001)));
    note(job, "reject no job", host.complete->reject(host.complete->host_context, token ^ 1, 1, text("")));
}

static void embeds_and_fetches(script *job, mortise_job_token token, const char *much) {
    const mortise_embed_service *embed = host.embed;
    static mortise_text texts[2049];
    mortise_embed_request vectors = {.struct_size = sizeof vectors, .text_count = 0, .texts = texts};
    note(job, "embed empty", embed->embed(embed->host_context, token, &vectors, never_embed, NULL));
    vectors.text_count = 2049;
    note(job, "embed texts", embed->embed(embed->host_context, token, &vectors, never_embed, NULL));
    texts[0] = of_length(much, (8 << 20) + 1);
    vectors.text_count = 1;
    note(job, "embed large", embed->embed(embed->host_context, token, &vectors, never_embed, NULL));
    texts[0] = text("x");
    note(job, "embed no job", embed->embed(embed->host_context, token ^ 1, &vectors, never_embed, NULL));
    vectors.struct_size--;
    note(job, "embed small", embed->embed(embed->host_context, token, &vectors, never_embed, NULL));

    const mortise_fetch_service *fetch = host.fetch;
    static const char *const urls[] = {"", "http://", "https://", "file:///etc/passwd", "//example.org/", "example.org"};
    for (size_t index = 0; index < sizeof urls / sizeof *urls; index++) {
        mortise_fetch_request request = {.struct_size = sizeof request, .url = text(urls[index])};
        char name[64];
        snprintf(name, sizeof name, "fetch %zu", index);
        // `https://` alone is left to the host, which reads addresses anyway.
        if (index != 2) note(job, name, fetch->fetch(fetch->host_context, token, &request, never_fetch, NULL));
    }
    char url[2100] = "https://";
    memset(url + 8, 'a', 2041);
    mortise_fetch_request request = {.struct_size = sizeof request, .url = of_length(url, 2049)};
    note(job, "fetch long", fetch->fetch(fetch->host_context, token, &request, never_fetch, NULL));
    request.url = text("https://example.org/");
    note(job, "fetch no job", fetch->fetch(fetch->host_context, token ^ 1, &request, never_fetch, NULL));
}

static void stores_and_caches(script *job, mortise_job_token token, const char *much) {
    const mortise_store_service *store = host.store;
    static const char *const keys[] = {"", "/a", "a/", "a//b", "..", "a/../b", "a b", "a\\b", "\xc3\xa9"};
    for (size_t index = 0; index < sizeof keys / sizeof *keys; index++) {
        mortise_store_request request = {.struct_size = sizeof request, .key = text(keys[index]), .text = text("x")};
        char name[64];
        snprintf(name, sizeof name, "store %zu", index);
        note(job, name, store->put(store->host_context, token, &request, never_store, NULL));
    }
    mortise_store_request request = {.struct_size = sizeof request, .key = text("a/b.txt"), .buffer = 99};
    note(job, "store buffer", store->put(store->host_context, token, &request, never_store, NULL));
    request = (mortise_store_request){.struct_size = sizeof request, .key = of_length(much, 513)};
    note(job, "store key", store->put(store->host_context, token, &request, never_store, NULL));
    request = (mortise_store_request){.struct_size = sizeof request, .key = text("a"), .text = of_length(much, (8 << 20) + 1)};
    note(job, "store large", store->put(store->host_context, token, &request, never_store, NULL));

    const mortise_cache_service *cache = host.cache;
    note(job, "cache empty", cache->get(cache->host_context, token, text(""), never_cache, NULL));
    note(job, "cache key", cache->get(cache->host_context, token, of_length(much, 513), never_cache, NULL));
    note(job, "cache no job", cache->get(cache->host_context, token ^ 1, text("k"), never_cache, NULL));
    note(job, "cache unheard", cache->get(cache->host_context, token, text("k"), NULL, NULL));
    note(job, "cache buffer", cache->put(cache->host_context, token, text("k"), text(""), 99, 0, never_cache, NULL));
    note(job, "cache large",
         cache->put(cache->host_context, token, text("k"), of_length(much, (8 << 20) + 1), 0, 0, never_cache, NULL));
}

static void maps(script *job, mortise_job_token token, const char *much) {
    const mortise_map_service *map = host.map;
    static mortise_map_part parts[1025];
    mortise_map_request request = {
        .struct_size = sizeof request, .part_count = 1, .task_type = text("part"), .parts = parts, .part_stride = 24};
    note(job, "map no job", map->map(map->host_context, token ^ 1, &request, never_map, NULL));
    request.part_count = 0;
    note(job, "map empty", map->map(map->host_context, token, &request, never_map, NULL));
    request.part_count = 1025;
    note(job, "map parts", map->map(map->host_context, token, &request, never_map, NULL));
    request.part_count = 1;
    request.task_type = text("unknown");
    note(job, "map type", map->map(map->host_context, token, &request, never_map, NULL));
    request.task_type = text("part");
    parts[0].buffer = 99;
    note(job, "map buffer", map->map(map->host_context, token, &request, never_map, NULL));
    parts[0] = (mortise_map_part){.input = of_length(much, (8 << 20) + 1)};
    note(job, "map large", map->map(map->host_context, token, &request, never_map, NULL));
    parts[0].input.length = 1;
    request.part_stride = 16;
    note(job, "map step", map->map(map->host_context, token, &request, never_map, NULL));
}

void run_wrong_arguments(script *job) {
    char *much = malloc(17 << 20);
    memset(much, 'a', 17 << 20);
    job_and_log(job, job->token, much);
    buffers(job, job->token);
    completions(job, job->token, much);
    embeds_and_fetches(job, job->token, much);
    stores_and_caches(job, job->token, much);
    maps(job, job->token, much);
    free(much);
}
