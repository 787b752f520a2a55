// How the page is built: headings, landmarks, languages, and that it asks for no script.
const [lang] = arguments;
const faults = [];
const count = (selector, n, what) => {
    const found = [...document.querySelectorAll(selector)].filter(it => it.checkVisibility()).length;
    if (found !== n) faults.push(`${found} ${what}, not ${n}`);
};
count('h1', 1, 'headings of the first level');
count('main', 1, 'main parts');
if (document.documentElement.lang !== lang) faults.push(`the language is said to be ${document.documentElement.lang}`);
if (!document.title.trim()) faults.push('no title');

let rank = 0;
for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    if (!heading.checkVisibility() || heading.closest('header, footer, .site-notice')) continue;
    const own = Number(heading.localName[1]);
    if (rank && rank + 1 < own) faults.push(`a rank of headings is skipped before ${eyes.name(heading)}`);
    rank = own;
}

for (const it of document.querySelectorAll('script:not([type="application/ld+json"]), noscript, [href^="javascript:"], [hidden]')) {
    faults.push(`${eyes.name(it)} needs or waits for a script`);
}
for (const it of document.querySelectorAll('*')) {
    const inline = [...it.attributes].find(attribute => attribute.name.startsWith('on') || attribute.name === 'style');
    if (inline) faults.push(`${eyes.name(it)} has ${inline.name} written into it`);
}

const ids = new Set();
for (const {id} of document.querySelectorAll('[id]')) {
    if (ids.has(id)) faults.push(`the id ${id} is given twice`);
    ids.add(id);
}

const skip = eyes.stops()[0];
const target = skip && skip.hash && document.getElementById(decodeURIComponent(skip.hash.slice(1)));
if (!target || target.localName !== 'main') faults.push('the first stop does not skip to the main part');

// Words in Chinese on a page in English say that they are.
if (lang === 'en') {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const told = new Set();
    while (walker.nextNode()) {
        const {data, parentElement: it} = walker.currentNode;
        const isChinese = /\p{Script=Han}/u.test(data);
        if (!isChinese || it.closest('script') || it.closest('[lang]').lang.startsWith('zh')) continue;
        const name = eyes.name(it);
        if (!told.has(name)) faults.push(`Chinese that is called English: ${name} “${data.trim().slice(0, 16)}”`);
        told.add(name);
    }
}
return faults;
