// Words that their box does not show.
const holdsWords = it => [...it.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());

/// Kept for those who listen: a point on the screen.
eyes.isForEars = it => {
    for (let at = it; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== 'none') return true;
    return false;
};

eyes.cut = () => [...document.querySelectorAll('body *')].filter(it => {
    if (!it.textContent.trim() || !it.checkVisibility() || it.matches('select, option')) return false;
    const {overflowX, overflowY} = getComputedStyle(it);
    const isCut = (overflow, room, whole) => ['hidden', 'clip'].includes(overflow) && room + 1 < whole;
    const isAny = isCut(overflowX, it.clientWidth, it.scrollWidth) || isCut(overflowY, it.clientHeight, it.scrollHeight);
    return isAny && !eyes.isForEars(it);
}).map(it => `${eyes.name(it)} cuts off its words`);

/// By how many pixels words stand out of the box that holds them.
eyes.overhang = () => {
    const found = new Map();
    for (const it of document.querySelectorAll('body *')) {
        if (!it.clientWidth || !holdsWords(it) || it.matches('input, select, textarea') || !it.checkVisibility() || eyes.isForEars(it)) continue;
        found.set(it, Math.max(it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight));
    }
    return found;
};
