/** The page runtime: finds the Python of a page and runs it. */
import { observe } from './scripts.js';

observe();
