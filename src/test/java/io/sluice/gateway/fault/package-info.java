/** What the gateway does when something around it, or one of its own processes, fails. */
@NullMarked
package io.sluice.gateway.fault;

import org.jspecify.annotations.NullMarked;
