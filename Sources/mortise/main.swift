// SPDX-License-Identifier: Apache-2.0
import Administration
import FoundationEssentials

let words = Array(CommandLine.arguments.dropFirst())
if words.first == "serve" { MortiseCommand.holdStopSignals() }
exit(await MortiseCommand.run(words, environment: ProcessInfo.processInfo.environment))
