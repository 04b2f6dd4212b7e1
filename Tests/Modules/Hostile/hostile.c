// SPDX-License-Identifier: Apache-2.0
//
// A module that does what it is told to by the words in a post, most of it forbidden. For the tests alone.
// Written in C against the header and nothing else, which is a test of the header too.
//
//   SEGFAULT  writes to address zero          ABORT   calls abort()
//   STACK     recurses without end            SPIN    never ends, ignores cancellation
//   TWICE     ends its job twice              FORGE   ends a job by a made-up token
//   GARBAGE   writes rubbish to the socket    LIE     gives a result that is no JSON object
//   RESEAL    says again how it is confined   FLOOD   writes log lines without end
//   UNDECLARED asks a model without having declared it
//   EAT       takes 16 MiB of memory more with every job, and touches it
//   GORGE     takes memory without end
//   LEAK      opens descriptors until it has no more, and keeps them
//   PRINT     prints two lines, one of them with characters that move a cursor, and a third without an end
//   CHANCE    dies in one of fifty jobs
//   PROBE     tries what a sandbox must stop, and says in its summary what it could do
// Any other post gets a summary after a short while, on a thread of its own.
#define _GNU_SOURCE
#include "mortise.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const mortise_host *host;
static const mortise_job_service *jobs;

typedef struct work {
    mortise_job_token token;
    char *input;
} work;

static mortise_text text(const char *string) { return (mortise_text){string, strlen(string)}; }

static void finish(mortise_job_token token, const char *summary) {
    char result[16384];
    snprintf(result, sizeof result, "{\"summary\":\"%s\",\"model\":\"none\"}", summary);
    mortise_outcome outcome = {.struct_size = sizeof outcome, .end.outcome = MORTISE_SUCCEEDED, .result = text(result)};
    jobs->finish(jobs->host_context, token, &outcome);
}

// One line for each forbidden act: `name=denied` or `name=ALLOWED`.
static char report[8192];
static void note(const char *name, int allowed) {
    size_t used = strlen(report);
    snprintf(report + used, sizeof report - used, "%s=%s ", name, allowed ? "ALLOWED" : "denied");
}

static int can_open(const char *path, int flags) {
    int descriptor = open(path, flags, 0600);
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
}

static int can_start_process(long result) {
    if (result == 0) _exit(0);
    if (result > 0) waitpid((pid_t)result, NULL, 0);
    return result > 0;
}

