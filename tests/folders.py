"""What takes the place of the browser's own dialogs about folders."""

# In place of the browser's picker, which nobody can drive: a folder of the browser's own. It
# wants a click as the picker does. What Playwright evaluates in a page counts as one, so the
# tests wait for the console to say that a dialog is there.
PICKER = """
    new MutationObserver(() => document.querySelector('dialog') && console.log('asked')).observe(
        document, { childList: true, subtree: true });
    window.showDirectoryPicker = async () => {
        if (!navigator.userActivation.isActive)
            throw new DOMException('Must be handling a user gesture', 'SecurityError');
        console.log('picked');
        return (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    };
"""
