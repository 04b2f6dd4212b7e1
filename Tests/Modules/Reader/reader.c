// SPDX-License-Identifier: Apache-2.0
//
// A module that needs a C library of the system and reads files of the machine. For the tests alone. A post's content
// is a list of words, each with a path where it takes one; what came of them is its summary.
//   yaml              calls the library                 setting NAME      a variable of the environment
//   read PATH         bytes of a file, or why not       list PATH         names in a folder, or why not
//   facts PATH        stat, lstat, fstat agree          access PATH       for reading, for writing
//   map PATH          its first byte, mapped            bare PATH         open past the handler
//   write PATH        opened in every way that writes   crowd PATH        eight threads read, list and look at once
#define _GNU_SOURCE
#include "mortise.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <yaml.h>

static const mortise_job_service *jobs;

typedef struct report {
    char text[8192];
    size_t used;
} report;

__attribute__((format(printf, 2, 3))) static void say(report *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to->text + to->used, sizeof to->text - to->used, format, arguments);
    va_end(arguments);
    if (length > 0) to->used += (size_t)length;
    if (to->used >= sizeof to->text) to->used = sizeof to->text - 1;
}

static mortise_text text(const char *string) { return (mortise_text){string, strlen(string)}; }

// Bytes, or minus errno.
static long read_file(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) return -errno;
    char bytes[4096];
    long count = 0;
    for (size_t read; (read = fread(bytes, 1, sizeof bytes, file)) > 0;) count += (long)read;
    if (ferror(file)) count = -errno;
    fclose(file);
    return count;
}

static long list_folder(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) return -errno;
    long count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

// The file's size when every way to ask says the same.
static long facts(const char *path) {
    struct stat by_path, by_link, open_file;
    if (stat(path, &by_path) != 0) return -errno;
    if (lstat(path, &by_link) != 0) return -errno;
    int file = open(path, O_RDONLY);
    if (file < 0) return -errno;
    int status = fstat(file, &open_file);
    close(file);
    if (status != 0 || by_path.st_ino != open_file.st_ino || by_link.st_ino != open_file.st_ino) return -EIO;
    return (long)by_path.st_size;
}

static long map_file(const char *path) {
    int file = open(path, O_RDONLY);
    if (file < 0) return -errno;
    char *bytes = mmap(NULL, 1, PROT_READ, MAP_PRIVATE, file, 0);
    long result = bytes == MAP_FAILED ? -errno : bytes[0];
    close(file);
    return result;
}

static int can_open(long result) {
    if (result >= 0) close((int)result);
    return result >= 0;
}

static const int writing[] = {O_WRONLY, O_RDWR, O_RDONLY | O_TRUNC, O_WRONLY | O_CREAT, O_RDONLY | O_CREAT,
                              O_WRONLY | O_APPEND, O_RDWR | O_TMPFILE, O_PATH};

// How many ways to write worked, asked of the handler and of the kernel by the handler's own number.
static int write_file(const char *path) {
    int count = 0;
    for (size_t index = 0; index < sizeof writing / sizeof *writing; index++) {
        count += can_open(open(path, writing[index], 0600));
        count += can_open(openat(AT_FDCWD, path, writing[index], 0600));
        count += can_open(syscall(SYS_openat, 0x7FFFFFFFL, path, writing[index], 0600));
    }
    return count + (truncate(path, 0) == 0) + (unlink(path) == 0) + (chmod(path, 0777) == 0);
}

typedef struct visitor {
    pthread_t thread;
    const char *folder;
    int failures;
} visitor;

static void *visit(void *argument) {
    visitor *me = argument;
    char path[4096];
    for (int round = 0; round < 50; round++) {
        DIR *folder = opendir(me->folder);
        if (!folder) {
            me->failures++;
            continue;
        }
        for (struct dirent *entry; (entry = readdir(folder));) {
            snprintf(path, sizeof path, "%s/%s", me->folder, entry->d_name);
            struct stat facts;
            if (entry->d_name[0] == '.') continue;
            if (stat(path, &facts) != 0) me->failures++;
            else if (S_ISREG(facts.st_mode) && read_file(path) != (long)facts.st_size) me->failures++;
            if (access("/etc/passwd", R_OK) == 0) me->failures++;
        }
        closedir(folder);
    }
    return NULL;
}

