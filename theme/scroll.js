// Wide code and equations scroll inside themselves; while they do, the keyboard can reach them.
const reach = new ResizeObserver(entries => {
    for (const { target } of entries) {
        if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
        else target.removeAttribute('tabindex');
    }
});
document.querySelectorAll('main pre code, main .katex-display, main .table-wrapper')
    .forEach(box => reach.observe(box));
