// SPDX-License-Identifier: Apache-2.0
//
// What a module is, readable from its file without running any of its code.
#pragma once

#include "basics.h"

// The ELF section that holds the module's manifest, `module.json`, byte for byte. A host refuses a module without
// one, and one whose registration differs from it. docs/modules.md lists the members.
#define MORTISE_MANIFEST_SECTION "mortise.manifest"

// For modules in C: once, at file scope, with the manifest's text as a string literal or from `#embed`:
//     MORTISE_MANIFEST = {
//     #embed "module.json"
//     };
#define MORTISE_MANIFEST \
    __attribute__((used, retain, visibility("hidden"), section(MORTISE_MANIFEST_SECTION))) \
    static const char mortise_manifest[]
