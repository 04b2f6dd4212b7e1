// SPDX-License-Identifier: Apache-2.0
//
// As much JSON as this module needs: one member out of an object, one string into a result.
#pragma once

#include <stddef.h>

// The string member of this name of a JSON object, unescaped, with its size: to be freed. NULL when the object has no
// such string, or without memory. The text must be valid JSON, as the host has checked.
char *json_string_member(const char *json, size_t length, const char *name, size_t *size);

// `text` as a JSON string with its quotes, ended by a zero: to be freed. NULL without memory.
char *json_quoted(const char *text, size_t length);
