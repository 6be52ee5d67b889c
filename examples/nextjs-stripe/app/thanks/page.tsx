/** Where Stripe leads to after the payment. */

export default function ThanksPage() {
  return (
    <main>
      <h1>Thank you</h1>
    </main>
  );
}
