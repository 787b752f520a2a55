// For whom motion is too much, nothing moves.
if (!matchMedia('(prefers-reduced-motion: reduce)').matches) return ['motion is not reduced'];
const faults = document.getAnimations().map(motion => `${eyes.name(motion.effect.target)} moves`);
for (const it of document.querySelectorAll('*')) {
    for (const part of [null, '::before', '::after']) {
        const style = getComputedStyle(it, part);
        const takesTime = [style.transitionDuration, style.animationDuration].some(times => times.split(', ').some(time => 0 < parseFloat(time)));
        if (takesTime || style.scrollBehavior === 'smooth') faults.push(`${eyes.name(it)} would move`);
    }
}
return faults;
