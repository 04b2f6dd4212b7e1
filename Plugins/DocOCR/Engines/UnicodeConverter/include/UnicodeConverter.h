// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>
#include <stdint.h>

// Bytes of any character set as UTF-8, over ICU's converters. glibc's iconv opens a file for each character set, which
// the sandbox of a module denies; ICU's tables are in its library. ICU puts its version in the names of its functions:
// these have stable ones.

/// One stream of bytes being decoded. It is used by one thread at a time.
typedef struct unicode_converter unicode_converter;

/// A decoder by a name that ICU knows (`windows-1251`, `Shift_JIS`, `KOI8-R`, …); NULL when it knows none such or there is
/// no memory. Ended with `unicode_converter_close`.
unicode_converter *unicode_converter_open(const char *name);

/// Ends a decoder. NULL is allowed.
void unicode_converter_close(unicode_converter *converter);

/// Forgets what an unfinished character left behind, so that another stream can begin. The count of substitutions stays.
void unicode_converter_reset(unicode_converter *converter);

/// How many bytes or sequences had no character, each written as U+FFFD, since the decoder was opened.
uint64_t unicode_converter_substitutions(const unicode_converter *converter);

/// Decodes a piece of the stream as UTF-8, as far as there is room.
/// - source, length: the bytes; `*consumed` says how many of them were taken.
/// - target, capacity: where the text goes, at least 16 bytes; `*written` says how much of it was used. No character is
///   split between two calls.
/// - last: nothing comes after these bytes, so an unfinished character at their end is a substitution.
/// Returns 1 when there is more to write: call again with the bytes that were not consumed (there may be none). 0: all
/// of the piece was decoded. -1: the converter refused (its state was reset), or an argument is not as said.
int unicode_converter_decode(
    unicode_converter *converter, const uint8_t *source, size_t length, size_t *consumed, uint8_t *target,
    size_t capacity, size_t *written, int last);
