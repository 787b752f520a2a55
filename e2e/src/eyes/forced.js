// With forced colours every control has an edge, every link stands out, the focus is seen, and no mark has vanished.
if (!matchMedia('(forced-colors: active)').matches) return ['the colours are not forced'];
const faults = [];
const edges = style => ['Top', 'Right', 'Bottom', 'Left'].filter(side =>
    style[`border${side}Style`] !== 'none' && 1 <= parseFloat(style[`border${side}Width`]));

for (const it of eyes.stops()) {
    const style = getComputedStyle(it);
    const ground = eyes.ground(it.parentElement);
    if (it.matches('button, input:not([type=radio], [type=checkbox]), select, textarea')) {
        const drawn = edges(style).filter(side => 3 <= eyes.contrast(style[`border${side}Color`], ground));
        if (drawn.length < 3) faults.push(`${eyes.name(it)} has no edge`);
    }
    if (it.innerText && eyes.contrast(style.color, eyes.ground(it)) < 4.5) faults.push(`${eyes.name(it)} does not stand out`);
    it.focus({focusVisible: true, preventScroll: true});
    if (!eyes.showsFocus(it)) faults.push(`the focus on ${eyes.name(it)} cannot be seen`);
}
document.activeElement.blur();

for (const [it, part] of eyes.marks) {
    if (!it.checkVisibility()) continue;
    const style = getComputedStyle(it, part);
    if (part && (style.content === 'none' || style.display === 'none')) continue;
    const isSeen = edges(style).length || style.backgroundImage !== 'none'
        || 2 <= eyes.contrast(style.backgroundColor, eyes.ground(it.parentElement));
    if (!isSeen) faults.push(`the mark ${part || ''} of ${eyes.name(it)} has vanished`);
}
return faults;
