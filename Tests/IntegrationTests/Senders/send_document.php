<?php
// SPDX-License-Identifier: Apache-2.0
// A WordPress site's side of contract B: what a plugin does when somebody uploads a file.
// Usage: send_document.php URL SECRET CALLBACK FILE_URL MODE [TS]; prints the status and the answer.
[, $url, $secret, $callback, $file, $mode] = $argv;
$body = json_encode([
    'attachment_id' => 42,
    'file_url' => $file,
    'site' => "https://größe.example/",
    'callback_url' => $callback,
    'ts' => (int) ($argv[6] ?? time()),
]);
$signature = base64_encode(hash_hmac('sha256', $body, $secret, true));
if ($mode === 'flip') {
    $body[20] = chr(ord($body[20]) ^ 1);
}
$headers = ['Content-Type: application/json'];
if ($mode !== 'unsigned') {
    $headers[] = "X-AI-Signature: $signature";
}
$context = stream_context_create(['http' => [
    'method' => $mode === 'get' ? 'GET' : 'POST', 'header' => $headers, 'content' => $body, 'ignore_errors' => true,
    'timeout' => 10,
]]);
$answer = file_get_contents($url, false, $context);
echo explode(' ', $http_response_header[0])[1], ' ', $answer, "\n";
