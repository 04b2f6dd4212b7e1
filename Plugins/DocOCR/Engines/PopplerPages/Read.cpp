// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "File.hpp"
#include "PageDevice.hpp"
#include "PopplerPages.h"

PopplerPagesText *poppler_pages_read(PopplerPagesFile *file, int32_t number, PopplerPagesBounds bounds)
{
    try {
        auto *page = file->document->getPage(number);
        if (!page || !page->isOk()) {
            return nullptr;
        }
        PageDevice device(bounds);
        file->document->displayPage(&device, number, 72, 72, 0, false, true, false, PageDevice::shouldStop, &device);
        auto text = std::make_unique<PopplerPagesText>();
        auto &facts = device.page.facts;
        // The layer that an earlier OCR put over a scan: its text is the page's, though nobody sees it drawn. Without a
        // picture that shows the same, invisible text is a secret.
        bool isLayer = facts.invisible > 0 && facts.imageShare > 0.4F;
        if (!isLayer) {
            facts.hidden += facts.invisible;
        }
        collectPieces(device.page, isLayer, *text);
        return text.release();
    } catch (...) {
        return nullptr;
    }
}

void poppler_pages_free_text(PopplerPagesText *text)
{
    delete text;
}

PopplerPagesFacts poppler_pages_facts(const PopplerPagesText *text)
{
    return text->facts;
}

const char *poppler_pages_characters(const PopplerPagesText *text, size_t *count)
{
    *count = text->characters.size();
    return text->characters.data();
}

const PopplerPagesPiece *poppler_pages_pieces(const PopplerPagesText *text, size_t *count)
{
    *count = text->pieces.size();
    return text->pieces.data();
}

const PopplerPagesRuling *poppler_pages_rulings(const PopplerPagesText *text, size_t *count)
{
    *count = text->rulings.size();
    return text->rulings.data();
}
