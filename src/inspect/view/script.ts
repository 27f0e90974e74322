/** What the single file `heartwire-view.js` runs: one script tag, and the page knows the element. */
import { defineView } from './define.ts';

defineView();
