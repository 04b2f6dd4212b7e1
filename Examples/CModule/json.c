// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Just behind the string that begins with the quote at `at`.
static const char *behind_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\') at++;
    }
    return at < end ? at + 1 : end;
}

static unsigned hexadecimal(const char *at) {
    unsigned value = 0;
    for (int index = 0; index < 4; index++) {
        char digit = at[index];
        value = value << 4 | (unsigned)(digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10);
    }
    return value;
}

static char *put_scalar(char *to, unsigned scalar) {
    if (scalar < 0x80) {
        *to++ = (char)scalar;
    } else if (scalar < 0x800) {
        *to++ = (char)(0xC0 | scalar >> 6);
        *to++ = (char)(0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
        *to++ = (char)(0xE0 | scalar >> 12);
        *to++ = (char)(0x80 | (scalar >> 6 & 0x3F));
        *to++ = (char)(0x80 | (scalar & 0x3F));
    } else {
        *to++ = (char)(0xF0 | scalar >> 18);
        *to++ = (char)(0x80 | (scalar >> 12 & 0x3F));
        *to++ = (char)(0x80 | (scalar >> 6 & 0x3F));
        *to++ = (char)(0x80 | (scalar & 0x3F));
    }
    return to;
}

// What stands between the quotes at `from` and before `end`. Unescaped it is never longer.
static char *unescaped(const char *from, const char *end, size_t *size) {
    char *text = malloc((size_t)(end - from) + 1);
    if (text == NULL) return NULL;
    char *to = text;
    while (from < end) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        // As far as `from` goes, each escape is whole: the JSON is valid.
        char kind = from[1];
        from += 2;
        switch (kind) {
        case 'b': *to++ = '\b'; break;
        case 'f': *to++ = '\f'; break;
        case 'n': *to++ = '\n'; break;
        case 'r': *to++ = '\r'; break;
        case 't': *to++ = '\t'; break;
        case 'u': {
            if (end - from < 4) break;
            unsigned scalar = hexadecimal(from);
            from += 4;
            if (scalar >= 0xD800 && scalar < 0xDC00 && end - from >= 6 && from[0] == '\\' && from[1] == 'u') {
                scalar = 0x10000 + ((scalar - 0xD800) << 10) + (hexadecimal(from + 2) - 0xDC00);
                from += 6;
            }
            // Half of a pair alone is no character.
            to = put_scalar(to, scalar >= 0xD800 && scalar < 0xE000 ? 0xFFFD : scalar);
            break;
        }
        default: *to++ = kind;
        }
    }
    *size = (size_t)(to - text);
    *to = 0;
    return text;
}

char *json_string_member(const char *json, size_t length, const char *name, size_t *size) {
    const char *end = json + length;
    int depth = 0;
    for (const char *at = json; at < end;) {
        if (*at == '{' || *at == '[') depth++;
        if (*at == '}' || *at == ']') depth--;
        if (*at != '"') {
            at++;
            continue;
        }
        const char *key = at + 1;
        const char *after = behind_string(at, end);
        at = after;
        while (at < end && strchr(" \t\r\n", *at)) at++;
        // A string that a colon follows is a member's name; names here are plain.
        if (at == end || *at != ':' || depth != 1) continue;
        size_t key_length = (size_t)(after - key) - 1;
        if (key_length != strlen(name) || memcmp(key, name, key_length) != 0) continue;
        for (at++; at < end && strchr(" \t\r\n", *at);) at++;
        if (at == end || *at != '"') return NULL;
        return unescaped(at + 1, behind_string(at, end) - 1, size);
    }
    return NULL;
}

char *json_quoted(const char *text, size_t length) {
    // A control character takes six bytes.
    char *quoted = malloc(length * 6 + 3);
    if (quoted == NULL) return NULL;
    char *to = quoted;
    *to++ = '"';
    for (size_t index = 0; index < length; index++) {
        unsigned char byte = (unsigned char)text[index];
        if (byte == '"' || byte == '\\') {
            *to++ = '\\';
            *to++ = (char)byte;
        } else if (byte < 0x20) {
            to += sprintf(to, "\\u%04x", byte);
        } else {
            *to++ = (char)byte;
        }
    }
    *to++ = '"';
    *to = 0;
    return quoted;
}
