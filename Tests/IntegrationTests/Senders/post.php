<?php
// SPDX-License-Identifier: Apache-2.0
// Posts a body as contracts A and B have it, and prints the status and the answer. $mode: `flip` changes the body after
// it was signed, `unsigned` leaves the signature out, `get` asks instead of posting.
function post_signed(string $url, string $secret, string $body, string $mode): void
{
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
}
