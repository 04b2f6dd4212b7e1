// SPDX-License-Identifier: Apache-2.0
//
// Runs a command under what packaging/mortise.service asks systemd for, as far as one process can do that to itself:
// no new privileges, no capabilities, and the filters behind MemoryDenyWriteExecute, RestrictNamespaces,
// RestrictAddressFamilies, RestrictRealtime, RestrictSUIDSGID and LockPersonality (systemd.exec(5)).
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

static void deny(scmp_filter_ctx filter, int call, unsigned count, const struct scmp_arg_cmp *arguments) {
    if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, count, arguments) != 0) {
        fprintf(stderr, "hardened: no rule for call %d\n", call);
        exit(70);
    }
}

static void deny_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument) { deny(filter, call, 1, &argument); }

static void filter_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) exit(70);
    // MemoryDenyWriteExecute
    struct scmp_arg_cmp both = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC);
    deny_if(filter, SCMP_SYS(mmap), both);
    deny_if(filter, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    deny_if(filter, SCMP_SYS(pkey_mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    // RestrictNamespaces
    for (int bit = 0; bit < 32; bit++) {
        unsigned long flag = 1UL << bit;
        if (!(NAMESPACES & flag)) continue;
        deny_if(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
        deny_if(filter, SCMP_SYS(unshare), SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
    }
    deny(filter, SCMP_SYS(setns), 0, NULL);
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0) exit(70);
    // RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
    for (int family = 0; family < 64; family++) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK) continue;
        deny_if(filter, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, (unsigned)family));
    }
    // RestrictRealtime
    deny_if(filter, SCMP_SYS(sched_setscheduler), SCMP_A1(SCMP_CMP_NE, SCHED_OTHER));
    // RestrictSUIDSGID
    deny_if(filter, SCMP_SYS(chmod), SCMP_A1(SCMP_CMP_MASKED_EQ, S_ISUID, S_ISUID));
    deny_if(filter, SCMP_SYS(fchmod), SCMP_A1(SCMP_CMP_MASKED_EQ, S_ISUID, S_ISUID));
    deny_if(filter, SCMP_SYS(fchmodat), SCMP_A2(SCMP_CMP_MASKED_EQ, S_ISUID, S_ISUID));
    // LockPersonality
    deny(filter, SCMP_SYS(personality), 0, NULL);
    if (seccomp_load(filter) != 0) {
        fprintf(stderr, "hardened: the filter was not loaded\n");
        exit(70);
    }
    seccomp_release(filter);
}

int main(int count, char **words) {
    if (count < 3) {
        fprintf(stderr, "hardened USER COMMAND...\n");
        return 64;
    }
    // Started as root, it becomes the user of the service.
    if (geteuid() == 0) {
        unsigned id = (unsigned)strtoul(words[1], NULL, 10);
        for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
        if (setgroups(0, NULL) != 0 || setresgid(id, id, id) != 0 || setresuid(id, id, id) != 0) return 71;
    }
    umask(0077);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 71;
    filter_calls();
    execv(words[2], words + 2);
    perror(words[2]);
    return 71;
}
