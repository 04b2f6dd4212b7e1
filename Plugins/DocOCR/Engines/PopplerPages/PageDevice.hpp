// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <unordered_map>
#include <vector>

#include <OutputDev.h>

#include "Glyphs.hpp"
#include "Painted.hpp"

class GfxFont;
class GfxPath;

/// Poppler's drawing of a page, of which the glyphs are kept, and facts about the rest. Nothing is painted and no picture
/// is decoded.
class PageDevice : public OutputDev
{
public:
    explicit PageDevice(PopplerPagesBounds bounds);

    Glyphs page;
    /// For Gfx, which asks now and then whether to go on.
    static bool shouldStop(void *device);

    bool upsideDown() override { return true; }
    bool useDrawChar() override { return true; }
    bool interpretType3Chars() override { return false; }
    // Pictures and fills tell of scans and of hidden text. Patterns and shadings are taken as areas without being drawn.
    bool needNonText() override { return true; }
    bool useTilingPatternFill() override { return true; }
    bool useShadedFills(int) override { return true; }

    void startPage(int number, GfxState *state, XRef *xref) override;
    void endPage() override;
    void saveState(GfxState *state) override;
    void restoreState(GfxState *state) override;

    void updateFont(GfxState *state) override;
    void updateFillColorSpace(GfxState *) override { colourIsKnown = false; }
    void updateFillColor(GfxState *) override { colourIsKnown = false; }
    void updateFillOpacity(GfxState *) override { colourIsKnown = false; }
    void setSoftMask(GfxState *, const double *, bool, Function *, GfxColor *) override { masked = true; }
    void clearSoftMask(GfxState *) override { masked = false; }

    void drawChar(GfxState *state, double x, double y, double dx, double dy, double originX, double originY,
                  CharCode code, int bytes, const Unicode *u, int count) override;
    void beginStringOp(GfxState *state) override;
    void endStringOp(GfxState *state) override;
    void beginActualText(GfxState *state, const GooString *text) override;
    void endActualText(GfxState *state) override;

    void stroke(GfxState *state) override;
    void fill(GfxState *state) override;
    void eoFill(GfxState *state) override;
    bool tilingPatternFill(GfxState *state, Gfx *, Catalog *, GfxTilingPattern *, const double *, int, int, int, int,
                           double, double) override;
    bool functionShadedFill(GfxState *state, GfxFunctionShading *) override { return shade(state); }
    bool axialShadedFill(GfxState *state, GfxAxialShading *, double, double) override { return shade(state); }
    bool radialShadedFill(GfxState *state, GfxRadialShading *, double, double) override { return shade(state); }
    bool gouraudTriangleShadedFill(GfxState *state, GfxGouraudTriangleShading *) override { return shade(state); }
    bool patchMeshShadedFill(GfxState *state, GfxPatchMeshShading *) override { return shade(state); }

    void drawImageMask(GfxState *state, Object *ref, Stream *stream, int width, int height, bool invert,
                       bool interpolate, bool isInline) override;
    void setSoftMaskFromImageMask(GfxState *state, Object *ref, Stream *stream, int width, int height, bool invert,
                                  bool isInline, double *base) override;
    void unsetSoftMaskFromImageMask(GfxState *, double *) override { }
    void drawImage(GfxState *state, Object *ref, Stream *stream, int width, int height, GfxImageColorMap *colours,
                   bool interpolate, const int *maskColours, bool isInline) override;
    void drawMaskedImage(GfxState *state, Object *ref, Stream *stream, int width, int height, GfxImageColorMap *colours,
                         bool interpolate, Stream *mask, int maskWidth, int maskHeight, bool maskInvert,
                         bool maskInterpolate) override;
    void drawSoftMaskedImage(GfxState *state, Object *ref, Stream *stream, int width, int height,
                             GfxImageColorMap *colours, bool interpolate, Stream *mask, int maskWidth, int maskHeight,
                             GfxImageColorMap *maskColours, bool maskInterpolate) override;

private:
    /// What of a font is asked for each glyph.
    struct Font
    {
        uint8_t flags = 0;
        bool vertical = false;
        bool isType3 = false;
        /// Size as it is seen, for one unit of the size that the page sets.
        double scale = 1;
    };
    const Font &fontOf(const GfxFont &font);
    void picture(GfxState *state, int width, int height, int bits);
    bool shade(GfxState *state);
    void paint(GfxState *state);
    void ruling(GfxState *state, double x0, double y0, double x1, double y1);
    Painted::Area clipped(GfxState *state, Painted::Area area) const;
    Painted::Colour colour(GfxState *state);
    bool isHidden(GfxState *state, const Glyph &glyph, double x, double y, double dx, double dy);
    void keep(Glyph glyph, const Unicode *u, int count);

    PopplerPagesBounds bounds;
    std::chrono::steady_clock::time_point deadline;
    Painted painted;
    std::unordered_map<const GfxFont *, Font> fonts;
    /// The fonts stay while they are told apart by their address.
    std::vector<std::shared_ptr<GfxFont>> heldFonts;
    const Font *font = nullptr;
    Painted::Colour currentColour = 0;
    bool colourIsKnown = false;
    bool colourOccurs = false;
    size_t fillsThen = 0;
    bool masked = false;
    std::vector<bool> maskStack;
    /// Text that the file gives in place of a run of glyphs, and the first of these.
    std::vector<Unicode> actualText;
    size_t actualStart = 0;
    bool hasActualText = false;
    double largestPicture = 0;
    /// The first glyph of the operator that draws text, and how many characters its many-character glyphs stand for.
    size_t stringStart = 0;
    int wholeCharacters = 0;
};
