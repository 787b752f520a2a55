// How far things moved after they were first shown (cumulative layout shift), in thousandths.
const done = arguments[arguments.length - 1];
let sum = 0;
const add = list => { for (const entry of list) if (!entry.hadRecentInput) sum += entry.value; };
const watch = new PerformanceObserver(list => add(list.getEntries()));
watch.observe({type: 'layout-shift', buffered: true});
const frames = left => requestAnimationFrame(() => left ? frames(left - 1) : setTimeout(() => {
    add(watch.takeRecords());
    done(Math.round(sum * 1000));
}));
frames(3);
