// SPDX-License-Identifier: GPL-3.0-or-later
#include "Pieces.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "Characters.hpp"

bool Piece::take(const Glyph &glyph)
{
    if (glyphs.empty()) {
        if (glyph.length == 0) {
            return true;
        }
        base = glyph.v;
        size = glyph.size;
    } else {
        const Glyph &last = *glyphs.back();
        if (glyph.direction != last.direction || (glyph.flags ^ last.flags) & (PopplerPagesInvisible | PopplerPagesVertical)) {
            return false;
        }
        float larger = std::max(glyph.size, size);
        // Raised and lowered ones are smaller than the rest; those of one size stay on the line.
        bool differs = std::min(glyph.size, size) < 0.85F * larger;
        if (std::abs(glyph.v - base) > larger * (differs ? 0.55F : 0.3F)) {
            return false;
        }
        float gap = glyph.u - end;
        if (gap > larger * 1.0F || gap < -0.65F * larger) {
            return false;
        }
        // The same glyph once more nearly in its place makes letters look bold.
        if (glyph.length > 0 && last.length > 0 && glyph.character == last.character
            && std::abs(glyph.u - last.u) < 0.12F * glyph.size && last.advance > 0.2F * glyph.size) {
            return true;
        }
        if (glyph.length > 0 && glyph.size > size * 1.15F) {
            base = glyph.v;
            size = glyph.size;
        }
    }
    glyphs.push_back(&glyph);
    lastStart = glyph.u;
    end = glyph.u + std::max(glyph.advance, 0.0F);
    return true;
}

/// How wide a gap between two letters is that ends a word, for one point of size. Letters that are set apart for looks
/// have gaps everywhere, so the usual one is added.
float Piece::breakWidth() const
{
    constexpr float narrow = 0.12F;
    if (glyphs.size() < 6) {
        return narrow;
    }
    std::vector<float> gaps;
    gaps.reserve(glyphs.size());
    for (size_t index = 1; index < glyphs.size(); ++index) {
        const Glyph &left = *glyphs[index - 1];
        const Glyph &right = *glyphs[index];
        // Dots that lead to a page number are set apart, and tell nothing of the letters.
        if (characters::isLetter(left.character) && characters::isLetter(right.character) && right.size > 0) {
            gaps.push_back((right.u - left.u - left.advance) / right.size);
        }
    }
    if (gaps.size() < 8) {
        return narrow;
    }
    auto middle = gaps.begin() + static_cast<long>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle > 0.08F ? std::min(*middle, 0.6F) + narrow : narrow;
}

void Piece::write(size_t index, float gapForBreak)
{
    const Glyph &glyph = *glyphs[index];
    auto &text = result.characters;
    if (glyph.length == 0) {
        blankBefore = lastGlyph != nullptr;
        return;
    }
    bool wide = characters::isWide(glyph.character);
    if (lastGlyph) {
        bool lastWide = characters::isWide(lastGlyph->character);
        float gap = glyph.u - lastGlyph->u - lastGlyph->advance;
        float limit = (wide && lastWide ? 0.6F : wide || lastWide ? 0.4F : gapForBreak) * std::max(glyph.size, lastGlyph->size);
        float middle = std::abs(glyph.u + glyph.advance / 2 - lastGlyph->u - lastGlyph->advance / 2);
        bool onTop = middle < 0.25F * glyph.size;
        if (characters::isMark(glyph.character) || (onTop && characters::markOfAccent(glyph.character))) {
            auto mark = characters::isMark(glyph.character) ? glyph.character : characters::markOfAccent(glyph.character);
            auto both = lastGlyph->length <= 3 ? characters::composed(lastGlyph->character, mark) : 0;
            if (both) {
                text.resize(lastText);
                characters::append(text, both);
                return;
            }
            if (characters::isMark(glyph.character)) {
                text.append(page.characters, glyph.offset, glyph.length);
                return;
            }
        }
        auto earlier = characters::markOfAccent(lastGlyph->character);
        if (earlier && onTop && characters::composed(glyph.character, earlier)) {
            text.resize(lastText);
            characters::append(text, characters::composed(glyph.character, earlier));
            lastGlyph = &glyph;
            blankBefore = false;
            return;
        }
        if ((blankBefore && !(wide && lastWide && gap < limit)) || gap > limit) {
            text.push_back(' ');
        }
    }
    blankBefore = false;
    lastText = text.size();
    text.append(page.characters, glyph.offset, glyph.length);
    lastGlyph = &glyph;
}

