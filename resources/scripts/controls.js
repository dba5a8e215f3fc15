// The controls that are bound to a property and are no plain fields of text: numbers, dates and
// times, check boxes, radios and selects. Datastar's own binding reads what is not yet a number as
// 0, ties the n-th box to the n-th value of a list, and does not look again at a control whose
// options came later. A field of text that is bound to a text is left to it.
const controls = (() => {
    // By element: the path of its signal, the kind of its value, the value that was shown last, and
    // set(), which changes the signal.
    const records = new WeakMap();

    const isField = (element) => 'value' in element && !isChoice(element);
    const isChoice = (element) => element instanceof HTMLSelectElement || isTicked(element);
    const isTicked = (element) =>
        element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type);
    // Those whose value is empty while the user has entered a part of it.
    const isPartial = (element) => element instanceof HTMLInputElement
        && /^(number|date|time|datetime-local|month|week)$/.test(element.type);

    const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    const timeForm = '\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,3})?)?';
    const isTime = new RegExp(`^${timeForm}$`);
    const isDate = /^\d{4,6}-\d\d-\d\d$/;
    const moment = new RegExp(`^(\\d{4,6}-\\d\\d-\\d\\d)T(${timeForm})(Z|[+-]\\d\\d:\\d\\d)?$`);

    // As the server writes it: with seconds, and with three digits after them or none.
    function time(text) {
        const [whole, fraction = ''] = (text.length === 5 ? text + ':00' : text).split('.');
        return Number(fraction) === 0 ? whole : whole + '.' + fraction.padEnd(3, '0');
    }

    function real(text) {
        const number = Number(text);
        return isNumber.test(text) && Number.isFinite(number) ? number + 0 : undefined; // not -0
    }

    // Whole numbers that a browser's numbers can't hold travel as text.
    function integer(text) {
        const number = real(text);
        if (!Number.isInteger(number) || Number.isSafeInteger(number))
            return number;
        return String(BigInt(/^[+-]?\d+$/.test(text) ? text.replace('+', '') : number));
    }

    // The value that a text stands for, by kind; undefined where it is not yet one.
    const readers = {
        text: (text) => text,
        flags: (text) => text,
        bool: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
        integer,
        real,
        date: (text) => (isDate.test(text) ? text : undefined),
        time: (text) => (isTime.test(text) ? time(text) : undefined),
        moment(text) {
            const parts = text.match(moment);
            return parts ? parts[1] + 'T' + time(parts[2]) + (parts[3] ?? '') : undefined;
        },
    };
    const wanted = {
        integer: 'a number is needed',
        real: 'a number is needed',
        date: 'a date is needed',
        time: 'a time is needed',
        moment: 'a date and time is needed',
    };

    // An emptied field is empty, whatever its kind.
    const read = (kind, text) => (text === '' ? '' : readers[kind](text));

    // What a field shows of a value.
    function textOf(record, element, value) {
        const text = value === null || value === undefined ? '' : String(value);
        const parts = record.kind === 'moment' ? text.match(moment) : null;
        if (!parts)
            return text;
        switch (element.type) {
        case 'datetime-local': return parts[1] + 'T' + parts[2];
        case 'date': return parts[1];
        case 'time': return parts[2];
        default: return text;
        }
    }

    // A moment keeps the part that its field does not show.
    function completed(record, element, text) {
        const parts = record.kind === 'moment' ? String(scalar(record)).match(moment) : null;
        if (record.kind !== 'moment' || text === '')
            return text;
        if (element.type === 'date')
            return text + 'T' + (parts ? parts[2] : '00:00');
        return element.type === 'time' && parts ? parts[1] + 'T' + text : text;
    }

    const isSame = (kind, text, value) => {
        const own = read(kind, text);
        return own !== undefined && own === (read(kind, String(value)) ?? value);
    };

    // The value alone, where the signal has it in a list of one or none.
    const scalar = ({ value }) => (Array.isArray(value) ? value[0] : value) ?? '';

    // The values of a list, or of an enum that may have several at once, where a control can show
    // several; else null.
    function several({ kind, isList, value }, element) {
        if (isList)
            return [value].flat();
        const isAble = element.type === 'checkbox' || element.multiple;
        return kind === 'flags' && isAble ? String(value).split('|').filter(Boolean) : null;
    }

    // Whether the user has entered what is not yet a value.
    const isUnfinished = (element, record) =>
        element.validity?.badInput === true || record.complaint !== '';

    function show(element) {
        const record = records.get(element);
        if (record.isLeft)
            return;
        const list = several(record, element);
        if (isTicked(element))
            return showTick(element, record, list);
        if (element instanceof HTMLSelectElement)
            return showOptions(element, record, list ?? [scalar(record)]);
        if (isUnfinished(element, record) || !isField(element))
            return;
        const text = textOf(record, element, list ? list.join(', ') : scalar(record));
        if (element.value !== text && !isSame(record.kind, element.value, text))
            element.value = text;
    }

    function showTick(element, record, list) {
        if (element.type === 'radio' && !element.name)
            element.name = groupOf(element, record.path);
        const isBox = element.type === 'checkbox' && record.kind === 'bool' && !list;
        const isIn = (values) =>
            values.some((value) => isSame(record.kind, element.value, value));
        const isChecked = isBox ? scalar(record) === true : isIn(list ?? [scalar(record)]);
        if (element.checked !== isChecked)
            element.checked = isChecked;
    }

    // Radios of one property belong together; where there are two for the same value, they are two
    // groups.
    function groupOf(element, path) {
        const isTaken = (name) => [...document.getElementsByName(name)].some((other) =>
            other !== element && other.form === element.form && other.value === element.value);
        let name = path;
        for (let number = 2; isTaken(name); ++number)
            name = path + '.' + number;
        return name;
    }

    function showOptions(element, { kind }, list) {
        const isChosen = (option) => list.some((value) => isSame(kind, option.value, value));
        if (!element.multiple) {
            const index = [...element.options].findIndex(isChosen);
            if (element.selectedIndex !== index)
                element.selectedIndex = index;
            return;
        }
        for (const option of element.options) {
            if (option.selected !== isChosen(option))
                option.selected = !option.selected;
        }
    }

    // A field named "elements" takes the place of the form's own property.
    const { get } = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'elements');
    const fieldsOf = (form) => get.call(form);

    // What the user sees in a field: the values of chosen options, or its text and its tick.
    const contentOf = (field) => (field instanceof HTMLSelectElement
        ? [...field.selectedOptions].map(({ value }) => value) : [field.value, field.checked]);

    // All boxes of one list, in the order of the page.
    const boxesOf = (path) => [...document.querySelectorAll('input[type=checkbox]')].filter(
        (box) => records.get(box)?.path === path);

    // The ticked ones, when one of them has just changed: others of the same value have yet to.
    const tickedOf = (element, { path }) => boxesOf(path).filter(
        (box) => box.checked && (box === element || box.value !== element.value));

    // What the user has entered; undefined while that is not yet a value.
    function entered(element, record) {
        const chosen = (text) => read(record.kind, text) ?? text; // what the page offers counts
        const { kind, isOptional } = record;
        if (several(record, element)) {
            const ticked = isTicked(element) ? tickedOf(element, record) : element.selectedOptions;
            if (!ticked)
                return element.value; // no list; the server says so
            const list = [...new Set([...ticked].map(({ value }) => chosen(value)))];
            return kind === 'flags' ? list.join('|') : list;
        }
        let value;
        if (element.type === 'radio')
            value = element.checked ? chosen(element.value) : undefined;
        else if (element.type === 'checkbox')
            value = kind === 'bool' ? element.checked
                : element.checked ? chosen(element.value) : '';
        else if (element instanceof HTMLSelectElement)
            value = chosen(element.value);
        else if (!element.validity?.badInput)
            value = read(kind, completed(record, element, element.value));
        return value === undefined || !isOptional ? value : value === '' ? [] : [value];
    }

    // A field that checks nothing itself says as well that it has no value yet.
    function complain(element, record, isValue) {
        const sentence = isValue || isPartial(element) ? '' : wanted[record.kind] ?? '';
        if (record.complaint === sentence || !element.setCustomValidity)
            return;
        record.complaint = sentence;
        element.setCustomValidity(sentence);
    }

    function take(element) {
        const record = records.get(element);
        if (!record || record.isLeft)
            return;
        const value = entered(element, record);
        complain(element, record, value !== undefined);
        record.isBehind &&= value === undefined;
        if (value !== undefined && JSON.stringify(value) !== JSON.stringify(record.value))
            record.set(value);
    }

    // Whether it is left to Datastar. Where it is not, the attribute of its own binding goes, and
    // the binding with it; not at once, because Datastar sees that only when the page has begun.
    function leave(element, record) {
        const isText = record.kind === 'text' && !record.isList && !record.isOptional;
        record.isLeft = isText && !isChoice(element) && !isPartial(element);
        if (isText && !record.isLeft && element.hasAttribute('data-bind'))
            setTimeout(() => element.removeAttribute('data-bind'));
    }

    // Called by the attribute of bind(), when the element comes and after each change of the
    // signal. kind is that of a value, after "list " or "optional ".
    function control(element, path, kind, value, set) {
        const record = records.get(element) ?? { complaint: '' };
        records.set(element, record);
        const words = kind.split(' ');
        const isNews = record.path && JSON.stringify(value) !== JSON.stringify(record.value);
        Object.assign(record, {
            path,
            set,
            kind: words.at(-1),
            isList: words[0] === 'list',
            isOptional: words[0] === 'optional',
            value: Array.isArray(value) ? [...value] : value,
        });
        leave(element, record);
        // What is not yet a value stays as long as its user is there.
        if (isNews && !record.isLeft && isUnfinished(element, record)) {
            if (document.activeElement === element)
                record.isBehind = true;
            else
                discard(element, record);
        }
        show(element);
    }

    function discard(element, record) {
        record.isBehind = false;
        element.value = '';
        complain(element, record, true);
        show(element);
    }

    for (const type of ['input', 'change'])
        addEventListener(type, ({ target }) => take(target), true);
    addEventListener('focusout', ({ target }) => {
        const record = records.get(target);
        if (record?.isBehind && isUnfinished(target, record))
            discard(target, record);
    }, true);
    // Datastar tells so that a patch has changed a control. It has not: it shows its property.
    addEventListener('datastar-prop-change', (event) => {
        if (records.get(event.target)?.isLeft === false)
            event.stopImmediatePropagation();
    }, true);
    // A form that is reset shows again what its properties are.
    addEventListener('reset', ({ target }) => setTimeout(() => {
        for (const element of target instanceof HTMLFormElement ? fieldsOf(target) : []) {
            const record = records.get(element);
            if (record?.isLeft)
                element.value = record.value;
            else if (record)
                show(element);
        }
    }), true);
    // No field stands for a box that is not ticked, nor for a list that is empty.
    addEventListener('formdata', ({ target, formData }) => {
        const empty = new Set();
        for (const element of fieldsOf(target)) {
            const isMany = element.type === 'checkbox' || element.multiple === true;
            if (isMany && element.name && records.has(element) && !element.matches(':disabled')
                && !formData.has(element.name))
                empty.add(element.name);
        }
        for (const name of empty)
            formData.append('backstate-empty', name);
    }, true);

    // A patch may empty a field of which it has no text. The text of one that has not yet a value
    // is kept from it, because no script can put that back.
    function protect(element) {
        const text = element.value;
        Object.defineProperty(element, 'value', { configurable: true, get: () => text, set() {} });
        setTimeout(() => delete element.value);
    }
    frames.on('elements', () => {
        for (const element of document.querySelectorAll('input:invalid')) {
            const record = records.get(element);
            if (record && !record.isLeft && isUnfinished(element, record))
                protect(element);
        }
        queueMicrotask(() => {
            for (const element of document.querySelectorAll('input, select, textarea')) {
                if (records.has(element))
                    show(element);
            }
        });
    });

    // The control whose look a change of its markup has changed.
    function changed(node) {
        const element = node instanceof Element ? node : node.parentElement;
        if (element instanceof HTMLOptionElement || element instanceof HTMLOptGroupElement)
            return element.closest('select');
        return element;
    }
    new MutationObserver((mutations) => {
        const elements = new Set(mutations.map(({ target }) => changed(target)));
        for (const element of elements) {
            const record = element ? records.get(element) : null;
            if (!record)
                continue;
            leave(element, record);
            show(element);
        }
    }).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: ['value', 'selected', 'checked', 'multiple', 'type', 'name', 'data-bind'],
    });

    const pathOf = (element) =>
        records.get(element)?.path ?? element.getAttribute?.('data-bind') ?? null;

    return {
        control,
        fieldsOf,
        contentOf,
        // The path of the signal that a control is bound to, or null.
        pathOf,
        // What its signal was when it was shown last; for a field of text that is before the input
        // event which is being handled.
        valueOf: (element) => records.get(element)?.value ?? '',
        // The controls that are bound to a signal, in the order of the page.
        elementsOf: (path) => [...document.querySelectorAll('input, select, textarea, [data-bind]')]
            .filter((element) => pathOf(element) === path),
        // Whether it has a value, and not what is not yet one.
        hasValue: (element) =>
            !records.has(element) || !isUnfinished(element, records.get(element)),
        // Whether it is a field of text for a text, which is bound by Datastar.
        isText: (element) =>
            records.get(element)?.isLeft ?? element.hasAttribute?.('data-bind') ?? false,
    };
})();
