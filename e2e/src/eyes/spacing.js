// With the spacing that a reader may choose (WCAG 1.4.12) no words are cut off, pushed out or laid over others.
const before = eyes.overhang();
const sheet = new CSSStyleSheet();
sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }'
    + ' p { margin-block-end: 2em !important; }');
document.adoptedStyleSheets = [sheet];
const faults = eyes.cut();
for (const [it, excess] of eyes.overhang()) {
    if ((before.get(it) || 0) + 4 < excess && !it.closest('.table-region')) {
        faults.push(`the words of ${eyes.name(it)} stand ${excess} pixels out of their box`);
    }
}
const excess = document.documentElement.scrollWidth - window.innerWidth;
if (0 < excess) faults.push(`${excess} pixels wider than the window`);
document.adoptedStyleSheets = [];
return faults;
