// Tells of phones that ring: in the title, to screen readers, and with a way to those that are out of sight.

const TITLE = document.title;

export class Ringing {
  constructor(bar, news) {
    this.bar = bar;
    this.news = news;
    this.visible = new Set();
    this.phones = new Map();
    this.ringing = [];
    this.observer = new IntersectionObserver((seen) => this.see(seen), { threshold: 0.4 });
  }

  show(world, phones) {
    for (const [id, phone] of phones) if (!this.phones.has(id)) this.observer.observe(phone.element);
    this.phones = new Map(phones);
    const ringing = [...world.phones.values()].filter((state) => state.state === "ringing");
    const isNews = ringing.some(({ id }) => !this.ringing.some((before) => before.id === id));
    this.ringing = ringing;
    const sentences = ringing.map(({ name }) => `${name}’s phone rings`);
    document.title = sentences.length ? `☎ ${sentences.join(", ")}` : TITLE;
    if (isNews) this.news.textContent = sentences.join(". ");
    this.draw();
  }

  see(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) this.visible.add(target.dataset.id);
      else this.visible.delete(target.dataset.id);
    }
    this.draw();
  }

  draw() {
    const hidden = this.ringing.filter(({ id }) => !this.visible.has(id));
    this.bar.replaceChildren(
      ...hidden.map(({ id, name }) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${name}’s phone rings`;
        button.addEventListener("click", () => {
          const { element } = this.phones.get(id);
          element.scrollIntoView({ block: "center" });
          element.focus({ preventScroll: true });
        });
        return button;
      }),
    );
  }
}
