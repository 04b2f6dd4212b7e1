// SPDX-License-Identifier: GPL-3.0-or-later
#include "PageDevice.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <GfxFont.h>
#include <GfxState.h>
#include <UTF.h>
#include <goo/gmem.h>

#include "Characters.hpp"

PageDevice::PageDevice(PopplerPagesBounds b) :
    bounds(b), deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max(b.milliseconds, 1)))
{
}

bool PageDevice::shouldStop(void *device)
{
    auto &self = *static_cast<PageDevice *>(device);
    if (self.page.facts.tooManyGlyphs || self.page.facts.tooDeep || self.page.facts.outOfTime) {
        return true;
    }
    self.page.facts.outOfTime = std::chrono::steady_clock::now() > self.deadline;
    return self.page.facts.outOfTime;
}

void PageDevice::startPage(int, GfxState *state, XRef *)
{
    page.width = state ? state->getPageWidth() : 0;
    page.height = state ? state->getPageHeight() : 0;
    painted.start(page.width, page.height);
    colourIsKnown = false;
    font = nullptr;
}

void PageDevice::endPage()
{
    page.facts.imageShare = static_cast<float>(painted.pictureShare());
}

void PageDevice::saveState(GfxState *)
{
    maskStack.push_back(masked);
    // Each state that is kept takes about a kilobyte: five million of them are written in ten.
    page.facts.tooDeep = page.facts.tooDeep || maskStack.size() > 20000;
}

void PageDevice::restoreState(GfxState *)
{
    if (!maskStack.empty()) {
        masked = maskStack.back();
        maskStack.pop_back();
    }
    colourIsKnown = false;
    font = nullptr;
}

static bool contains(const std::string &text, const char *word)
{
    return text.find(word) != std::string::npos;
}

const PageDevice::Font &PageDevice::fontOf(const GfxFont &gfx)
{
    auto known = fonts.find(&gfx);
    if (known != fonts.end()) {
        return known->second;
    }
    Font result;
    std::string name = gfx.getName().value_or("");
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    bool semibold = contains(name, "demi") || contains(name, "semib");
    if (gfx.isBold() || gfx.getWeight() >= GfxFont::W600 || contains(name, "bold") || contains(name, "black")
        || contains(name, "heavy") || semibold || contains(name, "cmbx") || contains(name, "sfbx")
        || contains(name, "ecbx") || contains(name, "-bd") || contains(name, "medi")) {
        result.flags |= PopplerPagesBold;
    }
    if (gfx.isItalic() || contains(name, "italic") || contains(name, "oblique") || contains(name, "slanted")) {
        result.flags |= PopplerPagesItalic;
    }
    if (gfx.isFixedWidth() || contains(name, "mono") || contains(name, "courier") || contains(name, "cmtt")
        || contains(name, "sftt") || contains(name, "ectt") || contains(name, "consol") || contains(name, "typewriter")) {
        result.flags |= PopplerPagesFixedPitch;
    }
    if (gfx.getWMode() == 1) {
        result.vertical = true;
        result.flags |= PopplerPagesVertical;
    }
    if (gfx.getType() == fontType3) {
        // Its own units may be anything, so the size is told by the mean width of what it has: half of it, as in others.
        result.isType3 = true;
        double sum = 0;
        int count = 0;
        auto &eight = static_cast<const Gfx8BitFont &>(gfx);
        for (int code = 0; code < 256; ++code) {
            double width = std::abs(eight.getWidth(static_cast<unsigned char>(code)));
            if (width > 0 && std::isfinite(width)) {
                sum += width;
                ++count;
            }
        }
        result.scale = count > 0 ? sum / count * 2 : 1;
    }
    return fonts.emplace(&gfx, result).first->second;
}

void PageDevice::updateFont(GfxState *)
{
    font = nullptr;
}

Painted::Area PageDevice::clipped(GfxState *state, Painted::Area area) const
{
    double x0, y0, x1, y1;
    state->getClipBBox(&x0, &y0, &x1, &y1);
    return { std::max(area.x0, x0), std::max(area.y0, y0), std::min(area.x1, x1), std::min(area.y1, y1) };
}

Painted::Colour PageDevice::colour(GfxState *state)
{
    if (colourIsKnown) {
        return currentColour;
    }
    colourIsKnown = true;
    fillsThen = SIZE_MAX;
    auto *space = state->getFillColorSpace();
    if (!space || space->getMode() == csPattern || masked || state->getFillOpacity() < 0.95) {
        currentColour = Painted::unknown;
    } else {
        GfxRGB rgb;
        state->getFillRGB(&rgb);
        currentColour = static_cast<uint32_t>(colToByte(rgb.r)) << 16 | static_cast<uint32_t>(colToByte(rgb.g)) << 8
            | static_cast<uint32_t>(colToByte(rgb.b));
    }
    return currentColour;
}

