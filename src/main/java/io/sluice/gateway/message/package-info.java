/**
 * What the verticles say to each other: the event-bus addresses, the records, and the body stream
 * they share.
 */
@NullMarked
package io.sluice.gateway.message;

import org.jspecify.annotations.NullMarked;
