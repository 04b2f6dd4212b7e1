// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "Characters.hpp"
#include "Pieces.hpp"

namespace {

struct Row
{
    float base, size, left, right;
    std::vector<const Glyph *> glyphs;
};

/// The characters of UTF-8 that `characters::append` wrote.
void decode(const std::string &text, const Glyph &glyph, std::vector<characters::Character> &out)
{
    for (size_t at = glyph.offset; at < glyph.offset + glyph.length;) {
        auto byte = static_cast<unsigned char>(text[at]);
        size_t more = byte < 0x80 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
        characters::Character c = more == 0 ? byte : byte & (0x3FU >> more);
        for (size_t index = 1; index <= more && at + index < text.size(); ++index) {
            c = c << 6 | (static_cast<unsigned char>(text[at + index]) & 0x3F);
        }
        out.push_back(c);
        at += more + 1;
    }
}

/// A letter with its marks.
struct Cluster
{
    const Glyph *glyph;
    std::vector<characters::Character> characters;
};

void writeRow(const Glyphs &page, Row &row, PopplerPagesText &text)
{
    std::vector<Cluster> clusters;
    for (auto glyph : row.glyphs) {
        std::vector<characters::Character> decoded;
        decode(page.characters, *glyph, decoded);
        if (!clusters.empty() && glyph->length > 0 && characters::isMark(glyph->character)) {
            clusters.back().characters.insert(clusters.back().characters.end(), decoded.begin(), decoded.end());
        } else {
            clusters.push_back({ glyph, std::move(decoded) });
        }
    }
    std::sort(clusters.begin(), clusters.end(), [](const Cluster &a, const Cluster &b) {
        return a.glyph->u != b.glyph->u ? a.glyph->u < b.glyph->u : a.glyph < b.glyph;
    });
    size_t first = text.pieces.size();
    std::vector<characters::Character> line;
    std::vector<const Glyph *> glyphs;
    int right = 0, left = 0;
    auto finish = [&] {
        if (!glyphs.empty()) {
            auto piece = measured(glyphs);
            piece.offset = static_cast<uint32_t>(text.characters.size());
            for (auto c : line) {
                right += characters::isRightToLeft(c);
                left += characters::isLeftToRight(c);
            }
            characters::reorder(line);
            for (auto c : line) {
                characters::append(text.characters, c);
            }
            piece.length = static_cast<uint32_t>(text.characters.size()) - piece.offset;
            piece.flags |= PopplerPagesRightToLeft;
            text.pieces.push_back(piece);
            text.characters.push_back('\n');
        }
        line.clear();
        glyphs.clear();
    };
    const Glyph *last = nullptr;
    bool blank = false;
    for (auto &cluster : clusters) {
        const Glyph &glyph = *cluster.glyph;
        if (glyph.length == 0) {
            blank = last != nullptr;
            continue;
        }
        if (last) {
            float gap = glyph.u - last->u - last->advance;
            if (last->character == glyph.character && std::abs(glyph.u - last->u) < 0.12F * glyph.size) {
                continue;
            }
            if (gap > 1.6F * row.size) {
                finish();
            } else if (blank || gap > 0.12F * glyph.size) {
                line.push_back(' ');
            }
        }
        blank = false;
        last = &glyph;
        glyphs.push_back(&glyph);
        if (characters::isRightToLeft(glyph.character)) {
            // What is turned around as a whole must not turn a letter and its marks.
            std::reverse(cluster.characters.begin(), cluster.characters.end());
        }
        line.insert(line.end(), cluster.characters.begin(), cluster.characters.end());
    }
    finish();
    if (right > left) {
        std::reverse(text.pieces.begin() + static_cast<long>(first), text.pieces.end());
    }
}

} // namespace

void collectRows(const Glyphs &page, const std::vector<const Glyph *> &glyphs, PopplerPagesText &text)
{
    std::vector<Row> rows;
    for (auto glyph : glyphs) {
        Row *found = nullptr;
        for (size_t back = 0; back < std::min<size_t>(rows.size(), 8) && !found; ++back) {
            Row &row = rows[rows.size() - 1 - back];
            float larger = std::max(row.size, glyph->size);
            if (std::abs(glyph->v - row.base) < 0.4F * larger && glyph->u < row.right + 4 * larger
                && glyph->u + glyph->advance > row.left - 4 * larger) {
                found = &row;
            }
        }
        if (!found) {
            if (glyph->length == 0) {
                continue;
            }
            rows.push_back({ glyph->v, glyph->size, glyph->u, glyph->u, {} });
            found = &rows.back();
        }
        found->glyphs.push_back(glyph);
        found->left = std::min(found->left, glyph->u);
        found->right = std::max(found->right, glyph->u + std::max(glyph->advance, 0.0F));
        found->size = std::max(found->size, glyph->size);
    }
    for (auto &row : rows) {
        writeRow(page, row, text);
    }
}
