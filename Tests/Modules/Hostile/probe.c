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

#define ROOT "/usr/share/common-licenses"
// The number by which the sandbox's own handler opens what lies below a root.
#define HANDLER 0x7FFFFFFFL

static int can_open_as_handler(const char *path, int flags) {
    long descriptor = syscall(SYS_openat, HANDLER, path, flags, 0600);
    if (descriptor >= 0) close((int)descriptor);
    return descriptor >= 0;
}

static int can_open_at(int folder, const char *path) {
    int descriptor = openat(folder, path, O_RDONLY);
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
}

static int can_run(int file) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
    return page != MAP_FAILED;
}

// Leaving what the manifest's `files` opens, or doing more to it than read.
static void probe_root(void) {
    int folder = open(ROOT, O_RDONLY | O_DIRECTORY);
    int file = open(ROOT "/GPL-2", O_RDONLY);
    struct stat facts;
    char target[256];
    note("climb", can_open(ROOT "/../../../etc/passwd", O_RDONLY));
    note("climb_as_handler", can_open_as_handler(ROOT "/../../../etc/passwd", O_RDONLY));
    note("passwd_as_handler", can_open_as_handler("/etc/passwd", O_RDONLY));
    note("environ_as_handler", can_open_as_handler("/proc/self/environ", O_RDONLY));
    note("memory_as_handler", can_open_as_handler("/proc/self/mem", O_RDONLY));
    note("program_as_handler", can_open_as_handler("/proc/self/exe", O_RDONLY));
    note("parent_as_handler", can_open_as_handler("/proc/1/environ", O_RDONLY));
    note("list_root_as_handler", can_open_as_handler("/", O_RDONLY | O_DIRECTORY));
    note("list_proc_as_handler", can_open_as_handler("/proc", O_RDONLY | O_DIRECTORY));
    note("null_as_handler", can_open_as_handler("/dev/null", O_WRONLY));
    note("tmp_as_handler", can_open_as_handler("/tmp/mortise-hostile", O_WRONLY | O_CREAT));
    note("path_as_handler", can_open_as_handler("/etc", O_PATH));
    note("high_bits", syscall(SYS_openat, HANDLER | 1L << 32, "/etc/passwd", O_RDONLY) >= 0);
    note("beside_root", can_open(ROOT "-beside", O_RDONLY));
    note("above_root", can_open("/usr/share", O_RDONLY | O_DIRECTORY));
    note("other_data", can_open("/usr/share/doc", O_RDONLY | O_DIRECTORY));
    note("write_root", can_open(ROOT "/GPL-2", O_RDWR));
    note("cut_root", can_open(ROOT "/GPL-2", O_RDONLY | O_TRUNC));
    note("create_in_root", can_open(ROOT "/hostile", O_WRONLY | O_CREAT));
    note("unnamed_in_root", can_open(ROOT, O_RDWR | O_TMPFILE));
    note("path_of_root", can_open(ROOT, O_PATH | O_DIRECTORY));
    note("from_folder", can_open_at(folder, "../../../etc/passwd"));
    note("from_copy", can_open_at(dup2(folder, 100), "../../../etc/passwd"));
    note("from_enter", fchdir(folder) == 0);
    note("stat_passwd", stat("/etc/passwd", &facts) == 0);
    note("lstat_passwd", lstat("/etc/passwd", &facts) == 0);
    note("stat_climb", stat(ROOT "/../../../etc/passwd", &facts) == 0);
    note("stat_from_folder", fstatat(folder, "../../../etc/passwd", &facts, 0) == 0);
    note("access_passwd", access("/etc/passwd", F_OK) == 0);
    note("write_access", access(ROOT "/GPL-2", W_OK) == 0);
    note("readlink", readlink("/proc/self/exe", target, sizeof target) >= 0);
    note("mark_root", fchmod(file, 0777) == 0);
    note("code_of_root", can_run(file));
    note("run_root", syscall(SYS_execveat, file, "", (char *[]){NULL}, environ, AT_EMPTY_PATH) == 0);
    note("handle_of_root", syscall(SYS_name_to_handle_at, folder, "", target, &facts, AT_EMPTY_PATH) == 0);
    size_t used = strlen(report);
    snprintf(report + used, sizeof report - used, "root=%s ", folder >= 0 && file >= 0 ? "readable" : "shut");
    close(folder);
    close(file);
    close(100);
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
    probe_root();
    return report;
}
