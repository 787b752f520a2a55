// Words that only the styles keep apart: read aloud, copied, or shown without styles they would run together.
const INLINE = 'a, abbr, b, cite, code, del, em, i, ins, small, span, strong, time';
const faults = new Set();
const isApart = it => {
    const style = getComputedStyle(it);
    const around = getComputedStyle(it.parentElement).display;
    return style.position !== 'absolute' && (/flex|grid/.test(around) || !/^inline|contents/.test(style.display));
};

for (const it of document.body.querySelectorAll(INLINE)) {
    const before = it.previousSibling;
    if (!before || !it.checkVisibility() || !it.textContent.trim()) continue;
    const isWord = before.nodeType === Node.TEXT_NODE || before.nodeType === Node.ELEMENT_NODE && before.matches(INLINE);
    if (!isWord || !before.textContent.trim() || /[\s\p{P}]$/u.test(before.textContent) || /^[\s\p{P}]/u.test(it.textContent)) continue;
    if (isApart(it) || before.nodeType === Node.ELEMENT_NODE && isApart(before)) {
        faults.add(`“${before.textContent.trim().slice(-8)}” and “${it.textContent.trim().slice(0, 8)}” in ${eyes.name(it.parentElement)} run together without styles`);
    }
}
return [...faults];
