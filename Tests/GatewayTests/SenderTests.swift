// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Signing
import Testing

@testable import Gateway

/// Real senders: a PHP script that does what a WordPress plugin does, and a Python one that does what a Django
/// application does.
@Suite(.timeLimit(.minutes(1)))
struct SenderTests {
    static let title = "Grüße / \"quotes\" \\ 😀 und €"
    static let content = "Zeile 1\r\nZeile 2\t<b>nicht</b> \u{2028} 👩‍👩‍👧 日本語 /path/ \u{1F600}"

    static let php = #"""
        <?php
        [$_, $url, $secret, $now, $callback, $title, $content] = $argv;
        $body = json_encode([
            'post_id' => 42, 'title' => $title, 'content' => $content,
            'callback_url' => $callback, 'timestamp' => (int) $now, 'job_id' => 42,
        ]);
        $signature = base64_encode(hash_hmac('sha256', $body, $secret, true));
        echo file_get_contents($url, false, stream_context_create(['http' => [
            'method' => 'POST', 'ignore_errors' => true, 'timeout' => 20, 'content' => $body,
            'header' => "Content-Type: application/json\r\nX-AI-Signature: $signature\r\n",
        ]]));
        """#

    static let python = #"""
        import base64, hashlib, hmac, json, sys, urllib.request
        url, secret, now, callback, title, content = sys.argv[1:]
        body = json.dumps({
            "post_id": 42, "title": title, "content": content,
            "callback_url": callback, "timestamp": int(now), "job_id": 42,
        }).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        request = urllib.request.Request(url, body, {
            "Content-Type": "application/json", "X-AI-Signature": signature,
        })
        sys.stdout.write(urllib.request.urlopen(request, timeout=20).read().decode())
        """#

    @Test(.enabled(if: isInstalled("php"), "needs php")) func aPHPSenderIsUnderstood() async throws {
        try await submit(with: ["php", "-r", String(Self.php.dropFirst("<?php\n".count)), "--"])
    }

    @Test(.enabled(if: isInstalled("python3"), "needs python3")) func aPythonSenderIsUnderstood() async throws {
        try await submit(with: ["python3", "-c", Self.python])
    }

    private func submit(with command: [String]) async throws {
        let fixture = GatewayFixture()
        let router = fixture.router()
        let answer = try await withServer(handler: { await router.handle($0) }) { port, _ in
            let arguments =
                command + [
                    "http://127.0.0.1:\(port)/jobs",
                    GatewayFixture.secret.withBytes { String(decoding: $0, as: UTF8.self) },
                    String(GatewayFixture.now.seconds), GatewayFixture.allowed, Self.title, Self.content,
                ]
            return try await offPool { try run(arguments) }
        }
        #expect(fixture.refusals.isEmpty)
        let job = try #require(fixture.queue.jobs.first)
        #expect(answer == #"{"queued":true,"id":"\#(job.id)","job_id":42}"#)
        let input = try #require(try JSONSerialization.jsonObject(with: Data(job.input)) as? [String: String])
        #expect(Array((input["title"] ?? "").unicodeScalars) == Array(Self.title.unicodeScalars))
        #expect(Array((input["content"] ?? "").unicodeScalars) == Array(Self.content.unicodeScalars))
        #expect(job.reply?.url == GatewayFixture.allowed)
        #expect(job.reply?.echo == #"{"post_id":42,"job_id":42}"#)
    }
}

private func isInstalled(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}

private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
}
