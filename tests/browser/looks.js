// Questions about how a page looks; each is answered by what is amiss. An expression: an object.
(() => {
  const style = getComputedStyle;
  const every = (what) => [...document.querySelectorAll(what)];
  const named = (one) => {
    const look = one.className?.baseVal ?? one.className;
    return `${one.localName}.${look} "${one.textContent.trim().slice(0, 40)}"`;
  };
  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const shown = !node.parentElement.closest("title, desc, script, style");
      if (node.data.trim() && shown) found.push(node);
    }
    return found;
  };
  const scrolls = (one) => ["auto", "scroll"].includes(style(one).overflowX);
  const inBox = (one) => one && (scrolls(one) || inBox(one.parentElement));

  const beyond = (width) => texts().filter((node) => {
    const one = node.parentElement;
    if (!one.checkVisibility() || one.closest(".skip, caption, svg") || inBox(one)) return false;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right } = range.getBoundingClientRect();
    return left < -0.5 || right > width + 0.5;
  });
  const cut = () => every("body *").filter((one) => {
    const cuts = ["hidden", "clip"].includes(style(one).overflowX) && !(one instanceof SVGElement);
    const seen = one.checkVisibility() && one.clientWidth > 1; // what is for screen readers is 1
    const larger = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
    return cuts && seen && larger;
  });

  const numbers = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    if (!one) return "rgb(255, 255, 255)";
    const colour = style(one).backgroundColor;
    return numbers(colour).length === 3 ? colour : ground(one.parentElement);
  };
  const contrast = (one, colour) => {
    const [low, high] = [light(colour), light(ground(one))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  return {
    wide() {
      const width = document.documentElement.clientWidth;
      const page = document.scrollingElement.scrollWidth;
      return [
        ...(page > width ? [`the page is ${page} wide, not ${width}`] : []),
        ...beyond(width).map((node) => `beyond the edge: ${named(node.parentElement)}`),
        ...cut().map((one) => `cut off: ${named(one)}`),
      ];
    },
    scrolling() {
      const wider = (one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1;
      return every("body *").filter((one) => wider(one) && scrolls(one)).map(named);
    },
    unseen() {
      const wanted = (one) => !one.closest("[hidden], .skip, button, label, [role=status]");
      return texts().map((node) => node.parentElement).filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        return wanted(one) && !(shown && width && height);
      }).map(named);
    },
    small() {
      const boxes = every("td a, th a, summary, button, input, .skip, .lead a")
        .filter((one) => one.checkVisibility())
        .map((one) => ({ one, box: one.getBoundingClientRect() }));
      const apart = (a, b) => {
        const [x, y] = [a.left + a.width / 2, a.top + a.height / 2];
        const dx = Math.max(b.left - x, 0, x - b.right);
        const dy = Math.max(b.top - y, 0, y - b.bottom);
        return Math.hypot(dx, dy);
      };
      const crowded = (one, box) =>
        boxes.some((other) => other.one !== one && apart(box, other.box) < 12);
      return boxes
        .filter(({ one, box }) => box.height < 24 || (box.width < 24 && crowded(one, box)))
        .map(({ one, box }) => `${box.width.toFixed(1)} x ${box.height.toFixed(1)}: ${named(one)}`);
    },
    faint() {
      const bad = (one) => {
        const look = style(one);
        if (one.matches(".status, text")) {
          return contrast(one, one.matches("text") ? look.fill : look.color) < 4.5;
        }
        return contrast(one, one.matches("rect") ? look.fill : look.stroke) < 3;
      };
      const seen = (one) => {
        const { width, height } = one.getBoundingClientRect();
        return one.checkVisibility() && (width || height);
      };
      return every(".status, .icon, .chart-line, .chart text, rect.had")
        .filter(seen).filter(bad).map(named);
    },
  };
})()
