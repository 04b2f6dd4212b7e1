<?php
// SPDX-License-Identifier: Apache-2.0
// A WordPress site's side of contract A, with PHP's own json_encode and hash_hmac.
// Usage: send.php URL SECRET CALLBACK JOB_ID MODE; prints the status and the answer.
[, $url, $secret, $callback, $job, $mode] = $argv;
$body = json_encode([
    'post_id' => 42,
    'title' => "Größe & \"Quotes\" / slashes 🚀",
    'content' => "Line one.\nLine / two — with 日本語, emoji 👩‍🚀 and a backslash \\. A third sentence stands here.",
    'callback_url' => $callback,
    'timestamp' => time(),
    'job_id' => $job,
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
