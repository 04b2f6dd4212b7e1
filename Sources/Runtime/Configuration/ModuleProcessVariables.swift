// SPDX-License-Identifier: Apache-2.0

/// The variables that say how module processes are run.
struct ModuleProcessVariables {
    var resident: Int
    var replicas: Int
    var jobs: Int
    var idle: Double
    var start: ModuleStart
    var inline: [String]

    init(_ reader: inout EnvironmentReader) {
        let megabytes = reader.number("MORTISE_MODULE_RESIDENT", 0...1 << 20) ?? 1024
        resident = megabytes << 20
        replicas = reader.number("MORTISE_MODULE_REPLICAS", 1...64) ?? 1
        jobs = reader.number("MORTISE_MODULE_JOBS", 0...1_000_000_000) ?? 0
        idle = Double(reader.number("MORTISE_MODULE_IDLE", 1...86_400) ?? 60)
        let word = reader.text("MORTISE_MODULE_START") ?? ModuleStart.spawn.rawValue
        if let known = ModuleStart(rawValue: word) {
            start = known
        } else {
            start = .spawn
            reader.refuse("MORTISE_MODULE_START", "is \(word)", "Give `spawn` or `warm`.")
        }
        inline = (reader.text("MORTISE_INLINE") ?? "").split(separator: ",")
            .map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }
}
