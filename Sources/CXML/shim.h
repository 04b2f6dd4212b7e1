// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 names ICU's converters in a structure that nothing here uses. With its headers a program that also
// imports Foundation, which brings an ICU of its own, would not compile.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>

/// The prototype of this callback differs between versions of the library in a `const`, which Swift would see.
static inline void mortise_xml_ignore_error(void *data, const xmlError *error) {
    (void)data;
    (void)error;
}

/// Makes a handler's table silent: no message reaches standard error.
static inline void mortise_xml_be_silent(xmlSAXHandler *handler) {
    handler->serror = (xmlStructuredErrorFunc)mortise_xml_ignore_error;
}
