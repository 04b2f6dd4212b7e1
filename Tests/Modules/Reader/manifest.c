// SPDX-License-Identifier: Apache-2.0
#include "mortise.h"

MORTISE_MANIFEST = {
#embed "module.json"
};
