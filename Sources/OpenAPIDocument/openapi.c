// SPDX-License-Identifier: Apache-2.0
//
// docs/openapi.json, byte for byte: the program serves what the repository shows.
#include "openapi_document.h"

const unsigned char mortise_openapi[] = {
#embed "../../docs/openapi.json"
};
const unsigned long mortise_openapi_size = sizeof mortise_openapi;
