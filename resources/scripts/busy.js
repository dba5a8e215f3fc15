// The bar on top of the window while something that the user asked for takes longer than a moment.
const busy = (() => {
    const moment = 300;
    const bar = document.createElement('div');
    bar.id = 'backstate-busy';
    bar.setAttribute('role', 'progressbar');
    bar.setAttribute('aria-label', 'Loading');
    let count = 0; // of what is under way
    let timer = 0;

    return {
        moment, // ms: what takes no longer shows nothing

        begin() {
            if (++count === 1)
                timer = setTimeout(() => document.body.append(bar), moment);
        },
        end() {
            if (--count > 0)
                return;
            clearTimeout(timer);
            bar.remove();
        },
    };
})();
