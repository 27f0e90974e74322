/** Puts text on the clipboard; false where the browser does not let us. `near` is what the focus returns to. */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

/** Pages that are not secure contexts have no clipboard but this. */
function copyBySelection(text: string, near: HTMLElement): boolean {
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'unseen';
  near.after(box);
  box.select();
  const isDone = document.execCommand('copy');
  box.remove();
  near.focus();
  return isDone;
}
