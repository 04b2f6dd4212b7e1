// SPDX-License-Identifier: Apache-2.0
//
// Ways to end the process, and ways to keep it busy for ever.
#define _GNU_SOURCE
#include "hostile_acts.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Never true, but the compiler cannot know.
static volatile int is_deep_enough;

static void recurse(volatile char *above) {
    volatile char here[4096];
    here[0] = above ? above[0] : 0;
    if (!is_deep_enough) recurse(here);
    here[1] = 0;
}

// Until there is no more; what malloc then gives is used all the same.
static void allocate(long pause) {
    for (;;) {
        memset(malloc(8 << 20), 1, 8 << 20);
        nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
    }
}

void die(const char *word) {
    if (strstr(word, "SEGFAULT")) *(volatile int *)0 = 1;
    if (strstr(word, "TRAP")) __builtin_trap();
    if (strstr(word, "ABORT")) abort();
    if (strstr(word, "STACK")) recurse(NULL);
    if (strstr(word, "ALLOCATE")) allocate(0);
    if (strstr(word, "GORGE")) allocate(5 * 1000 * 1000);
    if (strstr(word, "EAT")) memset(malloc(16 << 20), 1, 16 << 20);
    if (strstr(word, "EXIT")) _exit(0);
    if (strstr(word, "CHANCE")) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if ((now.tv_nsec / 1000) % 50 == 0) abort();
    }
}

void hang(const char *word) {
    while (strstr(word, "SPIN")) sched_yield();
    while (strstr(word, "SLEEP")) pause();
}
