/**
 * All that a page has loaded anyway. What is loaded later imports this, though it needs but a
 * part, so that a build makes one chunk of it instead of one for each combination.
 */
import './scripts.js';
