// Puts what was typed onto a text that has changed meanwhile.
const merge = (() => {
    const isHigh = (unit) => unit >= 0xd800 && unit < 0xdc00;
    const isLow = (unit) => unit >= 0xdc00 && unit < 0xe000;

    // What two texts have in common: so many units at the beginning and at the end.
    function common(a, b) {
        const most = Math.min(a.length, b.length);
        let begin = 0;
        while (begin < most && a[begin] === b[begin])
            ++begin;
        if (begin > 0 && isHigh(a.charCodeAt(begin - 1)))
            --begin;
        let end = 0;
        while (end < most - begin && a[a.length - 1 - end] === b[b.length - 1 - end])
            ++end;
        if (end > 0 && isLow(a.charCodeAt(a.length - end)))
            --end;
        return { begin, end };
    }

    // The server lower-cases unit by unit; only this one has a lower case of two.
    const lower = (unit) => (unit === '\u0130' ? 'i' : unit.toLowerCase());

    function differInCaseOnly(a, b) {
        if (a.length !== b.length)
            return false;
        for (let i = 0; i < a.length; ++i)
            if (a[i] !== b[i] && lower(a[i]) !== lower(b[i]))
                return false;
        return true;
    }

    // Returns the function that finds a place of one text in another one that came of it.
    function places(from, to) {
        const { begin, end } =
            differInCaseOnly(from, to) ? { begin: from.length, end: 0 } : common(from, to);
        return (place) =>
            place <= begin ? place : to.length - Math.min(from.length - place, end);
    }

    // What changed from base to mine, done to theirs, which came of base as well. The change is what
    // lies between the longest beginning and the longest end that both have in common, in UTF-16
    // units, and never a half of a surrogate pair. merge() in src/BackState/text/merge.cpp is the
    // same function: a browser and the server must come to the same text.
    function texts(base, mine, theirs) {
        if (mine === base)
            return theirs;
        if (theirs === base || theirs === mine)
            return mine;
        const { begin, end } = common(base, mine);
        const place = places(base, theirs);
        const from = place(begin);
        const to = Math.max(from, place(base.length - end));
        return theirs.slice(0, from) + mine.slice(begin, mine.length - end) + theirs.slice(to);
    }

    return { texts, places };
})();
