// SPDX-License-Identifier: Apache-2.0
//
// module.json, byte for byte, in the module's file: what it is can be read without running it.
#include "mortise.h"

MORTISE_MANIFEST = {
#embed "../module.json"
};