static int crowd(const char *folder) {
    visitor visitors[8];
    int failures = 0;
    for (int number = 0; number < 8; number++) {
        visitors[number] = (visitor){.folder = folder};
        if (pthread_create(&visitors[number].thread, NULL, visit, &visitors[number]) != 0) return -1;
    }
    for (int number = 0; number < 8; number++) {
        pthread_join(visitors[number].thread, NULL);
        failures += visitors[number].failures;
    }
    return failures;
}

static void run(report *to, const char *word, const char *path) {
    const char *value;
    if (!strcmp(word, "yaml")) say(to, "yaml=%s ", yaml_get_version_string());
    else if (!strcmp(word, "setting")) say(to, "%s=%s ", path, (value = getenv(path)) ? value : "");
    else if (!strcmp(word, "read")) say(to, "read=%ld ", read_file(path));
    else if (!strcmp(word, "list")) say(to, "list=%ld ", list_folder(path));
    else if (!strcmp(word, "facts")) say(to, "facts=%ld ", facts(path));
    else if (!strcmp(word, "access")) say(to, "access=%d,%d ", access(path, R_OK), access(path, W_OK));
    else if (!strcmp(word, "map")) say(to, "map=%ld ", map_file(path));
    else if (!strcmp(word, "bare")) say(to, "bare=%d ", can_open(syscall(SYS_openat, 0x7FFFFFFFL, path, O_RDONLY)));
    else if (!strcmp(word, "write")) say(to, "write=%d ", write_file(path));
    else if (!strcmp(word, "crowd")) say(to, "crowd=%d ", crowd(path));
    else say(to, "%s=? ", word);
}

static mortise_status start(void *context, const mortise_job *job) {
    (void)context;
    report result = {.used = 0};
    say(&result, "{\"model\":\"none\",\"summary\":\"");
    char *input = strndup(job->input.bytes, job->input.length);
    char *content = input ? strstr(input, "\"content\":\"") : NULL;
    if (content) content[strcspn(content + 11, "\"") + 11] = 0;
    // JSON may write a slash as "\\/".
    for (char *from = content, *to = content; content && (*to = *from); from++) to += *from != '\\';
    char *place = NULL;
    for (char *word = content ? strtok_r(content + 11, " ", &place) : NULL; word; word = strtok_r(NULL, " ", &place)) {
        const char *path = !strcmp(word, "yaml") ? "" : strtok_r(NULL, " ", &place);
        run(&result, word, path ? path : "");
    }
    say(&result, "\"}");
    mortise_outcome outcome = {.struct_size = sizeof outcome,
                               .end.outcome = MORTISE_SUCCEEDED,
                               .result = {result.text, result.used}};
    free(input);
    return jobs->finish(jobs->host_context, job->token, &outcome);
}

static void cancel(void *context, mortise_job_token job) { (void)context, (void)job; }

static mortise_status init(void *context, const mortise_registry *registry) {
    (void)context;
    mortise_task_type type = {
        .struct_size = sizeof type,
        .execution = MORTISE_EXECUTION_BLOCKING,
        .name = text("post_summary"),
        .version = text("0.0.1"),
        .input_schema = text("{}"),
        .result_schema = text("{}"),
        .start = start,
        .cancel = cancel,
        .default_deadline_ms = 30000,
        .default_attempts = 1,
    };
    return registry->register_task(registry->host_context, &type);
}

__attribute__((visibility("default"))) mortise_status
mortise_module_entry(const mortise_host *given, mortise_module *module) {
    if (given->magic != MORTISE_MAGIC) return MORTISE_REFUSED;
    jobs = given->find_service(given->host_context, text(MORTISE_JOB_SERVICE));
    module->abi = MORTISE_ABI_VERSION;
    module->name = text("reader");
    module->version = text("0.0.1");
    module->init = init;
    return MORTISE_OK;
}
