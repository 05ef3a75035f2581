// Whether this browser has the phone open in another tab, too. Other browsers know nothing of this one.

export class Tabs {
  constructor(tellIsAlone) {
    this.me = crypto.randomUUID();
    this.others = new Set();
    this.channel = new BroadcastChannel("gehoor-phone");
    this.channel.addEventListener("message", ({ data }) => {
      if (data.kind === "gone") this.others.delete(data.from);
      else this.others.add(data.from);
      if (data.kind === "here") this.post("here too");
      tellIsAlone(this.isAlone);
    });
    addEventListener("pagehide", () => this.post("gone"));
    this.post("here");
  }

  get isAlone() {
    return this.others.size === 0;
  }

  post(kind) {
    this.channel.postMessage({ kind, from: this.me });
  }
}
