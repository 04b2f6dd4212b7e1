// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Services

/// The reader of S3's answers.
@Suite("XML of answers", .timeLimit(.minutes(1)))
struct XMLElementTests {
    private func read(_ text: String) -> XMLElement? { XMLElement.read(Array(text.utf8)) }

    @Test func reads() throws {
        let root = try #require(
            read(
                """
                  <?xml version="1.0" encoding="UTF-8"?>
                <!-- a word --><s3:Result xmlns:s3="http://x/" a='"' >
                  <UploadId>a&amp;b&lt;&gt;&quot;&apos;&#65;&#x42;</UploadId><Empty/><Empty a="1" />
                  <Deep><Text>ü<!-- no -->1</Text></Deep>
                </s3:Result>

                """
            )
        )
        #expect(root.name == "Result" && root.children.map(\.name) == ["UploadId", "Empty", "Empty", "Deep"])
        #expect(root["UploadId"]?.text == "a&b<>\"'AB")
        #expect(root["Deep"]?["Text"]?.text == "ü1")
        #expect(root["Nothing"] == nil)
    }

    @Test(arguments: [
        "", " ", "x", "<a>", "<a", "<a><b></a></b>", "<a></a><b/>", "<a></a>x", "<a b></a>", "<a b=c></a>", "<a/ >",
        "<a>&nbsp;</a>", "<a>&</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#+65;</a>", "<!-- <a/>", "<a b='<'/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a><![CDATA[x]]></a>", "<?xml version='1.0'", "<1:></1:>x",
        "<a></ a>",
        String(repeating: "<a>", count: 17) + String(repeating: "</a>", count: 17),
        "<a>" + String(repeating: "<b/>", count: 10_000) + "</a>",
        "<a>" + String(repeating: " ", count: 256 << 10) + "</a>",
    ])
    func refuses(_ text: String) { #expect(read(text) == nil) }

    @Test func whatIsNotUTF8IsRefused() {
        #expect(XMLElement.read(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) == nil)
    }

    /// No input traps: cut anywhere, and with any byte changed.
    @Test func nothingTraps() {
        let whole = Array("<?xml version='1.0'?><a b=\"c\"><d>&amp;&#65;</d><!-- e --><f/></a>".utf8)
        for end in whole.indices {
            #expect(XMLElement.read(Array(whole[..<end])) == nil)
            for byte: UInt8 in [0, 0x20, 0x26, 0x3C, 0x3E, 0x2F, 0x21, 0x3B, 0xFF] {
                var changed = whole
                changed[end] = byte
                _ = XMLElement.read(changed)
            }
        }
    }
}
