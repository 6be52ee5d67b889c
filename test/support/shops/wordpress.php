<?php

/**
 * As much of WordPress and WooCommerce as the plug-in meets: it loads a page, and places an order by each of the two
 * checkouts. Prints what became of them as JSON.
 *
 * Usage: php wordpress.php <plug-in> <the request's cookies as JSON>
 */

declare(strict_types=1);

define('ABSPATH', __DIR__);

$actions = [];
$scripts = [];

function add_action(string $hook, callable $callback): void
{
    global $actions;
    $actions[$hook][] = $callback;
}

function do_action(string $hook, mixed ...$given): void
{
    global $actions;
    foreach ($actions[$hook] ?? [] as $callback) {
        $callback(...$given);
    }
}

function wp_enqueue_script(string $handle, string $address, array $needs, ?string $version, array $how): void
{
    global $scripts;
    $scripts[] = ['src' => $address, 'version' => $version] + $how;
}

/** WordPress puts a backslash before quotes in what comes with a request, and this takes it away. */
function wp_unslash(mixed $value): mixed
{
    return is_string($value) ? stripslashes($value) : $value;
}

/** Keeps meta data as WooCommerce does: what is set counts once it is saved. */
class WC_Order
{
    private array $changed = [];
    private array $saved = [];

    public function update_meta_data(string $key, string $value): void
    {
        $this->changed[$key] = $value;
    }

    public function save_meta_data(): void
    {
        $this->saved = $this->changed + $this->saved;
    }

    public function meta_data(): array
    {
        $entries = array_map(fn ($key, $value) => ['key' => $key, 'value' => $value], array_keys($this->saved), $this->saved);
        return array_values($entries);
    }
}

/** Hears what a plug-in says that it gets along with. */
class Features
{
    public static array $declared = [];

    public static function declare_compatibility(string $feature, string $file, bool $isCompatible): void
    {
        self::$declared[$feature] = basename($file) . ($isCompatible ? '' : ' not');
    }
}
class_alias(Features::class, 'Automattic\WooCommerce\Utilities\FeaturesUtil');

[, $plugin, $cookies] = $argv;
$_COOKIE = array_map(
    fn ($cookie) => is_string($cookie) ? addslashes($cookie) : $cookie,
    json_decode($cookies, true, 512, JSON_THROW_ON_ERROR)
);
require $plugin;

do_action('before_woocommerce_init');
do_action('wp_enqueue_scripts');

$classic = new WC_Order();
do_action('woocommerce_checkout_create_order', $classic);
$classic->save_meta_data();

$ofBlocks = new WC_Order();
do_action('woocommerce_store_api_checkout_update_order_meta', $ofBlocks);

echo json_encode(
    [
        'features' => Features::$declared,
        'scripts' => $scripts,
        'classic' => $classic->meta_data(),
        'blocks' => $ofBlocks->meta_data(),
    ],
    JSON_THROW_ON_ERROR
);
