// SPDX-License-Identifier: Apache-2.0
// SwiftPM asks every C target for a folder of public headers; this module has nothing to offer but its entry.
#pragma once
