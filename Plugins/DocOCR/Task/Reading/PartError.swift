// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TaskKit

extension TaskError {
    /// A file that has no text to give fails the same way every time.
    init(_ error: ReadingError) { self.init(.permanent, code: error.code.rawValue, message: error.message) }
}

/// What comes of work on a file that ended its own process or did not end: another attempt would end the same way.
enum LostPart {
    /// - Parameter what: such as `the DOCX file`.
    static func error(_ error: TaskError, _ what: String) -> TaskError {
        switch (error.class, error.code) {
        case (.poison, "part_crashed"):
            TaskError(
                .permanent,
                code: "damaged_file",
                message:
                    "\(what) cannot be read: reading it ended the process that did. Open and save it anew, or send it in "
                    + "another format"
            )
        case (_, "timed_out"):
            TaskError(
                .permanent,
                code: "file_over_limit",
                message:
                    "\(what) cannot be read in the time that one file is given. Send it in parts, or in another format"
            )
        default: error
        }
    }
}
