// SPDX-License-Identifier: Apache-2.0
import Administration
import FoundationEssentials
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
exit(await MortiseCommand.run(words, environment: ProcessInfo.processInfo.environment))
