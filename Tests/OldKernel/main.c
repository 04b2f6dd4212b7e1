// SPDX-License-Identifier: Apache-2.0
//
// mortise-module-host as on an older or a poorer machine: the kernel answers that it has no Landlock. Lies beside the
// real program and becomes it, with the same arguments and descriptors, so that a host can be given this as the
// program's path. Started by another name it lacks more:
//   OldKernel...-no-user     no change of user either (EPERM), as in a container without that right
//   OldKernel...-ancient     no close_range either (before Linux 5.9)
//   OldKernel...-no-threads  no thread beyond the first
// For the tests alone.
#include <errno.h>
#include <libgen.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define ANSWER(call, error)                                     \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),          \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static int install(struct sock_filter *rules, unsigned short count) {
    struct sock_fprog program = {.len = count, .filter = rules};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int count, char **words) {
    (void)count;
    // The names under which it was started and under which it lies; words[0] says neither.
    const char *name = (const char *)getauxval(AT_EXECFN);
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (!name || length <= 0) return 71;
    path[length] = 0;
    char program[4200];
    snprintf(program, sizeof program, "%s/mortise-module-host", dirname(path));

    struct sock_filter no_landlock[] = {CALL, ANSWER(444, ENOSYS), ANSWER(445, ENOSYS), ANSWER(446, ENOSYS), ALLOW};
    struct sock_filter no_user[] = {CALL, ANSWER(SYS_setresuid, EPERM), ANSWER(SYS_setresgid, EPERM),
                                    ANSWER(SYS_setgroups, EPERM), ALLOW};
    struct sock_filter ancient[] = {CALL, ANSWER(436, ENOSYS), ALLOW};
    struct sock_filter no_threads[] = {CALL, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
                                       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
                                       BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x10000 /* CLONE_THREAD */, 0, 1),
                                       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN), ALLOW};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 71;
    int status = install(no_landlock, sizeof no_landlock / sizeof *no_landlock);
    if (strstr(name, "-no-user")) status |= install(no_user, sizeof no_user / sizeof *no_user);
    if (strstr(name, "-ancient")) status |= install(ancient, sizeof ancient / sizeof *ancient);
    if (strstr(name, "-no-threads")) status |= install(no_threads, sizeof no_threads / sizeof *no_threads);
    if (status != 0) return 71;
    char *environment[] = {NULL};
    execve(program, words, environment);
    return 71;
}