bool PageDevice::isHidden(GfxState *state, const Glyph &glyph, double x, double y, double dx, double dy)
{
    auto &facts = page.facts;
    // The middle of the glyph: half the pen's way, and a third of the size above the baseline.
    double upX = glyph.direction == 1 ? 1 : glyph.direction == 3 ? -1 : 0;
    double upY = glyph.direction == 0 ? -1 : glyph.direction == 2 ? 1 : 0;
    if (glyph.flags & PopplerPagesVertical) {
        upX = upY = 0;
    }
    double middleX = x + dx / 2 + upX * glyph.size * 0.3;
    double middleY = y + dy / 2 + upY * glyph.size * 0.3;
    double x0, y0, x1, y1;
    state->getClipBBox(&x0, &y0, &x1, &y1);
    double half = std::max<double>(glyph.size, std::abs(glyph.advance)) * 0.5;
    if (!(middleX > -half * 0.5 && middleX < page.width + half * 0.5 && middleY > -half * 0.5
          && middleY < page.height + half * 0.5 && middleX > x0 - half && middleX < x1 + half && middleY > y0 - half
          && middleY < y1 + half)) {
        ++facts.outside;
        return true;
    }
    if (glyph.size < 1 && (!font->isType3 || std::abs(glyph.advance) < 0.5)) {
        ++facts.tiny;
        return true;
    }
    int mode = state->getRender();
    if (mode != 0 && mode != 4) {
        return false;
    }
    auto ink = colour(state);
    if (fillsThen != painted.count()) {
        fillsThen = painted.count();
        colourOccurs = painted.occurs(ink);
    }
    if ((colourOccurs && painted.hides(ink, middleX, middleY)) || (state->getFillOpacity() < 0.04)) {
        ++facts.sameColour;
        return true;
    }
    return false;
}

void PageDevice::drawChar(GfxState *state, double x, double y, double dx, double dy, double, double, CharCode, int,
                          const Unicode *u, int count)
{
    if (page.facts.tooManyGlyphs || page.facts.outOfTime) {
        return;
    }
    if (!font) {
        auto gfx = state->getFont();
        if (!gfx) {
            return;
        }
        if (fonts.find(gfx.get()) == fonts.end()) {
            heldFonts.push_back(gfx);
        }
        font = &fontOf(*gfx);
    }
    if (page.glyphs.size() >= static_cast<size_t>(std::max(bounds.glyphs, 0))) {
        page.facts.tooManyGlyphs = true;
        return;
    }
    double deviceX, deviceY, wayX, wayY, spaceX, spaceY;
    state->transform(x, y, &deviceX, &deviceY);
    // Poppler's step has the spacing between characters and words in it, which is no part of the glyph.
    double spacing = state->getCharSpace() + (count == 1 && u[0] == 0x20 ? state->getWordSpace() : 0);
    if (font->vertical) {
        state->textTransformDelta(0, spacing, &spaceX, &spaceY);
    } else {
        state->textTransformDelta(spacing * state->getHorizScaling(), 0, &spaceX, &spaceY);
    }
    state->transformDelta(dx - spaceX, dy - spaceY, &wayX, &wayY);
    double m11, m12, m21, m22;
    state->getFontTransMat(&m11, &m12, &m21, &m22);
    double alongX = font->vertical ? -m21 : m11;
    double alongY = font->vertical ? -m22 : m12;
    Glyph glyph;
    glyph.size = static_cast<float>(std::hypot(m21, m22) * font->scale);
    glyph.direction = std::abs(alongX) >= std::abs(alongY) ? (alongX >= 0 ? 0 : 2) : (alongY >= 0 ? 1 : 3);
    if (!std::isfinite(deviceX + deviceY + wayX + wayY + glyph.size)) {
        return;
    }
    double w = page.width, h = page.height;
    double advance = 0;
    switch (glyph.direction) {
    case 0: glyph.u = static_cast<float>(deviceX); glyph.v = static_cast<float>(deviceY); advance = wayX; break;
    case 1: glyph.u = static_cast<float>(deviceY); glyph.v = static_cast<float>(w - deviceX); advance = wayY; break;
    case 2: glyph.u = static_cast<float>(w - deviceX); glyph.v = static_cast<float>(h - deviceY); advance = -wayX; break;
    default: glyph.u = static_cast<float>(h - deviceY); glyph.v = static_cast<float>(deviceX); advance = -wayY; break;
    }
    glyph.advance = static_cast<float>(advance);
    glyph.flags = font->flags;
    // Lines at an angle to the page: stamps and watermarks.
    if (std::min(std::abs(alongX), std::abs(alongY)) > 0.2 * std::max(std::abs(alongX), std::abs(alongY))) {
        glyph.flags |= PopplerPagesTurned;
    }
    bool blank = count >= 1 && characters::isBlank(u[0]);
    if (!blank) {
        if (state->getRender() == 3) {
            glyph.flags |= PopplerPagesInvisible;
        }
        if (isHidden(state, glyph, deviceX, deviceY, wayX, wayY)) {
            ++page.facts.hidden;
            return;
        }
    }
    keep(glyph, u, count);
}

