// SPDX-License-Identifier: Apache-2.0
import CXML
import DocumentModel

/// What the parser's callbacks talk to. They are C functions and know no generic type: so this is the part without one.
class XMLRelay {
    fileprivate(set) var failure: ReadingError?
    /// The handler wants no more.
    fileprivate(set) var isStopped = false
    fileprivate var depth = 0

    func start(
        _ local: UnsafePointer<xmlChar>,
        _ uri: UnsafePointer<xmlChar>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        _ count: Int
    ) {}
    func end(_ local: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    func fail(_ error: ReadingError) {
        if failure == nil { failure = error }
        isStopped = true
    }
}

/// Tells a handler what the parser finds, and keeps the bounds that the parser itself does not have.
final class XMLHandlerRelay<Handler: XMLHandler>: XMLRelay {
    private let handler: Handler
    private let table: XMLNameTable<Handler.Name>
    private let dictionary: XMLDictionary
    private let limits: ReadingLimits
    private let label: String
    /// Above this depth nothing is told; 0: everything is.
    private var skipped = 0

    init(_ handler: Handler, dictionary: XMLDictionary, limits: ReadingLimits, label: String) {
        self.handler = handler
        self.dictionary = dictionary
        self.limits = limits
        self.label = label
        table = XMLNameTable(dictionary)
    }

    deinit { table.free() }

    override func start(
        _ local: UnsafePointer<xmlChar>,
        _ uri: UnsafePointer<xmlChar>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        _ count: Int
    ) {
        depth += 1
        guard depth <= limits.depth else {
            return fail(
                ReadingError(
                    .tooLarge,
                    "The file is \(label) with elements more than \(limits.depth) deep inside one another, "
                        + "which is more than is read."
                )
            )
        }
        guard skipped == 0, !isStopped else { return }
        let name = table.name(local, dictionary.code(of: uri))
        let wanted = handler.start(
            name,
            XMLAttributes(attributes, count: count, table: table, dictionary: dictionary)
        )
        if !wanted { skipped = depth }
        if handler.isDone { isStopped = true }
    }

    override func end(_ local: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?) {
        defer { depth -= 1 }
        guard !isStopped else { return }
        guard skipped == 0 else {
            if skipped == depth { skipped = 0 }
            return
        }
        handler.end(table.name(local, dictionary.code(of: uri)))
        if handler.isDone { isStopped = true }
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard skipped == 0, !isStopped else { return }
        handler.text(bytes)
    }
}
