// What every look at a page shares. Sent to the page by the driver; the site itself has no script.
const eyes = window.eyes = {};

/// An element as somebody would point at it.
eyes.name = it => {
    const words = (it.getAttribute('aria-label') || it.innerText || it.value || it.name || '').trim();
    const kind = it.className && typeof it.className === 'string' ? '.' + it.className.trim().split(/\s+/)[0] : '';
    return `<${it.localName}${kind}> ${words.replace(/\s+/g, ' ').slice(0, 24)}`.trim();
};

eyes.isShown = it => it.checkVisibility({opacityProperty: true, visibilityProperty: true});

const STOPS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]';

/// What Tab must reach, in the order of the document; of radio buttons with one name, one.
eyes.stops = () => {
    const groups = new Map();
    const stops = [...document.querySelectorAll(STOPS)].filter(it => eyes.isShown(it) && !it.disabled && 0 <= it.tabIndex);
    for (const it of stops) {
        if (it.type === 'radio' && (it.checked || !groups.has(it.name))) groups.set(it.name, it);
    }
    return stops.filter(it => it.type !== 'radio' || groups.get(it.name) === it);
};

const rgb = text => {
    const parts = text.match(/[\d.]+/g);
    if (!parts || !text.startsWith('rgb')) return null;
    return {parts: parts.slice(0, 3).map(Number), alpha: 3 < parts.length ? Number(parts[3]) : 1};
};

const light = colour => {
    const [r, g, b] = colour.parts.map(part => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/// The colour behind an element.
eyes.ground = it => {
    for (let at = it; at; at = at.parentElement) {
        const colour = rgb(getComputedStyle(at).backgroundColor);
        if (colour && 0.99 < colour.alpha) return colour;
    }
    return {parts: matchMedia('(prefers-color-scheme: dark)').matches ? [20, 23, 27] : [255, 255, 255], alpha: 1};
};

/// The contrast of a colour with the ground, from 1 to 21; 1 for a colour that is not there.
eyes.contrast = (text, ground) => {
    const colour = rgb(text);
    if (!colour || colour.alpha < 0.5) return 1;
    const [a, b] = [light(colour), light(ground)].sort((a, b) => b - a);
    return (a + 0.05) / (b + 0.05);
};

/// Whether the focus can be seen: an outline or a ring of at least two pixels that stands out from what is around.
eyes.showsFocus = it => {
    // The parts of a date field take the focus one by one, and the browser marks the part.
    if (it.type === 'date') return true;
    const ground = eyes.ground(it.parentElement || it);
    const own = eyes.ground(it);
    return [null, '::before', '::after'].some(part => {
        const style = getComputedStyle(it, part);
        if (part && style.content === 'none') return false;
        const isDrawn = style.outlineStyle !== 'none' && 2 <= parseFloat(style.outlineWidth);
        const around = parseFloat(style.outlineOffset) < 0 ? own : ground;
        return isDrawn && 3 <= eyes.contrast(style.outlineColor, around);
    });
};
