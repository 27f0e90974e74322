import { isStill } from './motion.ts';
import { onResize } from './on-resize.ts';
import { between, framing, type Rect } from './rect.ts';

const DURATION = 500;
/** Units of the picture in its narrowest section: a label is legible, and what it belongs to is in sight. */
const LEAST = 360;
const MARGIN = 24;

/** Shows all of a picture, or a section of it. */
export interface Camera {
  /** Moves to what is around `rect`; to the whole where it is `undefined`. */
  look(rect: Rect | undefined): void;
  end(): void;
}

/** Puts a camera before a picture of which `whole` is the frame. */
export function camera(picture: SVGSVGElement, whole: Rect): Camera {
  let shown = whole;
  let aim: Rect | undefined;
  let frame = 0;

  const show = (rect: Rect): void => {
    shown = rect;
    const numbers = [rect.x, rect.y, rect.width, rect.height].map((value) => value.toFixed(1));
    picture.setAttribute('viewBox', numbers.join(' '));
  };
  const goal = (): Rect => {
    const { clientWidth: width, clientHeight: height } = picture;
    if (!aim || width === 0 || height === 0) return whole;
    const padded = {
      x: aim.x - MARGIN,
      y: aim.y - MARGIN,
      width: aim.width + 2 * MARGIN,
      height: aim.height + 2 * MARGIN,
    };
    return framing(padded, { width, height }, Math.max(LEAST, width * 0.9), whole);
  };
  const move = (): void => {
    cancelAnimationFrame(frame);
    const [from, to, began] = [shown, goal(), performance.now()];
    if (isStill()) {
      show(to);
      return;
    }
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - began) / DURATION));
      show(between(from, to, part * part * (3 - 2 * part)));
      if (part < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  };
  const unwatch = onResize(picture, () => {
    cancelAnimationFrame(frame);
    show(goal());
  });
  show(whole);

  return {
    look(rect) {
      aim = rect;
      move();
    },
    end() {
      cancelAnimationFrame(frame);
      unwatch();
    },
  };
}
