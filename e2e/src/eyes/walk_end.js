// What was met on the walk, and what was not reached.
for (const it of walk.stops) {
    if (!walk.seen.has(it)) walk.faults.add(`${eyes.name(it)} is not reached by Tab`);
}
return [...walk.faults];
