// SPDX-License-Identifier: Apache-2.0
//
// The one honest thing about this module.
#include "mortise.h"

MORTISE_MANIFEST = {
#embed "module.json"
};
