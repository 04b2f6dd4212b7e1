// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct RequestHeadTests {
    private func head(
        _ headers: [(name: String, value: String)],
        method: String = "POST",
        target: String = "/jobs",
        version: String = "HTTP/1.1"
    ) -> RequestHead {
        RequestHead(method: method, target: target, version: version, headers: headers)
    }

    private func status(_ head: RequestHead) -> Int? {
        do {
            _ = try head.check(ServerLimits())
            return nil
        } catch {
            return error.status
        }
    }

    private let host = (name: "host", value: "x")

    @Test func plainRequestsPass() throws {
        #expect(try head([host]).check(ServerLimits()) == 0)
        #expect(try head([host, ("content-length", "12")]).check(ServerLimits()) == 12)
        #expect(try head([host, ("transfer-encoding", "Chunked")]).check(ServerLimits()) == nil)
        #expect(try head([("content-length", "5")], version: "HTTP/1.0").check(ServerLimits()) == 5)
    }

    @Test(arguments: [
        ("content-length", ["", " ", "-1", "+1", "1 ", "0x10", "1,1", "1e3", "٣", "18446744073709551616x"], 400),
        ("content-length", ["8388609", "18446744073709551616", "99999999999999999999999999"], 413),
        ("transfer-encoding", ["gzip", "chunked, gzip", "gzip, chunked", "chunked ", "xchunked", ""], 501),
        ("x", ["a\u{0}b", "a\rb", "a\nb", "\u{7F}"], 400),
        ("x ", ["a"], 400), ("", ["a"], 400), ("x:", ["a"], 400), ("x\ty", ["a"], 400), ("ü", ["a"], 400),
    ])
    func hostileHeadersAreRefused(name: String, values: [String], expected: Int) {
        for value in values { #expect(status(head([host, (name, value)])) == expected, "\(name): \(value)") }
    }

    @Test(arguments: ["host", "content-length", "transfer-encoding", "authorization", "x-ai-signature"])
    func someHeadersComeOnce(name: String) {
        #expect(status(head([host, (name, "1"), (name, "1")])) == 400)
    }

    @Test func framingHasOneReading() {
        #expect(status(head([host, ("content-length", "3"), ("transfer-encoding", "chunked")])) == 400)
        #expect(status(head([host, ("transfer-encoding", "chunked")], version: "HTTP/1.0")) == 400)
        #expect(status(head([])) == 400)
    }

    @Test(arguments: ["", "/a b", "/\u{7F}", "/ä", "/\t"])
    func otherTargetsAreRefused(target: String) {
        #expect(status(head([host], target: target)) == 400)
    }

    @Test func sizesAreBounded() {
        #expect(status(head([host], target: "/" + String(repeating: "a", count: 8_192))) == 414)
        #expect(status(head([host] + (0..<100).map { ("x\($0)", "1") })) == 431)
        #expect(status(head([host], method: String(repeating: "A", count: 33))) == 400)
        #expect(status(head([host], method: "A(B")) == 400)
    }

    @Test func theQueryIsDecodedAndThePathIsNot() {
        let request = head([host], target: "/a%2fb/../c?x=1&y=a%20b+c&z&=e&k=%zz%4&u=%C3%A9&s=%+1&q=a?b")
            .request(body: [], peer: "", requestID: "r")
        #expect(request.path == "/a%2fb/../c")
        #expect(request.query.map(\.name) == ["x", "y", "z", "", "k", "u", "s", "q"])
        #expect(request.query.map(\.value) == ["1", "a b c", "", "e", "%zz%4", "é", "% 1", "a?b"])
    }

    @Test(arguments: ["", "a b", "ä", "a/b", String(repeating: "a", count: 129), "<script>"])
    func aStrangeRequestIDIsReplaced(id: String) {
        let head = head([host, ("x-request-id", id)])
        #expect(head.ownRequestID == nil)
        #expect(head.request(body: [], peer: "", requestID: "new").soleHeader("x-request-id") == "new")
    }

    @Test func aUsualRequestIDIsKept() {
        let id = String(repeating: "aZ09._-x", count: 16)
        #expect(head([host, ("x-request-id", id)]).ownRequestID == id)
        #expect(head([host, ("x-request-id", "a"), ("x-request-id", "a")]).ownRequestID == nil)
    }
}
