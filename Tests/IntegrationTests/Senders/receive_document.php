<?php
// SPDX-License-Identifier: Apache-2.0
// A WordPress site's route for contract B's callbacks, as its plugin has it: an old timestamp is 401, a wrong signature
// is 401, bad JSON is 400, and everything else becomes a draft. Run by `php -S`.
// FOLDER/drafts gets a line of JSON for each draft, FOLDER/arrivals one for each request.
// FOLDER/mode, if it is there: `500` fails, `hang` never answers, `zero` cannot store, `torn` stores and breaks off.
$folder = getenv('FOLDER');
$body = file_get_contents('php://input');
$time = $_SERVER['HTTP_X_AI_TIMESTAMP'] ?? '';
$headers = array_change_key_case(getallheaders());
$mode = trim((string) @file_get_contents("$folder/mode"));

function answer(int $status, array $members): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($members);
    exit;
}

function note(string $file, array $members): int
{
    global $folder;
    file_put_contents("$folder/$file", json_encode($members) . "\n", FILE_APPEND | LOCK_EX);
    return count(file("$folder/$file"));
}

$number = note('arrivals', ['headers' => $headers, 'body' => $body]);
if (abs(time() - intval($time)) > 300) {
    answer(401, ['error' => 'stale']);
}
$expected = base64_encode(hash_hmac('sha256', $body, getenv('WP_CALLBACK_SECRET'), true));
if (!hash_equals($expected, $_SERVER['HTTP_X_AI_SIGNATURE'] ?? '')) {
    answer(401, ['error' => 'bad signature']);
}
$data = json_decode($body, true);
if (!is_array($data)) {
    answer(400, ['error' => 'bad json']);
}
if ($mode === '500') {
    answer(500, ['error' => 'the database is gone']);
}
if ($mode === 'hang') {
    sleep(600);
}
if ($mode === 'zero') {
    answer(200, ['ok' => true, 'post_id' => 0]);
}
$post = note('drafts', [
    'title' => $data['title'] ?? null, 'content' => $data['summary_markdown'] ?? null,
    'attachment' => $data['attachment_id'] ?? null, 'key' => $data['s3_text_key'] ?? null,
    'words' => $data['word_count'] ?? null, 'job' => $data['job_id'] ?? null,
    'webhook_id' => $headers['webhook-id'] ?? null,
]);
if ($mode === 'torn') {
    header('Content-Length: 1000');
    echo '{"ok": tr';
    exit;
}
answer(200, ['ok' => true, 'post_id' => $post]);
