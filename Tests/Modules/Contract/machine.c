// SPDX-License-Identifier: Apache-2.0
//
// Words of a script that try the machine: what can be done with a buffer, a descriptor, a thread or a process.
#include "script.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Keep the compiler from knowing how deep a thing goes.
static volatile int depth;

static int recurse(int left) {
    volatile char room[1024];
    room[0] = (char)left;
    depth = left;
    return left == 0 ? room[0] : recurse(left - 1) + room[0];
}

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL); }

static int is_cancelled(script *job) { return host.job->is_cancelled(host.job->host_context, job->token); }

static int fill(const mortise_buffer *buffer, int byte) {
    void *bytes = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer->descriptor, 0);
    if (bytes == MAP_FAILED) return errno;
    memset(bytes, byte, buffer->size);
    munmap(bytes, buffer->size);
    return 0;
}

static int open_descriptors(void) {
    int count = 0;
    for (int number = 0; number < 1024; number++) count += fcntl(number, F_GETFD) >= 0;
    return count;
}

static long try_code(const mortise_buffer *buffer) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, buffer->descriptor, 0);
    return page == MAP_FAILED ? errno : 0;
}

static int code(long result) { return result < 0 ? errno : 0; }

int run_machine(script *job, const char *word, const char *rest) {
    static atomic_int met;
    struct stat facts;
    char bare[256];
    const mortise_buffer *buffer = &job->buffer;
    if (!strcmp(word, "fill")) say(job, "fill=%d ", fill(buffer, atoi(rest)));
    else if (!strcmp(word, "write")) say(job, "write=%d ", code(write(buffer->descriptor, "x", 1)));
    else if (!strcmp(word, "truncate"))
        say(job, "shrink=%d grow=%d ", code(ftruncate(buffer->descriptor, 0)),
            code(ftruncate(buffer->descriptor, 1 << 20)));
    else if (!strcmp(word, "execute")) say(job, "execute=%ld ", try_code(buffer));
    else if (!strcmp(word, "descriptors")) say(job, "descriptors=%d ", open_descriptors());
    else if (!strcmp(word, "fstat"))
        say(job, "fstat=%d size=%lld ", code(fstat(buffer->descriptor, &facts)), (long long)facts.st_size);
    else if (!strcmp(word, "see")) say(job, "see=%d ", code(syscall(SYS_newfstatat, AT_FDCWD, rest, bare, 0x1000)));
    else if (!strcmp(word, "see_plainly")) say(job, "see=%d ", code(syscall(SYS_newfstatat, AT_FDCWD, rest, bare, 0)));
    else if (!strcmp(word, "own_for")) say(job, "own_for=%d ", code(fcntl(3, F_SETOWN, getppid())));
    else if (!strcmp(word, "fork")) say(job, "fork=%d ", code(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
    else if (!strcmp(word, "sibling")) say(job, "sibling=%d ", code(syscall(SYS_clone, 0x8000 | SIGCHLD, 0, 0, 0, 0)));
    else if (!strcmp(word, "unshare")) say(job, "unshare=%d ", code(syscall(SYS_unshare, 0x10000)));
    else if (!strcmp(word, "survive")) say(job, "survive=%d ", code(syscall(SYS_prctl, 1, 9, 0, 0, 0)));
    else if (!strcmp(word, "filter")) say(job, "filter=%d ", code(syscall(SYS_seccomp, 1, 0, NULL)));
    else if (!strcmp(word, "signal")) say(job, "signal=%d ", code(syscall(SYS_tgkill, atoi(rest), atoi(rest), 9)));
    else if (!strcmp(word, "signal_abort")) say(job, "signal=%d ", code(syscall(SYS_tgkill, atoi(rest), atoi(rest), 6)));
    else if (!strcmp(word, "abort")) abort();
    else if (!strcmp(word, "process")) say(job, "process=%d parent=%d ", getpid(), getppid());
    else if (!strcmp(word, "thread")) say(job, "main=%d ", syscall(SYS_gettid) == getpid());
    else if (!strcmp(word, "recurse")) say(job, "recurse=%d ", recurse(atoi(rest)) != 1);
    else if (!strcmp(word, "print")) printf("%s\n", rest);
    else if (!strcmp(word, "print_error")) fprintf(stderr, "%s\n", rest);
    else if (!strcmp(word, "is_cancelled")) say(job, "cancelled=%d ", is_cancelled(job));
    else if (!strcmp(word, "until_cancelled")) {
        while (!is_cancelled(job)) nap();
        say(job, "cancelled=1 ");
    } else if (!strcmp(word, "meet")) {
        // As many jobs at once, or they wait for each other for ever.
        atomic_fetch_add(&met, 1);
        while (atomic_load(&met) < atoi(rest)) nap();
        say(job, "met ");
    } else if (!strcmp(word, "register")) {
        mortise_task_type type = {.struct_size = sizeof type};
        say(job, "register=%d ", kept_registry->register_task(kept_registry->host_context, &type));
    } else return 0;
    return 1;
}
