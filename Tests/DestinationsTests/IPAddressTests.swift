// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Destinations

@Suite("Addresses", .timeLimit(.minutes(1)))
struct IPAddressTests {
    @Test(
        "is read and written in its canonical form",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"), ("::192.0.2.1", "::c000:201"),
            ("0:0:0:0:0:ffff:127.0.0.1", "127.0.0.1"), ("fe80::1", "fe80::1"),
        ]
    )
    func readsAndWrites(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(
        "other spellings are no addresses",
        arguments: [
            "", "1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "1.2.3", "1.2.3.4.5", "256.1.1.1",
            "1.2.3.4 ", " 1.2.3.4", "1..2.3", "1.2.3.", ".1.2.3", "-1.2.3.4", "+1.2.3.4", "1.2.3.4\0", "١.2.3.4",
            ":", ":::", "1:", ":1", "::1::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4::5:6:7:8", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "fe80::1%eth0",
            "fe80::1%25lo", "::ffff:1.2.3.256", "::0x1", "::+1", "::-1", String(repeating: "0:", count: 40),
        ]
    )
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("agrees with inet_pton on mutated texts")
    func agreesWithTheSystem() {
        let seeds = ["192.168.10.1", "::ffff:10.0.0.1", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "fe80::", "::1"]
        let alphabet = Array("0123456789abcfg:.x% ".utf8)
        var random = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
        for round in 0..<40_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 3) {
                let at = Int(random.next() % UInt64(bytes.count))
                let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
                switch random.next() % 3 {
                case 0: bytes[at] = byte
                case 1: bytes.insert(byte, at: at)
                default: if bytes.count > 1 { bytes.remove(at: at) }
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(IPAddress(text) == system(text), "\(text)")
        }
    }

    private func system(_ text: String) -> IPAddress? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return IPAddress(bytes: bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? IPAddress(bytes: bytes) : nil
    }

    @Test(
        "has a kind",
        arguments: [
            ("8.8.8.8", IPAddress.Kind.public), ("1.1.1.1", .public), ("172.15.255.255", .public),
            ("172.32.0.0", .public), ("100.63.255.255", .public), ("223.255.255.255", .public),
            ("2606:4700::1111", .public), ("64:ff9b::8.8.8.8", .public), ("2002:808:808::1", .public),
            ("127.0.0.1", .loopback), ("127.255.255.255", .loopback), ("::1", .loopback),
            ("::ffff:127.0.0.1", .loopback), ("64:ff9b::127.0.0.1", .loopback), ("2002:7f00:1::", .loopback),
            ("10.0.0.1", .private), ("172.16.0.0", .private), ("172.31.255.255", .private), ("192.168.1.1", .private),
            ("100.64.0.1", .private), ("fd12::1", .private), ("fc00::", .private), ("fec0::1", .private),
            ("::ffff:10.1.2.3", .private), ("64:ff9b::a00:1", .private), ("2002:c0a8:101::1", .private),
            ("64:ff9b:1::8.8.8.8", .private),
            ("169.254.0.1", .linkLocal), ("fe80::1", .linkLocal), ("febf::", .linkLocal),
            ("169.254.169.254", .metadata), ("::ffff:169.254.169.254", .metadata), ("fd00:ec2::254", .metadata),
            ("64:ff9b::a9fe:a9fe", .metadata), ("100.100.100.200", .metadata), ("168.63.129.16", .metadata),
            ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("ff02::1", .multicast),
            ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified), ("::", .unspecified),
            ("::ffff:0.0.0.0", .unspecified),
            ("255.255.255.255", .reserved), ("240.0.0.1", .reserved), ("192.0.2.5", .reserved),
            ("198.51.100.1", .reserved), ("203.0.113.9", .reserved), ("198.19.0.1", .reserved),
            ("192.0.0.8", .reserved), ("2001:db8::1", .reserved), ("2001::1", .reserved), ("3fff::1", .reserved),
            ("::127.0.0.1", .reserved), ("100::1", .reserved), ("4000::1", .reserved), ("::2", .reserved),
        ]
    )
    func hasKind(text: String, kind: IPAddress.Kind) {
        #expect(IPAddress(text)?.kind == kind)
    }

    @Test("the tables of special blocks are read whole")
    func tablesAreWhole() {
        #expect(IPAddress.specialV4.count == 15)
        #expect(IPAddress.specialV6.count == 10)
        #expect(IPAddress.metadataServices.count == 6)
    }

    @Test("only addresses that stay here are loopback for plain http")
    func loopbackIsStrict() {
        #expect(IPAddress("::ffff:127.0.0.1")?.isLoopback == true)
        #expect(IPAddress("64:ff9b::127.0.0.1")?.isLoopback == false)
        #expect(IPAddress("2002:7f00:1::")?.isLoopback == false)
    }
}

struct Xorshift: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
