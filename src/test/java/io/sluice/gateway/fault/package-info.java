/**
 * What the gateway does when something around it, or one of its own processes, fails, and with
 * broken and hostile messages, byte by byte.
 */
@NullMarked
package io.sluice.gateway.fault;

import org.jspecify.annotations.NullMarked;
