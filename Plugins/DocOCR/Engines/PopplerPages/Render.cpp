// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <SplashOutputDev.h>
#include <splash/SplashBitmap.h>

#include "File.hpp"
#include "PageDevice.hpp"
#include "PopplerPages.h"

namespace {

struct Deadline
{
    std::chrono::steady_clock::time_point end;
    bool passed = false;

    static bool isPassed(void *data)
    {
        auto &self = *static_cast<Deadline *>(data);
        self.passed = self.passed || std::chrono::steady_clock::now() > self.end;
        return self.passed;
    }
};

/// The resolution that one picture over the whole page has; 0 where there is none.
double ownResolution(PDFDoc &document, int number, int milliseconds)
{
    // Nothing is decoded to find this out.
    PageDevice device({ 2000, std::max(milliseconds / 4, 1) });
    document.displayPage(&device, number, 72, 72, 0, false, true, false, PageDevice::shouldStop, &device);
    auto &facts = device.page.facts;
    bool alone = facts.largestImageShare > 0.9F && facts.visible < 200 && !facts.tooManyGlyphs;
    return alone ? facts.imageDPI : 0;
}

} // namespace

PopplerPagesPicture poppler_pages_render(PopplerPagesFile *file, int32_t number, double dpi, int64_t pixels, int32_t milliseconds)
{
    PopplerPagesPicture picture = {};
    try {
        auto &document = *file->document;
        auto *page = document.getPage(number);
        if (!page || !page->isOk()) {
            return picture;
        }
        double width = page->getCropWidth() / 72;
        double height = page->getCropHeight() / 72;
        if (!(width > 0 && height > 0 && std::isfinite(width) && std::isfinite(height) && dpi > 0)) {
            return picture;
        }
        double own = ownResolution(document, number, milliseconds);
        if (own >= dpi / 2) {
            // Splash draws a picture up to and with the pixel that its far edge touches: a hair less, so that its pixels
            // fall on the page's one by one, and none is made of two.
            dpi = own * (1 - 1e-6);
        }
        double most = std::sqrt(static_cast<double>(std::max<int64_t>(pixels, 1)) / (width * height));
        dpi = std::min({ dpi, most, 32000 / std::max(width, height) });
        if (width * dpi < 1 || height * dpi < 1) {
            return picture;
        }
        Deadline deadline { std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max(milliseconds, 1)) };
        SplashColor paper;
        paper[0] = 255;
        SplashOutputDev device(splashModeMono8, 4, false, paper);
        device.startDoc(&document);
        document.displayPage(&device, number, dpi, dpi, 0, false, true, false, Deadline::isPassed, &deadline);
        picture.outOfTime = deadline.passed;
        auto *bitmap = device.getBitmap();
        if (!bitmap || bitmap->getWidth() <= 0 || bitmap->getHeight() <= 0 || !bitmap->getDataPtr()) {
            return picture;
        }
        auto columns = static_cast<size_t>(bitmap->getWidth());
        auto rows = static_cast<size_t>(bitmap->getHeight());
        auto step = static_cast<size_t>(bitmap->getRowSize());
        // The rows are closed up where they lie, so that no second picture is needed.
        auto *data = static_cast<uint8_t *>(bitmap->takeData());
        for (size_t row = 1; row < rows; ++row) {
            memmove(data + row * columns, data + row * step, columns);
        }
        picture.pixels = data;
        picture.width = static_cast<int32_t>(columns);
        picture.height = static_cast<int32_t>(rows);
        picture.dpi = dpi;
    } catch (...) {
        free(picture.pixels);
        picture.pixels = nullptr;
    }
    return picture;
}
