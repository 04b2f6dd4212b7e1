// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "Characters.hpp"
#include "Pieces.hpp"

/// Rulings come in the page's own coordinates; they are turned into the frame of the direction.
static PopplerPagesRuling turned(PopplerPagesRuling r, uint32_t direction, double w, double h)
{
    float width = static_cast<float>(w), height = static_cast<float>(h);
    PopplerPagesRuling t = r;
    switch (direction) {
    case 1: t = { r.y0, width - r.x0, r.y1, width - r.x1 }; break;
    case 2: t = { width - r.x0, height - r.y0, width - r.x1, height - r.y1 }; break;
    case 3: t = { height - r.y0, r.x0, height - r.y1, r.x1 }; break;
    default: break;
    }
    return { std::min(t.x0, t.x1), std::min(t.y0, t.y1), std::max(t.x0, t.x1), std::max(t.y0, t.y1) };
}

void collectPieces(const Glyphs &page, bool invisible, PopplerPagesText &text)
{
    int counts[4] = {};
    int right = 0, left = 0;
    for (auto &glyph : page.glyphs) {
        if (glyph.length > 0 && (invisible || !(glyph.flags & PopplerPagesInvisible)) && !(glyph.flags & PopplerPagesTurned)) {
            ++counts[glyph.direction];
            right += characters::isRightToLeft(glyph.character);
            left += characters::isLeftToRight(glyph.character);
        }
    }
    auto primary = static_cast<uint32_t>(std::max_element(std::begin(counts), std::end(counts)) - std::begin(counts));
    text.facts = page.facts;
    bool sideways = primary == 1 || primary == 3;
    text.facts.width = static_cast<float>(sideways ? page.height : page.width);
    text.facts.height = static_cast<float>(sideways ? page.width : page.height);
    for (auto &ruling : page.rulings) {
        text.rulings.push_back(turned(ruling, primary, page.width, page.height));
    }

    std::vector<const Glyph *> main, others;
    main.reserve(page.glyphs.size());
    for (auto &glyph : page.glyphs) {
        if (!invisible && (glyph.flags & PopplerPagesInvisible)) {
            continue;
        }
        bool isMain = glyph.direction == primary && !(glyph.flags & PopplerPagesTurned);
        (isMain ? main : others).push_back(&glyph);
    }
    text.characters.reserve(page.characters.size() * 5 / 4);
    text.pieces.reserve(main.size() / 16);
    auto collect = [&](const std::vector<const Glyph *> &glyphs) {
        Piece piece(page, text);
        for (auto glyph : glyphs) {
            if (!piece.take(*glyph)) {
                piece.finish();
                piece.take(*glyph);
            }
        }
        piece.finish();
    };
    if (right * 8 > right + left) {
        collectRows(page, main, text);
    } else {
        collect(main);
    }
    size_t mains = text.pieces.size();
    collect(others);
    for (size_t index = mains; index < text.pieces.size(); ++index) {
        text.pieces[index].flags |= PopplerPagesTurned;
    }
}
