// Listens while somebody presses Tab: the key comes up when the focus has moved and the page has scrolled to it.
const walk = window.walk = {stops: eyes.stops(), seen: new Set(), last: null, faults: new Set(), isOver: false};

// A page that takes the focus itself is walked from there on, and then from its head.
walk.begins = document.activeElement !== document.body;

/// Something of it can be seen in the window and is not under something else (WCAG 2.4.11).
const isInSight = it => [...it.getClientRects()].some(box => {
    const points = [[0.5, 0.5], [0.02, 0.1], [0.98, 0.1], [0.02, 0.9], [0.98, 0.9]];
    return points.some(([x, y]) => {
        const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
        return hit && (it.contains(hit) || hit.contains(it) || [...(it.labels || [])].some(label => label.contains(hit)));
    });
});

const scrolls = it => it.clientWidth < it.scrollWidth || it.clientHeight < it.scrollHeight;

addEventListener('keyup', event => {
    if (event.key !== 'Tab' || walk.isOver) return;
    const it = document.activeElement;
    if (it === walk.last) {
        if (it.type !== 'date' && it !== document.body) walk.faults.add(`${eyes.name(it)} holds the focus`);
        return;
    }
    if (it === document.body) {
        // Past the end the head comes next.
        walk.last = walk.stops[walk.stops.length - 1];
        return;
    }
    if (walk.seen.has(it)) {
        walk.isOver = true;
        return;
    }
    const at = walk.stops.indexOf(it);
    if (at < 0) {
        // The browser itself lets what scrolls take the focus.
        if (!scrolls(it)) walk.faults.add(`${eyes.name(it)} takes the focus and is no control`);
    } else {
        const next = walk.stops.indexOf(walk.last) + 1;
        const isFirst = !walk.seen.size && walk.begins;
        if (!isFirst && at !== next % walk.stops.length) walk.faults.add(`${eyes.name(it)} is reached out of order`);
        walk.seen.add(it);
        walk.last = it;
    }
    if (!eyes.isShown(it)) walk.faults.add(`${eyes.name(it)} takes the focus and cannot be seen`);
    else if (!isInSight(it)) walk.faults.add(`${eyes.name(it)} takes the focus out of sight`);
    if (!eyes.showsFocus(it)) walk.faults.add(`the focus on ${eyes.name(it)} cannot be seen`);
}, true);
return walk.stops.length;
