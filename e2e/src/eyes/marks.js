// Remembers what is drawn by a ground alone, before the browser takes the colours away.
eyes.marks = [];
for (const it of document.querySelectorAll('body *')) {
    if (!it.checkVisibility() || it.closest('.vh')) continue;
    for (const part of [null, '::before', '::after']) {
        const style = getComputedStyle(it, part);
        const isEmpty = part ? style.content === '""' : !it.childNodes.length && !it.matches('img, svg, input, textarea, iframe');
        const isDrawn = style.backgroundImage !== 'none' || 2 <= eyes.contrast(style.backgroundColor, eyes.ground(it.parentElement));
        if (isEmpty && isDrawn && 1 < parseFloat(style.inlineSize)) eyes.marks.push([it, part]);
    }
}
