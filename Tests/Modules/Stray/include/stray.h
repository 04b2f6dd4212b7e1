// SPDX-License-Identifier: Apache-2.0
// SwiftPM asks every C target for a folder of public headers; this library has nothing to offer.
#pragma once
