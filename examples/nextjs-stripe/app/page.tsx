/** One product and a button. The script fills the hidden field with the newest click token. */

export default function ProductPage() {
  return (
    <main>
      <h1>Spring tea</h1>
      <form action="/checkout" method="post">
        <input type="hidden" name="tby" data-tributary-token="newest" />
        <button>Buy</button>
      </form>
    </main>
  );
}
