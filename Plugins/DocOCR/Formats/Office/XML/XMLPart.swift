// SPDX-License-Identifier: Apache-2.0
import CXML
import DocumentModel

/// Reads one part's XML from beginning to end, event by event. No tree is built, no entity is known but XML's own five,
/// declarations of others are refused, and nothing is fetched: the parser has no way to open anything.
enum XMLPart {
    enum Outcome: Equatable {
        /// All of it was told, or all that the handler wanted.
        case complete
        /// It is not well-formed, or cannot be unpacked, from somewhere on: what stood before it was told.
        case broken
    }

    /// - Parameter label: what errors call the file, and `part` its part.
    static func read<Handler: XMLHandler>(
        _ source: any ByteSource,
        to handler: Handler,
        dictionary: XMLDictionary,
        limits: ReadingLimits,
        label: String,
        part: String
    ) throws(ReadingError) -> Outcome {
        let relay = XMLHandlerRelay(handler, dictionary: dictionary, limits: limits, label: label)
        let run = XMLRun(source: source, relay: relay, label: label, part: part)
        var callbacks = xmlSAXHandler()
        callbacks.initialized = UInt32(XML_SAX2_MAGIC)
        callbacks.startElementNs = startElement
        callbacks.endElementNs = endElement
        callbacks.characters = characters
        callbacks.ignorableWhitespace = characters
        callbacks.cdataBlock = characters
        callbacks.entityDecl = entityDeclaration
        callbacks.elementDecl = elementDeclaration
        callbacks.attributeDecl = attributeDeclaration
        mortise_xml_be_silent(&callbacks)
        return try withExtendedLifetime(run) { () throws(ReadingError) -> Outcome in
            let context = Unmanaged.passUnretained(run).toOpaque()
            // The table is copied into the parser, which closes the input itself, also when it cannot be made.
            guard
                let parser = xmlCreateIOParserCtxt(
                    &callbacks,
                    context,
                    readBytes,
                    nil,
                    context,
                    XML_CHAR_ENCODING_NONE
                )
            else { throw run.outOfMemory() }
            defer { xmlFreeParserCtxt(parser) }
            run.parser = parser
            xmlDictFree(parser.pointee.dict)
            _ = xmlDictReference(dictionary.handle)
            parser.pointee.dict = dictionary.handle
            let options = XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue | XML_PARSE_COMPACT.rawValue
            xmlCtxtUseOptions(parser, Int32(options))
            // HUGE takes the dictionary's limit away.
            xmlDictSetLimit(dictionary.handle, 10 << 20)
            xmlParseDocument(parser)
            run.parser = nil
            if let failure = relay.failure { throw failure }
            if relay.isStopped { return .complete }
            if let failure = run.sourceFailure {
                if failure.code == .damaged { return .broken }
                throw failure
            }
            return parser.pointee.wellFormed != 0 ? .complete : .broken
        }
    }
}

/// What the callbacks share while a part is read. It lives on one thread, inside `XMLPart.read`.
private final class XMLRun {
    let source: any ByteSource
    let relay: XMLRelay
    let label: String
    let part: String
    var parser: xmlParserCtxtPtr?
    var sourceFailure: ReadingError?
    var bounds = XMLGuard()
    var depth = 0

    init(source: any ByteSource, relay: XMLRelay, label: String, part: String) {
        self.source = source
        self.relay = relay
        self.label = label
        self.part = PartName.shown(part)
    }

    /// Ends the parser: it tells nothing more, and what it reads next is the end. (`xmlStopParser` frees the input, which
    /// the functions that called the callback may be in the middle of: 2.9.14 reads through a null pointer then.)
    func stopIfWanted() {
        if relay.isStopped, let parser { parser.pointee.disableSAX = 1 }
    }

    func refuse(_ code: ReadingError.Code, _ reason: String) {
        relay.fail(ReadingError(code, "The file is \(label), but its part \(part) \(reason)."))
        stopIfWanted()
    }