PopplerPagesPiece measured(const std::vector<const Glyph *> &glyphs)
{
    PopplerPagesPiece piece = {};
    piece.x0 = INFINITY;
    piece.x1 = -INFINITY;
    // The size that most of it has: raised and lowered ones do not count for the whole.
    float sizes[8] = {};
    int counts[8] = {};
    int flagCounts[8] = {};
    int total = 0;
    for (auto glyph : glyphs) {
        if (glyph->length == 0) {
            continue;
        }
        ++total;
        piece.x0 = std::min(piece.x0, glyph->u);
        piece.x1 = std::max(piece.x1, glyph->u + std::max(glyph->advance, 0.0F));
        for (int bit = 0; bit < 8; ++bit) {
            flagCounts[bit] += glyph->flags >> bit & 1;
        }
        for (int slot = 0; slot < 8; ++slot) {
            if (counts[slot] == 0 || std::abs(sizes[slot] - glyph->size) < 0.05F * glyph->size) {
                sizes[slot] = glyph->size;
                ++counts[slot];
                break;
            }
        }
    }
    auto best = std::max_element(std::begin(counts), std::end(counts)) - std::begin(counts);
    piece.size = sizes[best];
    piece.base = glyphs.front()->v;
    for (auto glyph : glyphs) {
        if (glyph->length > 0 && std::abs(glyph->size - piece.size) <= 0.05F * piece.size) {
            piece.base = glyph->v;
            break;
        }
    }
    for (int bit = 0; bit < 8; ++bit) {
        if (flagCounts[bit] * 2 > total) {
            piece.flags |= 1U << bit;
        }
    }
    bool vertical = piece.flags & PopplerPagesVertical;
    piece.y0 = piece.base - piece.size * (vertical ? 0.5F : 0.78F);
    piece.y1 = piece.base + piece.size * (vertical ? 0.5F : 0.22F);
    piece.direction = glyphs.front()->direction;
    return piece;
}

/// Whole words drawn twice for looks.
bool Piece::repeatsEarlier(const PopplerPagesPiece &piece) const
{
    size_t looked = 0;
    for (auto earlier = result.pieces.rbegin(); earlier != result.pieces.rend() && looked < 12; ++earlier, ++looked) {
        if (earlier->length == piece.length && earlier->direction == piece.direction
            && std::abs(earlier->x0 - piece.x0) < 0.2F * piece.size && std::abs(earlier->base - piece.base) < 0.2F * piece.size
            && memcmp(result.characters.data() + earlier->offset, result.characters.data() + piece.offset, piece.length) == 0) {
            return true;
        }
    }
    return false;
}

void Piece::finish()
{
    while (!glyphs.empty() && glyphs.back()->length == 0) {
        glyphs.pop_back();
    }
    if (!glyphs.empty()) {
        auto piece = measured(glyphs);
        piece.offset = static_cast<uint32_t>(result.characters.size());
        lastText = piece.offset;
        lastGlyph = nullptr;
        blankBefore = false;
        float gap = breakWidth();
        for (size_t index = 0; index < glyphs.size(); ++index) {
            write(index, gap);
        }
        piece.length = static_cast<uint32_t>(result.characters.size()) - piece.offset;
        if (repeatsEarlier(piece)) {
            result.characters.resize(piece.offset);
        } else if (piece.length > 0) {
            result.pieces.push_back(piece);
            result.characters.push_back('\n');
        }
    }
    glyphs.clear();
}
