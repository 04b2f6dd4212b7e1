// SPDX-License-Identifier: GPL-3.0-or-later
// What a page draws besides text.
#include <algorithm>
#include <cmath>

#include <GfxState.h>
#include <Stream.h>

#include "PageDevice.hpp"

/// Rulings of tables that are kept of a page.
static constexpr size_t mostRulings = 4000;

void PageDevice::ruling(GfxState *state, double x0, double y0, double x1, double y1)
{
    if (page.rulings.size() >= mostRulings || !std::isfinite(x0 + y0 + x1 + y1)) {
        return;
    }
    auto area = clipped(state, { std::min(x0, x1) - 1, std::min(y0, y1) - 1, std::max(x0, x1) + 1, std::max(y0, y1) + 1 });
    double width = area.x1 - area.x0 - 2;
    double height = area.y1 - area.y0 - 2;
    float left = static_cast<float>(area.x0 + 1), top = static_cast<float>(area.y0 + 1);
    if (width >= 5 && height <= 3 && height > -2) {
        page.rulings.push_back({ left, top, static_cast<float>(area.x1 - 1), top });
    } else if (height >= 5 && width <= 3 && width > -2) {
        page.rulings.push_back({ left, top, left, static_cast<float>(area.y1 - 1) });
    }
}

void PageDevice::stroke(GfxState *state)
{
    ++page.facts.paths;
    auto *path = state->getPath();
    if (!path || path->getNumSubpaths() > 200) {
        return;
    }
    for (int index = 0; index < path->getNumSubpaths(); ++index) {
        auto *part = path->getSubpath(index);
        if (part->getNumPoints() > 5) {
            continue;
        }
        for (int point = 1; point < part->getNumPoints(); ++point) {
            if (part->getCurve(point)) {
                break;
            }
            double x0, y0, x1, y1;
            state->transform(part->getX(point - 1), part->getY(point - 1), &x0, &y0);
            state->transform(part->getX(point), part->getY(point), &x1, &y1);
            if (std::abs(x0 - x1) < 0.5 || std::abs(y0 - y1) < 0.5) {
                ruling(state, x0, y0, x1, y1);
            }
        }
    }
}

void PageDevice::fill(GfxState *state)
{
    paint(state);
}

void PageDevice::eoFill(GfxState *state)
{
    paint(state);
}

void PageDevice::paint(GfxState *state)
{
    ++page.facts.paths;
    auto *path = state->getPath();
    if (!path || state->getFillOpacity() < 0.04) {
        return;
    }
    int parts = path->getNumSubpaths();
    // Drawings of many parts are no background that hides letters, but what lies on them can be told only by looking.
    if (parts > 50) {
        painted.add(clipped(state, { 0, 0, page.width, page.height }), Painted::unknown);
        return;
    }
    for (int index = 0; index < parts; ++index) {
        auto *part = path->getSubpath(index);
        Painted::Area area { INFINITY, INFINITY, -INFINITY, -INFINITY };
        int points = part->getNumPoints();
        bool straight = points == 4 || points == 5;
        double beforeX = 0, beforeY = 0;
        for (int point = 0; point < std::min(points, 200); ++point) {
            double x, y;
            state->transform(part->getX(point), part->getY(point), &x, &y);
            area = { std::min(area.x0, x), std::min(area.y0, y), std::max(area.x1, x), std::max(area.y1, y) };
            bool isStep = point == 0 || std::abs(x - beforeX) < 0.5 || std::abs(y - beforeY) < 0.5;
            straight = straight && isStep && !part->getCurve(point);
            beforeX = x;
            beforeY = y;
        }
        if (straight && (area.x1 - area.x0 <= 3 || area.y1 - area.y0 <= 3)) {
            ruling(state, area.x0, area.y0, area.x1, area.y1);
        }
        bool plain = straight && parts == 1 && !masked;
        painted.add(clipped(state, area), plain ? colour(state) : Painted::unknown);
    }
}

bool PageDevice::shade(GfxState *state)
{
    ++page.facts.paths;
    painted.add(clipped(state, { 0, 0, page.width, page.height }), Painted::unknown);
    return true;
}

bool PageDevice::tilingPatternFill(GfxState *state, Gfx *, Catalog *, GfxTilingPattern *, const double *, int, int, int,
                                   int, double, double)
{
    return shade(state);
}

void PageDevice::picture(GfxState *state, int width, int height, int bits)
{
    const double *m = state->getCTM();
    if (width <= 0 || height <= 0 || !std::isfinite(m[0] + m[1] + m[2] + m[3] + m[4] + m[5])) {
        return;
    }
    // The unit square, wherever it lies.
    Painted::Area whole { m[4] + std::min(m[0], 0.0) + std::min(m[2], 0.0), m[5] + std::min(m[1], 0.0) + std::min(m[3], 0.0),
                          m[4] + std::max(m[0], 0.0) + std::max(m[2], 0.0), m[5] + std::max(m[1], 0.0) + std::max(m[3], 0.0) };
    auto area = clipped(state, whole);
    ++page.facts.images;
    painted.addPicture(area);
    double size = std::max(area.x1 - area.x0, 0.0) * std::max(area.y1 - area.y0, 0.0);
    if (size > largestPicture) {
        largestPicture = size;
        page.facts.largestImageShare = static_cast<float>(std::min(size / std::max(page.width * page.height, 1.0), 1.0));
        double across = std::hypot(m[0], m[1]);
        double down = std::hypot(m[2], m[3]);
        page.facts.imageDPI =
            static_cast<float>(std::max(across > 0 ? width * 72.0 / across : 0, down > 0 ? height * 72.0 / down : 0));
        page.facts.imageBits = bits;
    }
}

/// The bytes of a picture in the page's own stream lie between its operators: they are passed over.
static void skip(Stream *stream, int width, int height, int components, int bits)
{
    stream->reset();
    int64_t row = (static_cast<int64_t>(width) * components * bits + 7) / 8;
    for (int64_t left = row * height; left > 0; --left) {
        if (stream->getChar() == EOF) {
            break;
        }
    }
    stream->close();
}

void PageDevice::drawImageMask(GfxState *state, Object *, Stream *stream, int width, int height, bool, bool, bool isInline)
{
    if (isInline) {
        skip(stream, width, height, 1, 1);
    }
    picture(state, width, height, 1);
}

void PageDevice::setSoftMaskFromImageMask(GfxState *, Object *, Stream *stream, int width, int height, bool, bool isInline,
                                          double *)
{
    if (isInline) {
        skip(stream, width, height, 1, 1);
    }
}

void PageDevice::drawImage(GfxState *state, Object *, Stream *stream, int width, int height, GfxImageColorMap *colours, bool,
                           const int *, bool isInline)
{
    int components = colours ? colours->getNumPixelComps() : 1;
    int bits = colours ? colours->getBits() : 1;
    if (isInline) {
        skip(stream, width, height, components, bits);
    }
    picture(state, width, height, components * bits);
}

void PageDevice::drawMaskedImage(GfxState *state, Object *ref, Stream *stream, int width, int height,
                                 GfxImageColorMap *colours, bool interpolate, Stream *, int, int, bool, bool)
{
    drawImage(state, ref, stream, width, height, colours, interpolate, nullptr, false);
}

void PageDevice::drawSoftMaskedImage(GfxState *state, Object *ref, Stream *stream, int width, int height,
                                     GfxImageColorMap *colours, bool interpolate, Stream *, int, int, GfxImageColorMap *,
                                     bool)
{
    drawImage(state, ref, stream, width, height, colours, interpolate, nullptr, false);
}
