// SPDX-License-Identifier: Apache-2.0
#pragma once
// The C interface says `bool` without saying where from.
#include <stdbool.h>
#include <tesseract/capi.h>
