<?php

/**
 * The same shop in plain PHP, to read and to copy: what `shop.mjs` and `webhook.mjs` do together, on PHP's own server. It
 * needs no package, and the page is the same `shop.html`.
 */

declare(strict_types=1);

/** Amounts are integers in the currency's minor unit: 100.01 yuan. */
const TEA = ['amount' => 10001, 'currency' => 'CNY'];
const A_THIRD = 3333;

function setting(string $name): string
{
    $value = getenv($name);
    if ($value === false || $value === '') {
        throw new RuntimeException("Set $name. README.md beside this file says how.");
    }
    return $value;
}

/**
 * Signs a message as Standard Webhooks says, HMAC-SHA256 over id, time and body, and sends it. The same id may be sent
 * again: it is answered again and changes nothing. A real shop stores the message with the order, and sends it until the
 * answer is 200.
 */
function report(string $id, string $type, array $data): array
{
    $body = json_encode(['type' => $type, 'timestamp' => gmdate('c'), 'data' => $data], JSON_THROW_ON_ERROR);
    $seconds = (string) time();
    $key = base64_decode(substr(setting('WEBHOOK_SECRET'), strlen('whsec_')));
    $signature = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$seconds.$body", $key, true));
    $headers = [
        'Content-Type: application/json',
        "webhook-id: $id",
        "webhook-timestamp: $seconds",
        "webhook-signature: $signature",
    ];
    $request = ['method' => 'POST', 'header' => $headers, 'content' => $body, 'timeout' => 10, 'ignore_errors' => true];
    $address = setting('TRIBUTARY_ORIGIN') . '/webhooks/' . setting('PROGRAM') . '/standard';
    $stream = @fopen($address, 'r', false, stream_context_create(['http' => $request]));
    if ($stream === false) {
        throw new RuntimeException('Tributary cannot be reached.');
    }
    $lines = stream_get_meta_data($stream)['wrapper_data'];
    [$status] = $lines;
    // Some servers leave the connection open: what comes after the body is not waited for.
    [$length] = array_values(preg_filter('/^Content-Length: (\d+)$/i', '$1', $lines)) + [null];
    $answer = stream_get_contents($stream, $length === null ? null : (int) $length);
    if (!preg_match('/^HTTP\/\S+ 2/', $status)) {
        throw new RuntimeException("Tributary answered $status to $type: $answer");
    }
    return json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
}

/** A real shop takes the money first. The click tokens come from the hidden field that the SDK has filled. */
function buy(array $fields): array
{
    $orderId = 'order-' . bin2hex(random_bytes(4));
    $references = ['customerId' => $fields['customerId'] ?? '', 'clickToken' => $fields['clickToken'] ?? ''];
    $answer = report("$orderId-paid", 'order.paid', ['orderId' => $orderId] + TEA + $references);
    [$result] = $answer['results'];
    if ($result['status'] === 'rejected') {
        throw new RuntimeException("Tributary rejects the order: {$result['code']}");
    }
    return $result;
}

/** What follows: the goods arrive, or a part of them comes back. Without an amount, all of it would. */
function follow(string $orderId, string $event): array
{
    $amount = $event === 'refunded' ? ['amount' => A_THIRD] : [];
    $answer = report("$orderId-$event", "order.$event", ['orderId' => $orderId] + $amount);
    return $answer['order'] ?? throw new RuntimeException('Tributary does not know this order so far.');
}

function page(): string
{
    $settings = ['{{tributary}}' => setting('TRIBUTARY_ORIGIN'), '{{program}}' => setting('PROGRAM')];
    return strtr(file_get_contents(__DIR__ . '/shop.html'), array_map('htmlspecialchars', $settings));
}

function answer(string $method, string $path): void
{
    header('Cache-Control: no-store');
    if ($method === 'GET' && $path === '/tea') {
        header('Content-Type: text/html; charset=utf-8');
        echo page();
        return;
    }
    $isEvent = preg_match('#^/orders/([\w-]+)/(received|refunded)$#D', $path, $found) === 1;
    $isPosted = $method === 'POST' && ($path === '/orders' || $isEvent);
    if (!$isPosted) {
        http_response_code(404);
        header('Content-Type: text/plain; charset=utf-8');
        echo 'There is nothing here. The shop\'s page is /tea.';
        return;
    }
    $order = $isEvent ? follow($found[1], $found[2]) : buy($_POST);
    header('Content-Type: application/json');
    echo json_encode($order, JSON_THROW_ON_ERROR);
}

try {
    answer($_SERVER['REQUEST_METHOD'], (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
} catch (RuntimeException | JsonException $problem) {
    http_response_code(502);
    header('Content-Type: text/plain; charset=utf-8');
    echo $problem->getMessage();
}
