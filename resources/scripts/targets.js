// A flow goes on when its user follows a link. Its patches were made for the page before: what they
// do to elements that this page has not is left out, where Datastar would report an error.
(() => {
    // What Datastar would put into the page anyway. Strings are no markup where a page requires
    // Trusted Types.
    const policy = window.trustedTypes?.createPolicy('backstate', { createHTML: (text) => text });
    const markup = (text) => policy?.createHTML(text) ?? text;

    // Whether a patch that says by its selector where it goes finds anything, or else the elements
    // that take the place of those with their ids do.
    function isWhole(args, key, template) {
        if (args.selector)
            return document.querySelector(args.selector) !== null;
        template.innerHTML = markup(args[key] ?? '');
        const roots = [...template.content.children];
        const lost = roots.filter((root) => !document.getElementById(root.id));
        lost.forEach((root) => root.remove());
        if (lost.length > 0 && lost.length < roots.length)
            args[key] = template.innerHTML;
        return lost.length < roots.length;
    }

    frames.on('elements', (frame) => {
        if (frame.args.ifPresent === undefined)
            return;
        const key = 'fragments' in frame.args ? 'fragments' : 'elements'; // by dialect
        if (!isWhole(frame.args, key, document.createElement('template')))
            frame.hold();
    });
})();
