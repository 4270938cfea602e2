/** Whether the text is in the clipboard now. Over plain HTTP browsers know the older way only. */
export async function copyText(text: string): Promise<boolean> {
  // Where the page is not secure it is not there, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  return clipboard
    ? clipboard.writeText(text).then(
        () => true,
        () => false,
      )
    : copyByEvent(text);
}

function copyByEvent(text: string): boolean {
  let isCopied = false;
  const fill = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    isCopied = event.clipboardData !== null;
  };
  document.addEventListener('copy', fill, { once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', fill);
  return isCopied;
}
