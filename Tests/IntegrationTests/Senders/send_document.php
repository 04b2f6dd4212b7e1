<?php
// SPDX-License-Identifier: Apache-2.0
// A WordPress site's side of contract B: what a plugin does when somebody uploads a file.
// Usage: send_document.php URL SECRET CALLBACK FILE_URL MODE [TS]; prints the status and the answer.
require __DIR__ . '/post.php';
[, $url, $secret, $callback, $file, $mode] = $argv;
$body = json_encode([
    'attachment_id' => 42,
    'file_url' => $file,
    'site' => "https://größe.example/",
    'callback_url' => $callback,
    'ts' => (int) ($argv[6] ?? time()),
]);
post_signed($url, $secret, $body, $mode);
