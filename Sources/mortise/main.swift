// SPDX-License-Identifier: Apache-2.0
import Administration
// For the linker: what Administration uses of it is named by importing it here.
import FoundationEssentials
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
exit(await MortiseCommand.run(words, environment: environment()))
