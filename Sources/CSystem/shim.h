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
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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
static inline int mortise_landlock_allow(int ruleset, int directory, uint64_t access) {
    struct landlock_path_beneath_attr attribute = {.allowed_access = access, .parent_fd = directory};
    return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attribute, 0);
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
