// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <allheaders.h>
#include <dlfcn.h>
#include <stddef.h>

// Leptonica and libtiff, on which it stands, write what they think of a file to standard error. A module's errors are
// sentences of its own, so both are silenced. libtiff comes with Leptonica and is found among what is loaded, so that
// its headers are not needed to build.
static inline void mortise_silence_pictures(void) {
    setMsgSeverity(L_SEVERITY_NONE);
    typedef void *(*set_handler)(void *);
    void *everything = dlopen(NULL, RTLD_LAZY);
    if (everything == NULL) return;
    set_handler errors = (set_handler)dlsym(everything, "TIFFSetErrorHandler");
    set_handler warnings = (set_handler)dlsym(everything, "TIFFSetWarningHandler");
    if (errors != NULL) errors(NULL);
    if (warnings != NULL) warnings(NULL);
    dlclose(everything);
}
