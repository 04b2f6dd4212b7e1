// SPDX-License-Identifier: Apache-2.0
//
// What the files of this module share: the host's services, and a job that works through a script.
#pragma once

#define _GNU_SOURCE
#include "mortise.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Every service that there is; NULL where the host has none.
typedef struct services {
    const mortise_host *host;
    const mortise_job_service *job;
    const mortise_log_service *log;
    const mortise_buffer_service *buffer;
    const mortise_complete_service *complete;
    const mortise_embed_service *embed;
    const mortise_fetch_service *fetch;
    const mortise_store_service *store;
    const mortise_cache_service *cache;
    const mortise_map_service *map;
} services;

extern services host;
extern const mortise_registry *kept_registry;

// A job that runs a script: what it found is its result.
typedef struct script {
    mortise_job_token token;
    mortise_buffer buffer;
    // Posted by a callback.
    sem_t answered;
    // How often the callback came, and pieces before it.
    int answers;
    int pieces;
    size_t used;
    size_t room;
    char *report;
} script;

void say(script *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
mortise_text text(const char *string);
// One end, in words.
void say_end(script *job, const char *name, const mortise_end *end);

// One line of a script each; 1 when the word is known.
int run_service(script *job, const char *word, const char *rest);
int run_machine(script *job, const char *word, const char *rest);
// Calls every service with arguments that break its rules, and says each status.
void run_wrong_arguments(script *job);

// A word of the file that a test overwrites, to get another module from the same code.
extern const volatile char variant[80];
int is_variant(const char *name);
