// Notes what the user does in vain while the server can't be reached, and has the banner tell.
const failures = (() => {
    const statuses = new WeakMap(); // of answers that were errors, by the element that asked
    let isLeaving = false; // the browser ends what is under way
    addEventListener('pagehide', () => (isLeaving = true));
    addEventListener('pageshow', () => (isLeaving = false));

    frames.on('error', (frame) => {
        if (frame.element)
            statuses.set(frame.element, Number(frame.args.status));
    });

    // What a timer or a page asks for by itself, it asks for again; what was typed into a live
    // field is sent again. The rest a user would miss.
    const controls = 'a, button, form, input, label, option, select, summary, textarea,'
        + ' [contenteditable], [role], [tabindex]';
    const types = ['click', 'dblclick', 'keydown', 'keyup', 'submit'];

    function isMissed(element, event) {
        if (event?.isTrusted && types.includes(event.type))
            return true;
        return element.matches(controls) && !acts.sendsEdits(element);
    }

    return {
        begin(call) {
            statuses.delete(call.element);
            call.isMissed = isMissed(call.element, window.event);
        },
        end(call) {
            if (connection.isGateway(statuses.get(call.element)))
                this.fail(call);
            else
                banner.succeed(call.element);
        },
        fail(call) {
            if (call.isMissed && !isLeaving)
                banner.fail(call.element);
        },
    };
})();
// A stream was silent, because something on the way swallows what it should pass on, and another one
// is open by now. What was asked on the connections of that time is not answered either.
connection.onRevived(() => acts.giveUp(5000));
acts.on('begin', (call) => failures.begin(call));
acts.on('end', (call) => failures.end(call));
acts.on('failed', (call) => failures.fail(call));
// A form that the browser would load another page for: that would be its own error page.
addEventListener('submit', (event) => {
    const isDialog = event.target.getAttribute('method')?.toLowerCase() === 'dialog';
    if (event.defaultPrevented || !connection.isLost() || isDialog)
        return;
    event.preventDefault();
    banner.fail(event.target);
});
