// What can be pressed is at least 24 by 24 pixels, unless it is a link within a line of words (WCAG 2.5.8).
const LEAST = 24;
const faults = [];

const isInLine = it => {
    if (it.localName !== 'a' || !getComputedStyle(it).display.startsWith('inline')) return false;
    const block = it.closest('p, li, dd, dt, td, th, caption, blockquote, figcaption, label, legend, h1, h2, h3, h4, div, section');
    return block && it.innerText.trim().length < block.innerText.trim().length;
};

for (const it of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!eyes.isShown(it) || it.matches('.skip:not(:focus)')) continue;
    const boxes = [it, ...(it.labels || [])].map(each => each.getBoundingClientRect());
    if (boxes.some(box => LEAST <= Math.round(box.width) && LEAST <= Math.round(box.height))) continue;
    // A cover over the whole entry is pressed in place of the link.
    if (getComputedStyle(it, '::after').position === 'absolute') continue;
    if (isInLine(it)) continue;
    const [{width, height}] = boxes;
    faults.push(`${eyes.name(it)} is only ${Math.round(width)} by ${Math.round(height)} pixels to press`);
}
return faults;
