// SPDX-License-Identifier: Apache-2.0
//
// Calls of Linux that Swift cannot make by itself: variadic functions, system calls without a wrapper in
// glibc 2.36, and constants younger than Debian 12's kernel headers. Each returns what the call returns,
// with errno set.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <elf.h>
#include <link.h>
#include <linux/landlock.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <stdio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
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
    MORTISE_CLONE_PARENT = 0x00008000,
    MORTISE_SIGXFSZ = SIGXFSZ,
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

// sendmsg with descriptors on its first byte (SCM_RIGHTS); control messages are made of macros. At most 8. Bytes sent,
// or -1 with errno.
static inline ssize_t mortise_send_descriptors(
    int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(8 * sizeof(int))];
    } control;
    if (descriptor_count < 1 || descriptor_count > 8) {
        errno = EINVAL;
        return -1;
    }
    memset(&control, 0, sizeof control);
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = CMSG_SPACE((size_t)descriptor_count * sizeof(int))};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN((size_t)descriptor_count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, (size_t)descriptor_count * sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

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
// A rule: these rights on what this descriptor shows and everything below it.
static inline int mortise_landlock_allow(int ruleset, int beneath, uint64_t rights) {
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = beneath};
    return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
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
static inline long mortise_try_stat(const char *path) {
    char facts[256];
    return syscall(SYS_newfstatat, AT_FDCWD, path, facts, 0x1000 /* AT_EMPTY_PATH */);
}
// Whoever owns a descriptor is signalled when it becomes ready; another process must never be that owner.
static inline long mortise_try_owner(int pid) { return syscall(SYS_fcntl, 0, F_SETOWN, pid); }
static inline long mortise_try_memory_of(int pid) {
    return syscall(SYS_process_vm_readv, pid, NULL, 0, NULL, 0, 0);
}

// A write beyond the limit on file sizes, of a buffer for example, is an error and not the process's end.
static inline int mortise_ignore_file_size_signal(void) { return signal(SIGXFSZ, SIG_IGN) == SIG_ERR ? -1 : 0; }

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

// recvmsg with room for descriptors (SCM_RIGHTS), at most 8, all close-on-exec. Returns what recvmsg returns; sets how
// many descriptors came and whether some were lost, for want of room here or in the process's table.
static inline ssize_t mortise_receive(
    int socket, void *bytes, size_t size, int *descriptors, int *descriptor_count, int *is_lossy) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(8 * sizeof(int))];
    } control;
    struct iovec piece = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    *descriptor_count = 0;
    *is_lossy = 0;
    ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (count < 0) return count;
    *is_lossy = (message.msg_flags & MSG_CTRUNC) != 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t found = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (found > 8) found = 8;
        memcpy(descriptors, CMSG_DATA(header), found * sizeof(int));
        *descriptor_count = (int)found;
    }
    return count;
}

// Lines of printf reach the host when they are printed: output is a pipe, which C would fill first. `stdout` is a
// variable, which Swift 6 does not let a program touch.
static inline void mortise_print_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

// Where glibc keeps the main thread's id, NULL where the kernel does not say (PR_GET_TID_ADDRESS).
static inline int *mortise_thread_id_address(void) {
    int *address = NULL;
    return prctl(40, (unsigned long)&address, 0UL, 0UL, 0UL) == 0 && address && *address == (int)syscall(SYS_gettid)
        ? address
        : NULL;
}

// EINVAL when the process has more than one thread; 0 and no effect otherwise.
static inline int mortise_is_single_threaded(void) { return syscall(SYS_unshare, MORTISE_CLONE_THREAD) == 0; }

// A copy of this process whose parent is this one's parent. The bare call: glibc's fork makes a child of this process.
// What glibc does in the child beside it is needed only with threads, but for the thread's id, which is put right.
static inline long mortise_clone_sibling(int *thread_id) {
    long pid = syscall(SYS_clone, MORTISE_CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0 && thread_id) *thread_id = (int)syscall(SYS_gettid);
    return pid;
}

// A folder or a file to be named in a rule, not to be read: O_PATH. No link is followed on the way (openat2,
// RESOLVE_NO_SYMLINKS, Linux 5.6). -1 with errno.
static inline int mortise_open_root(const char *path) {
    uint64_t how[3] = {010000000 /* O_PATH */ | O_CLOEXEC, 0, 4};
    return (int)syscall(437, AT_FDCWD, path, how, sizeof how);
}

// How many descriptors from `first` to `limit` are open.
static inline int mortise_open_descriptors(int first, int limit) {
    int count = 0;
    for (int number = first; number < limit; number++) count += fcntl(number, F_GETFD) >= 0;
    return count;
}

static inline int mortise_move_descriptor(int from, int to, int flags) {
    return (int)syscall(SYS_dup3, from, to, flags);
}

// Closes every descriptor from this one up: by one call since Linux 5.9, else one by one.
static inline void mortise_close_from(int first) {
    if (syscall(436 /* close_range */, (unsigned)first, ~0U, 0U) == 0) return;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    for (int number = first; number < (int)limit.rlim_cur; number++) close(number);
}

// Gives back what an idle process holds and can get again: the pages of code and constants of every loaded file that it
// has read so far (they stay in the page cache and are mapped again when they are used), and free heap. Only segments
// that were never writable are touched: what the loader has written to exists nowhere else.
struct dl_phdr_info;
extern int dl_iterate_phdr(int (*)(struct dl_phdr_info *, size_t, void *), void *);
// The beginning of dl_phdr_info, which glibc hides without _GNU_SOURCE.
struct mortise_loaded_file {
    ElfW(Addr) base;
    const char *name;
    const ElfW(Phdr) *segments;
    ElfW(Half) segment_count;
};
static inline int mortise_give_back_file(struct dl_phdr_info *given, size_t size, void *context) {
    const struct mortise_loaded_file *file = (const struct mortise_loaded_file *)(const void *)given;
    (void)context;
    if (size < sizeof *file) return 0;
    for (ElfW(Half) index = 0; index < file->segment_count; index++) {
        const ElfW(Phdr) *segment = &file->segments[index];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
        uintptr_t begin = (file->base + segment->p_vaddr) & ~(uintptr_t)4095;
        uintptr_t end = (file->base + segment->p_vaddr + segment->p_filesz + 4095) & ~(uintptr_t)4095;
        madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 0;
}
static inline void mortise_give_back_idle_memory(void) {
    int before = errno;
    malloc_trim(0);
    dl_iterate_phdr(mortise_give_back_file, NULL);
    errno = before;
}
