// How what the script adds to a page looks. The page may have no style sheet, or one of its own,
// whose rules are all stronger than these.
const looks = (() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
:where(#backstate-banner) {
    position: sticky;
    z-index: 2147483647;
    bottom: 0.5rem;
    width: fit-content;
    max-width: min(42rem, calc(100% - 2rem));
    box-sizing: border-box;
    margin: 0.5rem 0.5rem 0.5rem auto;
    padding: 0.7rem 1rem;
    pointer-events: none; /* what it covers can still be clicked */
    color: #fff;
    background: #8c1d18;
    border-radius: 0.6rem;
}
:where(#backstate-banner[hidden], #backstate-banner [hidden]) {
    display: none;
}
:where(#backstate-banner p) {
    margin: 0;
}
:where(#backstate-banner button) {
    float: right;
    margin: 0 0 0 1rem;
    pointer-events: auto;
}
:where(#backstate-busy) {
    position: fixed;
    z-index: 2147483647;
    inset: 0 0 auto;
    height: 3px;
    background: linear-gradient(90deg, transparent, #1a7f4f, transparent) 0 0 / 50% 100% repeat-x;
    animation: backstate-busy 1s linear infinite;
    pointer-events: none;
}
@keyframes backstate-busy {
    to { background-position-x: -100%; }
}
`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})();
