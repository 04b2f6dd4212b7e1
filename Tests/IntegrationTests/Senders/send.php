<?php
// SPDX-License-Identifier: Apache-2.0
// A WordPress site's side of contract A, with PHP's own json_encode and hash_hmac.
// Usage: send.php URL SECRET CALLBACK JOB_ID MODE; prints the status and the answer.
require __DIR__ . '/post.php';
[, $url, $secret, $callback, $job, $mode] = $argv;
$body = json_encode([
    'post_id' => 42,
    'title' => "Größe & \"Quotes\" / slashes 🚀",
    'content' => "Line one.\nLine / two — with 日本語, emoji 👩‍🚀 and a backslash \\. A third sentence stands here.",
    'callback_url' => $callback,
    'timestamp' => time(),
    'job_id' => $job,
]);
post_signed($url, $secret, $body, $mode);
