// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <PDFDoc.h>

struct PopplerPagesFile
{
    std::unique_ptr<PDFDoc> document;
};

/// Makes what Poppler's documents share, once in a process.
void preparePoppler();
