// Tokens for the phone, from our own server. A token is in no page and in no store: it lives as long as this page does.

export class Trouble extends Error {
  // `name` is a sentence in the template.
  constructor(name) {
    super(name);
    this.name = name;
  }
}

export class Tokens {
  // A fresh one: { token, expiresIn (milliseconds), carrier (of the stand-in; null is Twilio) }. Throws Trouble.
  async take() {
    const answer = await this.ask();
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Trouble("signed-out");
    if (!answer.ok) throw new Trouble(answer.status === 404 ? "token-refused" : "no-network");
    const body = await answer.json();
    return { token: body.token, expiresIn: body.expires_in * 1000, carrier: body.carrier };
  }

  async ask() {
    const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    try {
      return await fetch("/desk/phone/token", { method: "POST", headers: { "X-CSRF-Token": csrf }, redirect: "manual" });
    } catch {
      throw new Trouble("no-network");
    }
  }
}
