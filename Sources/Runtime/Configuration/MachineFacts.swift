// SPDX-License-Identifier: Apache-2.0

/// What the configuration's defaults depend on.
public struct MachineFacts: Sendable {
    /// The host runs as root and can give modules a user of their own.
    public var isRoot: Bool
    /// The user's home folder.
    public var home: String?
    /// The folder of the running program: modules and `mortise-module-host` are looked for there first.
    public var programFolder: String
    /// `libDocOCR.so` is there: it is left out of a build where its libraries are absent.
    public var hasDocumentModule: Bool
    /// The configuration file that is read where none is named; nil where there is no such file.
    public var configurationFile: String?

    /// Where a configuration file is looked for.
    public static let usualConfigurationFile = "/etc/mortise/mortise.yaml"

    public init(
        isRoot: Bool,
        home: String?,
        programFolder: String,
        hasDocumentModule: Bool = false,
        configurationFile: String? = nil
    ) {
        self.isRoot = isRoot
        self.home = home
        self.programFolder = programFolder
        self.hasDocumentModule = hasDocumentModule
        self.configurationFile = configurationFile
    }
}
