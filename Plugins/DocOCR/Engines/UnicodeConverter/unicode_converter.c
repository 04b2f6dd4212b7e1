// SPDX-License-Identifier: Apache-2.0
#include "UnicodeConverter.h"

#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

struct unicode_converter {
    UConverter *icu;
    uint64_t substitutions;
    // The first half of a surrogate pair whose second half had no room yet; 0: none.
    UChar lead;
};

static void counted(
    const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t length,
    UConverterCallbackReason reason, UErrorCode *status)
{
    (void)units;
    (void)length;
    if (reason > UCNV_IRREGULAR) return;
    // The context is the struct that owns the converter: given as const by ICU, writable by us.
    ((struct unicode_converter *)context)->substitutions += 1;
    static const UChar replacement = 0xFFFD;
    *status = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
}

unicode_converter *unicode_converter_open(const char *name)
{
    // ICU takes NULL and "" for the platform's default, which is never meant.
    if (!name || !*name) return NULL;
    struct unicode_converter *converter = calloc(1, sizeof *converter);
    if (!converter) return NULL;
    UErrorCode status = U_ZERO_ERROR;
    converter->icu = ucnv_open(name, &status);
    if (U_SUCCESS(status)) ucnv_setToUCallBack(converter->icu, counted, converter, NULL, NULL, &status);
    if (U_SUCCESS(status)) return converter;
    unicode_converter_close(converter);
    return NULL;
}

void unicode_converter_close(unicode_converter *converter)
{
    if (!converter) return;
    if (converter->icu) ucnv_close(converter->icu);
    free(converter);
}

void unicode_converter_reset(unicode_converter *converter)
{
    ucnv_resetToUnicode(converter->icu);
    converter->lead = 0;
}

uint64_t unicode_converter_substitutions(const unicode_converter *converter) { return converter->substitutions; }

static uint8_t *put(uint8_t *out, UChar32 c)
{
    if (c < 0x80) {
        *out++ = (uint8_t)c;
    } else if (c < 0x800) {
        *out++ = (uint8_t)(0xC0 | c >> 6);
        *out++ = (uint8_t)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (uint8_t)(0xE0 | c >> 12);
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        *out++ = (uint8_t)(0x80 | (c & 0x3F));
    } else {
        *out++ = (uint8_t)(0xF0 | c >> 18);
        *out++ = (uint8_t)(0x80 | (c >> 12 & 0x3F));
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        *out++ = (uint8_t)(0x80 | (c & 0x3F));
    }
    return out;
}

int unicode_converter_decode(
    unicode_converter *converter, const uint8_t *source, size_t length, size_t *consumed, uint8_t *target,
    size_t capacity, size_t *written, int last)
{
    enum { pieceUnits = 1024 };
    UChar piece[pieceUnits];
    *consumed = 0;
    *written = 0;
    if (capacity < 16 || (!source && length)) return -1;
    const char *from = (const char *)source;
    const char *end = from ? from + length : NULL;
    uint8_t *out = target;
    uint8_t *const outEnd = target + capacity;
    int more = 1;
    // A unit of UTF-16 becomes at most three bytes; a lead that was kept and U+FFFD at the end are the two on top.
    while (more && outEnd - out >= 16) {
        size_t room = (size_t)(outEnd - out) / 3 - 2;
        if (room > pieceUnits) room = pieceUnits;
        UChar *to = piece;
        UErrorCode status = U_ZERO_ERROR;
        ucnv_toUnicode(converter->icu, &to, piece + room, &from, end, NULL, last != 0, &status);
        more = status == U_BUFFER_OVERFLOW_ERROR;
        int failed = U_FAILURE(status) && !more;
        for (const UChar *unit = piece; unit < to; unit++) {
            if (converter->lead) {
                UChar lead = converter->lead;
                converter->lead = 0;
                if (U16_IS_TRAIL(*unit)) {
                    out = put(out, U16_GET_SUPPLEMENTARY(lead, *unit));
                    continue;
                }
                out = put(out, 0xFFFD);
            }
            if (U16_IS_LEAD(*unit))
                converter->lead = *unit;
            else
                out = put(out, U16_IS_TRAIL(*unit) ? 0xFFFD : *unit);
        }
        if (failed) {
            unicode_converter_reset(converter);
            *consumed = source ? (size_t)(from - (const char *)source) : 0;
            *written = (size_t)(out - target);
            return -1;
        }
    }
    if (!more && last && converter->lead) {
        converter->lead = 0;
        out = put(out, 0xFFFD);
    }
    *consumed = source ? (size_t)(from - (const char *)source) : 0;
    *written = (size_t)(out - target);
    return more;
}
