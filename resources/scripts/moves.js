// Rows that change places: frames of our own say which, and each takes with it what is the user's.
(() => {
    // Where the browser can't move an element as it is, others are moved around the one that has
    // the focus.
    function put(row, parent, next) {
        if (parent.moveBefore && row.isConnected) {
            parent.moveBefore(row, next);
        } else if (row.parentNode !== parent || !row.contains(document.activeElement)) {
            parent.insertBefore(row, next);
        } else if (next && row.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_PRECEDING) {
            const end = row.nextSibling;
            while (next !== row) {
                const moved = next;
                next = next.nextSibling;
                parent.insertBefore(moved, end);
            }
        } else {
            while (row.nextSibling !== next)
                parent.insertBefore(row.nextSibling, row);
        }
    }

    function move({ selector, mode, rows }) {
        const neighbour = document.querySelector(selector);
        let next = mode === 'before' ? neighbour : neighbour?.nextSibling;
        for (const rowSelector of neighbour ? rows.split('\n') : []) {
            const row = document.querySelector(rowSelector);
            if (row && row === next)
                next = row.nextSibling;
            else if (row)
                put(row, neighbour.parentNode, next);
            else
                console.warn(`BackState: there is no row ${rowSelector} to be moved.`);
        }
        if (!neighbour)
            console.warn(`BackState: there is no row ${selector} to move others to.`);
    }

    frames.on('datastar-move', (frame) => {
        frame.hold();
        patches.keep(() => move(frame.args));
    });
})();
