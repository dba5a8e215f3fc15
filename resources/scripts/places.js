// Where an element stands, so that what a patch puts there in its place can be found.
const places = (() => {
    const idOf = (element) => element.getAttribute('id') ?? '';
    // A field of that name takes the place of a form's own property.
    const { get } = Object.getOwnPropertyDescriptor(Element.prototype, 'children');
    const childrenOf = (element) => get.call(element);

    // The way to an element from the nearest one with an id, itself included, or else from the
    // document's root.
    function of(element) {
        const steps = [];
        for (let at = element; at; at = at.parentElement) {
            let index = 0;
            for (let other = at.previousElementSibling; other; other = other.previousElementSibling)
                ++index;
            steps.unshift({ id: idOf(at), tag: at.tagName, index });
            if (idOf(at)) // at.id may be a form's field
                break;
        }
        return steps;
    }

    // The element that stands at a place now, or null: of another kind, or known by another id, it
    // is another thing.
    function find([first, ...steps]) {
        let at = first.id ? document.getElementById(first.id) : document.documentElement;
        if (at?.tagName !== first.tag)
            return null;
        for (const { id, tag, index } of steps) {
            at = childrenOf(at)[index];
            if (at?.tagName !== tag || idOf(at) !== id)
                return null;
        }
        return at;
    }

    // The element that is in one part of the page what another is in the part like it, or null.
    function alike(element, part, other) {
        const indexes = [];
        for (let at = element; at !== part; at = at.parentElement) {
            if (!at)
                return null;
            indexes.unshift([...childrenOf(at.parentElement)].indexOf(at));
        }
        const found = indexes.reduce((at, index) => at && childrenOf(at)[index], other);
        return found?.tagName === element.tagName ? found : null;
    }

    return { of, find, alike };
})();
