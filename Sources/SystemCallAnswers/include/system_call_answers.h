// SPDX-License-Identifier: Apache-2.0
//
// What the sandbox of a module process traps (SIGSYS) and answers in the process itself; docs/sandbox.md has the table.
#pragma once

enum {
    // The module's verified file, open while it is loaded.
    MORTISE_MODULE_FILE = 4,
    // What is read of every worker thread's state.
    MORTISE_WORKER_STATE = 5,
    MORTISE_ROOT_LIMIT = 16,
    // In the place of a folder's descriptor: by this number alone the filter lets the handler open what lies below a root.
    // Paths are absolute, for which the kernel does not look at it; no descriptor can have it (fs.nr_open ends before).
    MORTISE_BELOW_ROOTS = 0x7FFFFFFF,
    // Flags with which the handler opens: for reading, nothing else. In the filter all others must be zero.
    MORTISE_READING_FLAGS = 02000000 /* O_CLOEXEC */ | 04000 /* O_NONBLOCK */ |
#if defined(__aarch64__)
        040000 /* O_DIRECTORY */ | 0100000 /* O_NOFOLLOW */,
#else
        0200000 /* O_DIRECTORY */ | 0400000 /* O_NOFOLLOW */,
#endif
};

// Installs the handler. Paths that are or lie below one of `roots`, absolute, without `.`, `..` and a slash at the end,
// are opened for reading; what else may be done to them is the kernel's to say. Call once, while there is one thread.
// 0, or -1 with errno.
int mortise_answer_system_calls(const char *const *roots, int count);

// Makes descriptor MORTISE_WORKER_STATE: a memory file that nobody can change any more. 0, or -1 with errno.
int mortise_make_worker_state(void);

// What the handler would do if it were led astray: for the sandbox's test of itself. A descriptor, or -1.
long mortise_try_below_roots(const char *path, int flags);
