// SPDX-License-Identifier: Apache-2.0
//
// Words of a script that call the host's services, one of each kind at a time, and say what was answered.
#include "script.h"

#include <fcntl.h>
#include <sys/mman.h>

static void sum_of(script *job, const mortise_buffer *buffer) {
    unsigned char *bytes = mmap(NULL, buffer->size, PROT_READ, MAP_SHARED, buffer->descriptor, 0);
    if (bytes == MAP_FAILED) {
        say(job, "map failed ");
        return;
    }
    unsigned long long sum = 0;
    for (uint64_t index = 0; index < buffer->size; index++) sum += bytes[index];
    munmap(bytes, buffer->size);
    say(job, "sum=%llu ", sum);
}

static void keep(script *job, const mortise_buffer *buffer) {
    job->buffer = *buffer;
    say(job, "buffer=%llu size=%llu writable=%u open=%d ", (unsigned long long)buffer->number,
        (unsigned long long)buffer->size, buffer->is_writable, fcntl(buffer->descriptor, F_GETFD) >= 0);
    if (buffer->number) sum_of(job, buffer);
}

static void answered(script *job) {
    job->answers++;
    sem_post(&job->answered);
}

static void on_piece(void *context, mortise_text piece) {
    script *job = context;
    job->pieces++;
    say(job, "[%.*s]%s", (int)piece.length, piece.length ? piece.bytes : "", job->answers ? "LATE" : "");
}

static void on_complete(void *context, const mortise_complete_answer *answer) {
    script *job = context;
    say_end(job, "complete", &answer->end);
    say(job, "text=%.*s model=%.*s in=%llu out=%llu number=%llu ", (int)answer->text.length,
        answer->text.length ? answer->text.bytes : "", (int)answer->model.length,
        answer->model.length ? answer->model.bytes : "", (unsigned long long)answer->input_tokens,
        (unsigned long long)answer->output_tokens, (unsigned long long)answer->number);
    answered(job);
}

static void on_embed(void *context, const mortise_embed_answer *answer) {
    script *job = context;
    say_end(job, "embed", &answer->end);
    say(job, "dimension=%u values=", answer->dimension);
    for (uint64_t index = 0; index < answer->value_count; index++) say(job, "%g,", (double)answer->values[index]);
    say(job, " model=%.*s in=%llu ", (int)answer->model.length, answer->model.length ? answer->model.bytes : "",
        (unsigned long long)answer->input_tokens);
    answered(job);
}

static void on_buffer(void *context, const mortise_buffer_answer *answer) {
    script *job = context;
    say_end(job, "create", &answer->end);
    keep(job, &answer->buffer);
    answered(job);
}

static void on_fetch(void *context, const mortise_fetch_answer *answer) {
    script *job = context;
    say_end(job, "fetch", &answer->end);
    say(job, "status=%u type=%.*s url=%.*s ", answer->http_status, (int)answer->media_type.length,
        answer->media_type.length ? answer->media_type.bytes : "", (int)answer->url.length,
        answer->url.length ? answer->url.bytes : "");
    keep(job, &answer->buffer);
    answered(job);
}

static void on_store(void *context, const mortise_store_answer *answer) {
    script *job = context;
    say_end(job, "store", &answer->end);
    say(job, "key=%.*s size=%llu sha256=%.*s ", (int)answer->key.length, answer->key.length ? answer->key.bytes : "",
        (unsigned long long)answer->size, (int)answer->sha256.length,
        answer->sha256.length ? answer->sha256.bytes : "");
    answered(job);
}

static void on_cache(void *context, const mortise_cache_answer *answer) {
    script *job = context;
    say_end(job, "cache", &answer->end);
    say(job, "found=%u text=%.*s ", answer->is_found, (int)answer->text.length,
        answer->text.length ? answer->text.bytes : "");
    keep(job, &answer->buffer);
    answered(job);
}

static void on_quiet_cache(void *context, const mortise_cache_answer *answer) {
    (void)answer;
    answered(context);
}

static void on_map(void *context, const mortise_map_answer *answer) {
    script *job = context;
    say_end(job, "map", &answer->end);
    say(job, "results=%u ", answer->result_count);
    for (uint32_t index = 0; index < answer->result_count; index++) {
        const mortise_map_result *result =
            (const void *)((const char *)answer->results + index * answer->result_stride);
        say_end(job, "part", &result->end);
        say(job, "result=%.*s ", (int)result->result.length, result->result.length ? result->result.bytes : "");
    }
    answered(job);
}

// Waits for the callback if there is to be one.
static void await(script *job, mortise_status status) {
    if (status != MORTISE_OK) {
        say(job, "status=%d ", status);
        return;
    }
    while (sem_wait(&job->answered) != 0) {}
}

static mortise_status ask(script *job, const char *rest, int with_pieces, int with_attachment) {
    // Larger parts than this version knows, and so a step of its own between them.
    struct {
        mortise_complete_part part;
        uint64_t later[2];
    } parts[3] = {{.part = {.role = MORTISE_ROLE_SYSTEM, .text = text("be brief")}},
                  {.part = {.role = MORTISE_ROLE_USER, .kind = MORTISE_PART_DOCUMENT, .label = text("a title"),
                            .text = text(rest)}},
                  {.part = {.role = MORTISE_ROLE_USER, .kind = MORTISE_PART_ATTACHMENT, .text = text("a name"),
                            .attachment = job->buffer.number, .media_type = text("image/png")}}};
    mortise_complete_request request = {.struct_size = sizeof request,
                                        .part_count = with_attachment ? 3 : 2,
                                        .parts = &parts[0].part,
                                        .part_stride = sizeof parts[0],
                                        .model = text("a-model"),
                                        .temperature_milli = -1,
                                        .maximum_output_tokens = 100,
                                        .target_words = 20,
                                        .answer_schema = text("{\"answer\":1}")};
    return host.complete->complete(host.complete->host_context, job->token, &request, with_pieces ? on_piece : NULL,
                                   on_complete, job);
}

