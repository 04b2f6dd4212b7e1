// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
public enum OldWordReader {
    public static func read(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits) throws(ReadingError) -> ReadDocument { throw ReadingError(.unsupported, "not yet") }
}
