// SPDX-License-Identifier: Apache-2.0
// Nothing to include: the manifest is read from the module's file.
#pragma once
