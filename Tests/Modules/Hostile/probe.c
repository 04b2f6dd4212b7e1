// SPDX-License-Identifier: Apache-2.0
//
// PROBE: every act that the sandbox must deny, tried for real.
#define _GNU_SOURCE
#include "hostile_acts.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
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
#include <unistd.h>

extern char **environ;

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

const char *probe(void) {
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
    return report;
}