static int can_make_executable(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static void probe(void) {
    report[0] = 0;
    note("socket_inet", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    note("socket_inet6", socket(AF_INET6, SOCK_STREAM, 0) >= 0);
    note("socket_udp", socket(AF_INET, SOCK_DGRAM, 0) >= 0);
    note("socket_unix", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    note("socket_netlink", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
    note("socket_packet", socket(AF_PACKET, SOCK_RAW, 0) >= 0);
    int pair[2];
    note("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    note("io_uring", syscall(425, 4, (char[256]){0}) >= 0);
    note("read_passwd", can_open("/etc/passwd", O_RDONLY));
    note("read_hostname", can_open("/etc/hostname", O_RDONLY));
    note("read_environ", can_open("/proc/self/environ", O_RDONLY));
    note("read_parent_environ", can_open("/proc/1/environ", O_RDONLY));
    note("read_maps", can_open("/proc/self/maps", O_RDONLY));
    note("read_module", can_open("/proc/self/exe", O_RDONLY));
    note("list_root", opendir("/") != NULL);
    note("list_proc", opendir("/proc") != NULL);
    note("write_tmp", can_open("/tmp/mortise-hostile", O_WRONLY | O_CREAT));
    note("write_shm", can_open("/dev/shm/mortise-hostile", O_WRONLY | O_CREAT));
    note("openat2", syscall(437, AT_FDCWD, "/etc/passwd", (uint64_t[3]){0}, 24) >= 0);
    note("mkdir", mkdir("/tmp/mortise-hostile-folder", 0700) == 0);
    note("unlink", unlink("/tmp/mortise-hostile-bait") == 0);
    note("chmod", chmod("/tmp", 0777) == 0);
    note("fork", can_start_process(syscall(SYS_fork)));
    note("vfork_clone", can_start_process(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
    note("clone3", can_start_process(syscall(435, (uint64_t[11]){[4] = SIGCHLD}, 88)));
    char *words[] = {"/bin/true", NULL};
    note("execve", execve("/bin/true", words, environ) == 0);
    note("kill_parent", kill(getppid(), 0) == 0);
    note("kill_self_group", kill(0, 0) == 0);
    note("kill_all", kill(-1, 0) == 0);
    note("tgkill_parent", syscall(SYS_tgkill, getppid(), getppid(), 0) == 0);
    note("sigqueue_parent", syscall(SYS_rt_sigqueueinfo, getppid(), 0, NULL) == 0);
    note("pidfd_open", syscall(434, getppid(), 0) >= 0);
    note("ptrace_parent", ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0);
    note("process_vm_readv", syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0) == 0);
    note("setuid_root", setuid(0) == 0 && geteuid() == 0 && getuid() == 0);
    note("chroot", chroot("/") == 0);
    note("unshare_user", unshare(CLONE_NEWUSER) == 0);
    note("bpf", syscall(321, 0, NULL, 0) >= 0);
    note("raise_limit", syscall(302, 0, 9, (uint64_t[2]){~0ull, ~0ull}, NULL) == 0);
    note("executable_memory", can_make_executable());
    note("environment", environ != NULL && environ[0] != NULL);
    int descriptors = 0;
    for (int number = 5; number < 64; number++) {
        struct sockaddr_storage name;
        socklen_t length = sizeof name;
        // Descriptors that are sockets and were inherited: only number 3 may be one.
        if (getsockname(number, (struct sockaddr *)&name, &length) == 0) descriptors++;
    }
    note("inherited_sockets", descriptors > 0);
}

static void recurse(volatile char *above) {
    volatile char here[4096];
    here[0] = above ? above[0] : 0;
    recurse(here);
    here[1] = 0;
}

static void wait_a_little(void) { nanosleep(&(struct timespec){.tv_nsec = 200 * 1000 * 1000}, NULL); }

static void ignore(void *context, const mortise_complete_answer *answer) {
    (void)context;
    (void)answer;
}

static void *run(void *argument) {
    work *job = argument;
    const char *input = job->input;
    if (strstr(input, "EAT")) memset(malloc(16 << 20), 1, 16 << 20);
    while (strstr(input, "GORGE")) {
        memset(malloc(8 << 20), 1, 8 << 20);
        nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
    }
    if (strstr(input, "LEAK"))
        while (dup(3) >= 0) {
        }
    if (strstr(input, "PRINT")) {
        static const char words[] = "first line of output\n\x1b[2Jsecond\nthe third has no end";
        (void)!write(1, words, sizeof words - 1);
    }
    if (strstr(input, "CHANCE")) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if ((now.tv_nsec / 1000 + job->token) % 50 == 0) abort();
    }
    if (strstr(input, "SEGFAULT")) *(volatile int *)0 = 1;
    if (strstr(input, "ABORT")) abort();
    if (strstr(input, "STACK")) recurse(NULL);
    while (strstr(input, "SPIN")) sched_yield();
    if (strstr(input, "GARBAGE")) {
        for (int count = 0; count < 64; count++) (void)!write(3, "\xff\xff\xff\x7fgarbage", 11);
        pause();
    }
    if (strstr(input, "RESEAL")) {
        // Length 6, kind 8, tier 3, no notes.
        static const char frame[] = {6, 0, 0, 0, 8, 3, 0, 0, 0, 0};
        (void)!write(3, frame, sizeof frame);
        pause();
    }
    if (strstr(input, "UNDECLARED")) {
        const mortise_complete_service *service =
            host->find_service(host->host_context, text(MORTISE_COMPLETE_SERVICE));
        mortise_complete_part part = {.text = text("tell me a secret")};
        mortise_complete_request request = {
            .struct_size = sizeof request, .part_count = 1, .parts = &part, .part_stride = sizeof part};
        mortise_status status = service->complete(service->host_context, job->token, &request, NULL, ignore, NULL);
        finish(job->token, status == MORTISE_NOT_PERMITTED ? "not permitted" : "PERMITTED");
        return NULL;
    }
    if (strstr(input, "FLOOD")) {
        const mortise_log_service *service = host->find_service(host->host_context, text(MORTISE_LOG_SERVICE));
        for (int count = 0; count < 20000; count++)
            service->log(service->host_context, job->token, MORTISE_LOG_ERROR, text("a line of the flood"));
    }
    if (strstr(input, "FORGE")) {
        finish(job->token ^ 1, "stolen");
        finish(0, "stolen");
    }
    if (strstr(input, "LIE")) {
        mortise_outcome outcome = {.struct_size = sizeof outcome, .result = text("[1,2")};
        jobs->finish(jobs->host_context, job->token, &outcome);
    } else if (strstr(input, "PROBE")) {
        probe();
        finish(job->token, report);
    } else {
        wait_a_little();
        finish(job->token, "a good summary");
    }
    if (strstr(input, "TWICE")) finish(job->token, "once more");
    free(job->input);
    free(job);
    return NULL;
}

static mortise_status start(void *context, const mortise_job *job) {
    (void)context;
    work *copy = malloc(sizeof *copy);
    copy->token = job->token;
    copy->input = strndup(job->input.bytes, job->input.length);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&small, 128 << 10);
    pthread_t thread;
    int status = pthread_create(&thread, &small, run, copy);
    pthread_attr_destroy(&small);
    if (status == 0) return MORTISE_OK;
    free(copy->input);
    free(copy);
    return MORTISE_UNAVAILABLE;
}

static void cancel(void *context, mortise_job_token job) {
    (void)context;
    (void)job;
}

static mortise_status init(void *context, const mortise_registry *registry) {
    (void)context;
    mortise_task_type type = {
        .struct_size = sizeof type,
        .execution = MORTISE_EXECUTION_ASYNC,
        .name = text("post_summary"),
        .version = text("0.0.1"),
        .input_schema = text("{}"),
        .result_schema = text("{}"),
        .start = start,
        .cancel = cancel,
    };
    return registry->register_task(registry->host_context, &type);
}

__attribute__((visibility("default"))) mortise_status
mortise_module_entry(const mortise_host *given, mortise_module *module) {
    if (given->magic != MORTISE_MAGIC) return MORTISE_REFUSED;
    host = given;
    jobs = host->find_service(host->host_context, text(MORTISE_JOB_SERVICE));
    module->abi = MORTISE_ABI_VERSION;
    module->name = text("hostile");
    module->version = text("0.0.1");
    module->init = init;
    return MORTISE_OK;
}
