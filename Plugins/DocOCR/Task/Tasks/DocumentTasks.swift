// SPDX-License-Identifier: Apache-2.0
import DocumentModel
public import TaskKit

/// What the module registers.
public enum DocumentTasks {
    /// Of the module, and of what it keeps in caches: a change of a reader's output changes it.
    public static let version = "1.0.0"

    public static var all: [any TaskDefinition] {
        [DocumentSummary(), DocumentText(), InspectFile(), ReadFile(), ReadPages(), ReadPicture()]
    }

    /// What a part's result can carry is 16 MiB of JSON.
    static let limits: ReadingLimits = {
        var limits = ReadingLimits()
        limits.textBytes = 10 << 20
        return limits
    }()

    static let noBuffer = TaskError(.permanent, code: "no_document", message: "the part was given no document")
}
