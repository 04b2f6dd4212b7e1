// SPDX-License-Identifier: GPL-3.0-or-later
#include "Painted.hpp"

#include <algorithm>
#include <cstdlib>

void Painted::start(double w, double h)
{
    fills.clear();
    overflowed = false;
    pictures.reset();
    width = std::max(w, 1.0);
    height = std::max(h, 1.0);
}

void Painted::add(Area area, Colour colour)
{
    // Rulings and dots are behind no text.
    if (!(area.x1 - area.x0 > 3 && area.y1 - area.y0 > 3)) {
        return;
    }
    // White on white paper changes nothing, and many generators begin a page with it.
    if (colour == white && fills.empty()) {
        return;
    }
    if (fills.size() >= most) {
        overflowed = true;
        return;
    }
    fills.push_back({ area, colour });
}

void Painted::addPicture(Area area)
{
    add(area, unknown);
    auto cell = [](double value, double whole) {
        return static_cast<int>(std::clamp(value / whole * grid + 0.5, 0.0, static_cast<double>(grid)));
    };
    for (int row = cell(area.y0, height); row < cell(area.y1, height); ++row) {
        for (int column = cell(area.x0, width); column < cell(area.x1, width); ++column) {
            pictures.set(static_cast<size_t>(row * grid + column));
        }
    }
}

/// Less than an eye tells apart in small letters: twelve steps of 255.
static bool alike(Painted::Colour first, Painted::Colour second)
{
    for (int shift = 0; shift < 24; shift += 8) {
        if (std::abs(static_cast<int>((first >> shift) & 0xFF) - static_cast<int>((second >> shift) & 0xFF)) > 12) {
            return false;
        }
    }
    return true;
}

bool Painted::occurs(Colour colour) const
{
    return colour != unknown && !overflowed
        && (alike(colour, white) || std::any_of(fills.begin(), fills.end(), [&](const Fill &fill) {
               return fill.colour != unknown && alike(colour, fill.colour);
           }));
}

bool Painted::hides(Colour colour, double x, double y) const
{
    if (colour == unknown || overflowed) {
        return false;
    }
    for (auto fill = fills.rbegin(); fill != fills.rend(); ++fill) {
        if (x >= fill->area.x0 && x <= fill->area.x1 && y >= fill->area.y0 && y <= fill->area.y1) {
            return fill->colour != unknown && alike(colour, fill->colour);
        }
    }
    return alike(colour, white);
}
