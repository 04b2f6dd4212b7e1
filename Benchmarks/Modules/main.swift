// SPDX-License-Identifier: Apache-2.0
//
// ModuleBenchmark PROGRAM SUMMARIZE CONTRACT: what a module process costs. The program is `mortise-module-host`, the
// others are the built modules Summarize and ContractModule.
import Buffers
import Glibc
import Jobs
import ModuleProtocol
import Modules
import Observability

let words = CommandLine.arguments
guard words.count == 4, let template = strdup("/tmp/mortise-bench-XXXXXX"), mkdtemp(template) != nil else {
    print("usage: ModuleBenchmark MODULE-HOST SUMMARIZE CONTRACT")
    exit(64)
}
let folder = String(cString: template)
chmod(folder, 0o755)
let bench = Bench(program: words[1], folder: folder)
do {
    for start in PoolOptions.Start.allCases {
        for module in [words[2], words[3]] { try await bench.starts(module, start) }
    }
    try await bench.roundTrips(words[3])
    try await bench.jobs(words[2], 100_000)
} catch {
    print("\(error)")
    exit(1)
}