void PageDevice::keep(Glyph glyph, const Unicode *u, int count)
{
    glyph.offset = static_cast<uint32_t>(page.characters.size());
    glyph.character = count > 0 ? u[0] : 0xFFFD;
    if (count >= 1 && characters::isBlank(u[0])) {
        glyph.length = 0;
        page.glyphs.push_back(glyph);
        return;
    }
    bool undecodable = count <= 0;
    if (count > 1) {
        wholeCharacters += count;
    }
    for (int index = 0; index < std::min(count, 8); ++index) {
        undecodable = undecodable || characters::isUndecodable(u[index]);
    }
    if (undecodable) {
        ++page.facts.undecodable;
    }
    ++(glyph.flags & PopplerPagesInvisible ? page.facts.invisible : page.facts.visible);
    if (count <= 0) {
        characters::append(page.characters, 0xFFFD);
    }
    for (int index = 0; index < std::min(count, 8); ++index) {
        if (characters::hasPlainForm(u[index])) {
            auto plain = characters::plainForm(u[index]);
            if (count == 1 && !plain.empty()) {
                glyph.character = plain[0];
            }
            for (auto c : plain) {
                characters::append(page.characters, c);
            }
        } else if (u[index] >= 0x20) {
            characters::append(page.characters, u[index]);
        }
    }
    glyph.length = static_cast<uint8_t>(std::min<size_t>(page.characters.size() - glyph.offset, 255));
    if (glyph.length > 0) {
        page.glyphs.push_back(glyph);
    }
}

void PageDevice::beginStringOp(GfxState *)
{
    stringStart = page.glyphs.size();
    wholeCharacters = 0;
}

void PageDevice::endStringOp(GfxState *)
{
    // Where one glyph of a word stands for all of it, the others have no characters of their own.
    if (wholeCharacters < 3 || stringStart >= page.glyphs.size()) {
        return;
    }
    auto start = page.glyphs.begin() + static_cast<long>(stringStart);
    auto isPart = [](const Glyph &glyph) { return glyph.character == 0xFFFD; };
    auto parts = std::count_if(start, page.glyphs.end(), isPart);
    if (parts > wholeCharacters) {
        return;
    }
    for (auto glyph = start; glyph != page.glyphs.end(); ++glyph) {
        if (isPart(*glyph)) {
            --(glyph->flags & PopplerPagesInvisible ? page.facts.invisible : page.facts.visible);
            --page.facts.undecodable;
        }
    }
    page.glyphs.erase(std::remove_if(start, page.glyphs.end(), isPart), page.glyphs.end());
}

void PageDevice::beginActualText(GfxState *, const GooString *text)
{
    hasActualText = true;
    actualStart = page.glyphs.size();
    Unicode *characters = nullptr;
    int count = TextStringToUCS4(text->toStr(), &characters);
    std::unique_ptr<Unicode, decltype(&gfree)> owner(characters, gfree);
    actualText.assign(characters, characters + std::max(std::min(count, 4096), 0));
}

void PageDevice::endActualText(GfxState *)
{
    if (!hasActualText) {
        return;
    }
    hasActualText = false;
    if (actualStart >= page.glyphs.size()) {
        return;
    }
    // It stands for the glyphs only where it can be what they show: a longer text would be one that nobody sees.
    size_t shown = page.glyphs.size() - actualStart;
    bool undecodable = std::any_of(page.glyphs.begin() + static_cast<long>(actualStart), page.glyphs.end(),
                                   [](const Glyph &glyph) { return characters::isUndecodable(glyph.character); });
    if (shown > 8 && !undecodable) {
        return;
    }
    if (actualText.size() > 2 * shown + 2) {
        return;
    }
    Glyph first = page.glyphs[actualStart];
    const Glyph &last = page.glyphs.back();
    if (first.direction == last.direction && std::abs(first.v - last.v) < first.size) {
        first.advance = std::max(last.u + last.advance - first.u, first.advance);
    }
    for (size_t index = actualStart; index < page.glyphs.size(); ++index) {
        const Glyph &glyph = page.glyphs[index];
        if (glyph.length > 0) {
            --(glyph.flags & PopplerPagesInvisible ? page.facts.invisible : page.facts.visible);
            page.facts.undecodable -= characters::isUndecodable(glyph.character);
        }
    }
    page.glyphs.resize(actualStart);
    float step = first.advance / static_cast<float>(std::max<size_t>(actualText.size(), 1));
    first.advance = step;
    for (auto c : actualText) {
        keep(first, &c, 1);
        first.u += step;
    }
}
