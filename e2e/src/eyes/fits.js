// Nothing is wider than the window, and no words are cut off.
const page = document.documentElement;
const faults = [];
const excess = page.scrollWidth - window.innerWidth;
if (0 < excess) {
    const isWide = it => it.checkVisibility() && window.innerWidth + 1 < it.getBoundingClientRect().right
        && !it.closest('.table-region, .vh, .skip');
    const widest = [...document.querySelectorAll('body *')].find(isWide);
    faults.push(`${excess} pixels wider than the window${widest ? ', because of ' + eyes.name(widest) : ''}`);
}
return faults.concat(eyes.cut());