static mortise_status embed(script *job, const char *rest) {
    mortise_text texts[3] = {text(rest), text(""), text("last")};
    mortise_embed_request request = {.struct_size = sizeof request, .text_count = 3, .texts = texts, .model = text("e")};
    return host.embed->embed(host.embed->host_context, job->token, &request, on_embed, job);
}

static mortise_status store(script *job, const char *key, const char *content) {
    mortise_store_request request = {.struct_size = sizeof request, .key = text(key), .media_type = text("text/plain")};
    if (content) request.text = text(content);
    else request.buffer = job->buffer.number, request.buffer_length = 3;
    return host.store->put(host.store->host_context, job->token, &request, on_store, job);
}

static mortise_status map(script *job, const char *type) {
    struct {
        mortise_map_part part;
        uint64_t later;
    } parts[2] = {{.part = {.input = text("{\"page\":1}"), .buffer = job->buffer.number}},
                  {.part = {.input = text("{\"page\":2}")}}};
    mortise_map_request request = {.struct_size = sizeof request,
                                   .part_count = 2,
                                   .task_type = text(type),
                                   .parts = &parts[0].part,
                                   .part_stride = sizeof parts[0],
                                   .part_deadline_ms = 900,
                                   .concurrency = 2};
    return host.map->map(host.map->host_context, job->token, &request, on_map, job);
}

static mortise_status progress(script *job, const char *rest) {
    unsigned long long done = 0, total = 0;
    char note[256] = "";
    sscanf(rest, "%llu %llu %255[^\n]", &done, &total, note);
    mortise_progress progress = {.struct_size = sizeof progress, .done = done, .total = total, .note = text(note)};
    return host.job->report_progress(host.job->host_context, job->token, &progress);
}

int run_service(script *job, const char *word, const char *rest) {
    const mortise_cache_service *cache = host.cache;
    if (!strcmp(word, "complete")) await(job, ask(job, rest, 0, 0));
    else if (!strcmp(word, "stream")) await(job, ask(job, rest, 1, 0));
    else if (!strcmp(word, "attach")) await(job, ask(job, rest, 0, 1));
    else if (!strcmp(word, "complete_unheard")) say(job, "status=%d ", ask(job, rest, 0, 0));
    else if (!strcmp(word, "embed")) await(job, embed(job, rest));
    else if (!strcmp(word, "buffer"))
        await(job, host.buffer->create(host.buffer->host_context, job->token, strtoull(rest, NULL, 10), on_buffer, job));
    else if (!strcmp(word, "store")) await(job, store(job, rest, "kept"));
    else if (!strcmp(word, "store_buffer")) await(job, store(job, rest, NULL));
    else if (!strcmp(word, "map")) await(job, map(job, rest));
    else if (!strcmp(word, "cache_get"))
        await(job, cache->get(cache->host_context, job->token, text(rest), on_cache, job));
    else if (!strcmp(word, "cache_put"))
        await(job, cache->put(cache->host_context, job->token, text(rest), text("value"), 0, 0, on_cache, job));
    else if (!strcmp(word, "cache_put_buffer"))
        await(job, cache->put(cache->host_context, job->token, text(rest), (mortise_text){0}, job->buffer.number, 0,
                              on_cache, job));
    else if (!strcmp(word, "cache_many"))
        for (int left = atoi(rest); left > 0; left--)
            await(job, cache->get(cache->host_context, job->token, text("k"), on_quiet_cache, job));
    else if (!strcmp(word, "fetch")) {
        mortise_fetch_request request = {.struct_size = sizeof request, .url = text(rest), .maximum_bytes = 1000,
                                         .timeout_ms = 2000, .media_types = text("application/pdf, image/*")};
        await(job, host.fetch->fetch(host.fetch->host_context, job->token, &request, on_fetch, job));
    } else if (!strcmp(word, "release"))
        say(job, "release=%d again=%d open=%d ",
            host.buffer->release(host.buffer->host_context, job->token, job->buffer.number),
            host.buffer->release(host.buffer->host_context, job->token, job->buffer.number),
            fcntl(job->buffer.descriptor, F_GETFD) >= 0);
    else if (!strcmp(word, "reject"))
        say(job, "reject=%d ",
            host.complete->reject(host.complete->host_context, job->token, strtoull(rest, NULL, 10), text("no JSON")));
    else if (!strcmp(word, "progress")) say(job, "progress=%d ", progress(job, rest));
    else if (!strcmp(word, "partial"))
        say(job, "partial=%d ", host.job->append_partial(host.job->host_context, job->token, text(rest)));
    else if (!strcmp(word, "log"))
        say(job, "log=%d ", host.log->log(host.log->host_context, job->token, (uint32_t)atoi(rest), text(rest)));
    else if (!strcmp(word, "sum")) sum_of(job, &job->buffer);
    else return 0;
    return 1;
}