    func outOfMemory() -> ReadingError {
        ReadingError(.tooLarge, "The file is \(label), and memory ran out while its part \(part) was read.")
    }
}

@inline(__always) private func run(_ context: UnsafeMutableRawPointer?) -> XMLRun? {
    context.map { Unmanaged<XMLRun>.fromOpaque($0).takeUnretainedValue() }
}

// Called by the parser on the thread that is inside `XMLPart.read`, as are those below.
private func readBytes(
    _ context: UnsafeMutableRawPointer?,
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ count: Int32
) -> Int32 {
    guard let run = run(context), let buffer, count > 0, !run.relay.isStopped else { return -1 }
    let room = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
    do throws(ReadingError) {
        let got = try run.source.read(into: room)
        guard run.bounds.read(UnsafeRawBufferPointer(rebasing: room[..<got])) else {
            run.refuse(.tooLarge, "has a single tag, comment or the like that is larger than is read of one")
            return -1
        }
        return Int32(got)
    } catch {
        run.sourceFailure = error
        return -1
    }
}

private func startElement(
    _ context: UnsafeMutableRawPointer?,
    _ local: UnsafePointer<xmlChar>?,
    _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?,
    _ namespaceCount: Int32,
    _ namespaces: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
    _ attributeCount: Int32,
    _ defaultedCount: Int32,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
) {
    guard let run = run(context), let local else { return }
    run.depth += 1
    run.bounds.event()
    guard run.bounds.start(depth: run.depth, attributes: Int(attributeCount), namespaces: Int(namespaceCount)) else {
        return run.refuse(.tooLarge, "has an element with more attributes than are read of one")
    }
    run.relay.start(local, uri, attributes, Int(attributeCount))
    run.stopIfWanted()
}

private func endElement(
    _ context: UnsafeMutableRawPointer?,
    _ local: UnsafePointer<xmlChar>?,
    _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?
) {
    guard let run = run(context), let local else { return }
    run.bounds.event()
    run.bounds.end(depth: run.depth)
    run.depth -= 1
    run.relay.end(local, uri)
    run.stopIfWanted()
}

private func characters(
    _ context: UnsafeMutableRawPointer?,
    _ bytes: UnsafePointer<xmlChar>?,
    _ count: Int32
) {
    guard let run = run(context), let bytes, count > 0 else { return }
    run.bounds.event()
    run.relay.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
}

// Entities could be expanded without end, and name files; attributes could be given to elements that do not have them.
// No office program declares any. A document type that declares nothing is met in old files, and means nothing.
private func refuseDeclaration(_ context: UnsafeMutableRawPointer?) {
    run(context)?.refuse(.damaged, "declares a document type of its own, which parts of office files must not")
}

private func entityDeclaration(
    _ context: UnsafeMutableRawPointer?,
    _ name: UnsafePointer<xmlChar>?,
    _ type: Int32,
    _ publicID: UnsafePointer<xmlChar>?,
    _ systemID: UnsafePointer<xmlChar>?,
    _ content: UnsafeMutablePointer<xmlChar>?
) { refuseDeclaration(context) }

private func elementDeclaration(
    _ context: UnsafeMutableRawPointer?,
    _ name: UnsafePointer<xmlChar>?,
    _ type: Int32,
    _ content: xmlElementContentPtr?
) { refuseDeclaration(context) }

private func attributeDeclaration(
    _ context: UnsafeMutableRawPointer?,
    _ element: UnsafePointer<xmlChar>?,
    _ name: UnsafePointer<xmlChar>?,
    _ type: Int32,
    _ defaultKind: Int32,
    _ defaultValue: UnsafePointer<xmlChar>?,
    _ values: xmlEnumerationPtr?
) {
    // The values were made for the one who is told.
    xmlFreeEnumeration(values)
    refuseDeclaration(context)
}
