// SPDX-License-Identifier: Apache-2.0
//
// The handler is as confined as the module that it answers. Async-signal-safe: bare system calls and its own memory
// alone. It runs on whatever thread made the call.
//
// open, openat: two paths get a copy of a descriptor that the process was given, those below a root are opened for
// reading, all others get EACCES. The two:
// - /proc/self/fd/4, by which the loader finds the module's file while it is still open;
// - /proc/TID/stat: libdispatch, which Swift's concurrency runs on, looks there for the state of each of its
//   workers and ends the process when it cannot. What it reads says that the worker runs; libdispatch then
//   starts no extra threads.
// newfstatat with AT_EMPTY_PATH: glibc's fstat. The kernel would take a path all the same; here only the facts of an
// open descriptor are given.
// stat, lstat, newfstatat, access, faccessat of a path: only where there are roots. The kernel is not asked about the
// path, which Landlock would not keep from it: what can be opened for reading has facts, nothing else has.
// tgkill: abort() in a copy of a template, whose pid the filter could not name (docs/sandbox.md).
#define _GNU_SOURCE
#include "system_call_answers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

_Static_assert(MORTISE_READING_FLAGS == (O_CLOEXEC | O_NONBLOCK | O_DIRECTORY | O_NOFOLLOW), "flags of another machine");

// Written once, before there is a second thread. A module that writes to it only changes what is asked of the kernel.
static struct {
    const char *path;
    size_t length;
} roots[MORTISE_ROOT_LIMIT];
static int root_count;

static int is_worker_state(const char *path) {
    if (strncmp(path, "/proc/", 6) != 0) return 0;
    path += 6;
    size_t digits = strspn(path, "0123456789");
    return digits > 0 && strcmp(path + digits, "/stat") == 0;
}

static int climbs(const char *path) {
    for (const char *dots = strstr(path, "/.."); dots; dots = strstr(dots + 1, "/.."))
        if (dots[3] == 0 || dots[3] == '/') return 1;
    return 0;
}

static int is_below_root(const char *path) {
    for (int index = 0; index < root_count; index++) {
        size_t length = roots[index].length;
        if (strncmp(path, roots[index].path, length) != 0) continue;
        if (path[length] == 0 || path[length] == '/') return !climbs(path + length);
    }
    return 0;
}

static long open_below_root(const char *path, int flags) {
    long file = syscall(SYS_openat, (long)MORTISE_BELOW_ROOTS, path, (long)(flags | O_CLOEXEC));
    return file < 0 ? -errno : file;
}

static long answer_open(const char *path, int flags) {
    const int writes = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_PATH | (O_TMPFILE & ~O_DIRECTORY);
    if (!path) return -EFAULT;
    if (is_below_root(path)) {
        if (flags & writes) return -EACCES;
        return open_below_root(path, flags & (O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK));
    }
    int file = -1;
    if (is_worker_state(path)) file = MORTISE_WORKER_STATE;
    if (strcmp(path, "/proc/self/fd/4") == 0) file = MORTISE_MODULE_FILE;
    if (file < 0 || lseek(file, 0, SEEK_SET) != 0) return -EACCES;
    int copy = dup(file);
    return copy < 0 ? -EMFILE : copy;
}

static long answer_facts(const char *path, void *facts) {
    if (!path || !is_below_root(path)) return -EACCES;
    // A pipe would make its opener wait.
    long file = open_below_root(path, O_NONBLOCK);
    if (file < 0) return file;
    long result = syscall(SYS_fstat, file, facts) == 0 ? 0 : -errno;
    close((int)file);
    return result;
}

static long answer_access(const char *path, int mode) {
    if (mode & W_OK) return -EACCES;
    struct stat facts;
    long result = answer_facts(path, &facts);
    // There is nothing to be run; a folder may be gone through.
    if (result == 0 && (mode & X_OK) && !S_ISDIR(facts.st_mode)) return -EACCES;
    return result;
}

