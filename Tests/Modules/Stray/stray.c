// SPDX-License-Identifier: Apache-2.0
//
// A library that leaves something behind when it is loaded, which the sandbox of a module process would not bind: a
// thread, or an open file. A test overwrites the word. For the tests alone.
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static const volatile char word[] = "STRAY:nothing ";

static void *stay(void *nothing) {
    for (;;) pause();
    return nothing;
}

__attribute__((constructor)) static void leave(void) {
    pthread_t thread;
    if (word[6] == 't') pthread_create(&thread, NULL, stay, NULL);
    if (word[6] == 'f') (void)!open("/dev/null", O_RDONLY);
}
