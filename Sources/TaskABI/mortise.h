// SPDX-License-Identifier: Apache-2.0
//
// TaskABI 0.9 (draft): the whole contract between Mortise and a task module, in reading order.
// docs/task-abi.md says it in words. A module includes this header and nothing else of Mortise.
#pragma once

#include "mortise/basics.h"
#include "mortise/job.h"
#include "mortise/log.h"
#include "mortise/buffer.h"
#include "mortise/complete.h"
#include "mortise/embed.h"
#include "mortise/fetch.h"
#include "mortise/store.h"
#include "mortise/cache.h"
#include "mortise/map.h"
#include "mortise/module.h"
#include "mortise/manifest.h"
