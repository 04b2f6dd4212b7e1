// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A PDF file's pages through Poppler: text with its places, facts for the decision about OCR, and pictures of pages.
//
// Threads: a file may be used by one thread at a time. Several files may be used in several threads at once; what they
// share in Poppler (its global parameters) is made once and locked by Poppler.
// No function throws, writes to stderr, opens a file but fonts and Poppler's own data, or runs anything in the document.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PopplerPagesFile PopplerPagesFile;
typedef struct PopplerPagesText PopplerPagesText;

typedef enum {
    PopplerPagesOpened = 0,
    PopplerPagesNeedsPassword = 1,
    PopplerPagesDamaged = 2,
    PopplerPagesOutOfMemory = 3,
} PopplerPagesOpening;

/// Opens a file that lies in memory, with the empty password if one is asked for. The bytes must stay until
/// `poppler_pages_close`. NULL unless `result` is PopplerPagesOpened.
PopplerPagesFile *poppler_pages_open(const void *bytes, size_t count, PopplerPagesOpening *result);
void poppler_pages_close(PopplerPagesFile *file);

int32_t poppler_pages_count(PopplerPagesFile *file);
bool poppler_pages_is_encrypted(PopplerPagesFile *file);
/// The title of the file's properties, UTF-8, to be freed with free(); NULL when there is none.
char *poppler_pages_title(PopplerPagesFile *file);
/// How many errors Poppler has reported in this process: they are counted, never printed.
uint64_t poppler_pages_errors(void);

/// One bookmark for each line: its depth from 0 as one letter from 'a', its title in UTF-8, a line feed. At most `most`
/// of them, 16 deep. To be freed with free(); NULL when there are none.
char *poppler_pages_outline(PopplerPagesFile *file, int32_t most);

/// What a page may take.
typedef struct {
    /// Glyphs; what is beyond is left out.
    int32_t glyphs;
    /// Milliseconds after which drawing ends; what came until then is given.
    int32_t milliseconds;
} PopplerPagesBounds;

enum {
    PopplerPagesBold = 1,
    PopplerPagesItalic = 2,
    PopplerPagesFixedPitch = 4,
    /// Written from right to left.
    PopplerPagesRightToLeft = 8,
    /// In render mode 3: the layer that OCR puts over a scan.
    PopplerPagesInvisible = 16,
    /// Not in the page's main direction.
    PopplerPagesTurned = 32,
    /// The columns of vertical writing.
    PopplerPagesVertical = 64,
};

/// A piece of one line without a gap as wide as a column's: in the order in which the page draws them.
/// Coordinates are points in the frame of the page's main writing direction: x along the line, y from line to line.
typedef struct {
    float x0, y0, x1, y1;
    /// Baseline, and the font's size as it is seen.
    float base, size;
    /// UTF-8 in the page's text, where a line feed is behind each piece.
    uint32_t offset, length;
    uint32_t flags;
    /// The writing direction: 0 right, 1 down, 2 left, 3 up.
    uint32_t direction;
} PopplerPagesPiece;

/// A ruling: a thin straight line, horizontal (y0 == y1) or vertical (x0 == x1) in the same frame.
typedef struct {
    float x0, y0, x1, y1;
} PopplerPagesRuling;

typedef struct {
    /// Of the frame, in points.
    float width, height;
    /// Glyphs with text, blanks not counted: seen, in render mode 3, and left out because nobody could see them.
    int32_t visible, invisible, hidden;
    /// Of `hidden`: outside the page or its clip, smaller than a point, in the colour of what is behind.
    int32_t outside, tiny, sameColour;
    /// Of visible and invisible ones: without a Unicode value, or a private or control one.
    int32_t undecodable;
    /// Share of the page that pictures cover, and that the largest covers; that one's pixels for an inch, and bits of a
    /// pixel (1 for fax and JBIG2).
    float imageShare, largestImageShare, imageDPI;
    int32_t imageBits, images;
    /// Filled and stroked paths.
    int32_t paths;
    /// Ended before the page did: by its time, its count of glyphs, or states of drawing that were kept in one another.
    bool outOfTime, tooManyGlyphs, tooDeep;
} PopplerPagesFacts;

/// Reads one page, from 1. NULL when there is no such page, or memory ran out.
PopplerPagesText *poppler_pages_read(PopplerPagesFile *file, int32_t number, PopplerPagesBounds bounds);
void poppler_pages_free_text(PopplerPagesText *text);
PopplerPagesFacts poppler_pages_facts(const PopplerPagesText *text);
const char *poppler_pages_characters(const PopplerPagesText *text, size_t *count);
const PopplerPagesPiece *poppler_pages_pieces(const PopplerPagesText *text, size_t *count);
const PopplerPagesRuling *poppler_pages_rulings(const PopplerPagesText *text, size_t *count);

/// A page as grey pixels, row after row from the top: 0 is black.
typedef struct {
    int32_t width, height;
    /// Pixels for an inch of the page.
    double dpi;
    /// To be freed with free(); NULL when there is no such page or memory ran out.
    uint8_t *pixels;
    bool outOfTime;
} PopplerPagesPicture;

/// Draws one page, from 1. A page that one picture covers is drawn in the picture's own resolution, if that is at
/// least `dpi` / 2, otherwise in `dpi`; in less where more than `pixels` would be needed.
PopplerPagesPicture poppler_pages_render(
    PopplerPagesFile *file, int32_t number, double dpi, int64_t pixels, int32_t milliseconds);

#ifdef __cplusplus
}
#endif
