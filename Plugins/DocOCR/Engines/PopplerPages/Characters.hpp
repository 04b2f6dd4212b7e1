// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// What is known of single characters here, without tables of ICU.
namespace characters {

using Character = uint32_t;

/// Adds a character as UTF-8; what is none becomes U+FFFD.
void append(std::string &text, Character c);
/// U+FFFD, private use, control characters, surrogates and noncharacters: the file does not say what the glyph means.
bool isUndecodable(Character c);
/// Written from right to left: Hebrew, Arabic and their kin, with their presentation forms.
bool isRightToLeft(Character c);
/// A letter or digit of a script written from left to right.
bool isLeftToRight(Character c);
/// A letter or digit, or a sign beyond ASCII that may be one.
inline bool isLetter(Character c)
{
    return c >= 0xC0 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
/// An ideograph, kana or a full-width form, which are written without blanks between words.
bool isWide(Character c);
bool isBlank(Character c);
/// A combining mark.
bool isMark(Character c);
/// The combining mark that stands for a spacing accent, such as U+0301 for U+00B4; 0 for what is none.
Character markOfAccent(Character c);
/// A letter with a mark as one character, or 0.
Character composed(Character letter, Character mark);
/// Whether a character has a plain form: ligatures, presentation forms, Kangxi radicals.
bool hasPlainForm(Character c);
/// The plain form of one of those.
std::vector<Character> plainForm(Character c);

/// Turns characters in the order of their places on the line, from left to right, into the order of reading for a line
/// that has right-to-left text. Whether the line as a whole runs from right to left is decided by what most of it is.
void reorder(std::vector<Character> &line);

} // namespace characters
