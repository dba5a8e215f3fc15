// The banner that says what went wrong between the page and its server: that the connection is
// lost, what was not sent because of that, and what waits for it.
//
// A page may have an element with the id backstate-banner of its own, where it wants it and with
// its own words: data-lost, data-waiting and data-unsent, in which %1 is a name, and data-close.
const banner = (() => {
    const words = {
        lost: 'The connection to the server is lost. It comes back by itself.',
        waiting: '“%1” opens when the connection is back.',
        unsent: 'Not sent: %1.',
        close: 'Close',
    };
    const unsent = new Set(); // names of what the user did in vain
    let waiting = ''; // the name of the link that waits

    const says = document.createElement('p');
    says.setAttribute('role', 'status');
    const warns = document.createElement('p');
    warns.setAttribute('role', 'alert');
    const close = document.createElement('button');
    close.type = 'button';
    close.addEventListener('click', () => {
        unsent.clear();
        show();
    });

    let made = null; // the banner of a page that has none

    function element() {
        const own = [...document.querySelectorAll('#backstate-banner')].find((one) => one !== made);
        if (!own && !made) {
            made = document.createElement('div');
            made.id = 'backstate-banner';
        }
        if (own)
            made?.remove();
        else if (!made.isConnected)
            document.body.append(made);
        const place = own ?? made;
        if (says.parentElement !== place)
            place.append(close, says, warns);
        return place;
    }

    function set(part, text) {
        if (part.textContent !== text) // else it would be read out again
            part.textContent = text;
        part.hidden = text === '';
    }

    function show() {
        const isLost = connection.isLost();
        const isNeeded = isLost || waiting !== '' || unsent.size > 0;
        if (!isNeeded && !says.isConnected)
            return;
        const place = element();
        const word = (name, value = '') =>
            (place.dataset[name] ?? words[name]).replaceAll('%1', () => value);
        place.hidden = !isNeeded;
        set(says, [isLost && word('lost'), waiting && word('waiting', waiting)]
            .filter(Boolean).join(' '));
        set(warns, unsent.size > 0 ? word('unsent', [...unsent].join(', ')) : '');
        set(close, unsent.size > 0 ? word('close') : '');
    }

    // What a user calls an element: the words on it or beside it.
    function nameOf(element) {
        const control = element.matches('form')
            ? element.querySelector('[type=submit], button:not([type])') ?? element
            : element;
        const isForm = control.matches('form'); // whose own properties may be fields
        const isPrivate = control.type === 'password';
        const candidates = [
            control.getAttribute('aria-label'),
            !isForm && control.labels?.[0]?.textContent,
            control.matches('button, a, summary, [role=button]') && control.textContent,
            ['submit', 'button'].includes(control.type) && control.value,
            control.getAttribute('title'),
            control.getAttribute('placeholder'),
            control.matches('form, input, select, textarea') ? control.getAttribute('name')
                : control.textContent,
            !isPrivate && !isForm && control.value,
            control.localName,
        ];
        const name = candidates.map((text) => `${text || ''}`.replace(/\s+/g, ' ').trim())
            .find((text) => text !== '');
        const short = name.length > 60 ? `${name.slice(0, 59)}…` : name;
        const files = [...(element.matches('form') ? controls.fieldsOf(element) : [])]
            .flatMap((field) => [...(field.files ?? [])]).map((file) => file.name);
        return files.length > 0 ? `${short} (${files.join(', ')})` : short;
    }

    connection.onLost(show);
    connection.onOpen(show);

    return {
        nameOf,
        show,

        // The user did something with an element that the server did not hear of.
        fail(element) {
            unsent.add(nameOf(element));
            show();
        },

        // The same reached the server, later.
        succeed(element) {
            if (unsent.size > 0 && unsent.delete(nameOf(element)))
                show();
        },

        // The page of this name opens later; an empty one: none does.
        wait(name) {
            waiting = name;
            show();
        },
    };
})();
