// SPDX-License-Identifier: Apache-2.0

/// The keys that say how module processes are run.
struct ModuleProcessSettings {
    var resident: Int
    var replicas: Int
    var jobs: Int
    var idle: Double
    var start: ModuleStart
    var inline: [String]
    var shared: [String]

    init(_ reader: inout SettingReader) {
        resident = (reader.number(.moduleResident) ?? 1024) << 20
        replicas = reader.number(.moduleReplicas) ?? 1
        jobs = reader.number(.moduleJobs) ?? 0
        idle = Double(reader.number(.moduleIdle) ?? 60)
        start = .spawn
        if let found = reader.text(.moduleStart) {
            if let known = ModuleStart(rawValue: found.text) {
                start = known
            } else {
                reader.refuse(.moduleStart, found, remedy: "Give `spawn` or `warm`.")
            }
        }
        inline = reader.names(.inlineModules)
        shared = reader.names(.sharedModules)
    }
}
