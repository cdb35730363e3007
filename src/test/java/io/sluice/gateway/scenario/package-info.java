/**
 * Stories of the whole gateway on real sockets: what the origin's script says, what clients send,
 * what they must see.
 */
@NullMarked
package io.sluice.gateway.scenario;

import org.jspecify.annotations.NullMarked;
