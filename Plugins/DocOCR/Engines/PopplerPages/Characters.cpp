// SPDX-License-Identifier: GPL-3.0-or-later
#include "Characters.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <goo/gmem.h>
#include <UnicodeTypeTable.h>

namespace characters {

void append(std::string &text, Character c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        c = 0xFFFD;
    }
    if (c < 0x80) {
        text.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        text.push_back(static_cast<char>(0xC0 | (c >> 6)));
        text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        text.push_back(static_cast<char>(0xE0 | (c >> 12)));
        text.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
        text.push_back(static_cast<char>(0xF0 | (c >> 18)));
        text.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
}

bool isUndecodable(Character c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD || (c >= 0xD800 && c <= 0xF8FF) || c >= 0xF0000
        || (c & 0xFFFE) == 0xFFFE;
}

bool isRightToLeft(Character c)
{
    return (c >= 0x590 && c <= 0x8FF && !(c >= 0x660 && c <= 0x669) && !(c >= 0x6F0 && c <= 0x6F9))
        || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFE) || (c >= 0x10800 && c <= 0x10FFF)
        || (c >= 0x1E800 && c <= 0x1EFFF);
}

bool isLeftToRight(Character c)
{
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return (c >= 0xC0 && c < 0x2000 && !isRightToLeft(c) && !isMark(c)) || (c >= 0x660 && c <= 0x669)
        || (c >= 0x6F0 && c <= 0x6F9) || isWide(c);
}

/// Full-width letters and digits make words with blanks between them, as the narrow ones do.
static bool isFullWidthLatin(Character c)
{
    return (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
}

bool isWide(Character c)
{
    return (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F)
        || (c >= 0xFF00 && c <= 0xFFEF && !isFullWidthLatin(c)) || (c >= 0x1F000 && c <= 0x1F02F) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool isBlank(Character c)
{
    return c == 0x20 || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F
        || (c >= 0x09 && c <= 0x0D);
}

bool isMark(Character c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7 && c != 0x5BE && c != 0x5C0 && c != 0x5C3)
        || (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x6D6 && c <= 0x6DC)
        || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF)
        || (c >= 0xFE20 && c <= 0xFE2F) || c == 0x3099 || c == 0x309A;
}

Character markOfAccent(Character c)
{
    switch (c) {
    case 0x60: return 0x300;
    case 0xB4:
    case 0x2CA: return 0x301;
    case 0x5E:
    case 0x2C6: return 0x302;
    case 0x7E:
    case 0x2DC: return 0x303;
    case 0xAF:
    case 0x2C9: return 0x304;
    case 0x2D8: return 0x306;
    case 0x2D9: return 0x307;
    case 0xA8: return 0x308;
    case 0x2DA: return 0x30A;
    case 0x2DD: return 0x30B;
    case 0x2C7: return 0x30C;
    case 0xB8: return 0x327;
    case 0x2DB: return 0x328;
    default: return 0;
    }
}

static std::vector<Character> normalized(const Character *in, int count)
{
    int length = 0;
    std::unique_ptr<Unicode, decltype(&gfree)> out(unicodeNormalizeNFKC(in, count, &length, nullptr), gfree);
    if (!out || length <= 0) {
        return {};
    }
    return std::vector<Character>(out.get(), out.get() + length);
}

Character composed(Character letter, Character mark)
{
    // Accents stand over an i or j without its dot.
    const Character pair[2] = { letter == 0x131 ? 'i' : letter == 0x237 ? 'j' : letter, mark };
    auto out = normalized(pair, 2);
    return out.size() == 1 ? out[0] : 0;
}

bool hasPlainForm(Character c)
{
    return (c >= 0xFB00 && c <= 0xFDFF && c != 0xFD3E && c != 0xFD3F) || (c >= 0xFE70 && c <= 0xFEFC)
        || (c >= 0x2E80 && c <= 0x2FD5) || (c >= 0xF900 && c <= 0xFAFF);
}

std::vector<Character> plainForm(Character c)
{
    // Two of Latin's that the general rule would turn into a long s and a t.
    if (c == 0xFB05 || c == 0xFB06) {
        return { 's', 't' };
    }
    auto out = normalized(&c, 1);
    if (out.empty()) {
        out.push_back(c);
    }
    return out;
}

static Character mirrored(Character c)
{
    switch (c) {
    case '(': return ')';
    case ')': return '(';
    case '[': return ']';
    case ']': return '[';
    case '{': return '}';
    case '}': return '{';
    case '<': return '>';
    case '>': return '<';
    case 0xAB: return 0xBB;
    case 0xBB: return 0xAB;
    default: return c;
    }
}

void reorder(std::vector<Character> &line)
{
    size_t right = 0;
    size_t left = 0;
    for (auto c : line) {
        right += isRightToLeft(c);
        left += isLeftToRight(c);
    }
    if (right == 0) {
        return;
    }
    // Runs of the other direction are turned around within the line; blanks and signs between two pieces of such a run
    // belong to it.
    auto turn = [&](bool (*strong)(Character), bool (*other)(Character), bool mirrors) {
        for (size_t start = 0; start < line.size(); ++start) {
            if (!strong(line[start])) {
                continue;
            }
            size_t end = start + 1;
            for (size_t next = end; next < line.size() && !other(line[next]); ++next) {
                if (strong(line[next]) || isMark(line[next])) {
                    end = next + 1;
                }
            }
            std::reverse(line.begin() + static_cast<long>(start), line.begin() + static_cast<long>(end));
            if (mirrors) {
                std::transform(line.begin() + static_cast<long>(start), line.begin() + static_cast<long>(end),
                               line.begin() + static_cast<long>(start), mirrored);
            }
            start = end - 1;
        }
    };
    if (right >= left) {
        std::reverse(line.begin(), line.end());
        std::transform(line.begin(), line.end(), line.begin(), mirrored);
        turn(isLeftToRight, isRightToLeft, true);
    } else {
        turn(isRightToLeft, isLeftToRight, true);
    }
}

} // namespace characters