static long answer_newfstatat(int file, const char *path, void *facts, int flags) {
    if (path && path[0]) return answer_facts(path, facts);
    if (!(flags & AT_EMPTY_PATH)) return path ? -ENOENT : -EFAULT;
    return syscall(SYS_fstat, file, facts) == 0 ? 0 : -errno;
}

// A timer of the process can signal its own threads and nobody else's, whatever its pid.
static long answer_abort(pid_t process, pid_t thread) {
    if (process != getpid()) return -EPERM;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGABRT;
    event._sigev_un._tid = thread;
    int timer;
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) != 0) return -errno;
    struct itimerspec soon = {.it_value = {.tv_nsec = 1}};
    if (syscall(SYS_timer_settime, timer, 0, &soon, NULL) != 0) return -errno;
    // The signal comes within this sleep, unless it is blocked.
    struct timespec pause = {.tv_nsec = 1000 * 1000};
    syscall(SYS_nanosleep, &pause, NULL);
    return 0;
}

static long answer(long call, const uint64_t given[4]) {
    switch (call) {
#ifdef SYS_open
    case SYS_open: return answer_open((const char *)given[0], (int)given[1]);
    case SYS_stat:
    case SYS_lstat: return answer_facts((const char *)given[0], (void *)given[1]);
    case SYS_access: return answer_access((const char *)given[0], (int)given[1]);
#endif
    case SYS_openat: return answer_open((const char *)given[1], (int)given[2]);
    case SYS_newfstatat: return answer_newfstatat((int)given[0], (const char *)given[1], (void *)given[2], (int)given[3]);
    case SYS_faccessat: return answer_access((const char *)given[1], (int)given[2]);
    case SYS_tgkill: return answer_abort((pid_t)given[0], (pid_t)given[1]);
    default: return -ENOSYS;
    }
}

static void trapped(int signal, siginfo_t *info, void *context) {
    ucontext_t *interrupted = context;
    (void)signal;
    (void)info;
    int before = errno;
#if defined(__x86_64__)
    greg_t *registers = interrupted->uc_mcontext.gregs;
    const uint64_t given[4] = {(uint64_t)registers[REG_RDI], (uint64_t)registers[REG_RSI], (uint64_t)registers[REG_RDX],
                               (uint64_t)registers[REG_R10]};
    registers[REG_RAX] = answer((long)registers[REG_RAX], given);
#elif defined(__aarch64__)
    __u64 *registers = interrupted->uc_mcontext.regs;
    const uint64_t given[4] = {registers[0], registers[1], registers[2], registers[3]};
    registers[0] = (__u64)answer((long)registers[8], given);
#else
#error "the sandbox knows x86-64 and arm64"
#endif
    errno = before;
}

int mortise_answer_system_calls(const char *const *paths, int count) {
    if (count < 0 || count > MORTISE_ROOT_LIMIT) {
        errno = EINVAL;
        return -1;
    }
    for (int index = 0; index < count; index++) {
        char *path = strdup(paths[index]);
        if (!path) return -1;
        roots[index].path = path;
        roots[index].length = strlen(path);
    }
    root_count = count;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = trapped;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
    return sigaction(SIGSYS, &action, NULL);
}

int mortise_make_worker_state(void) {
    static const char state[] = "1 (worker) R 0\n";
    int file = memfd_create("worker", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -1;
    if (write(file, state, sizeof state - 1) != (ssize_t)(sizeof state - 1)) return -1;
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) return -1;
    if (file == MORTISE_WORKER_STATE) return 0;
    int result = dup3(file, MORTISE_WORKER_STATE, O_CLOEXEC);
    close(file);
    return result < 0 ? -1 : 0;
}

long mortise_try_below_roots(const char *path, int flags) {
    return syscall(SYS_openat, (long)MORTISE_BELOW_ROOTS, path, (long)flags);
}
