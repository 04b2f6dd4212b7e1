// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mortise.h"

// What every file of this module uses. `host` is set by the entry, before anything else runs.
extern const mortise_host *host;
extern const mortise_job_service *jobs;

mortise_text text(const char *string);

// Ends a job well, with this summary.
void finish(mortise_job_token token, const char *summary);

// Tries what the sandbox must stop: `name=denied` or `name=ALLOWED` for each act.
const char *probe(void);

// Ways to end or hang the process. Each returns only when it did not apply or did not work.
void die(const char *word);
void hang(const char *word);

// Abuses of the host's services and of the socket. Each returns what it found, for the summary; NULL when `word`
// names none of them.
const char *abuse(const char *word, mortise_job_token token);
