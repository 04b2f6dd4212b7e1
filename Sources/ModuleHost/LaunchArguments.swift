// SPDX-License-Identifier: Apache-2.0

import SystemCallAnswers

/// What the host tells the process on its command line; nothing of it is secret.
struct LaunchArguments {
    /// The socket pair's end, in every process and copy.
    static let socketNumber: Int32 = 3
    private static let libraryLimit = 32

    /// As `socketNumber`.
    var socket: Int32
    /// The module's file, open for reading: number 4, which is what the sandbox answers the loader with.
    var module: Int32
    /// User and group to become; nil keeps the host's (not started as root).
    var user: UInt32?
    /// Bytes of address space; 0 sets no limit.
    var memory: UInt64
    var role: Role
    /// C libraries that the module needs, by the names that the loader finds them by.
    var libraries: [String] = []
    /// Folders and files that the module may read: as it names them, and what that is without links.
    var roots: [(path: String, target: String)] = []

    enum Role: String {
        /// Takes jobs.
        case worker
        /// Takes none, and makes copies of itself that do.
        case template
    }

    /// `mortise-module-host SOCKET MODULE USER MEMORY [ROLE [--library NAME]... [--files PATH TARGET]...]`, decimal but
    /// for the role, `worker` if it is not said, and what follows it; USER may be `-`.
    init?(_ words: [String]) {
        guard words.count >= 5, let socket = Int32(words[1]), let module = Int32(words[2]),
            let memory = UInt64(words[4]), socket == Self.socketNumber, module == MORTISE_MODULE_FILE
        else { return nil }
        guard let role = words.count > 5 ? Role(rawValue: words[5]) : .worker else { return nil }
        self.role = role
        self.socket = socket
        self.module = module
        self.memory = memory
        if words[3] != "-" {
            guard let user = UInt32(words[3]), user > 0 else { return nil }
            self.user = user
        }
        guard readNeeds(words.dropFirst(6)) else { return nil }
    }

    private mutating func readNeeds(_ words: ArraySlice<String>) -> Bool {
        var rest = words
        while let word = rest.popFirst() {
            switch word {
            case "--library":
                guard let name = rest.popFirst(), !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else {
                    return false
                }
                libraries.append(name)
            case "--files":
                guard let path = rest.popFirst(), let target = rest.popFirst(), path.hasPrefix("/"),
                    target.hasPrefix("/")
                else { return false }
                roots.append((path, target))
            default: return false
            }
        }
        return libraries.count <= Self.libraryLimit && roots.count <= Int(MORTISE_ROOT_LIMIT)
    }
}
