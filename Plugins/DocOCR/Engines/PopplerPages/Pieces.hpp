// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "Glyphs.hpp"

/// Glyphs of one line without a gap as wide as a column's, in the order of drawing.
class Piece
{
public:
    Piece(const Glyphs &glyphs, PopplerPagesText &text) : page(glyphs), result(text) { }

    /// Takes a glyph if it goes on where this piece ends, or if there is none yet.
    bool take(const Glyph &glyph);
    /// Writes what was taken, and starts anew.
    void finish();

private:
    float breakWidth() const;
    void write(size_t index, float gapForBreak);
    bool repeatsEarlier(const PopplerPagesPiece &piece) const;

    const Glyphs &page;
    PopplerPagesText &result;
    std::vector<const Glyph *> glyphs;
    float base = 0, size = 0, end = 0, lastStart = 0;
    /// Where the last glyph's text began, and the glyph that it is of.
    size_t lastText = 0;
    const Glyph *lastGlyph = nullptr;
    bool blankBefore = false;
};

/// Boxes, fonts and flags of a piece of glyphs; without its text.
PopplerPagesPiece measured(const std::vector<const Glyph *> &glyphs);

/// The pieces of a page with text from right to left: glyphs are put in order by their places.
void collectRows(const Glyphs &page, const std::vector<const Glyph *> &glyphs, PopplerPagesText &text);
