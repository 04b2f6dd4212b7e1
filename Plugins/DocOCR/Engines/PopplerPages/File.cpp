// SPDX-License-Identifier: GPL-3.0-or-later
#include "File.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <string>

#include <Error.h>
#include <ErrorCodes.h>
#include <GlobalParams.h>
#include <Outline.h>
#include <Stream.h>
#include <UTF.h>
#include <goo/gmem.h>

#include "Characters.hpp"
#include "PopplerPages.h"

static std::atomic<uint64_t> errors { 0 };

static void countError(ErrorCategory, Goffset, const char *)
{
    errors.fetch_add(1, std::memory_order_relaxed);
}

void preparePoppler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        setErrorCallback(countError);
        globalParams = std::make_unique<GlobalParams>();
        globalParams->setErrQuiet(true);
    });
}

uint64_t poppler_pages_errors(void)
{
    return errors.load(std::memory_order_relaxed);
}

namespace {

/// Counts the fields of a form. Poppler visits them all before it draws the first page, and a field that is a child of
/// several others once for each of them, so that fifty lines of text can make it visit 2^50.
struct FormFields
{
    int left = 20000;

    void count(const Object &fields, int depth)
    {
        if (!fields.isArray()) {
            return;
        }
        for (int index = 0; index < fields.arrayGetLength() && left > 0; ++index) {
            --left;
            Object field = fields.arrayGet(index);
            if (field.isDict() && depth < 64) {
                count(field.dictLookup("Kids"), depth + 1);
            }
        }
    }
};

/// Takes a form out that has more fields than anybody fills in. Its pages lose what is written in it, and nothing else.
void boundForm(PDFDoc &document)
{
    Object *form = document.getCatalog()->getAcroForm();
    if (form && form->isDict()) {
        FormFields fields;
        fields.count(form->dictLookup("Fields"), 0);
        if (fields.left <= 0) {
            *form = Object(objNull);
        }
    }
}

} // namespace

PopplerPagesFile *poppler_pages_open(const void *bytes, size_t count, PopplerPagesOpening *result)
{
    try {
        preparePoppler();
        auto file = std::make_unique<PopplerPagesFile>();
        // The document owns the stream, which only looks at the bytes.
        auto *stream = new MemStream(static_cast<const char *>(bytes), 0, static_cast<Goffset>(count), Object(objNull));
        file->document = std::make_unique<PDFDoc>(stream);
        if (file->document->isOk()) {
            boundForm(*file->document);
            *result = PopplerPagesOpened;
            return file.release();
        }
        *result = file->document->getErrorCode() == errEncrypted ? PopplerPagesNeedsPassword : PopplerPagesDamaged;
    } catch (const std::bad_alloc &) {
        *result = PopplerPagesOutOfMemory;
    } catch (...) {
        *result = PopplerPagesDamaged;
    }
    return nullptr;
}

void poppler_pages_close(PopplerPagesFile *file)
{
    try {
        delete file;
    } catch (...) {
        // Nothing is left to be done with it.
    }
}

int32_t poppler_pages_count(PopplerPagesFile *file)
{
    try {
        return file->document->getNumPages();
    } catch (...) {
        return 0;
    }
}

bool poppler_pages_is_encrypted(PopplerPagesFile *file)
{
    return file->document->isEncrypted();
}

static char *copied(const std::string &text)
{
    return text.empty() ? nullptr : strdup(text.c_str());
}

/// One line: line feeds and the like become blanks, characters that say nothing go.
static void appendLine(std::string &text, const Unicode *characters, int count, int most)
{
    for (int index = 0; index < count && index < most; ++index) {
        if (characters::isBlank(characters[index])) {
            text.push_back(' ');
        } else if (!characters::isUndecodable(characters[index])) {
            characters::append(text, characters[index]);
        }
    }
}

char *poppler_pages_title(PopplerPagesFile *file)
{
    try {
        auto title = file->document->getDocInfoTitle();
        if (!title) {
            return nullptr;
        }
        Unicode *characters = nullptr;
        int count = TextStringToUCS4(title->toStr(), &characters);
        std::unique_ptr<Unicode, decltype(&gfree)> owner(characters, gfree);
        std::string text;
        appendLine(text, characters, count, 1000);
        return copied(text);
    } catch (...) {
        return nullptr;
    }
}

namespace {

struct Bookmarks
{
    std::string text;
    int left;

    void add(const std::vector<OutlineItem *> *items, int depth)
    {
        if (!items) {
            return;
        }
        for (auto *item : *items) {
            if (left-- <= 0) {
                return;
            }
            text.push_back(static_cast<char>('a' + depth));
            appendLine(text, item->getTitle(), item->getTitleLength(), 500);
            text.push_back('\n');
            // Opening an item reads its children; a loop among them ends by the depth and the count.
            if (depth < 15 && left > 0 && item->hasKids()) {
                item->open();
                add(item->getKids(), depth + 1);
            }
        }
    }
};

} // namespace

char *poppler_pages_outline(PopplerPagesFile *file, int32_t most)
{
    try {
        auto *outline = file->document->getOutline();
        if (!outline) {
            return nullptr;
        }
        Bookmarks bookmarks { {}, most };
        bookmarks.add(outline->getItems(), 0);
        return copied(bookmarks.text);
    } catch (...) {
        return nullptr;
    }
}
