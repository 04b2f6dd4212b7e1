// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "PopplerPages.h"

/// A glyph with its place in its own writing direction's frame: `u` runs along the line, `v` from line to line.
struct Glyph
{
    float u, v;
    /// How far the pen moves along the line.
    float advance;
    /// Of the font, as it is seen.
    float size;
    /// UTF-8 in `Glyphs::characters`; 0 bytes for a blank.
    uint32_t offset;
    /// The only character, or the first of several.
    uint32_t character;
    uint8_t length;
    /// 0 right, 1 down, 2 left, 3 up.
    uint8_t direction;
    /// PopplerPagesBold and its like.
    uint8_t flags;
};

/// The glyphs of a page in the order in which it draws them.
struct Glyphs
{
    std::vector<Glyph> glyphs;
    std::string characters;
    std::vector<PopplerPagesRuling> rulings;
    double width = 0, height = 0;
    PopplerPagesFacts facts = {};
};

/// The text of a page as its callers see it.
struct PopplerPagesText
{
    std::string characters;
    std::vector<PopplerPagesPiece> pieces;
    std::vector<PopplerPagesRuling> rulings;
    PopplerPagesFacts facts = {};
};

/// Puts glyphs together to words and pieces of lines. With `invisible` those in render mode 3 are taken too.
void collectPieces(const Glyphs &glyphs, bool invisible, PopplerPagesText &text);
