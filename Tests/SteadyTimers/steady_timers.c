// SPDX-License-Identifier: Apache-2.0
//
// Preloaded before libfaketime, whose timerfd_settime (0.9.10) takes every absolute timer for one of the time of day and
// moves it by what the clock was set. libdispatch's timers are absolute and of CLOCK_MONOTONIC, which no setting of a real
// clock moves: with the clock a year back, none of them would ring for a year. Here they go to the kernel as they are.
// A timer of the time of day (TFD_TIMER_ABSTIME with CLOCK_REALTIME) would not follow the pretended clock; the host has
// none. For the tests alone.
#include "steady_timers.h"

#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int timer, int flags, const struct itimerspec *value, struct itimerspec *before) {
    return (int)syscall(SYS_timerfd_settime, timer, flags, value, before);
}

int timerfd_gettime(int timer, struct itimerspec *value) {
    return (int)syscall(SYS_timerfd_gettime, timer, value);
}
