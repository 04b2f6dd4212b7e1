// SPDX-License-Identifier: Apache-2.0
//
// Calls of Linux that Swift cannot make by itself: variadic functions, system calls without a wrapper in
// glibc 2.36, and constants younger than Debian 12's kernel headers. Each returns what the call returns,
// with errno set.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <ucontext.h>
#include <unistd.h>

// prctl is variadic.
static inline int mortise_prctl(int option, unsigned long argument) {
    return prctl(option, argument, 0UL, 0UL, 0UL);
}

// Swift imports setrlimit's resource as an enum under GNU C; this takes the number.
static inline int mortise_set_limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit((__rlimit_resource_t)resource, &limit);
}

// Names that glibc hides without _GNU_SOURCE, which Swift's importer does not set.
enum {
    MORTISE_RLIMIT_NPROC = 6,
    MORTISE_RLIMIT_MEMLOCK = 8,
    MORTISE_RLIMIT_MSGQUEUE = 12,
    MORTISE_CLONE_THREAD = 0x00010000,
};

// As the three-way calls of glibc, hidden likewise. They change one thread: call them while there is but one.
static inline int mortise_become_group(uint32_t id) { return (int)syscall(SYS_setresgid, id, id, id); }
static inline int mortise_become_user(uint32_t id) { return (int)syscall(SYS_setresuid, id, id, id); }

static inline int mortise_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// waitid with P_PIDFD, whose value glibc 2.36 gives as an enum. 0, or -1 with errno.
static inline int mortise_wait_pidfd(int pidfd, siginfo_t *info, int options) {
    return waitid((idtype_t)3, (id_t)pidfd, info, options);
}

// The fields of siginfo_t are a union behind macros.
static inline int mortise_exit_status(const siginfo_t *info) { return info->si_status; }
static inline int mortise_exit_pid(const siginfo_t *info) { return info->si_pid; }

// Landlock has no wrapper in glibc. The attribute struct is written out because Debian 12's headers end at
// ABI 2 while the running kernel may know more; the kernel takes any prefix that it knows.
struct mortise_landlock_ruleset {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
};
static inline int mortise_landlock_abi(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}
static inline int mortise_landlock_create(const struct mortise_landlock_ruleset *ruleset, size_t size) {
    return (int)syscall(SYS_landlock_create_ruleset, ruleset, size, 0);
}
static inline int mortise_landlock_restrict(int ruleset) {
    return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

// Bare system calls for the sandbox's test of itself: glibc's wrappers may refuse before the kernel does.
static inline long mortise_try_fork(void) { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }
static inline long mortise_try_io_uring(void) { return syscall(425, 1, NULL); }
static inline long mortise_try_kill(int pid) { return syscall(SYS_kill, pid, 0); }
static inline long mortise_try_socket(int family) { return syscall(SYS_socket, family, SOCK_STREAM, 0); }
static inline long mortise_try_open(const char *path) { return syscall(SYS_openat, AT_FDCWD, path, O_RDONLY); }
static inline long mortise_try_ptrace(int pid) { return syscall(SYS_ptrace, 16, pid, 0, 0); }
static inline long mortise_try_memory_of(int pid) {
    return syscall(SYS_process_vm_readv, pid, NULL, 0, NULL, 0, 0);
}

// The answer to an `open` that the sandbox traps. The handler opens nothing itself and could not: it is as
// confined as the module. Two paths get a copy of a descriptor that the process was given, all others EACCES:
// - /proc/self/fd/4, by which the loader finds the module's file while it is still open;
// - /proc/TID/stat: libdispatch, which Swift's concurrency runs on, looks there for the state of each of its
//   workers and ends the process when it cannot. What it reads says that the worker runs; libdispatch then
//   starts no extra threads.
// Async-signal-safe: lseek and dup alone.
enum { MORTISE_MODULE_FILE = 4, MORTISE_WORKER_STATE = 5 };

static inline int mortise_is_worker_state(const char *path) {
    if (!path || strncmp(path, "/proc/", 6) != 0) return 0;
    path += 6;
    size_t digits = strspn(path, "0123456789");
    return digits > 0 && strcmp(path + digits, "/stat") == 0;
}

static inline void mortise_answer_open(int signal, siginfo_t *info, void *context) {
    ucontext_t *interrupted = (ucontext_t *)context;
    (void)signal;
    (void)info;
#if defined(__x86_64__)
    // REG_RAX is 13, REG_RDI 8, REG_RSI 9; the names need _GNU_SOURCE. open(path) and openat(folder, path).
    greg_t *registers = interrupted->uc_mcontext.gregs;
    const char *path = (const char *)(registers[13] == SYS_open ? registers[8] : registers[9]);
    greg_t *answer = &registers[13];
#elif defined(__aarch64__)
    const char *path = (const char *)interrupted->uc_mcontext.regs[1];
    __u64 *answer = (__u64 *)&interrupted->uc_mcontext.regs[0];
#else
#error "the sandbox knows x86-64 and arm64"
#endif
    int before = errno;
    int file = -1;
    if (mortise_is_worker_state(path)) file = MORTISE_WORKER_STATE;
    if (path && strcmp(path, "/proc/self/fd/4") == 0) file = MORTISE_MODULE_FILE;
    int result = -EACCES;
    if (file >= 0 && lseek(file, 0, SEEK_SET) == 0) {
        result = dup(file);
        if (result < 0) result = -EMFILE;
    }
    errno = before;
    *answer = result;
}

static inline int mortise_catch_opens(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = mortise_answer_open;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
    return sigaction(SIGSYS, &action, NULL);
}

// Makes descriptor MORTISE_WORKER_STATE: a memory file that nobody can change any more. memfd_create and the
// seals need _GNU_SOURCE in glibc.
static inline int mortise_make_worker_state(void) {
    static const char state[] = "1 (worker) R 0\n";
    int file = (int)syscall(SYS_memfd_create, "worker", 3U /* MFD_CLOEXEC | MFD_ALLOW_SEALING */);
    if (file < 0) return -1;
    if (write(file, state, sizeof state - 1) != (ssize_t)(sizeof state - 1)) return -1;
    if (fcntl(file, 1033 /* F_ADD_SEALS */, 15 /* SEAL, SHRINK, GROW, WRITE */) != 0) return -1;
    if (file == MORTISE_WORKER_STATE) return 0;
    int result = (int)syscall(SYS_dup3, file, MORTISE_WORKER_STATE, O_CLOEXEC);
    close(file);
    return result < 0 ? -1 : 0;
}

// Memory files: memfd_create, seals and holes need _GNU_SOURCE in glibc.
static inline int mortise_memory_file(const char *name) {
    return (int)syscall(SYS_memfd_create, name, 3U /* MFD_CLOEXEC | MFD_ALLOW_SEALING */);
}
enum { MORTISE_SEAL_SHRINK = 2, MORTISE_SEAL_GROW = 4 };
static inline int mortise_add_seals(int file, int seals) { return fcntl(file, 1033 /* F_ADD_SEALS */, seals); }
// Gives a file's memory back; what is read there afterwards is zero. The file keeps its size.
static inline int mortise_punch(int file, uint64_t size) {
    return (int)syscall(SYS_fallocate, file, 3 /* KEEP_SIZE | PUNCH_HOLE */, (off_t)0, (off_t)size);
}
