// SPDX-License-Identifier: Apache-2.0
import CXML

/// What a parser calls out, in the order of the file. Starts and ends are balanced.
protocol HTMLEvents: AnyObject {
    /// False: nothing more is wanted.
    func start(_ name: String, _ attributes: HTMLAttributes) -> Bool
    func end(_ name: String)
    func characters(_ bytes: UnsafeRawBufferPointer)
    func comment(_ length: Int)
}

/// libxml2's HTML parser, by its calls for each tag: no tree is ever built. C types stop here.
enum HTMLParser {
    /// Distinct names of elements and attributes are kept up to here, in bytes. It bounds what libxml2's look for
    /// attributes that are there twice can take, which grows with the square of their number.
    private static let nameBytes = 64 << 10

    /// Parses UTF-8. False when there was no memory.
    static func parse(_ utf8: UnsafeRawBufferPointer, into events: any HTMLEvents) -> Bool {
        guard let context = htmlNewParserCtxt() else { return false }
        defer {
            // None is made, but for a parser that ignores the handlers.
            if let document = context.pointee.myDoc { xmlFreeDoc(document) }
            htmlFreeParserCtxt(context)
        }
        guard let handlers = context.pointee.sax else { return false }
        let run = Run(utf8, events, context)
        handlers.pointee = xmlSAXHandler()
        handlers.pointee.startElement = { user, name, attributes in Run.of(user).start(name, attributes) }
        handlers.pointee.endElement = { user, name in Run.of(user).end(name) }
        handlers.pointee.characters = { user, bytes, count in Run.of(user).characters(bytes, count) }
        handlers.pointee.ignorableWhitespace = { user, bytes, count in Run.of(user).characters(bytes, count) }
        handlers.pointee.cdataBlock = { user, bytes, count in Run.of(user).characters(bytes, count) }
        handlers.pointee.comment = { user, text in Run.of(user).comment(text) }
        if let names = context.pointee.dict { _ = xmlDictSetLimit(names, nameBytes) }
        // The run lives until the end of this function, and libxml2 calls within htmlCtxtReadIO only, on this thread.
        let opaque = Unmanaged.passUnretained(run).toOpaque()
        context.pointee.userData = opaque
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_NODEFDTD.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        withExtendedLifetime(run) {
            _ = htmlCtxtReadIO(
                context,
                { user, buffer, room in Run.of(user).read(buffer, room) },
                { _ in 0 },
                opaque,
                nil,
                "UTF-8",
                Int32(options)
            )
        }
        return true
    }

    /// One file being parsed.
    private final class Run {
        private let utf8: UnsafeRawBufferPointer
        private let events: any HTMLEvents
        private let context: htmlParserCtxtPtr
        private var position = 0
        private var isStopped = false

        init(_ utf8: UnsafeRawBufferPointer, _ events: any HTMLEvents, _ context: htmlParserCtxtPtr) {
            (self.utf8, self.events, self.context) = (utf8, events, context)
        }

        static func of(_ user: UnsafeMutableRawPointer?) -> Run {
            Unmanaged<Run>.fromOpaque(user.unsafelyUnwrapped).takeUnretainedValue()
        }

        /// libxml2 takes a zero byte for the end: it becomes a blank.
        func read(_ buffer: UnsafeMutablePointer<CChar>?, _ room: Int32) -> Int32 {
            guard let buffer, room > 0, !isStopped else { return 0 }
            let count = min(Int(room), utf8.count - position)
            for index in 0..<count {
                let byte = utf8[position + index]
                buffer[index] = CChar(bitPattern: byte == 0 ? 0x20 : byte)
            }
            position += count
            return Int32(count)
        }

        func start(_ name: UnsafePointer<xmlChar>?, _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
            guard !isStopped, let name else { return }
            var attributes = HTMLAttributes()
            var index = 0
            while let list, let key = list[index], attributes.count <= HTMLAttributes.most {
                attributes.add(key, list[index + 1])
                index += 2
            }
            if !events.start(String(cString: name), attributes) {
                isStopped = true
                xmlStopParser(context)
            }
        }

        func end(_ name: UnsafePointer<xmlChar>?) {
            guard !isStopped, let name else { return }
            events.end(String(cString: name))
        }

        func characters(_ bytes: UnsafePointer<xmlChar>?, _ count: Int32) {
            guard !isStopped, let bytes, count > 0 else { return }
            events.characters(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }

        func comment(_ text: UnsafePointer<xmlChar>?) {
            guard !isStopped, let text else { return }
            events.comment(Int(xmlStrlen(text)))
        }
    }
}
