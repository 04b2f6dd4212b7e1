// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

/// What lies behind the text of a page: filled rectangles with their colours, areas of a colour that is not known, and
/// how much of the page pictures cover.
class Painted
{
public:
    struct Area
    {
        double x0, y0, x1, y1;
    };
    /// Red, green and blue, a byte each.
    using Colour = uint32_t;
    static constexpr Colour white = 0xFFFFFF;
    static constexpr Colour unknown = UINT32_MAX;

    void start(double width, double height);
    /// A filled area; `unknown` for pictures, shadings, patterns and shapes that are no rectangle.
    void add(Area area, Colour colour);
    void addPicture(Area area);
    /// Whether a glyph of this colour at this place cannot be told from what is behind it. Doubt means that it is seen.
    bool hides(Colour colour, double x, double y) const;
    /// Whether any fill, or the paper, has nearly this colour: where none has, nothing of it is hidden.
    bool occurs(Colour colour) const;
    size_t count() const { return fills.size(); }
    /// Share of the page under pictures, counted on a grid.
    double pictureShare() const { return static_cast<double>(pictures.count()) / (grid * grid); }

private:
    static constexpr int grid = 48;
    static constexpr size_t most = 512;
    struct Fill
    {
        Area area;
        Colour colour;
    };
    std::vector<Fill> fills;
    /// More were painted than are kept: then nothing is told to be hidden.
    bool overflowed = false;
    std::bitset<grid * grid> pictures;
    double width = 1, height = 1;
};
