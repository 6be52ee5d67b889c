/** Sends beacons so that they outlive their page, by whatever means a browser offers; never asks for a preflight. */

/** Sends a beacon. A failure is silent: nothing that a buyer does depends on it. */
export function send(url: string, message: object): void {
  const body = JSON.stringify(message);
  try {
    if (navigator.sendBeacon(url, body)) return;
  } catch {
    // Missing, or refused by an extension.
  }
  try {
    fetch(url, { method: "POST", body, keepalive: true, mode: "no-cors" }).catch(() => sendByXhr(url, body));
  } catch {
    sendByXhr(url, body);
  }
}

function sendByXhr(url: string, body: string): void {
  try {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.send(body);
  } catch {
    // Nothing is left to try.
  }
}
