<?php
/**
 * Plugin Name:      Tributary
 * Description:      Loads the script of Tributary on every page, and keeps the click tokens of a visitor with its order.
 * Version:          1.0.0
 * Requires PHP:     7.4
 * Requires Plugins: woocommerce
 */

defined( 'ABSPATH' ) || exit;

// Your share host, and the id of your program.
const TRIBUTARY_ORIGIN  = 'https://go.shop.example';
const TRIBUTARY_PROGRAM = 'shop';

// Orders in tables of their own, and the checkout of blocks: WooCommerce warns of plug-ins that do not say so.
add_action(
	'before_woocommerce_init',
	function () {
		$features = 'Automattic\WooCommerce\Utilities\FeaturesUtil';
		if ( class_exists( $features ) ) {
			$features::declare_compatibility( 'custom_order_tables', __FILE__, true );
			$features::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
		}
	}
);

add_action(
	'wp_enqueue_scripts',
	function () {
		$address = TRIBUTARY_ORIGIN . '/t.js?program=' . TRIBUTARY_PROGRAM;
		wp_enqueue_script( 'tributary', $address, array(), null, array( 'strategy' => 'async' ) );
	}
);

/** The tokens that the script keeps in its cookie, newest first and joined by commas. */
function tributary_click_tokens(): string {
	$kept   = wp_unslash( $_COOKIE[ 'tbyt_' . TRIBUTARY_PROGRAM ] ?? '' );
	$tokens = array();
	foreach ( is_string( $kept ) ? explode( '~', $kept ) : array() as $entry ) {
		$token = explode( ':', $entry )[0];
		if ( preg_match( '/^[\w-]+(\.[\w-]+)?$/D', $token ) && strlen( $token ) <= 240 ) {
			$tokens[] = $token;
		}
	}
	return implode( ',', array_slice( $tokens, 0, 20 ) );
}

function tributary_keep_with_order( WC_Order $order ): void {
	$tokens = tributary_click_tokens();
	if ( '' !== $tokens ) {
		$order->update_meta_data( '_tby', $tokens );
	}
}

// The classic checkout saves the order itself after this.
add_action( 'woocommerce_checkout_create_order', 'tributary_keep_with_order' );

// The checkout of blocks.
add_action(
	'woocommerce_store_api_checkout_update_order_meta',
	function ( WC_Order $order ) {
		tributary_keep_with_order( $order );
		$order->save_meta_data();
	}
);
