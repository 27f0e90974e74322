/**
 * Calls `act` in the frame after an element has another size, and once at first, until the returned function is called. Not in the
 * same frame: what `act` moves may resize the element again, which browsers report as an error.
 */
export function onResize(element: Element, act: () => void): () => void {
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(act);
  });
  observer.observe(element);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}
