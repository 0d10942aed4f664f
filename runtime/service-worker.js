/**
 * What the attribute `service-worker` wants, for pages without the isolation headers: it lets a
 * worker wait for the page. Copied beside the page, or above it; a classic script.
 */
import 'coincident/sw';
